"""`kill -9` of the server while three devices push: what it acknowledged is there, and the rest goes when sent again.

`KILLS=200` kills it as often as that.
"""

import contextlib
import http.client
import os
import random
import sqlite3
import sys
import threading

import pytest
from served import Served, serving

from manicule.models import Applied, Bookmark, RevTag
from manicule.services import devices, libraries

NOW = 1_790_000_000_000
SEED = int(os.environ.get("SEED", "7"))
SOONEST, LATEST = 0.0, 0.4  # seconds after the server has answered for the first time


class Writer:
    """A device with an outbox: what is not acknowledged stays in it, and is sent again."""

    def __init__(self, name: str, device: str, token: str, seed: int) -> None:
        self.name, self.device, self.rng = name, device, random.Random(seed)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.outbox: list[dict] = []
        self.acknowledged: list[int] = []
        self.resent = self.seq = 0

    def write(self) -> None:
        """One to nine more papers, each with a note."""
        for _ in range(self.rng.randint(1, 9)):
            self.seq += 1
            paper = {"bookmark": f"bm_{self.name}_{(self.seq + 1) // 2}"}
            made = {"op": "bookmark.create", "ids": [f"url:{self.name}-{self.seq}.example"], "meta": {}}
            noted = {"op": "note.edit", "base_text": "", "text": f"note {self.seq} " + "word " * 200}
            self.outbox.append({"seq": self.seq, "mid": f"{self.name}-{self.seq:08}", "at": self.seq, **paper,
                                **(made if self.seq % 2 else noted)})  # fmt: skip

    def push(self, served: Served) -> None:
        """Send the outbox, and empty it when the answer is there."""
        body = {"protocol": 1, "device": self.device, "cursor": None, "limit": 1, "mutations": self.outbox}
        status, _, answer = served.ask("POST", "sync", body, **self.headers)
        if status == 503:  # three devices and a slow disk: the database was busy, so the outbox stays
            return
        assert status == 200, answer
        statuses = [result["status"] for result in answer["results"]]
        assert set(statuses) <= {"applied", "merged", "duplicate"}, statuses
        self.resent += statuses.count("duplicate")
        self.acknowledged += [one["seq"] for one in self.outbox]
        self.outbox = []

    def run(self, served: Served) -> None:
        """Write and push until the server is gone."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            while True:
                if not self.outbox:
                    self.write()
                self.push(served)


def kill_while_they_push(url: str, writers: list[Writer], after: float) -> None:
    """Start the server, let them push, and kill it."""
    with serving(url) as served:
        threads = [threading.Thread(target=writer.run, args=(served,)) for writer in writers]
        timer = threading.Timer(after, served.process.kill)
        for thread in (*threads, timer):
            thread.start()
        for thread in (*threads, timer):
            thread.join(30)


def sound(url: str) -> bool:
    """SQLite's own look at the file as the kill has left it."""
    if not url.startswith("sqlite"):
        return True
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
        return file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture
def writers(url) -> list[Writer]:
    bound = libraries.open_database(url)
    library = libraries.find_or_make("default", NOW)
    made = [Writer(name, *registered(library, name), SEED + n) for n, name in enumerate(("ann", "bob", "cy"))]
    libraries.close(bound)
    return made


def registered(library, name: str) -> tuple[str, str]:
    device, token = devices.register(library, name, NOW)
    return device.id, token


def test_a_killed_server_has_everything_that_it_acknowledged(url, writers):
    rng = random.Random(SEED)
    kills = int(os.environ.get("KILLS", "15" if url.startswith("sqlite") else "5"))
    for _ in range(kills):
        kill_while_they_push(url, writers, rng.uniform(SOONEST, LATEST))
        assert sound(url)
    with serving(url) as served:
        for writer in writers:
            while writer.outbox:
                writer.push(served)

    bound = libraries.open_database(url)
    sent = {f"{writer.name}-{seq:08}" for writer in writers for seq in range(1, writer.seq + 1)}
    assert {f"{writer.name}-{seq:08}" for writer in writers for seq in writer.acknowledged} == sent
    assert {row.mid for row in Applied.select()} == sent
    notes = {row.id: row.note for row in Bookmark.select()}
    lost = [mid for mid in sent if not arrived(mid, notes)]
    resent = sum(writer.resent for writer in writers)
    said = f"{kills} kills, {len(sent)} edits, {resent} taken before the kill and sent again, {len(lost)} lost"
    sys.stdout.write(said + "\n")
    assert not lost
    assert [row.rev for row in RevTag.select().order_by(RevTag.rev)] == list(range(1, RevTag.select().count() + 1))
    libraries.close(bound)


def arrived(mid: str, notes: dict[str, str]) -> bool:
    """Whether the edit shows in what is stored."""
    name, seq = mid.split("-")[0], int(mid.split("-")[1])
    paper = f"bm_{name}_{(seq + 1) // 2}"
    return paper in notes and (seq % 2 == 1 or notes[paper].startswith(f"note {seq} "))
