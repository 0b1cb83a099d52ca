"""`scripts/bench --workers`: how many requests four processes answer where one answers one, on PostgreSQL.

Both servers stand side by side on one database and are asked in turn, so that whatever else the machine does falls on
both alike: lists of 100, lookups of 100 and searches, by eight clients. On a machine that does other work the ratio
tells that; so it is told too what the CPU of an answer comes to on two cores for server and database alone.
"""

import argparse
import os
import statistics
import time
from contextlib import ExitStack

from drive.backend import Backend
from drive.benches import server_asks, stocked, tables
from drive.benches.clusters import postgres
from drive.benches.load import answered, written
from drive.benches.server_bench import known
from drive.benches.spending import children, spent

ASKED = ("list 100", "lookup of 100", "search, rare word")
CLIENTS, DEVICES = 8, 40  # a device may ask 200 times a second
COLUMNS = ("processes", "answers a second", "CPU of server", "CPU of database", "CPU of load")


def main(words: list[str]) -> None:
    """Prints the table, with the ratio of every round."""
    parser = argparse.ArgumentParser(prog="scripts/bench --workers", description=__doc__)
    parser.add_argument("--workers", type=int, nargs="?", const=4, default=4, help="processes, 4 by default")
    parser.add_argument("--size", type=int, default=2_000, help="bookmarks of the library")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6, help="of each server in a round")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    with ExitStack() as stack:
        cluster = stack.enter_context(postgres())
        url = cluster.empty()
        stocked.lay_out(url, options.size)
        cluster.say("VACUUM ANALYZE", "library")  # as a server that has stood for a while
        library, _ = known(url, options.size)
        tokens = [known(url, options.size)[1] for _ in range(DEVICES)]
        servers = [Backend(url, more=["--no-embed", "--workers", str(many)]).start() for many in (1, options.workers)]
        for server in servers:
            stack.callback(server.stop)
        requests = asked(library, tokens)
        rounds = [[turn(server, cluster.pid(), requests, options.seconds) for server in servers]
                  for _ in range(options.rounds)]  # fmt: skip
    ratios = [many.rate / one.rate for one, many in rounds]
    alone = [many.most(cores=2) / one.most(cores=1) for one, many in rounds]
    lines = [(str(many), *figures([both[place] for both in rounds])) for place, many in enumerate((1, options.workers))]
    told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    title = (f"{options.workers} processes carry {statistics.median(ratios):.2f} times one ({told}), "
             f"{statistics.median(alone):.2f} by what they spend, with two cores for themselves; "
             f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    tables.tell(lines, COLUMNS, title, as_json=options.json)


def asked(library: server_asks.Library, tokens: list[str]) -> list[list[bytes]]:
    """What each client asks, under many devices."""
    kinds = [ask for ask in server_asks.reading(library) if ask.what in ASKED]
    each = [[written(kinds[n % len(kinds)].sent(n), tokens[n % len(tokens)]) for n in range(k, 400, CLIENTS)]
            for k in range(CLIENTS)]  # fmt: skip
    return each


class Turn:
    """What one server did in one round."""

    def __init__(self, rate: float, server: float, database: float, load: float) -> None:
        self.rate, self.server, self.database, self.load = rate, server, database, load

    def most(self, cores: int) -> float:
        """Answers a second that so many cores could give, whatever else the machine does now: one process has one, and
        the database another; several processes share theirs with the database."""
        spent_each = (self.server + self.database * (cores > 1)) / self.rate
        return cores / spent_each


def turn(server: Backend, database: int, requests: list[list[bytes]], seconds: float) -> Turn:
    """Ask one server for so long; CPU as cores in use."""
    groups = [family(server.process.pid), family(database), [os.getpid()]]
    began, before = time.monotonic(), [spent(group) for group in groups]
    rate = answered(server.port, requests, seconds)
    took = time.monotonic() - began
    return Turn(rate, *((spent(group) - at) / took for group, at in zip(groups, before, strict=True)))


def family(pid: int) -> list[int]:
    """A process and those it has started."""
    return [pid, *children(pid)]


def figures(turns: list[Turn]) -> tuple[str, ...]:
    """The medians of several rounds, as they are printed."""
    middle = [
        statistics.median(getattr(turn, name) for turn in turns) for name in ("rate", "server", "database", "load")
    ]
    return f"{middle[0]:.0f}", *(f"{cores:.2f} cores" for cores in middle[1:])
