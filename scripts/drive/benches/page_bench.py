"""What people would notice: reading a page, annotating it, looking papers up, syncing; each beside its yardstick."""

import argparse
import json
import pathlib
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from drive import demo
from drive.backend import Backend
from drive.launch import Browser, launch
from drive.library import create, fill, paper_id
from drive.page import Page
from drive.pairing import own_page, pair
from drive.sites import Sites
from manicule.config import extension_dir
from manicule.core.rows import read_rows
from manicule.services import sites

SIZES = (100, 10_000)  # bookmarks
SMALL, LARGE = 50, 2_000  # rows
SMALL_URL, LARGE_URL = "https://arxiv.org/list/cs.CL/recent", "https://arxiv.org/list/cs.CL/2020-01"

# Runs before the page's own scripts: notes when the last face came, and every task over 50 ms.
WATCH = """
window.bench = { last: 0, tasks: [] };
new PerformanceObserver((list) => bench.tasks.push(...list.getEntries()))
  .observe({ type: "longtask", buffered: true });
new MutationObserver((records) => {
  const ours = (node) => node.nodeName === "MANICULE-ROW";
  if (records.some((record) => [...record.addedNodes].some(ours))) bench.last = performance.now();
}).observe(document, { childList: true, subtree: true });
"""
# The least that any annotation costs: as many hosts with a shadow root, a shared sheet and a button, laid out.
BARE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("button { font: inherit; color: inherit }");
  const began = performance.now();
  for (const place of document.querySelectorAll(".meta")) {
    const host = document.createElement("bare-host");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(Object.assign(document.createElement("button"), { textContent: "Save" }));
    place.append(host);
  }
  document.body.getBoundingClientRect();
  return performance.now() - began;
}"""
TIMES = """() => {
  const ready = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
  // before that, the page is parsed and laid out for the first time: its own work
  const after = bench.tasks.filter((task) => task.startTime > ready).map((task) => task.duration);
  return { annotated: bench.last - ready, longest: Math.max(0, ...after) };
}"""
READ = """async (html, url, site) => {
  const [{ findRows, openPage, readRow }, { pageOf, paperOf }, rule, keys] = await Promise.all([
    ...["rows", "papers"].map((name) => import(`${location.origin}/lib/${name}.js`)),
    ...[site, "keys"].map(async (name) => (await fetch(`/sites/${name}.json`)).json()),
  ]);
  const page = new DOMParser().parseFromString(html, "text/html");
  const began = performance.now();
  const context = openPage(page, url, pageOf(rule, url));
  const rows = findRows(page, context.page).map((elements) => readRow(elements, context));
  const found = rows.filter((row) => paperOf(row?.raw, keys)).length;
  const ms = performance.now() - began;
  const bare = performance.now();
  const selected = page.querySelectorAll([context.page.row.select].flat()[0]).length;
  return { found, ms, selected, bare: performance.now() - bare };
}"""


def main(words: list[str], parts: Mapping[str, str]) -> None:
    """Prints the table; a busy machine makes every figure worse, so run it on a quiet one.

    :param parts: what else `scripts/bench` measures, in place of this: the flag, and what it is
    """
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    others = parser.add_argument_group("in place of this, each with a --help of its own")
    for flag, said in parts.items():
        others.add_argument(flag, action="store_true", help=said)
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    options = parser.parse_args(words)
    with ExitStack() as stack:
        lines = measure(pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())), stack)
    if options.json:
        print(json.dumps([dict(zip(("what", "figure", "yardstick", "ratio"), line, strict=True)) for line in lines]))
        return
    table = Table("what", "figure", "yardstick", "ratio", title="Manicule, measured here and now")
    for line in lines:
        table.add_row(*line)
    Console().print(table)


def measure(folder: pathlib.Path, stack: ExitStack) -> list[tuple[str, str, str, str]]:
    """Every line of the table."""
    html = demo.arxiv("list", papers=many(LARGE))
    stand_in = Sites(folder, {SMALL_URL: demo.arxiv("list", papers=many(SMALL)), LARGE_URL: html})
    stack.callback(stand_in.close)
    runs = [Run(folder / str(size), size, stand_in, stack) for size in SIZES]
    few, lot = (run.figures() for run in runs)
    terminal, (script, bare) = reading(html), runs[0].reading(html)
    return [
        (f"rows read, {LARGE} rows, Python", f"{LARGE / terminal:,.0f} rows/s", "", ""),
        (f"rows read, {LARGE} rows, browser", f"{LARGE / script:,.0f} rows/s", "Python", f"{terminal / script:.1f}×"),
        line(f"page of {LARGE:,} rows read, browser", 1000 * script, "bare querySelectorAll", bare),
        line(f"annotated, {SMALL} rows, {SIZES[0]} bookmarks", few["small"], "bare hosts", few["bare_small"]),
        line(f"annotated, {SMALL} rows, {SIZES[1]:,} bookmarks", lot["small"], f"{SIZES[0]} bookmarks", few["small"]),
        line(f"annotated, {LARGE:,} rows, {SIZES[1]:,} bookmarks", lot["large"], "bare hosts", lot["bare_large"]),
        line(f"longest task, {LARGE:,} rows (0: none over 50 ms)", lot["longest"], "allowed", 50.0),
        line(f"lookup of {SMALL} rows, {SIZES[1]:,} bookmarks", lot["lookup"], f"{SIZES[0]} bookmarks", few["lookup"]),
        line("sync of 1,000 mutations, to an empty library", few["sync"], "to one of 10,000", lot["sync"]),
    ]


def line(what: str, figure: float, yardstick: str, other: float) -> tuple[str, str, str, str]:
    """A line of the table; both figures in ms."""
    return what, f"{figure:,.1f} ms", f"{yardstick}: {other:,.1f} ms", f"{figure / other:.1f}×" if other else ""


def many(count: int) -> list[dict]:
    """Invented papers for a long list; the first hundred are in every library measured."""
    pattern = demo.papers()
    return [pattern[number % len(pattern)] | {"id": paper_id(number)} for number in range(count)]


def reading(html: str) -> float:
    """Seconds in which the Python reader reads a page, the best of three."""
    rule = sites.rule_for(LARGE_URL, sites.site_rules())
    return best(lambda: len(read_rows(html, LARGE_URL, rule, sites.key_rules())), LARGE)


def best(work: Callable[[], int], expected: int) -> float:
    """The shortest of three runs, in seconds."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - began)
        if found != expected:
            raise SystemExit(f"Read {found} rows instead of {expected}: the figures would mean nothing.")
    return min(times)


