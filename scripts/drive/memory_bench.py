"""`scripts/bench --memory`: what exporting and importing a large library takes at most, in the server and the terminal.

The peaks are those of the processes, with Python and everything that was loaded before. Importing 100,000 papers takes
many minutes of CPU.
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

from drive import stocked, tables
from drive.backend import Backend
from drive.spending import Sent, forget_peak, peak
from manicule.formats.registry import WRITABLE

COLUMNS = ("what", "at rest", "peak", "for")
LIMIT = 200  # MB
READ = ("jsonl", "bibtex", "ris")
Line = tuple[str, str, str]
Work = Callable[[], Line]


def main(words: list[str]) -> None:
    """Prints the table, figures in MB; ends with 1 if one is above the limit."""
    parser = argparse.ArgumentParser(prog="scripts/bench --memory", description=__doc__)
    parser.add_argument("--memory", action="store_true", help="this part of the bench")
    parser.add_argument("--size", type=int, default=10_000, help="bookmarks of the library")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where `--server` keeps its libraries")
    parser.add_argument("--only", nargs="+", default=[""], help="measure only what has one of these in its name")
    parser.add_argument("--embed", action="store_true", help="let the server make sentence embeddings meanwhile")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    with ExitStack() as stack:
        scratch = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = copied(stocked.file_of(options.size, options.keep or scratch), scratch)
        works = [one for one in everything(scratch, library, options) if any(name in one[0] for name in options.only)]
        lines = []
        for what, work in works:
            lines.append((what, *work()))
            tables.say("  ".join(lines[-1]))
    tables.tell(lines, COLUMNS, f"Memory for {options.size:,} papers, MB (at most {LIMIT})", as_json=options.json)
    if any(int(peak) > LIMIT for _, _, peak, _ in lines):
        raise SystemExit(1)


def copied(library: pathlib.Path, scratch: pathlib.Path) -> str:
    """The address of a copy: of what is kept nothing is changed."""
    copy = scratch / "stocked.db"
    shutil.copyfile(library, copy)
    return f"sqlite:///{copy}"


def everything(scratch: pathlib.Path, library: str, options: argparse.Namespace) -> Iterator[tuple[str, Work]]:
    """What is measured by its name: every format out, and those that people bring large libraries in."""
    beside = [] if options.embed else ["--no-embed"]
    for form in WRITABLE:
        sent = Sent("GET", f"/api/v1/export?format={form}")
        yield f"server, export {form}", partial(served, library, beside, sent, None, scratch / "told")
        words = ["export", "--format", form, "-o", str(scratch / f"typed.{form}"), "--database", library]
        yield f"terminal, export {form}", partial(typed, words)
    for form in READ:
        file, empty = scratch / f"{form}.file", f"sqlite:///{scratch / form}"
        sent = Sent("POST", f"/api/v1/import?format={form}", kind="application/octet-stream")

        def serve(file: pathlib.Path = file, url: str = empty, sent: Sent = sent) -> Line:
            write(library, sent.path.rpartition("=")[2], file)
            return served(f"{url}-served.db", beside, sent, file, scratch / "report")

        def type_in(file: pathlib.Path = file, url: str = empty, form: str = form) -> Line:
            write(library, form, file)
            return typed(["import", str(file), "--format", form, "--json", "--database", f"{url}-typed.db"])

        yield f"server, import {form}", serve
        yield f"terminal, import {form}", type_in


def write(library: str, form: str, file: pathlib.Path) -> None:
    """The file to be imported, unless it is there."""
    if not file.exists():
        words = ["export", "--format", form, "-o", str(file), "--database", library]
        subprocess.run([sys.executable, "-m", "manicule", *words], check=True, capture_output=True)


def served(url: str, beside: list[str], asked: Sent, sent: pathlib.Path | None, answer: pathlib.Path) -> Line:
    """What a server needs for a request with a file; the answer goes to another."""
    backend = Backend(url, more=beside).start()
    try:
        token = backend.token("memory")
        rest = peak(backend.process.pid)
        forget_peak(backend.process.pid)
        with ExitStack() as stack:
            body = stack.enter_context(sent.open("rb")) if sent else None
            headers = {"Authorization": f"Bearer {token}", "Content-Type": asked.kind}
            if sent:
                headers["Content-Length"] = str(sent.stat().st_size)
            request = urllib.request.Request(f"{backend.url}{asked.path}", body, headers, method=asked.method)
            told = stack.enter_context(urllib.request.urlopen(request, timeout=7_200))
            with answer.open("wb") as file:
                shutil.copyfileobj(told, file)
        return f"{rest:.0f}", f"{peak(backend.process.pid):.0f}", size_of(answer) if sent is None else taken(answer)
    finally:
        backend.stop()


def size_of(file: pathlib.Path) -> str:
    """How large what was written is, a file or a folder."""
    size = sum(one.stat().st_size for one in (file.rglob("*") if file.is_dir() else [file]))
    return f"{size / 1e6:.0f} MB written"


def taken(report: pathlib.Path) -> str:
    """How many papers of a file were taken, and that others were not."""
    told = json.loads(report.read_bytes())
    counts = {name: len(told[name]) for name in ("new", "existing", "suspicious", "unreadable")}
    return ", ".join(f"{many:,} {name}" for name, many in counts.items() if many)


RUN = "import resource, sys; from manicule.cli import main; main(sys.argv[1:], standalone_mode=False); " \
      "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"  # fmt: skip


def typed(words: list[str]) -> Line:
    """What a command needs, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], check=True, capture_output=True, text=True)
    kilobytes = int(done.stderr.split()[-1])
    said = f"{len(done.stdout) / 1e6:.0f} MB told" if "import" in words else size_of(pathlib.Path(words[4]))
    return "", f"{kilobytes / 1024:.0f}", said
