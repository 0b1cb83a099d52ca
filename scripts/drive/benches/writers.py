"""Clients that write to one library at once, and what became of their papers: none refused, doubled or lost."""

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from drive.benches.spending import Client, Sent, together

API = "/api/v1"
SAME = "doi:10.9999/same."
TOGETHER = 5  # every so many papers all clients post the same one at the same moment


@dataclass
class Written:
    """What the clients were told, by the key of each paper, and what the library says afterwards."""

    seconds: float = 0.0
    refused: list[str] = field(default_factory=list)
    new: Counter = field(default_factory=Counter)  # how often a paper was said to be new
    lost: set[str] = field(default_factory=set)  # answered, and not there
    doubled: set[str] = field(default_factory=set)  # there more than once, or said to be new more than once
    untold: int = 0  # there, though nobody was told so

    def meetings(self) -> int:
        """How many papers all clients posted at the same moment."""
        return sum(key.startswith(SAME) for key in self.new)

    def faults(self) -> dict[str, int]:
        """How many of each kind; all are 0 where nothing went wrong."""
        return {"failed": len(self.refused), "duplicates": len(self.doubled), "lost": len(self.lost),
                "untold": self.untold}  # fmt: skip


def write(port: int, tokens: list[str], seconds: float) -> Written:
    """Let a client for each token write for so long; then count."""
    written, lock = Written(), threading.Lock()
    meeting = threading.Barrier(len(tokens))
    until = time.monotonic() + seconds
    tags = [f"tag {n}" for n in range(5)]

    def save(client: Client, key: str, number: int) -> None:
        body = {"key": key, "title": f"Paper {key}", "tags": [tags[number % len(tags)]], "note": f"Note of {key}."}
        try:
            status, told = client.ask(Sent("POST", f"{API}/bookmarks", json.dumps(body).encode()))
        except (OSError, http.client.HTTPException) as error:
            status, told = 0, repr(error).encode()
        with lock:
            if status in (200, 201):
                written.new[key] += status == 201
            else:
                written.refused.append(f"{key}: {status} {told[:200]!r}")

    def work(me: int) -> None:
        client, number = Client(port, [tokens[me]]), 0
        while meeting_holds(meeting, go_on=time.monotonic() < until):
            number += 1
            save(client, f"{SAME}{number}", number)
            for own in range(TOGETHER):
                save(client, f"doi:10.9999/{me}.{number}.{own}", own)
        client.close()

    began = time.monotonic()
    together(partial(work, me) for me in range(len(tokens)))
    written.seconds = time.monotonic() - began
    count(port, tokens[0], written)
    return written


def meeting_holds(meeting: threading.Barrier, *, go_on: bool) -> bool:
    """Waits for all the others; False once one of them has seen that the time is over."""
    if not go_on:
        meeting.abort()
    try:
        meeting.wait(60)
    except threading.BrokenBarrierError:
        return False
    return True


def count(port: int, token: str, written: Written) -> None:
    """Read the whole library, page by page, and compare."""
    client, cursor, there = Client(port, [token]), "", Counter()
    while cursor is not None:
        path = f"{API}/bookmarks?limit=500" + (f"&cursor={cursor}" if cursor else "")
        page = json.loads(client.ask(Sent("GET", path))[1])
        there.update(one["key"] for one in page["items"])
        cursor = page["next"]
    client.close()
    written.lost = written.new.keys() - there.keys()
    written.untold = len(there.keys() - written.new.keys())
    twice = {key for key, times in there.items() if times > 1}
    written.doubled = twice | {key for key, times in written.new.items() if times != 1}
