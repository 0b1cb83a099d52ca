"""`scripts/bench --first-sync`: a new device pulls a large library. Time beside reading the same rows straight from the
database, memory of server and worker on the way, and what a kill in the middle costs."""

import argparse
import itertools
import json
import pathlib
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from drive.backend import Backend
from drive.benches import pull_in_chromium
from drive.benches.puller import Puller
from drive.benches.scale import TAGS, Laid, lay_out
from drive.benches.tables import say
from drive.venv import ROOT

Line = tuple[str, str, str, str]
PAGE = 500  # rows, as the extension asks for
NODE_MOST = 20_000  # rows: its database is a list in memory, whose cost grows with what it holds


def main(words: list[str]) -> None:
    """Prints the table; a busy machine makes every figure worse, so run it on a quiet one."""
    parser = argparse.ArgumentParser(prog="scripts/bench --first-sync", description=__doc__)
    parser.add_argument("--first-sync", action="store_true")
    parser.add_argument("--bookmarks", type=int, default=100_000)
    parser.add_argument("--no-browser", action="store_true", help="only server, HTTP client and node")
    options = parser.parse_args(words)
    table = Table("what", "figure", "yardstick", "ratio", title=f"First sync of {options.bookmarks:,} bookmarks")
    with ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for line in Measured(folder, options.bookmarks, stack).lines(browser=not options.no_browser):
            table.add_row(*line)
            say(f"{line[0].strip()}: {line[1]}")
    Console().print(table)


