"""The tests' own PostgreSQL server, for measurements."""

import sys
from contextlib import AbstractContextManager
from pathlib import Path

from drive.venv import ROOT


def postgres(folder: Path | None = None) -> AbstractContextManager:
    """A server of our own (tests/backend/cluster.py), stopped at the end, and forgotten unless a folder keeps its data.

    :raise SystemExit: if there is no PostgreSQL here
    """
    sys.path.append(str(ROOT / "tests" / "backend"))
    import cluster

    if not cluster.programs():
        raise SystemExit("There is no PostgreSQL here: install postgresql, or name --databases sqlite.")
    return cluster.kept(folder) if folder else cluster.running()