class Run:
    """One library of `size` bookmarks, one browser paired with it."""

    def __init__(self, folder: pathlib.Path, size: int, stand_in: Sites, stack: ExitStack) -> None:
        folder.mkdir()
        self.size = size
        self.backend = Backend(f"sqlite:///{folder / 'library.db'}", log=folder / "server.log").start()
        stack.callback(self.backend.stop)
        fill(self.backend, size)
        self.browser: Browser = launch("chromium", folder / "profile", extension_dir(), sites=stand_in, headless=True)
        stack.callback(self.browser.close)
        pair(self.browser, self.backend.url, self.backend.pairing_code(), "bench")

    def figures(self) -> dict[str, float]:
        """Milliseconds, each the median of a few runs; the tabs one after the other."""
        small = [self.annotate(SMALL_URL, SMALL) for _ in range(7)][2:]
        large = [self.annotate(LARGE_URL, LARGE) for _ in range(3)]
        middle = {name: statistics.median(one[name] for one in small) for name in ("annotated", "bare")}
        found = {name: statistics.median(one[name] for one in large) for name in ("annotated", "bare", "longest")}
        return {
            "small": middle["annotated"], "bare_small": middle["bare"], "large": found["annotated"],
            "bare_large": found["bare"], "longest": found["longest"], "lookup": self.lookup(), "sync": self.sync(),
        }  # fmt: skip

    def annotate(self, url: str, rows: int) -> dict[str, float]:
        """From DOM ready to the last face, the longest task, and the bare cost on the same page."""
        page = self.watched(url)
        page.wait_for("(n) => document.querySelectorAll('manicule-row').length === n", rows, timeout=60)
        times = page.evaluate(TIMES) | {"bare": page.evaluate(BARE)}
        page.close()
        return times

    def watched(self, url: str) -> Page:
        """A tab that notes times from its start."""
        page = self.browser.page()
        page.run_first(WATCH)
        page.goto(url)
        return page

    def lookup(self) -> float:
        """Asking the background about one page of rows, from message to answer."""
        page = own_page(self.browser)
        work = """async (rows) => {
          const { ask } = await import(location.origin + "/ask.js");
          const times = [];
          for (let turn = 0; turn < 30; turn++) {
            const began = performance.now();
            await ask("rows.look", { rows });
            times.push(performance.now() - began);
          }
          return times.sort((a, b) => a - b)[15];
        }"""
        rows = [[f"arxiv:{paper_id(number * 2)}"] for number in range(SMALL)]
        middle = page.evaluate(work, rows)
        page.close()
        return middle

    def sync(self) -> float:
        """1,000 mutations in ten requests, at the server."""
        device = self.backend.ask("POST", "/api/v1/devices", {"name": "sync"}, self.backend.token("sync"))
        cursor, began = None, time.perf_counter()
        for batch in range(10):
            edits = [create(50_000 + number) | {"seq": number + 1} for number in range(batch * 100, batch * 100 + 100)]
            body = {"protocol": 1, "device": device["device"], "cursor": cursor, "limit": 1, "mutations": edits}
            cursor = self.backend.ask("POST", "/api/v1/sync", body, device["token"])["cursor"]
        return 1000 * (time.perf_counter() - began)

    def reading(self, html: str) -> tuple[float, float]:
        """Seconds in which the extension's reader reads a page, ms of the bare querySelectorAll; the best of three."""
        page = own_page(self.browser)
        times = [page.evaluate(READ, html, LARGE_URL, "arxiv") for _ in range(3)]
        page.close()
        if times[0]["found"] != LARGE:
            raise SystemExit(f"The browser read {times[0]['found']} rows instead of {LARGE}.")
        if times[0]["selected"] < LARGE:
            raise SystemExit("The bare selector found fewer rows than the reader: the ratio would mean nothing.")
        return min(one["ms"] for one in times) / 1000, min(one["bare"] for one in times)
