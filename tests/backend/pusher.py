"""One of several processes that push to the same library: `pusher.py URL DEVICE EDITS SEED`, begun by a line on stdin.

Its edits: papers that only it saves, and papers, notes and tags that all of them touch.
"""

import random
import sys
import time
from itertools import islice

import peewee

from manicule.errors import DatabaseBusy, database_trouble
from manicule.models import Device, Library
from manicule.services import libraries, sync


def edit(rng: random.Random, device: str, n: int) -> dict:
    """The `n`-th edit, most often a paper that nobody else saves: a reader that steps over it never sees it."""
    shared = f"bm_shared_{rng.randrange(4)}"
    return rng.choice([
        {"op": "bookmark.create", "bookmark": f"bm_{device}_{n}", "ids": [f"url:{device}-{n}.example"], "meta": {}},
        {"op": "bookmark.create", "bookmark": f"bm_{device}_{n}", "ids": [f"url:{device}-{n}.example"], "meta": {}},
        {"op": "bookmark.create", "bookmark": shared, "ids": [f"url:{shared}.example"], "meta": {}},
        {"op": "note.edit", "bookmark": shared, "base_text": "", "text": f"{device} {n}"},
        {"op": "tag.create", "tag": f"tag_{device}_{n}", "name": f"tag {rng.randrange(6)}"},
    ])  # fmt: skip


def pushed(library: Library, device: Device, body: dict) -> list[dict]:
    """The results. A database that is busy for too long is asked again, as devices do: no harm in that."""
    while True:
        try:
            return sync.exchange(library, device, body, int(time.time() * 1000))["results"]
        except peewee.OperationalError as error:
            if not isinstance(database_trouble(error), DatabaseBusy):
                raise


def main(url: str, device_id: str, edits: str, seed: str) -> None:
    """Push all edits, a few at a time; print how many were taken."""
    rng, numbers = random.Random(int(seed)), iter(range(1, int(edits) + 1))
    libraries.open_database(url)
    library = libraries.find_or_make("default", 0)
    device = Device.get(Device.library == library, Device.id == device_id)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    taken = 0
    while batch := list(islice(numbers, rng.randint(1, 5))):
        sent = [{"seq": n, "mid": f"{device_id}-{n}", "at": n, **edit(rng, device_id, n)} for n in batch]
        body = {"protocol": 1, "device": device_id, "cursor": None, "limit": 1, "mutations": sent}
        taken += sum(result["status"] != "rejected" for result in pushed(library, device, body))
    sys.stdout.write(f"{taken}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
