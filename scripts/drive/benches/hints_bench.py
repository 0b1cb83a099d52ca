"""What hints cost the browser: 100 rows against 5,000 bookmarks and more, beside counting the same words."""

import argparse
import json
import pathlib
import tempfile
from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from drive.benches.in_page import in_page
from drive.chromium import ChromiumPage
from drive.launch import launch
from drive.pairing import own_page
from manicule.config import extension_dir

SIZES = (1_000, 5_000, 20_000)  # bookmarks
ROWS = 100
WORK = in_page("hints_bench.js", "texts.js")
WORDS = {
    "relate": f"{ROWS} rows related, ms",
    "bare": "counting the same words, ms",
    "ratio": "ratio",
    "longest": "longest task, ms (0: none over 50)",
    "wake": "a worker wakes, until it can answer, ms",
    "build": "the index made from nothing, ms",
    "memory": "memory of the index, MB per 1,000 bookmarks",
}


def main(words: list[str]) -> None:
    """Prints a column for each size of library; a busy machine makes every figure but the last worse."""
    parser = argparse.ArgumentParser(prog="scripts/bench --hints", description=__doc__)
    parser.add_argument("--hints", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--bookmarks", type=int, nargs="+", default=SIZES, help="sizes of library to measure")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    found = {size: measure(size) for size in options.bookmarks}
    if options.json:
        print(json.dumps(found))
        return
    table = Table("Chromium", *(f"{size:,} bookmarks" for size in found), title="Hints, measured here and now")
    for name in WORDS:
        table.add_row(WORDS[name], *(f"{one[name]:,.1f}" for one in found.values()))
    Console().print(table)


def measure(size: int) -> dict[str, float]:
    """The figures for a library of `size`: times in ms, memory in MB per 1,000 bookmarks."""
    with ExitStack() as stack:
        profile = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        browser = launch("chromium", profile, extension_dir(), headless=True)
        stack.callback(browser.close)
        page = own_page(browser)
        assert isinstance(page, ChromiumPage)
        run(page, size, "fill")
        built = run(page, size, "build")
        if built["size"] != size:
            raise SystemExit(f"{built['size']} of {size} bookmarks are in the index: the figures would mean nothing.")
        before = heap(page)
        woken = run(page, size, "wake")
        memory = (heap(page) - before) / 1e6 / (size / 1000)
        related = run(page, size, "relate")
        page.close()
    return {
        "relate": related["ms"], "bare": related["bare"], "ratio": related["ms"] / related["bare"],
        "longest": related["longest"], "wake": woken["ms"], "build": built["ms"], "memory": memory,
    }  # fmt: skip


def run(page: ChromiumPage, size: int, step: str) -> dict:
    """One step of hints_bench.js."""
    return page.evaluate(WORK, {"bookmarks": size, "rows": ROWS, "step": step}, timeout=300)


def heap(page: ChromiumPage) -> float:
    """Bytes in use once what nobody holds is collected, buffers among them."""
    page.ask("HeapProfiler.collectGarbage")
    used = page.ask("Runtime.getHeapUsage")
    return used["usedSize"] + used.get("backingStorageSize", 0)
