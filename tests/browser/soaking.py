"""Readers who do at random what readers do, each in a browser of its own on one library; what they must find again."""

import contextlib
import json
import os
import pathlib
import random
import sqlite3
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from listing import CARD
from rig import in_step
from world import DAILY, LIST, World, make_world

from drive import demo
from drive.backend import Backend
from drive.benches import page_bench
from drive.benches.pull_in_chromium import worker_heap
from drive.benches.tables import say
from drive.chromium import Chromium
from drive.library import paper_id
from drive.page import Page
from drive.pairing import ASK, own_page

PAPERS = 40
TAGS = ("memory", "to cite", "survey", "agents", "vision")
STATUSES = ("to_read", "reading", "read")
ACTS = {"save": 6, "note": 8, "tag": 5, "status": 5, "offline": 2, "reload": 2, "death": 1}
OFFLINE = 4  # acts at most until the line is back
LONGEST = 500  # characters of what is said of a fault
ASKED = 15  # times that a latency is taken
TO_THE_END = """() => {
  const field = (%s)().querySelector("#note");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}"""
TOOK = f"""async (kind, body, times) => {{
  const took = [];
  for (let turn = 0; turn < times; turn++) {{
    const began = performance.now();
    await ({ASK})(kind, body);
    took.push(performance.now() - began);
  }}
  return took.sort((one, two) => one - two)[times >> 1];
}}"""
PROCESS = """ChromeUtils.requestProcInfo().then(({children}) =>
  children.filter(({type}) => type === "extension").reduce((sum, {memory}) => sum + memory, 0))"""
GARBAGE = "(Cu.forceGC(), Cu.forceCC(), true)"


