"""What a person waits for in Chromium and Firefox with 100 to 100,000 bookmarks: marks on a list beside bare hosts, the
popup, a save, an edit, the start of the worker; and memory."""

import argparse
import os
import pathlib
import signal
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

from drive import demo
from drive.benches import page_bench, tables
from drive.benches.in_page import in_page
from drive.benches.pull_in_chromium import worker_heap
from drive.benches.tables import say
from drive.chromium import Chromium, ChromiumPage
from drive.launch import find_program, launch
from drive.library import paper_id
from drive.page import Page
from drive.pairing import own_page
from drive.sites import Sites
from manicule.config import extension_dir

SIZES = (100, 10_000, 100_000)  # bookmarks
ROWS = 50  # every second one is saved
UNSAVED = 4_000_000  # paper numbers from here on are in no library
URL, BARE_URL = "https://arxiv.org/list/cs.CL/recent", "https://bare.example/list"
FRAME = 1000 / 60  # ms
PART = 5_000  # bookmarks put in by one step
COLUMNS = ("what", "figure", "yardstick", "ratio", "must hold")
WORK = in_page("browser_bench.js", "texts.js")
# What the README's figures are called, and whether one frame more than with the smallest library is allowed.
TIMES = {
    "popup": ("popup open, until the last papers are listed", True),
    "papers": (f"the popup's papers of a page of {ROWS} rows", True),
    "save": ("save, from press to mark", True),
    "edit": ("edit of a row, from press to row", True),
    "annotated": (f"{ROWS} rows annotated, from DOM ready", False),
    "look": ("worker killed, until its first answer", False),
    "tags": ("tags completed after an edit", True),
}
# In the popup: ms from the beginning of the navigation until its last papers are listed.
LISTED = """() => location.href.endsWith("popup.html") && document.body && new Promise((done) => {
  const look = () => document.querySelector("#recent li") && done(performance.now());
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
})"""
PROCESS = """ChromeUtils.requestProcInfo().then(({children}) =>
  children.filter(({type}) => type === "extension").reduce((sum, {memory}) => sum + memory, 0))"""

Line = tuple[str, ...]


def main(words: list[str]) -> None:
    """Prints the table; medians, the sizes taking turns. A busy machine makes every time worse, but the ratios hold."""
    parser = argparse.ArgumentParser(prog="scripts/bench --browser", description=__doc__)
    parser.add_argument("--browser", nargs="?", const="", metavar="NAME", help="this part; chromium or firefox alone")
    parser.add_argument("--bookmarks", type=int, nargs="+", default=SIZES, help="sizes of library, the yardstick first")
    parser.add_argument("--rounds", type=int, default=8, help="how often each size has its turn")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    lines: list[Line] = []
    for name in [options.browser] if options.browser else ["chromium", "firefox"]:
        if find_program(name):
            lines += measure(name, options.bookmarks, options.rounds)
        else:
            say(f"{name} is not installed")
    tables.tell(lines, COLUMNS, "In the browser, measured here and now", as_json=options.json)


