"""The tests' own PostgreSQL server, for measurements."""

import sys
from contextlib import AbstractContextManager

from drive.venv import ROOT


def postgres() -> AbstractContextManager:
    """A server of our own (tests/backend/cluster.py), stopped and forgotten at the end.

    :raise SystemExit: if there is no PostgreSQL here
    """
    sys.path.append(str(ROOT / "tests" / "backend"))
    import cluster

    if not cluster.programs():
        raise SystemExit("There is no PostgreSQL here: install postgresql, or name --databases sqlite.")
    return cluster.running()
