"""A server that really runs, to be attacked over its socket. Every test leaves it as it was, or has one of its own.

The browsers' world and the server's processes are borrowed from the other suites.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / folder) for folder in ("browser", "backend")]

from target import Target, attacked  # noqa: E402


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