def measure(name: str, sizes: list[int], rounds: int) -> list[Line]:
    """Every line of one browser."""
    with ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        pattern = demo.papers()
        numbers = [number // 2 if number % 2 else UNSAVED + number for number in range(ROWS)]
        papers = [pattern[at % len(pattern)] | {"id": paper_id(number)} for at, number in enumerate(numbers)]
        html = demo.arxiv("list", papers=papers)
        sites = Sites(folder, {URL: html, BARE_URL: html})
        stack.callback(sites.close)
        runs = [Run(name, size, folder, sites, stack) for size in sizes]
        for turn in range(rounds + 1):  # the first is not counted: everything happens for the first time in it
            say(f"{name}: round {turn} of {rounds}")
            for run in runs if turn % 2 else runs[::-1]:
                with run.alone():
                    run.take_turn()
                if not turn:
                    run.took.clear()
        for run in runs:
            with run.alone():
                run.weigh()
    return [line for kind in TIMES for line in times_of(name, kind, runs)] + [
        line for run in runs for line in memory_of(name, run, runs[0])
    ]


class Run:
    """One browser with one library, not paired: nothing but the extension takes time. Times in ms, memory in MB."""

    def __init__(self, name: str, size: int, folder: pathlib.Path, sites: Sites, stack: ExitStack) -> None:
        self.size, self.took, self.memory = size, defaultdict[str, list[float]](list), dict[str, float]()
        self.browser = launch(name, folder / f"{name}-{size}", extension_dir(), sites=sites, headless=True)
        stack.callback(self.browser.close)
        stack.callback(self.stop, signal.SIGCONT)
        if not isinstance(self.browser, Chromium):
            self.browser.in_browser("Services.prefs.setBoolPref('privacy.reduceTimerPrecision', false) ?? true")
        self.own = own_page(self.browser)
        self.fill()
        self.stop()

    def stop(self, by: signal.Signals = signal.SIGSTOP) -> None:
        """Lets all processes of the browser stand still, or go on."""
        os.killpg(self.browser.process.pid, by)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Meanwhile no other browser runs: one that still works out what relates to what would slow it down."""
        self.stop(signal.SIGCONT)
        try:
            yield
        finally:
            self.stop()

    def fill(self) -> None:
        """A library of that size. As after a first sync, the extension works out meanwhile what relates to what: of
        100,000 bookmarks for many minutes."""
        began = time.monotonic()
        for first in range(0, self.size, PART):
            last = min(first + PART, self.size)
            self.step(self.own, "fill", timeout=600, first=first, last=last, months=int(paper_id(0).split(".")[0]))
        say(f"{self.browser.name}: {self.size:,} bookmarks are in, {time.monotonic() - began:.0f} s")
        self.browser.kill_background()

    def step(self, page: Page, step: str, timeout: float = 60, **what: object) -> list[float]:
        """One step of browser_bench.js."""
        return page.evaluate(WORK, {"step": step, **what}, timeout=timeout)

    def pressed(self, page: Page, step: str, times: int) -> list[float]:
        """A step that waits for a person to press what it names: nobody else's presses count."""
        with ThreadPoolExecutor(1) as beside:
            took = beside.submit(self.step, page, step, times=times)
            while not took.done():
                with suppress(AssertionError):  # nothing to press any more, or not yet
                    page.click("() => globalThis.bench?.button?.()", timeout=1)
        return took.result()

    def take_turn(self) -> None:
        """Some of each figure."""
        self.wake("woken", "state", {})  # not counted: a browser that stood still does much anew
        self.open_popup("opened", 1)
        self.wake("look", "rows.look", {"rows": [[f"arxiv:{paper_id(number)}"] for number in range(ROWS)]})
        page = self.annotated(URL, "annotated")
        time.sleep(1)  # what looks for hints is done
        self.open_popup("popup", 4)
        self.own.front()
        self.took["papers"] += self.step(self.own, "papers", url=URL, times=4)
        page.front()
        self.took["save"] += self.pressed(page, "save", times=4)
        self.took["edit"] += self.pressed(page, "edit", times=4)
        self.took["tags"] += self.step(self.own, "ask", kind="tags.complete", body={"prefix": "sub"}, times=1)
        page.close()

    def open_popup(self, name: str, times: int) -> None:
        """In a tab of its own, over and over."""
        popup = self.browser.page()
        for _ in range(times):
            popup.head_for(f"{self.browser.extension_url}pages/popup.html")
            self.took[name].append(popup.wait_for(LISTED, why="the popup lists nothing"))
            popup.goto("about:blank")
        popup.close()

    def wake(self, name: str, kind: str, body: dict) -> None:
        """Kills the worker and asks."""
        self.browser.kill_background()
        self.took[name] += self.step(self.own, "ask", kind=kind, body=body, times=1)

    def annotated(self, url: str, name: str) -> Page:
        """A tab with the list once all its rows are marked; times it, and then as many bare hosts in its place."""
        page = self.browser.page()
        page.run_first(page_bench.WATCH)
        page.goto(url)
        page.wait_for("(n) => document.querySelectorAll('manicule-row').length === n", ROWS, timeout=120)
        self.took[name].append(page.evaluate(page_bench.TIMES)["annotated"])
        bare = self.browser.page(BARE_URL)
        self.took["bare"].append(bare.evaluate(page_bench.BARE))
        bare.close()
        page.front()
        return page

    def weigh(self) -> None:
        """Memory: a worker that has just answered, without the index that --hints weighs; a list beside bare hosts."""
        self.wake("look", "rows.look", {"rows": []})
        if not isinstance(self.browser, Chromium):
            self.memory["worker"] = self.browser.in_browser(PROCESS) / 1e6
            return
        self.memory["worker"] = worker_heap(self.browser)
        marked, bare = self.annotated(URL, "annotated"), self.browser.page(BARE_URL)
        bare.evaluate(page_bench.BARE)
        self.memory |= {"page": heap(marked), "bare": heap(bare)}


def heap(page: Page) -> float:
    """MB of JavaScript in a tab of Chromium, without its garbage."""
    assert isinstance(page, ChromiumPage)
    page.ask("HeapProfiler.collectGarbage")
    used = page.ask("Runtime.getHeapUsage")
    return (used["usedSize"] + used.get("backingStorageSize", 0)) / 1e6


def times_of(browser: str, kind: str, runs: list[Run]) -> list[Line]:
    """A line for each size, beside the smallest; what is annotated, beside bare hosts too."""
    words, held = TIMES[kind]
    lines, few = [], statistics.median(runs[0].took[kind])
    for run in runs:
        middle = statistics.median(run.took[kind])
        what = f"{browser}: {words}, {run.size:,} bookmarks"
        more = middle - few
        must = (
            f"{more:+.1f} ms of {FRAME:.1f}{'' if more <= FRAME else ': NOT HELD'}"
            if held and run is not runs[0]
            else ""
        )
        yardstick = (few, f"{runs[0].size:,} bookmarks")
        if kind == "annotated":
            bare = statistics.median(run.took["bare"])
            lines.append((what, f"{middle:.1f} ms", f"bare hosts: {bare:.1f} ms", f"{middle / bare:.2f}×", ""))
        if run is not runs[0]:
            lines.append((what, f"{middle:.1f} ms", f"{yardstick[1]}: {few:.1f} ms", f"{middle / few:.2f}×", must))
        elif kind != "annotated":
            lines.append((what, f"{middle:.1f} ms", "", "", ""))
    return lines


def memory_of(browser: str, run: Run, least: Run) -> list[Line]:
    """The background, beside that of the smallest library, and the page beside bare hosts."""
    place = "JS heap of the worker" if "page" in run.memory else "process of the extension"
    here, few = run.memory["worker"], least.memory["worker"]
    beside = f"{least.size:,} bookmarks: {few:.1f} MB"
    each = f"{(here - few) / (run.size - least.size) * 1000:.2f} MB per 1,000" if run is not least else ""
    lines = [(f"{browser}: {place}, {run.size:,} bookmarks", f"{here:.1f} MB", beside, f"{here / few:.2f}×", each)]
    if "page" in run.memory:
        page, bare = run.memory["page"], run.memory["bare"]
        what = f"{browser}: JS heap of a page of {ROWS} rows, {run.size:,} bookmarks"
        lines.append((what, f"{page:.1f} MB", f"bare hosts: {bare:.1f} MB", f"{page / bare:.2f}×", ""))
    return lines
