"""`scripts/bench --memory`: what exporting and importing a large library takes at most, in the server and the terminal.

The peaks are those of the processes, with Python and everything that was loaded before. Importing 100,000 papers takes
many minutes of CPU.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack

from drive import stocked, tables
from drive.backend import Backend
from drive.spending import forget_peak, peak

COLUMNS = ("what", "at rest", "peak", "papers")


def main(words: list[str]) -> None:
    """Prints the table, figures in MB."""
    parser = argparse.ArgumentParser(prog="scripts/bench --memory", description=__doc__)
    parser.add_argument("--memory", action="store_true", help="this part of the bench")
    parser.add_argument("--size", type=int, default=10_000, help="bookmarks of the library")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="where `--server` keeps its libraries")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    with ExitStack() as stack:
        scratch = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lines = [*measure(scratch, stocked.file_of(options.size, options.keep or scratch), options.size)]
    tables.tell(lines, COLUMNS, f"Memory for {options.size:,} papers, MB", as_json=options.json)


def measure(scratch: pathlib.Path, library: pathlib.Path, size: int) -> list[tuple[str, ...]]:
    """Every line of the table."""
    file = scratch / "library.jsonl"
    lines = [served("server, export", f"sqlite:///{library}", "GET", "export?format=jsonl", None, file)]
    empty = f"sqlite:///{scratch / 'imported.db'}"
    lines.append(served("server, import", empty, "POST", "import?format=jsonl", file, scratch / "report.json"))
    lines.append(typed("terminal, export", ["export", "--format", "jsonl", "-o", str(scratch / "again.jsonl"),
                                            "--database", f"sqlite:///{library}"], size))  # fmt: skip
    lines.append(typed("terminal, import", ["import", str(file), "--database", f"sqlite:///{scratch / 'typed.db'}"],
                       size))  # fmt: skip
    return lines


def served(what: str, url: str, method: str, path: str, sent: pathlib.Path | None, answer: pathlib.Path) -> tuple:
    """A line of what a server does; the answer goes to a file."""
    backend = Backend(url).start()
    try:
        token = backend.token("memory")
        rest = peak(backend.process.pid)
        forget_peak(backend.process.pid)
        with ExitStack() as stack:
            body = stack.enter_context(sent.open("rb")) if sent else None
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"}
            if sent:
                headers["Content-Length"] = str(sent.stat().st_size)
            request = urllib.request.Request(f"{backend.url}/api/v1/{path}", body, headers, method=method)
            told = stack.enter_context(urllib.request.urlopen(request, timeout=7_200))
            with answer.open("wb") as file:
                while part := told.read(1 << 20):
                    file.write(part)
        return what, f"{rest:.0f}", f"{peak(backend.process.pid):.0f}", f"{papers(answer):,}"
    finally:
        backend.stop()


def papers(answer: pathlib.Path) -> int:
    """How many papers an export holds, or an import took."""
    if answer.suffix == ".jsonl":
        with answer.open("rb") as file:
            return sum(b'"title"' in line for line in file)
    told = json.loads(answer.read_bytes())
    return len(told["new"]) + sum(one["state"] == "new" for one in told["suspicious"])


RUN = "import resource, sys; from manicule.cli import main; main(sys.argv[1:], standalone_mode=False); " \
      "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"  # fmt: skip


def typed(what: str, words: list[str], size: int) -> tuple:
    """A line of what a command does in a process of its own."""
    done = subprocess.run([sys.executable, "-c", RUN, *words], check=True, capture_output=True, text=True)
    kilobytes = int(done.stderr.split()[-1])
    return what, "", f"{kilobytes / 1024:.0f}", f"{size:,}"
