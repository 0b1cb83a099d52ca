"""What every suite has: a PostgreSQL server, and how a whole run shares its two workers.

One has every browser, the other takes the rest, file by file.
"""

from collections.abc import Iterator

import pytest
from cluster import Cluster, programs, running

BROWSERS = ("chromium", "firefox", "tests/browser/", "tests/machines/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Two real browsers at a time would wait for one another; a file's tests share what it costs to set them up."""
    from xdist.scheduler import LoadScopeScheduling

    class Lanes(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browsers" if any(word in nodeid for word in BROWSERS) else nodeid.partition("::")[0]

    return Lanes(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server that runs as long as the tests."""
    if not programs():
        pytest.skip("no PostgreSQL here: install postgresql")
    with running() as cluster:
        yield cluster