class Measured:
    """One library, one server process."""

    def __init__(self, folder: pathlib.Path, count: int, stack: ExitStack) -> None:
        self.folder, self.count, self.file = folder, count, folder / "library.db"
        url = f"sqlite:///{self.file}"
        say(f"laying out {count:,} bookmarks")
        self.laid: Laid = lay_out(url, count)
        self.backend = Backend(url, log=folder / "server.log").start()
        stack.callback(self.backend.stop)

    def lines(self, *, browser: bool) -> Iterator[Line]:
        """Every line of the table, as soon as it is measured."""
        yield from self.over_http()
        yield self.killed_server()
        yield self.nothing_new()
        yield from self.in_node()
        yield from self.rename()
        if browser:
            say("Chromium pulls")
            yield from self.in_chromium()
            say("Chromium pulls, and its worker is killed")
            yield self.killed_worker()

    def straight(self) -> float:
        """ms per 1,000 rows to read the same pages from the file, every column, in a process that does nothing else."""
        file = sqlite3.connect(self.file)
        query = "SELECT * FROM bookmark WHERE library_id = 1 AND rev > ? AND rev <= ? ORDER BY rev"
        times = []
        for _ in range(3):
            began = time.perf_counter()
            rows = sum(len(file.execute(query, (at, at + PAGE)).fetchall()) for at in range(0, self.top, PAGE))
            times.append(time.perf_counter() - began)
            assert rows == self.count
        file.close()
        return 1e6 * min(times) / self.count

    @property
    def top(self) -> int:
        """The library's revision when it was laid out: its bookmarks and tags."""
        return self.count + TAGS

    def over_http(self) -> list[Line]:
        """A bare client; the server's memory at five moments."""
        puller = Puller(self.backend, self.laid).pull(1)
        memory = [self.memory()]
        for quarter in range(1, 5):
            puller.pull(self.top * quarter / 4)
            memory.append(self.memory())
        assert len(puller.revs) == puller.rows == self.top
        kilobytes, each = puller.bytes / puller.rows / 1000, 1e6 * puller.seconds / puller.rows
        return [
            line(f"over HTTP, per 1,000 rows ({kilobytes:.1f} kB each)", each, self.straight()),
            ("memory of the server: page 1, ¼, ½, ¾, all", _megabytes(memory), "¼", f"{memory[-1] / memory[1]:.2f}×"),
        ]  # fmt: skip

    def memory(self) -> float:
        """MB that the server's process occupies."""
        command = ["ps", "-o", "rss=", "-p", str(self.backend.process.pid)]
        return int(subprocess.run(command, check=True, capture_output=True).stdout) / 1000

    def killed_server(self) -> Line:
        """The server is killed half-way and started again; the client goes on with its cursor."""
        puller = Puller(self.backend, self.laid).pull(self.top / 2)
        self.backend.process.kill()
        self.backend.process.wait()
        self.backend.start()
        puller.pull()
        assert len(puller.revs) == puller.rows == self.top
        return requests("server killed half-way", puller.requests, self.top)

    def nothing_new(self) -> Line:
        """A sync with nothing new, at the server, beside the smallest request there is."""
        puller = Puller(self.backend, self.laid).pull()
        times = {"sync": [], "health": []}
        for _ in range(50):
            puller.more, before = True, puller.seconds
            puller.pull()
            times["sync"].append(puller.seconds - before)
            began = time.perf_counter()
            self.backend.ask("GET", "/api/v1/health")
            times["health"].append(time.perf_counter() - began)
        sync, health = (1000 * sorted(times[name])[25] for name in ("sync", "health"))
        return "a sync with nothing new", f"{sync:.1f} ms", f"GET /health: {health:.1f} ms", f"{sync / health:.1f}×"

    def in_node(self) -> list[Line]:
        """The extension's core over a database in memory."""
        script = pathlib.Path(__file__).with_name("pull_in_node.js")
        words = [self.backend.url, self.laid.token, self.laid.device, str(NODE_MOST)]
        done = subprocess.run(["node", "--no-warnings", script, *words], check=True, stdout=subprocess.PIPE, cwd=ROOT)
        told = json.loads(done.stdout)
        what = f"by the extension's core in node, per 1,000 of {told['rows']:,} rows"
        return [line(what, 1000 * told["ms"] / told["rows"], self.straight())]

    def in_chromium(self) -> list[Line]:
        """The extension in a browser, undisturbed."""
        pulled = pull_in_chromium.pull(self.backend, self.count, self.folder / "one", killed=False)
        ends = [pulled.held_at_start, *(quarter * self.count for quarter in pull_in_chromium.QUARTERS)]
        spans = zip(itertools.pairwise([0, *pulled.times]), itertools.pairwise(ends), strict=True)
        pace = [1e6 * (till - since) / max(1, last - first) for (since, till), (first, last) in spans]
        each = 1e6 * pulled.times[-1] / (self.count - pulled.held_at_start)
        bare = f"bare IndexedDB: {pulled.bare:,.1f} ms", f"{each / pulled.bare:.1f}×"
        return [
            line("by the extension in Chromium, per 1,000 rows", each, self.straight()),
            ("  beside putting such rows there", f"{each:,.1f} ms", *bare),
            (
                "  in each quarter of them",
                " ".join(f"{one:,.0f}" for one in pace) + " ms",
                "¼",
                f"{pace[-1] / pace[0]:.1f}×",
            ),
            (
                "heap of its worker: ¼, ½, ¾, all",
                _megabytes(pulled.heaps),
                "¼",
                f"{pulled.heaps[-1] / pulled.heaps[0]:.2f}×",
            ),
        ]

    def killed_worker(self) -> Line:
        """The worker is killed half-way; then somebody asks for a sync."""
        pulled = pull_in_chromium.pull(self.backend, self.count, self.folder / "two", killed=True)
        return requests(f"worker killed at {pulled.held_at_kill:,}", pulled.asked, self.top)

    def rename(self) -> list[Line]:
        """A tag of every second bookmark gets another name."""
        other = Puller(self.backend, self.laid).pull()
        edit = {"seq": 1, "mid": "rename-1", "at": 1_790_000_500_000, "op": "tag.rename", "tag": self.laid.tag,
                "name": "another name", "base": 1}  # fmt: skip
        device = self.backend.ask("POST", "/api/v1/devices", {"name": "renames"}, self.laid.token)
        body = {"protocol": 1, "device": device["device"], "cursor": other.cursor, "limit": 1, "mutations": [edit]}
        began = time.perf_counter()
        answer = self.backend.ask("POST", "/api/v1/sync", body, device["token"])
        seconds = time.perf_counter() - began
        assert answer["results"][0]["status"] == "applied", answer
        before, other.more = other.rows, True
        other.pull()
        bare = self.bare_rename()
        what = f"rename of a tag on {self.laid.tagged:,} bookmarks"
        return [
            (what, f"{seconds:,.2f} s", f"one UPDATE of its row: {bare:,.2f} s", f"{seconds / bare:.1f}×"),
            ("  what another device pulls of it", f"{other.rows - before} row", "", ""),
        ]

    def bare_rename(self) -> float:
        """Seconds in which SQLite writes one row."""
        file = sqlite3.connect(self.file)
        began = time.perf_counter()
        changed = file.execute("UPDATE tag SET name = 'a third name' WHERE id = ?", (self.laid.tag,)).rowcount
        file.commit()
        seconds = time.perf_counter() - began
        file.close()
        assert changed == 1, changed
        return seconds


def line(what: str, figure: float, straight: float) -> Line:
    """A line about time; both figures in ms per 1,000 rows."""
    return what, f"{figure:,.1f} ms", f"straight from the database: {straight:,.1f} ms", f"{figure / straight:.1f}×"


def requests(what: str, asked: int, rows: int) -> Line:
    """A line about requests, beside the pages there are."""
    pages = -(-rows // PAGE)
    return f"requests, {what}", f"{asked:,}", f"pages: {pages:,}", f"+{asked - pages}"


def _megabytes(figures: list[float]) -> str:
    return " ".join(f"{one:,.1f}" for one in figures) + " MB"