class Reader:
    """One person at one browser. `words` and `tags`: what was typed, each with the paper it was typed for."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.name = world, random.Random(seed), world.browser.name
        self.words, self.tags, self.done = dict[str, str](), set[tuple[str, str]](), Counter[str]()
        self.back_in, self.page = 0, world.listing(DAILY)
        self.own: Page = own_page(world.browser)
        self.page.wait_for_rows(PAPERS)

    def act(self) -> None:
        """The next thing this reader does."""
        name = self.chance.choices(list(ACTS), list(ACTS.values()))[0]
        getattr(self, name)()
        self.done[name] += 1
        self.back_in -= 1
        if self.back_in == 0:
            self.online()

    def save(self) -> None:
        """A paper of the list that this browser does not show as saved."""
        unsaved = [key for key in self.page.papers() if not self.page.row(key).saved]
        if not unsaved:
            return
        key = self.chance.choice(unsaved)
        try:
            self.page.save(key)
        except AssertionError:
            if not self.page.row(key).saved:  # the other reader was faster, and that has just arrived
                raise

    def note(self) -> None:
        """One more word at the end of a note."""
        with self.card() as key:
            if key:
                word = f"{self.name}{len(self.words)}w"
                self.page.page.evaluate(TO_THE_END % CARD)
                self.page.page.type(f" {word}")
                self.words[word] = key

    def tag(self) -> None:
        """One of a few, so that both choose the same now and then."""
        with self.card() as key:
            if key:
                name = self.chance.choice(TAGS)
                self.page.tag(name)
                self.tags.add((key, name))

    def status(self) -> None:
        """Of a saved paper."""
        with self.card() as key:
            if key:
                self.page.set_status(self.chance.choice(STATUSES))

    @contextlib.contextmanager
    def card(self) -> Iterator[str | None]:
        """The editor of a saved paper, or None while nothing is saved."""
        saved = [key for key in self.page.papers() if self.page.row(key).saved]
        if not saved:
            yield None
            return
        key = self.chance.choice(saved)
        self.page.open(key)
        yield key
        self.page.close()

    def offline(self) -> None:
        """The server cannot be reached for some acts."""
        self.world.recorder.down = True
        self.back_in = self.chance.randint(1, OFFLINE)

    def online(self) -> None:
        """It can again, and the browser is told."""
        self.world.recorder.down = False
        self.ask("sync.now")

    def reload(self) -> None:
        """The same list, or the other."""
        self.page.page.goto(self.chance.choice((DAILY, LIST)))
        self.page.wait_for_rows(PAPERS)

    def death(self) -> None:
        """The browser ends the background."""
        self.world.browser.kill_background()

    def where(self) -> str:
        """The address of the tab, and what it says."""
        return self.page.page.evaluate("() => `${location.href} (${document.title})`")

    def ask(self, kind: str, **body: object) -> object:
        """What the background answers."""
        return self.own.evaluate(ASK, kind, body)

    def figures(self) -> dict[str, float]:
        """Memory in MB and latencies in ms, in this browser."""
        rows = [[key] for key in self.page.papers()]
        took = {
            f"{self.name}: {PAPERS} rows looked up, ms": self.own.evaluate(TOOK, "rows.look", {"rows": rows}, ASKED),
            f"{self.name}: the last papers, ms": self.own.evaluate(TOOK, "recent", {"limit": 8}, ASKED),
        }
        browser = self.world.browser
        if isinstance(browser, Chromium):
            return {f"{self.name}: JS heap of the worker, MB": worker_heap(browser), **took}
        browser.in_browser(GARBAGE)
        return {f"{self.name}: process of the extension, MB": browser.in_browser(PROCESS) / 1e6, **took}


class Soak:
    """All readers on one server. `figures`: one dictionary for each `look`; `faults`: sentences, once finished."""

    def __init__(self, browsers: list[str], folder: pathlib.Path, seed: int, stack: ExitStack) -> None:
        self.file = folder / "library.db"
        self.backend = Backend(f"sqlite:///{self.file}", log=folder / "server.log").start()
        stack.callback(self.backend.stop)
        self.figures: list[dict[str, float]] = []
        self.faults: list[str] = []
        self.readers = []
        for number, name in enumerate(browsers):
            (place := folder / name).mkdir()
            world = make_world(name, place, stack, deployment=self.backend)
            papers = [one | {"id": paper_id(at)} for at, one in enumerate(page_bench.many(PAPERS))]
            world.sites.pages.update(demo.pages(papers))
            self.readers.append(Reader(world, seed + number))

    def work_until(self, end: float) -> None:
        """Every reader acts until the clock, of time.monotonic, says `end`."""
        self._all_work(lambda _: time.monotonic() < end)

    def work(self, acts: int) -> None:
        """Every reader does that many things."""
        self._all_work(lambda reader: sum(reader.done.values()) < acts)

    def _all_work(self, more: Callable[[Reader], bool]) -> None:
        workers = [threading.Thread(target=self._work, args=(reader, more)) for reader in self.readers]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def _work(self, reader: Reader, more: Callable[[Reader], bool]) -> None:
        try:
            while more(reader):
                reader.act()
        except Exception as error:  # whatever it is, it is told at the end
            act = f"act {sum(reader.done.values()) + 1} of {reader.name}, on {reader.where()}"
            self.faults.append(f"{act}: {error!r}"[:LONGEST])
            say(self.faults[-1])

    def look(self) -> None:
        """Takes the figures of this moment, with the lines open."""
        figures = server(self.backend, self.file)
        for reader in self.readers:
            figures |= reader.figures()
        self.figures.append(figures)

    def finish(self) -> None:
        """Brings all in step, and compares what each holds with what was typed."""
        for _ in range(2):  # the second time round each has what the others sent last
            for reader in self.readers:
                reader.online()
                reader.world.settle()
        for reader in self.readers:
            try:
                in_step(reader.world)
            except AssertionError as error:
                self.faults.append(f"{reader.name} does not hold what the server does: {error}")
        self.faults += self.lost()

    def lost(self) -> list[str]:
        """A sentence for each word or tag that the server or a browser does not have."""
        held = {"the server": kept(self.file)}
        for reader in self.readers:
            keys = sorted({key for one in self.readers for key in [*one.words.values(), *(key for key, _ in one.tags)]})
            views = reader.ask("rows.look", rows=[[key] for key in keys])
            held[reader.name] = {key: view for key, view in zip(keys, views, strict=True) if view}
        typed = [(key, word, "the word") for one in self.readers for word, key in one.words.items()]
        typed += [(key, name, "the tag") for one in self.readers for key, name in one.tags]
        return [
            f"{who} lost {what} {said!r} of {key}"
            for who, library in held.items() for key, said, what in typed
            if said not in json.dumps(library.get(key, ""), ensure_ascii=False)
        ]  # fmt: skip

    def told(self) -> str:
        """What was done so far."""
        return "; ".join(f"{one.name}: {sum(one.done.values())} acts, {len(one.words)} words" for one in self.readers)


def kept(file: pathlib.Path) -> dict[str, dict]:
    """Notes with their copies, and tags, of the server's own file, under every id of a bookmark."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        names = dict(connection.execute("SELECT id, name FROM tag"))
        rows = connection.execute("SELECT ids, note, note_copies, tags FROM bookmark WHERE alive").fetchall()
    found = {}
    for ids, note, copies, tags in rows:
        held = {"note": note, "copies": copies, "tags": [names[one] for one in json.loads(tags) if one in names]}
        found |= dict.fromkeys(json.loads(ids), held)
    return found


def server(backend: Backend, file: pathlib.Path) -> dict[str, float]:
    """Memory in MB, handles and latency in ms of the server."""
    place = pathlib.Path(f"/proc/{backend.process.pid}")
    figures = {}
    if place.is_dir():
        status = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
        handles = [os.readlink(one) for one in (place / "fd").iterdir() if one.is_symlink()]
        figures |= {
            "server: memory, MB": int(status["VmRSS"].split()[0]) / 1000, "server: open files": len(handles),
            "server: threads": int(status["Threads"]),
            "server: connections to the database": sum(one == str(file) for one in handles),
        }  # fmt: skip
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        backend.ask("GET", "/api/v1/health")
        took.append(1000 * (time.perf_counter() - began))
    return {**figures, "server: health, ms": statistics.median(took)}
