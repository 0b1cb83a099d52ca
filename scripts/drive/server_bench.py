"""`scripts/bench --server`: CPU per request at the server, its database's with it, as the library grows.

Beside each stand its floors: the same bytes answered by a Flask route that does nothing else, and the bare SQL. Larger
libraries take time to lay out; with `--keep` that is done once: `--sizes 1000 10000 100000 1000000 --keep DIR`.
"""

import argparse
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import NamedTuple

from drive import floor, server_asks, stocked, tables
from drive.backend import Backend
from drive.clusters import postgres
from drive.cost_chart import draw
from drive.library import START
from drive.server_asks import Ask, Statement
from drive.spending import Client, Sent, children, one_by_one, side_by_side
from manicule.models import Head, RevTag
from manicule.services import devices, libraries

SIZES = (1_000, 10_000)  # bookmarks
CLIENTS = 4
COLUMNS = ("database", "bookmarks", "what", "CPU", f"{CLIENTS} clients", "same bytes", "bare SQL", "ratio to both")
BESIDE = COLUMNS[4:]  # what is told of the largest library alone, in the table


class Cost(NamedTuple):
    """ms of CPU for one request; None where it is not measured."""

    database: str
    size: int
    what: str
    mine: float
    together: float | None
    same: float
    bare: float | None

    def line(self) -> tuple[str, ...]:
        """As it is printed."""
        ratio = f"{self.mine / (self.same + self.bare):.1f}×" if self.bare is not None else ""
        told = [self.mine, self.together, self.same, self.bare]
        shown = ["" if one is None else f"{one:,.2f} ms" for one in told]
        return self.database, f"{self.size:,}", self.what, *shown, ratio


