"""The server, a client that has paired with it, and the terminal, each on a real database of its own.

Every test that asks for `url` runs on SQLite and on PostgreSQL; `cluster.sqlite_only` is for those about SQLite's file.
"""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from manicule import create_app
from manicule.cli import main
from manicule.config import Config
from manicule.models import Library, database, disconnect
from manicule.services import devices, libraries


@dataclass
class Clock:
    """ms since 1970; stands still until it is told to go on."""

    ms: int = 1_790_000_000_000

    def __call__(self) -> int:
        return self.ms

    def go_on(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


class Person:
    """A client with a token: `person.get("bookmarks")` is GET /api/v1/bookmarks."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.token = client, token

    def ask(self, method: str, path: str, **sent: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}", **sent.pop("headers", {})}
        return self.client.open(f"/api/v1/{path}", method=method, headers=headers, **sent)

    def get(self, path: str, **sent: object) -> TestResponse:
        return self.ask("GET", path, **sent)

    def post(self, path: str, body: object) -> TestResponse:
        return self.ask("POST", path, json=body)

    def patch(self, path: str, body: object) -> TestResponse:
        return self.ask("PATCH", path, json=body)

    def delete(self, path: str) -> TestResponse:
        return self.ask("DELETE", path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it; SQLite's file is not there yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'manicule.db'}"
        return
    yield request.getfixturevalue("postgres").empty()
    if database.obj is not None:
        disconnect(database.obj)


@pytest.fixture
def free_port() -> int:
    """A port of this machine that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def app(url: str, clock: Clock) -> Iterator[Flask]:
    yield create_app(Config(database=url, now=clock, hosts=(), origins=()))
    database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(url: str) -> Callable[..., Result]:
    """`runner("show", "arxiv:1706.03762")` is what that command prints on the same database."""

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--database", url])

    return run


@pytest.fixture
def make_person(client: FlaskClient, clock: Clock) -> Callable[..., Person]:
    """`make_person("laptop")` pairs a device; each has a token of its own."""

    def make(name: str = "laptop", library: str = "default") -> Person:
        _, token = devices.register(libraries.find_or_make(library, clock()), name, clock())
        database.close()
        return Person(client, token)

    return make


@pytest.fixture
def me(make_person: Callable[..., Person]) -> Person:
    return make_person("laptop")


@pytest.fixture
def save(me: Person) -> Callable[..., dict]:
    """`save(title="…", tags=["…"])` saves a paper, another one each time, and gives its view."""
    numbers = count(1)

    def save_one(**given: object) -> dict:
        given.setdefault("key", f"arxiv:2401.{next(numbers):05}")
        answer = me.post("bookmarks", given)
        assert answer.status_code in (200, 201), answer.json
        return answer.json

    return save_one


@pytest.fixture
def library(app: Flask) -> Iterator[Library]:
    """The default library, to be asked about directly."""
    yield Library.get(Library.name == "default")
    database.close()
