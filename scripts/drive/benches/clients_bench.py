"""`scripts/bench --clients`: eight clients write to one library for a minute, on SQLite and on PostgreSQL, and each
fifth time or so all of them the same paper at the same moment. Nothing may be refused, doubled or lost.
"""

import argparse
import pathlib
import tempfile
from contextlib import ExitStack

from drive.backend import Backend
from drive.benches import tables
from drive.benches.clusters import postgres
from drive.benches.writers import write

COLUMNS = ("database", "papers saved", "a second", "one paper by all at once", "failed", "duplicates", "lost")


def main(words: list[str]) -> None:
    """Prints the table; ends with 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="scripts/bench --clients", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="?", const=8, default=8, help="how many, 8 by default")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--processes", type=int, default=1, help="of the server")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], help="sqlite, postgresql, or both")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    lines = [measure(kind, options) for kind in options.databases]
    tables.tell(lines, COLUMNS, f"{options.clients} clients for {options.seconds:g} s", as_json=options.json)
    if any(line[4:] != ("0", "0", "0") for line in lines):
        raise SystemExit(1)


def measure(kind: str, options: argparse.Namespace) -> tuple[str, ...]:
    """A line of the table."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{pathlib.Path(folder) / 'library.db'}"
        if kind == "postgresql":
            url = stack.enter_context(postgres()).empty()
        backend = Backend(url, more=["--workers", str(options.processes)]).start()
        stack.callback(backend.stop)
        tokens = [backend.token(f"client {n}") for n in range(options.clients)]
        written = write(backend.port, tokens, options.seconds)
    for one in written.refused[:10]:
        print(one)
    faults = written.faults()
    saved = len(written.new)
    lost = faults["lost"] + faults["untold"]
    return (
        kind,
        f"{saved:,}",
        f"{saved / written.seconds:.0f}",
        f"{written.meetings():,} times",
        *map(str, (faults["failed"], faults["duplicates"], lost)),
    )
