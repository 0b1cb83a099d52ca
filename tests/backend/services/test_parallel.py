"""Eight processes push to one library while a reader polls: revisions are dense, and none is stepped over."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from manicule.models import Applied, Bookmark, RevTag, Tag
from manicule.services import sync

PUSHER = Path(__file__).parents[1] / "pusher.py"
WRITERS, EDITS = 8, 40


class Reader:
    """A device that only pulls, a few rows at a time, and remembers what it was given."""

    def __init__(self, library, device) -> None:
        self.library, self.device, self.cursor = library, device, None
        self.known: dict[tuple[str, str], int] = {}
        self.reached = self.polls = 0

    def poll(self) -> bool:
        """One exchange. Whether there was something new."""
        body = {"protocol": 1, "device": self.device.id, "cursor": self.cursor, "limit": 3, "mutations": []}
        answer = sync.exchange(self.library, self.device, body, 0)
        rows = [json.loads(row) for row in answer["changes"]]
        revs = [row["rev"] for row in rows]
        assert revs == sorted(revs)
        assert not revs or revs[0] > self.reached, "a revision came after a later one"
        self.known.update({(row["kind"], row["id"]): row["rev"] for row in rows})
        self.cursor, self.reached, self.polls = answer["cursor"], max([self.reached, *revs]), self.polls + 1
        return bool(revs)


@pytest.fixture
def writers(url, make_device):
    """The processes, ready to begin."""
    line = [sys.executable, str(PUSHER), url]
    started = []
    for n in range(WRITERS):
        device = make_device(f"dev_{n}").id
        started.append(subprocess.Popen([*line, device, str(EDITS), str(n)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE))  # fmt: skip
    assert all(one.stdout.readline() == "ready\n" for one in started)
    yield started
    for one in started:
        one.kill()
        one.communicate()


def test_a_reader_misses_nothing_of_what_eight_writers_push(library, make_device, writers):
    reader = Reader(library, make_device("dev_reader"))
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    while any(writer.poll() is None for writer in writers):
        reader.poll()
    while reader.poll():
        pass

    assert [writer.returncode for writer in writers] == [0] * WRITERS
    assert sum(int(writer.stdout.read()) for writer in writers) == WRITERS * EDITS
    revs = [row.rev for row in RevTag.select().order_by(RevTag.rev)]
    assert revs == list(range(1, WRITERS * EDITS + 1))
    assert Applied.select().count() == WRITERS * EDITS
    stored = {("bookmark", row.id): row.rev for row in Bookmark.select()}
    stored |= {("tag", row.id): row.rev for row in Tag.select()}
    missed = stored.items() - reader.known.items()
    said = f"{len(stored)} rows, {len(revs)} revisions, {reader.polls} polls, {len(missed)} missed"
    sys.stdout.write(said + "\n")
    assert not missed
