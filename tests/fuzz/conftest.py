"""How long to look: shortly in every run, longer and on PostgreSQL too with MANICULE_FUZZ_EXAMPLES=500."""

from pathlib import Path

import pytest
from length import LONG, SHORT


@pytest.fixture
def examples() -> int:
    """How many inputs to make for each thing that is tried."""
    return max(SHORT, LONG)


@pytest.fixture(params=["sqlite", "postgresql"] if LONG else ["sqlite"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'manicule.db'}"
    return request.getfixturevalue("postgres").empty()
