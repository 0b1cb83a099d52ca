"""`scripts/bench --server`: CPU per request at the server, its database's with it, as the library grows.

Beside each stand its floors: the same bytes answered by a Flask route that does nothing else, and the bare SQL. The
libraries of all sizes are served side by side and asked in turn, so that whatever else the machine does falls on all
alike. Larger ones take time to lay out; with `--keep DIR` that is done once: `--sizes 1000 10000 100000 1000000`.
`--save` keeps the figures, and makes the README's table and picture of them, as `scripts/bench --chart` does again.
"""

import argparse
import os
import pathlib
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

from drive.backend import Backend
from drive.benches import cost_chart, costs, floor, server_asks, stocked, tables
from drive.benches.clusters import postgres
from drive.benches.costs import Cost, Run, shown
from drive.benches.server_asks import Ask, Statement
from drive.benches.spending import Client, Sent, Work, children, in_turn, side_by_side
from drive.library import START
from manicule.config import clock
from manicule.models import Head, RevTag
from manicule.services import devices, libraries
from manicule.services.backups import daily

SIZES = (1_000, 10_000)  # bookmarks
CLIENTS = 4
BESIDE = (f"{CLIENTS} clients", "same bytes", "bare SQL", "ratio to both")  # told of the largest library alone


def main(words: list[str]) -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="scripts/bench --server", description=__doc__)
    parser.add_argument("--server", action="store_true", help="this part of the bench")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=SIZES,
        help=f"bookmarks of the libraries, on PostgreSQL up to {stocked.MOST:,}",
    )
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], help="sqlite, postgresql, or both")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="keep the laid out libraries here")
    parser.add_argument("--only", nargs="+", default=[""], help="measure only what has one of these in its name")
    parser.add_argument("--save", nargs="?", type=pathlib.Path, const=costs.FILE, metavar="FILE",
                        help="keep the figures beside those of others; by default with table and picture")  # fmt: skip
    options = parser.parse_args(words)
    with ExitStack() as stack:
        scratch = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bench, measured = Bench(scratch, options.keep or scratch, stack), []
        for cost in bench.costs(options.databases, sorted(options.sizes), options.only):
            measured.append(cost)
            told = (cost.database, f"{cost.size:,}", cost.what, shown(cost.mine), cost.times())
            print("\t".join(told), file=sys.stderr, flush=True)
            if options.save:
                save(options.save, measured)
    if options.save == costs.FILE:
        cost_chart.write(costs.read(costs.FILE))
    for kind in dict.fromkeys(cost.database for cost in measured):
        tabulate(kind, [cost for cost in measured if cost.database == kind])


def save(file: pathlib.Path, measured: list[Cost]) -> None:
    """Keep these figures, and those that are there of what was not measured now."""
    known = costs.read(file).with_new(measured) if file.exists() else measured
    Run(time.strftime("%Y-%m-%d"), machine(), known).save(file)


