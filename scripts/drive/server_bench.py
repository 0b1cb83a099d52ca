"""CPU per request at the server, each beside its floors: a route that answers the same bytes, and the bare SQL."""

import argparse
import pathlib
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from flask import Flask, Response
from flask.testing import FlaskClient

from drive import invented, scale, search_bench, tables
from drive.library import START, paper_id
from manicule import create_app
from manicule.config import Config
from manicule.models import Library, database
from manicule.services import devices, libraries

SIZE = 10_000  # bookmarks
RUNS = 15
API = "/api/v1/bookmarks"
COLUMNS = ("what", "CPU", "same bytes", "bare SQL", "ratio to both")


class Ask(NamedTuple):
    """A request, and the SQL that no answer to it can do without, with its values; none where it writes."""

    what: str
    send: Callable[[], object]
    sql: str = ""
    values: tuple = ()


def main(words: list[str]) -> None:
    """Prints the table; figures are ms of CPU, medians of one run."""
    parser = argparse.ArgumentParser(prog="scripts/bench --server", description=__doc__)
    parser.add_argument("--server", action="store_true", help="this part of the bench")
    parser.add_argument("--size", type=int, default=SIZE, help="bookmarks of the library")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{pathlib.Path(folder) / 'library.db'}"
        papers = list(invented.papers(options.size))
        search_bench.lay_out(url, papers)
        lines = measure(url, papers)
    tables.tell(lines, COLUMNS, f"The server with {options.size:,} bookmarks, here and now", as_json=options.json)


def measure(url: str, papers: list[dict]) -> list[tuple[str, ...]]:
    """Every line of the table."""
    app = create_app(Config(database=url, hosts=(), origins=()))
    library = libraries.find_or_make("default", START)
    _, token = devices.register(library, "bench", START)
    client = app.test_client()
    database.close()
    return [line(one) for one in asks(client, {"Authorization": f"Bearer {token}"}, library, papers)]


def asks(client: FlaskClient, headers: dict, library: Library, papers: list[dict]) -> list[Ask]:
    """Everything that is measured."""
    size, numbers = len(papers), count()
    words = search_bench.frequencies(papers)
    by_use = sorted(words, key=lambda word: (-words[word], word))
    rare, common = next(word for word in by_use if words[word] <= 3), by_use[0]

    def get(**query: object) -> Callable[[], Response]:
        return lambda: client.get(API, query_string=query, headers=headers)

    def create() -> Response:
        number = next(numbers)
        told = {"title": f"Paper {number}", "abstract": papers[number]["abstract"]}
        paper = {"key": f"doi:10.9999/bench.{number}", **told}
        return client.post(API, json=paper, headers=headers)

    def update() -> Response:
        return client.patch(f"{API}/{keys[0]}", json={"note": f"note {next(numbers)}"}, headers=headers)

    keys = [f"arxiv:{paper_id(number * (size // 100))}" for number in range(100)]
    deep = client.get(API, query_string={"limit": 1, "cursor": depth(client, headers, size)}, headers=headers).json
    ids = [scale.bookmark_id(number * (size // 100)) for number in range(100)]
    listed = "SELECT * FROM bookmark WHERE library_id = ? AND alive = 1 ORDER BY saved_at DESC, id DESC LIMIT 100"
    behind = listed.replace("ORDER", "AND saved_at < ? ORDER")
    place = (library.id, START - 3 * search_bench.YEAR_MS + size // 10 * 60_000)
    of_ids = f"SELECT * FROM bookmark WHERE library_id = ? AND id IN ({','.join('?' * 100)})"
    tagged = listed.replace("ORDER", "AND id IN (SELECT bookmark FROM label WHERE library_id = ? AND tag = ?) ORDER")
    found = "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rank LIMIT 20"
    return [
        Ask("list 100", get(limit=100), listed, (library.id,)),
        Ask("list 100 at 90 %", get(limit=100, cursor=deep["next"]), behind, place),
        Ask("list 100, no dismissed", get(limit=100, q="-status:dismissed"), listed, (library.id,)),
        Ask("list 100 of a tag", get(limit=100, tag=invented.TAGS[0]), tagged,
            (library.id, library.id, f"tag_{0:022d}")),
        Ask("lookup of 100", lambda: client.post(f"{API}/lookup", json={"keys": keys}, headers=headers), of_ids,
            (library.id, *ids)),
        Ask("search, rare word", get(q=rare, limit=20), found, (f'"{rare}"',)),
        Ask("search, common word", get(q=common, limit=20), found, (f'"{common}"',)),
        Ask("create", create),
        Ask("update", update),
    ]  # fmt: skip


def depth(client: FlaskClient, headers: dict, size: int) -> str | None:
    """The cursor of a list, 90 % down."""
    cursor, passed = None, 0
    while passed < size * 9 // 10:
        page = client.get(
            API, query_string={"limit": 500, "cursor": cursor} if cursor else {"limit": 500}, headers=headers
        )
        cursor, passed = page.json["next"], passed + 500
    return cursor


def line(ask: Ask) -> tuple[str, ...]:
    """A line of the table."""
    answer = ask.send()
    if answer.status_code >= 400:
        raise SystemExit(f"{ask.what}: {answer.status_code}: the figures would mean nothing.")
    mine, same = cpu(ask.send), cpu(floor(answer.get_data()))
    bare = cpu(lambda: database.execute_sql(ask.sql, ask.values).fetchall()) if ask.sql else 0.0
    database.close()
    shown = f"{bare:.2f} ms" if ask.sql else ""
    return ask.what, f"{mine:.2f} ms", f"{same:.2f} ms", shown, f"{mine / (same + bare):.1f}×"


def floor(body: bytes) -> Callable[[], Response]:
    """Asks a route that answers these bytes and does nothing else."""
    app = Flask("floor")
    app.add_url_rule("/", view_func=lambda: Response(body, mimetype="application/json"))
    client = app.test_client()
    return lambda: client.get("/")


def cpu(work: Callable[[], object]) -> float:
    """ms of CPU, the median of several runs."""
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return 1000 * statistics.median(times)
