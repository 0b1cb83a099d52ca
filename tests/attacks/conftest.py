"""A server that really runs, to be attacked over its socket. Every test leaves it as it was, or has one of its own.

The browsers' world and the server's processes are borrowed from the other suites.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path.append(str(TESTS / "browser"))

from browsed import hostile_world  # noqa: E402
from target import Target, attacked  # noqa: E402
from world import World, installed  # noqa: E402


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server with one paired device and one browser signed in, shared by all attacks that leave nothing behind."""
    with attacked(tmp_path_factory.mktemp("target")) as target:
        yield target


@pytest.fixture
def own_target(tmp_path: Path) -> Iterator[Target]:
    """A server for one test alone: where who asks is throttled, or the whole library is the subject."""
    with attacked(tmp_path) as target:
        yield target


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def browser_name(request: pytest.FixtureRequest) -> str:
    """Each browser that is installed."""
    return installed(request.param)


@pytest.fixture(scope="session")
def world(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A paired browser among hostile pages, shared by all attacks on it."""
    with hostile_world(browser_name, tmp_path_factory.mktemp(browser_name)) as world:
        yield world


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what drives a browser."""
    for item in items:
        if item.path.parent == Path(__file__).parent and "browser_name" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