def machine() -> str:
    """What it runs on, as people compare it."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def tabulate(kind: str, measured: list[Cost]) -> None:
    """A table of one database: a column for each size; what stands beside is of the largest that was measured."""
    sizes = sorted({cost.size for cost in measured})
    mine = {(cost.what, cost.size): shown(cost.mine) for cost in measured}
    largest = {cost.what: cost for cost in sorted(measured, key=lambda cost: cost.size)}
    lines = [(what, *(mine.get((what, size), "") for size in sizes), shown(cost.together), shown(cost.same),
              shown(cost.bare), cost.times()) for what, cost in largest.items()]  # fmt: skip
    columns = ("ms of CPU a request", *(f"{size:,}" for size in sizes), *BESIDE)
    tables.tell(lines, columns, f"The server on {kind}, by bookmarks", as_json=False)


class Bench:
    """Lays out, serves and measures; `kept` holds the libraries."""

    def __init__(self, scratch: pathlib.Path, kept: pathlib.Path, stack: ExitStack) -> None:
        self.scratch, self.kept, self.stack = scratch, kept, stack
        kept.mkdir(parents=True, exist_ok=True)
        process, port = floor.start()
        stack.callback(process.terminate)
        self.floor, self.flask = Client(port, []), process.pid

    def costs(self, kinds: list[str], sizes: list[int], only: list[str]) -> Iterator[Cost]:
        """Everything, as soon as it is measured."""
        for kind in kinds:
            with ExitStack() as stack:
                servings = self.servings(kind, sizes, stack)
                asked = [{ask.what: ask for ask in server_asks.asks(one.library) if one.library.size <= ask.most}
                         for one in servings]  # fmt: skip
                for what in dict.fromkeys(what for asks in asked for what in asks):
                    if any(name in what for name in only):
                        pairs = [(one, asks[what]) for one, asks in zip(servings, asked, strict=True) if what in asks]
                        yield from self.measured(kind, pairs)

    def servings(self, kind: str, sizes: list[int], stack: ExitStack) -> list["Serving"]:
        """A server for the library of each size."""
        if kind == "sqlite":
            files = [self.file(size) for size in sizes]
            for file in files:
                backed_up(file)
                read_once(file)
            return [Serving(f"sqlite:///{file}", list, size, stack) for file, size in zip(files, sizes, strict=True)]
        folder = None if self.kept == self.scratch else self.kept / "postgresql"  # a scratch folder lets nobody else in
        cluster = stack.enter_context(postgres(folder))

        def pids() -> list[int]:
            return [cluster.pid(), *children(cluster.pid())]

        laid = [size for size in sizes if size <= stocked.MOST]
        return [Serving(stocked.database_of(size, cluster), pids, size, stack) for size in laid]

    def file(self, size: int) -> pathlib.Path:
        """The SQLite file of a library of that size, to be changed at will."""
        file = stocked.file_of(size, self.kept)
        if size > stocked.MOST:  # too large to copy; nothing is written to it but a device
            return file
        copy = self.scratch / f"{size}.db"
        stocked.remove(copy)
        shutil.copyfile(file, copy)
        return copy

    def measured(self, kind: str, pairs: list[tuple["Serving", Ask]]) -> Iterator[Cost]:
        """What one kind of request costs in each library, floors and all in turn."""
        works, runs = [], min(ask.runs for _, ask in pairs)
        # First, for every thread of a server has a connection, whose cache is empty when it begins.
        beside = [together(serving, ask) for serving, ask in pairs]
        for serving, ask in pairs:
            self.floor.ask(Sent("PUT", f"/{serving.library.size}", serving.answer(ask)))
            works += [serving.asking(ask), self.same_bytes(serving.library.size)]
            works += [serving.bare(ask)] if ask.sql else []
        figures = iter(in_turn(works, runs))
        for (serving, ask), several in zip(pairs, beside, strict=True):
            mine, same = next(figures), next(figures)
            bare = next(figures) if ask.sql else None
            yield Cost(kind, serving.library.size, ask.what, mine, several, same, bare)

    def same_bytes(self, size: int) -> Work:
        """Ask for the bytes that the library of that size answered."""
        return Work(lambda: [self.flask], lambda: self.floor.ask(Sent("GET", f"/{size}")))


def backed_up(file: pathlib.Path) -> None:
    """Let the server find a backup of today: it would spend its first minute on one, and not on what is measured."""
    made = daily.folder(file) / f"{file.stem}-{daily.today(clock())}.db"
    made.parent.mkdir(exist_ok=True)
    made.touch()


def read_once(file: pathlib.Path) -> None:
    """Have the system hold the file in memory, as far as it can: else the disk of the largest is what is measured."""
    with file.open("rb") as read:
        while read.read(1 << 24):
            pass


def together(serving: "Serving", ask: Ask) -> float | None:
    """What a request costs when several clients ask at once; None of what is asked once."""
    if ask.alone or ask.runs == 1:
        return None
    clients = [serving.client() for _ in range(CLIENTS)]
    works = [lambda client=client: serving.answer(ask, client) for client in clients]
    return side_by_side(serving.pids, works, ask.runs)


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

    def asking(self, ask: Ask) -> Work:
        """Ask for the next of that kind, and the next."""
        return Work(self.pids, lambda: self.answer(ask))

    def bare(self, ask: Ask) -> Work:
        """The SQL of the same, here or at the database."""
        return Work(lambda: [os.getpid(), *self.database()], lambda: self.run(ask.sql(next(ask.numbers))))

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
