"""One world for each module and browser; a fresh one where a restart or the whole library is the subject."""

import pathlib
import signal
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from world import World, installed, make_world


def interrupted(*_: object) -> None:
    """Ends the run as Ctrl-C would: Firefox would outlive a process that is merely ended."""
    raise KeyboardInterrupt


@pytest.fixture(scope="session", autouse=True)
def _no_browser_left_behind() -> None:
    signal.signal(signal.SIGTERM, interrupted)


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser_name(request: pytest.FixtureRequest) -> str:
    """Each browser that is installed."""
    return installed(request.param)


@pytest.fixture(scope="module")
def world(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A paired browser with an empty library, on the demo's pages."""
    with ExitStack() as stack:
        yield make_world(browser_name, tmp_path_factory.mktemp(browser_name), stack)


@pytest.fixture
def own_world(browser_name: str, tmp_path: pathlib.Path) -> Iterator[World]:
    """A world for one test alone: where a restart, or the whole library, is the subject."""
    with ExitStack() as stack:
        yield make_world(browser_name, tmp_path, stack)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what drives a browser, so that `-m 'not browser'` is quick."""
    for item in items:
        if "browser_name" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
