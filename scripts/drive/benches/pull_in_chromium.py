"""The extension in a real Chromium pulls a whole library; its worker is looked at and killed on the way."""

import pathlib
import time
from dataclasses import dataclass, field

from drive.backend import Backend
from drive.benches.gate import Gate
from drive.benches.scale import bookmark
from drive.chromium import Chromium
from drive.launch import launch
from drive.page import Page
from drive.pairing import ASK, pair
from manicule.config import extension_dir
from manicule.core.records import wire_bookmark

# Read without the extension's own code: an address of its origin that runs nothing.
HELD = """async () => {
  const opening = indexedDB.open("manicule");
  const db = await new Promise((resolve) => { opening.onsuccess = () => resolve(opening.result); });
  const counting = db.transaction("bookmarks").objectStore("bookmarks").count();
  const count = await new Promise((resolve) => { counting.onsuccess = () => resolve(counting.result); });
  db.close();
  return count;
}"""
# The least that keeping rows costs in this browser: the same records under the same indexes, and nothing else.
BARE = """async (rows, pages) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const opening = indexedDB.open("bare");
  opening.onupgradeneeded = () => {
    const store = opening.result.createObjectStore("rows", { keyPath: "id" });
    for (const name of ["ids", "tag_ids"]) store.createIndex(name, name, { multiEntry: true });
    for (const name of ["alias_of", "updated_at"]) store.createIndex(name, name);
  };
  const db = await asked(opening);
  const began = performance.now();
  for (let page = 0; page < pages; page++) {
    const transaction = db.transaction("rows", "readwrite", { durability: "strict" });
    const kept = new Promise((resolve) => { transaction.oncomplete = resolve; });
    for (const row of rows) {
      const ids = row.ids.map((id) => `${id}-${page}`);
      transaction.objectStore("rows").put({ ...row, id: `${row.id}-${page}`, ids, tag_ids: Object.keys(row.tags) });
    }
    await kept;
  }
  return performance.now() - began;
}"""
BARE_ROWS, BARE_PAGES = 500, 10
START_SYNC = f"async () => {{ ({ASK})('sync.now', {{}}); return true; }}"
QUARTERS = (0.25, 0.5, 0.75, 1)


@dataclass
class Pulled:
    """After each quarter of `count` bookmarks: `times`, seconds since the start, and `heaps`, MB the worker holds.

    `asked`: sync requests until all was there; `held_…`: bookmarks that were there by then.
    """

    count: int
    asked: int = 0
    times: list[float] = field(default_factory=list)
    heaps: list[float] = field(default_factory=list)
    bare: float = 0  # ms per 1,000 rows
    held_at_kill: int = 0
    held_at_start: int = 0


def pull(backend: Backend, count: int, folder: pathlib.Path, *, killed: bool) -> Pulled:
    """One first sync; with `killed` the worker dies half-way, and what it then asks for again is counted."""
    gate = Gate(backend.port)
    browser = launch("chromium", folder, extension_dir(), headless=True)
    try:
        return _watch(browser, gate, backend.pairing_code(), Pulled(count), killed)
    finally:
        browser.close()
        gate.close()


def _watch(browser: Chromium, gate: Gate, code: str, pulled: Pulled, killed: bool) -> Pulled:
    pair(browser, gate.url, code, "bench")
    page = browser.page(f"{browser.extension_url}manifest.json")
    began = time.perf_counter()
    pulled.held_at_start = page.evaluate(HELD)
    for quarter in QUARTERS:
        _until(page, quarter * pulled.count)
        pulled.times.append(time.perf_counter() - began)
        pulled.asked = gate.asked
        pulled.heaps.append(worker_heap(browser))
        if killed and quarter == QUARTERS[1]:
            browser.kill_background()
            pulled.held_at_kill = page.evaluate(HELD)
            own = browser.page(f"{browser.extension_url}pages/options.html")
            own.evaluate(START_SYNC)
    if not killed:
        rows = [wire_bookmark(bookmark(number)) for number in range(BARE_ROWS)]
        pulled.bare = 1000 * page.evaluate(BARE, rows, BARE_PAGES, timeout=300) / (BARE_ROWS * BARE_PAGES)
    return pulled


def _until(page: Page, count: float) -> None:
    page.wait_for(f"async (wanted) => (await ({HELD})()) >= wanted", count, timeout=1_800, why="the pull stands still")


def worker_heap(browser: Chromium) -> float:
    """MB that the extension's worker holds without its garbage. Attached only meanwhile: it must be free to die."""
    targets = browser.wire.ask("Target.getTargets", {})["targetInfos"]
    worker = next(one["targetId"] for one in targets if one["type"] == "service_worker")
    session = browser.wire.ask("Target.attachToTarget", {"targetId": worker, "flatten": True})["sessionId"]
    browser.wire.ask("HeapProfiler.collectGarbage", {}, sessionId=session)
    usage = browser.wire.ask("Runtime.getHeapUsage", {}, sessionId=session)
    browser.wire.ask("Target.detachFromTarget", {"sessionId": session})
    return (usage["usedSize"] + usage.get("backingStorageSize", 0)) / 1e6
