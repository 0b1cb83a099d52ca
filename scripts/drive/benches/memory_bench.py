"""`scripts/bench --memory`: what exporting and importing a large library takes at most, in the server and the terminal.

The peaks are those of the processes, with Python and everything that was loaded before; beside the server's stands that
of the process that embeds, where one ran. Previews and imports are of what was exported, into an empty library; to
import 100,000 papers takes some ten minutes of CPU. `--databases postgresql` asks the tests' own PostgreSQL.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from typing import NamedTuple

from drive.backend import Backend
from drive.benches import stocked, tables
from drive.benches.clusters import postgres
from drive.benches.spending import Sent, children, forget_peak, peak, together
from drive.venv import ROOT
from manicule.formats.registry import READABLE, WRITABLE

COLUMNS = ("what", "at rest", "peak", "embedding beside", "for")
LIMIT = 200  # MB
READ = [form for form in WRITABLE if form in READABLE]
Line = tuple[str, str, str, str]
Work = Callable[[], Line]


class Asked(NamedTuple):
    """A request with a file or none, and where the answer goes."""

    sent: Sent
    file: pathlib.Path | None
    answer: pathlib.Path


def main(words: list[str]) -> None:
    """Prints the table, figures in MB; ends with 1 if one is above the limit."""
    parser = argparse.ArgumentParser(prog="scripts/bench --memory", description=__doc__)
    parser.add_argument("--memory", action="store_true", help="this part of the bench")
    parser.add_argument("--size", type=int, default=10_000, help="bookmarks of the library")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where `--server` keeps its libraries")
    parser.add_argument("--databases", nargs="+", default=["sqlite"], help="sqlite, postgresql, or both")
    parser.add_argument("--only", nargs="+", default=[""], help="measure only what has one of these in its name")
    parser.add_argument("--no-embed", action="store_true", help="let the server make no sentence embeddings meanwhile")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    lines = []
    for kind in options.databases:
        with ExitStack() as stack:
            scratch = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
            kept = options.keep or scratch
            place = OnSqlite(scratch, kept) if kind == "sqlite" else OnPostgres(kept, stack)
            for what, work in Bench(place, options.size, scratch, ["--no-embed"] * options.no_embed).everything():
                if any(name in what for name in options.only):
                    lines.append((f"{kind}, {what}", *work()))
                    tables.say("  ".join(lines[-1]))
    tables.tell(lines, COLUMNS, f"Memory for {options.size:,} papers, MB (at most {LIMIT})", as_json=options.json)
    if any(int(most) > LIMIT for _, _, most, *_ in lines):
        raise SystemExit(1)


class OnSqlite:
    """Databases in files."""

    def __init__(self, scratch: pathlib.Path, kept: pathlib.Path) -> None:
        self.scratch, self.kept, self.made = scratch, kept, count()

    def stocked(self, size: int) -> str:
        """The address of a copy of a library of that size: of what is kept nothing is changed."""
        copy = self.scratch / "stocked.db"
        if not copy.exists():
            shutil.copyfile(stocked.file_of(size, self.kept), copy)
        return f"sqlite:///{copy}"

    def empty(self) -> str:
        """The address of one that is not there yet."""
        return f"sqlite:///{self.scratch / f'empty-{next(self.made)}.db'}"


class OnPostgres:
    """Databases of a server of our own."""

    def __init__(self, kept: pathlib.Path, stack: ExitStack) -> None:
        self.cluster, self.made = stack.enter_context(postgres(kept / "postgresql")), count()

    def stocked(self, size: int) -> str:
        """The address of a copy of a library of that size."""
        return stocked.database_of(size, self.cluster)

    def empty(self) -> str:
        """The address of an empty one."""
        name = f"empty_{next(self.made)}"
        self.cluster.say(f"DROP DATABASE IF EXISTS {name}")
        self.cluster.say(f"CREATE DATABASE {name}")
        return self.cluster.url(name)


class Bench:
    """Every format out and in, at the server and in the terminal."""

    def __init__(self, place: OnSqlite | OnPostgres, size: int, scratch: pathlib.Path, beside: list[str]) -> None:
        self.place, self.size, self.scratch, self.beside = place, size, scratch, beside

    def everything(self) -> Iterator[tuple[str, Work]]:
        """What is measured by its name."""
        for form in WRITABLE:
            yield f"server, export {form}", partial(self.export_served, form)
            yield f"terminal, export {form}", partial(self.export_typed, form)
        for form in READ:
            yield f"server, preview {form}", partial(self.sent, form, 1, "&dry_run=true")
            yield f"terminal, preview {form}", partial(self.typed, form, "--dry-run")
            yield f"server, two previews {form}", partial(self.sent, form, 2, "&dry_run=true")
            yield f"server, import {form}", partial(self.sent, form, 1)
            yield f"terminal, import {form}", partial(self.typed, form)
            yield f"server, two imports {form}", partial(self.sent, form, 2)

    def export_served(self, form: str) -> Line:
        """What the server needs to export."""
        told = self.scratch / "told"
        asked = Asked(Sent("GET", f"/api/v1/export?format={form}"), None, told)
        return *served(self.place.stocked(self.size), self.beside, [asked]), size_of(told)

    def export_typed(self, form: str) -> Line:
        """What the terminal needs to export; Markdown as a folder."""
        file = self.scratch / f"typed.{form}"
        words = ["export", "--format", form, "-o", str(file), "--database", self.place.stocked(self.size)]
        return *typed(words), size_of(file)

    def sent(self, form: str, people: int, more: str = "") -> Line:
        """What the server needs when so many people send the file at once."""
        sent = Sent("POST", f"/api/v1/import?format={form}{more}", kind="application/octet-stream")
        asked = [Asked(sent, self.file(form), self.scratch / f"report-{n}") for n in range(people)]
        return *served(self.place.empty(), self.beside, asked), "; ".join(taken(one.answer) for one in asked)

    def typed(self, form: str, *more: str) -> Line:
        """What the terminal needs to read the file."""
        file = str(self.file(form))
        return *typed(["import", *more, file, "--format", form, "--json", "--database", self.place.empty()]), ""

    def file(self, form: str) -> pathlib.Path:
        """The file to be read, written the first time."""
        file = self.scratch / (f"{form}.zip" if form == "markdown" else f"{form}.file")
        if not file.exists():
            words = ["export", "--format", form, "-o", str(file), "--database", self.place.stocked(self.size)]
            subprocess.run([sys.executable, "-m", "manicule", *words], check=True, capture_output=True)
        return file


def served(url: str, words: list[str], asked: list[Asked]) -> tuple[str, str, str]:
    """What a server on that database needs when it is asked all of this at once: at rest, at most, and beside it."""
    backend = Backend(url, more=words).start()
    try:
        token, pid = backend.token("memory"), backend.process.pid
        rest = peak(pid)
        forget_peak(pid)
        together(partial(ask, backend, token, one) for one in asked)
        beside = " ".join(f"{peak(child):.0f}" for child in children(pid))
        return f"{rest:.0f}", f"{peak(pid):.0f}", beside
    finally:
        backend.stop()


def ask(backend: Backend, token: str, asked: Asked) -> None:
    """Send a request with its file, and write the answer as it comes."""
    with ExitStack() as stack:
        body = stack.enter_context(asked.file.open("rb")) if asked.file else None
        headers = {"Authorization": f"Bearer {token}", "Content-Type": asked.sent.kind}
        if asked.file:
            headers["Content-Length"] = str(asked.file.stat().st_size)
        request = urllib.request.Request(f"{backend.url}{asked.sent.path}", body, headers, method=asked.sent.method)
        told = stack.enter_context(urllib.request.urlopen(request, timeout=7_200))
        with asked.answer.open("wb") as file:
            shutil.copyfileobj(told, file)


def size_of(file: pathlib.Path) -> str:
    """How large what was written is, a file or a folder."""
    size = sum(one.stat().st_size for one in (file.rglob("*") if file.is_dir() else [file]))
    return f"{size / 1e6:.0f} MB written"


def taken(report: pathlib.Path) -> str:
    """How many papers of a file were taken, and that others were not."""
    told = json.loads(report.read_bytes())
    counts = {name: len(told[name]) for name in ("new", "existing", "suspicious", "unreadable")}
    return ", ".join(f"{many:,} {name}" for name, many in counts.items() if many)


# Not by getrusage: what it tells counts what the process was before it became Python, a copy of this one.
RUN = f"import os, sys; sys.path.append({str(ROOT / 'scripts')!r}); from drive.benches.spending import peak; " \
      "from manicule.cli import main; main(sys.argv[1:], standalone_mode=False); " \
      "print(peak(os.getpid()), file=sys.stderr)"  # fmt: skip


def typed(words: list[str]) -> tuple[str, str, str]:
    """What a command needs, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], check=True, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)  # fmt: skip
    return "", f"{float(done.stderr.split()[-1]):.0f}", ""
