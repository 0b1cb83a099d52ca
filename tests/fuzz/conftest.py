"""How long to look: shortly in every run, longer and on PostgreSQL too with MANICULE_FUZZ_EXAMPLES=500."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "backend"))

from cluster import Cluster, programs, running  # noqa: E402
from length import LONG, SHORT  # noqa: E402


@pytest.fixture
def examples() -> int:
    """How many inputs to make for each thing that is tried."""
    return max(SHORT, LONG)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server that runs as long as the tests."""
    if not programs():
        pytest.skip("no PostgreSQL here: install postgresql")
    with running() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"] if LONG else ["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'manicule.db'}"
    return request.getfixturevalue("postgres").empty()
