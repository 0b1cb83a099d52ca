"""The extension with a rig in its background, by which a test sets the clock wrong or stops it at a chosen write."""

import hashlib
import os
import pathlib
import shutil
import signal
import time

from world import EXTENSION, World

from drive.chromium import ChromiumPage
from drive.firefox import Firefox
from drive.launch import Browser
from drive.page import Page
from drive.pairing import ASK, own_page

RIG = pathlib.Path(__file__).parent / "rig.js"
ORDER = """(order) => new Promise((done) => {
  const channel = new BroadcastChannel("rig");
  channel.onmessage = () => { channel.close(); done(true); };
  channel.postMessage(order);
})"""
STUCK = "async () => (await navigator.locks.query()).held.some((lock) => lock.name === 'stuck')"
ALARM = (
    "async (name) => { const due = (await chrome.alarms.get(name))?.scheduledTime; return due && due - Date.now(); }"
)
FORWARD = "(name) => { chrome.alarms.create(name, { when: Date.now() + 100 }); }"
ROWS = """() => new Promise((done, failed) => {
  const opening = indexedDB.open("manicule");
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const db = opening.result;
    const reading = db.transaction(["bookmarks", "tags", "outbox"]);
    const rows = ["bookmarks", "tags", "outbox"].map((name) => reading.objectStore(name).getAll());
    reading.oncomplete = () => {
      db.close();
      const [bookmarks, tags, outbox] = rows.map((request) => request.result);
      const named = (kind, all) => all.map(({ id, rev }) => `${kind}|${id}|${rev}`);
      done({ rows: [...named("bookmark", bookmarks), ...named("tag", tags)], waiting: outbox.length });
    };
  };
})"""

ROOM = 10 << 20  # bytes, the least that Firefox takes
# Writes until the browser refuses, in ever smaller pieces; false when it does not.
BALLAST = """async () => {
  const db = await new Promise((done, failed) => {
    const opening = indexedDB.open("ballast", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("ballast", { autoIncrement: true });
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
  const kept = (size) => new Promise((done) => {
    const writing = db.transaction("ballast", "readwrite");
    const piece = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(piece.subarray(at, at + 65536));
    writing.oncomplete = () => done(true);
    writing.onabort = () => done(false);
    try {
      writing.objectStore("ballast").put(piece);
    } catch {
      writing.abort(); // Firefox, after a write that found no room
    }
  });
  let [size, pieces] = [1 << 20, 0];
  while (size > 1000 && pieces < 40) if (await kept(size)) pieces++; else size >>= 1;
  db.close();
  return size <= 1000;
}"""
DROP = """() => new Promise((done, failed) => {
  const dropping = indexedDB.deleteDatabase("ballast");
  dropping.onsuccess = () => done(true);
  dropping.onerror = () => failed(dropping.error);
})"""


def rigged(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the extension, the same but for the rig."""
    copy = folder / "extension"
    shutil.copytree(EXTENSION, copy)
    shutil.copy(RIG, copy / "background" / "rig.js")
    main = copy / "background" / "main.js"
    manifest = copy / "manifest.json"  # without the permission that lifts every limit: a test sets a low one
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(', "unlimitedStorage"', ""), encoding="utf-8")
    main.write_text('import "./rig.js";\n' + main.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def fill_storage(world: World) -> Page:
    """Leaves hardly a byte of what the browser lets the extension keep, as long as the tab it returns is open."""
    browser = world.browser
    if isinstance(browser, Firefox):  # reads its limit when it starts
        browser.prefs["dom.quotaManager.temporaryStorage.fixedLimit"] = ROOM // 1024
        browser.restart()
    else:
        browser.kill_background()
    page = browser.page(f"{browser.extension_url}manifest.json")
    if isinstance(page, ChromiumPage):
        page.ask("Storage.overrideQuotaForOrigin", origin=browser.extension_url.rstrip("/"), quotaSize=ROOM)
        time.sleep(3)  # Chromium goes by the limit it knew until nobody has used the database for 2 s
    assert page.evaluate(BALLAST, timeout=60), "the storage is never full"
    return page


def empty_storage(page: Page) -> None:
    """Gives back what `fill_storage` has taken, by its tab."""
    page.evaluate(DROP)
    page.close()


def order(world: World, **what: int) -> None:
    """`skew`: the clock of the background is this many ms off. `puts`: it is stuck after so many rows, until killed."""
    page = own_page(world.browser)
    page.evaluate(ASK, "state", {})  # the background lives, or it would not hear
    page.evaluate(ORDER, what)
    page.close()


def sync_until_stuck(world: World) -> None:
    """Begins a sync and returns when it hangs in the middle of storing an answer."""
    page = own_page(world.browser)
    page.evaluate(f"(kind, body) => {{ ({ASK})(kind, body).catch(() => null); }}", "sync.now", {})
    page.wait_for(STUCK, why="no answer was long enough to stop in")
    page.close()


def bring_forward(world: World, alarm: str) -> None:
    """Lets an alarm, which must be set to within two minutes (a sync that failed twice waits 75 s), come at once."""
    page = own_page(world.browser)
    due = page.wait_for(ALARM, alarm, why=f"no alarm {alarm}")
    assert due < 120_000
    page.evaluate(FORWARD, alarm)
    page.close()


def own_rows(page: Page) -> dict:
    """What the replica holds: `rows` as the digest counts them, and how many edits are `waiting`."""
    return page.evaluate(ROWS)


def in_step(world: World) -> None:
    """Waits until nothing waits here, and holds every row against the server's digest."""
    page = own_page(world.browser)
    end = time.monotonic() + 20
    while True:
        held, told = own_rows(page), world.backend.ask("GET", "/api/v1/sync/digest", token=world.token)
        total = sum(int.from_bytes(hashlib.sha256(row.encode()).digest()[:8]) for row in held["rows"])
        if not held["waiting"] and str(total % 2**64) == told["sum"]:
            break
        assert time.monotonic() < end, f"{held['waiting']} edits wait, {len(held['rows'])} rows here, there {told}"
        time.sleep(0.1)
    page.close()


def crash(browser: Browser) -> None:
    """Kills the browser and all its processes at once."""
    os.killpg(browser.process.pid, signal.SIGKILL)
    browser.process.wait(20)