def main(words: list[str]) -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="scripts/bench --server", description=__doc__)
    parser.add_argument("--server", action="store_true", help="this part of the bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="bookmarks of the libraries")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], help="sqlite, postgresql, or both")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="keep the laid out SQLite libraries here")
    parser.add_argument("--only", nargs="+", default=[""], help="measure only what has one of these in its name")
    parser.add_argument("--chart", type=pathlib.Path, metavar="FILE", help="draw cost against size, as SVG")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    with ExitStack() as stack:
        scratch = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench = Bench(scratch, options.keep or scratch, stack)
        costs = []
        for cost in bench.costs(options.databases, sorted(options.sizes), options.only):
            costs.append(cost)
            print("\t".join(cost.line()), file=sys.stderr, flush=True)
    if options.json:
        tables.tell([cost.line() for cost in costs], COLUMNS, "", as_json=True)
    else:
        for kind in dict.fromkeys(cost.database for cost in costs):
            tabulate(kind, [cost for cost in costs if cost.database == kind])
    if options.chart:
        options.chart.write_text(draw([cost for cost in costs if cost.database == "sqlite"]), encoding="utf-8")


def tabulate(kind: str, costs: list[Cost]) -> None:
    """A table of one database: a column for each size; what stands beside is of the largest that was measured."""
    sizes = sorted({cost.size for cost in costs})
    mine = {(cost.what, cost.size): f"{cost.mine:,.2f}" for cost in costs}
    largest = {cost.what: cost.line()[4:] for cost in sorted(costs, key=lambda cost: cost.size)}
    lines = [(what, *(mine.get((what, size), "") for size in sizes), *told) for what, told in largest.items()]
    columns = ("ms of CPU a request", *(f"{size:,}" for size in sizes), *BESIDE)
    tables.tell(lines, columns, f"The server on {kind}, by bookmarks", as_json=False)


class Bench:
    """Lays out, serves and measures; `kept` holds the SQLite libraries."""

    def __init__(self, scratch: pathlib.Path, kept: pathlib.Path, stack: ExitStack) -> None:
        self.scratch, self.kept, self.stack = scratch, kept, stack
        kept.mkdir(parents=True, exist_ok=True)
        process, port = floor.start()
        stack.callback(process.terminate)
        self.floor, self.flask = Client(port, []), process.pid

    def costs(self, kinds: list[str], sizes: list[int], only: list[str]) -> Iterator[Cost]:
        """Everything, as soon as it is measured."""
        for kind in kinds:
            for size in sizes:
                with ExitStack() as stack:
                    serving = Serving(*self.laid(kind, size, stack), size, stack)
                    for ask in server_asks.asks(serving.library):
                        if size <= ask.most and any(name in ask.what for name in only):
                            yield self.cost(kind, serving, ask)

    def laid(self, kind: str, size: int, stack: ExitStack) -> tuple[str, Callable[[], list[int]]]:
        """The address of a library of that size, and what tells the processes of its database."""
        if kind == "postgresql":
            cluster = stack.enter_context(postgres())
            url = cluster.empty()
            stocked.lay_out(url, size)
            cluster.say("ANALYZE", "library")
            return url, lambda: [cluster.pid(), *children(cluster.pid())]
        file = stocked.file_of(size, self.kept)
        if size > stocked.MOST:  # too large to copy; nothing is written to it but a device
            return f"sqlite:///{file}", list
        copy = self.scratch / "library.db"
        stocked.remove(copy)
        shutil.copyfile(file, copy)
        return f"sqlite:///{copy}", list

    def cost(self, kind: str, serving: "Serving", ask: Ask) -> Cost:
        """What one request costs."""
        body = serving.answer(ask)
        mine = one_by_one(serving.pids, lambda: serving.answer(ask), ask.runs)
        together = None
        if not ask.alone and ask.runs > 1:
            clients = [serving.client() for _ in range(CLIENTS)]
            works = [lambda client=client: serving.answer(ask, client) for client in clients]
            together = side_by_side(serving.pids, works, ask.runs)
        bare = None if ask.sql is None else serving.bare(ask)
        return Cost(kind, serving.library.size, ask.what, mine, together, self.same_bytes(body, ask.runs), bare)

    def same_bytes(self, body: bytes, runs: int) -> float:
        """What a route costs that answers these bytes."""
        self.floor.ask(Sent("PUT", "/", body))
        return one_by_one(lambda: [self.flask], lambda: self.floor.ask(Sent("GET", "/")), runs)


class Serving:
    """`manicule serve` on a library, and a connection of our own beside it for the bare SQL."""

    def __init__(self, url: str, database: Callable[[], list[int]], size: int, stack: ExitStack) -> None:
        self.url, self.database = url, database
        self.library, self.token = known(url, size)
        self.backend = Backend(url, more=["--no-embed"]).start()
        stack.callback(self.backend.stop)
        self.pids = lambda: [self.backend.process.pid, *self.database()]
        self.line = stack.enter_context(closing(connection(url)))
        self.first = self.client()

    def client(self) -> Client:
        """One more client of the same device."""
        return Client(self.backend.port, [self.token])

    def answer(self, ask: Ask, client: Client | None = None) -> bytes:
        """Ask for the next of that kind."""
        status, body = (client or self.first).ask(ask.sent(next(ask.numbers)))
        if status >= 400:
            raise SystemExit(f"{ask.what}: {status} {body[:300]!r}: the figures would mean nothing.")
        return body

    def bare(self, ask: Ask) -> float:
        """What the SQL costs, here or at the database."""

        def run() -> None:
            self.run(ask.sql(next(ask.numbers)))

        return one_by_one(lambda: [os.getpid(), *self.database()], run, ask.runs)

    def run(self, statements: list[Statement]) -> None:
        """Run them in one transaction, and take back what they wrote."""
        self.line.execute("BEGIN")
        for sql, values in statements:
            rows = self.line.execute(sql if self.library.sqlite else sql.replace("?", "%s"), values)
            while rows.description and rows.fetchmany(500):
                pass
        self.line.execute("ROLLBACK")


def connection(url: str) -> object:
    """A plain connection that begins no transaction by itself."""
    if url.startswith("sqlite:"):
        return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    import psycopg

    return psycopg.connect(url, autocommit=True)


def known(url: str, size: int) -> tuple[server_asks.Library, str]:
    """What there is to know of a library, and the token of a new device."""
    bound = libraries.open_database(url)
    try:
        library = libraries.find_or_make("default", START)
        head = Head.get(Head.library == library).rev
        tag = RevTag.get(RevTag.library == library, RevTag.rev == head).tag
        device, token = devices.register(library, "bench", START)
        return server_asks.Library(size, url.startswith("sqlite:"), head, tag, device.id), token
    finally:
        libraries.close(bound)
