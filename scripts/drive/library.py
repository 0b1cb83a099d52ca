"""Large libraries for tests and measurements, put in through the sync route as a device would."""

import base64
import uuid

from drive.backend import Backend

BATCH = 100  # mutations a request may carry (services/sync.py)
ABSTRACT = "Words of an abstract, as long as they come. " * 20
START = 1_790_000_000_000  # ms


def fill(backend: Backend, count: int) -> None:
    """Saves `count` invented papers, arxiv:2001.00001 and on."""
    if not count:
        return
    admin = backend.token(f"filler {uuid.uuid4()}")
    device = backend.ask("POST", "/api/v1/devices", {"name": "filler"}, admin)
    cursor = None
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        body = {"protocol": 1, "device": device["device"], "cursor": cursor, "limit": 1}
        body["mutations"] = [create(number) for number in numbers]
        cursor = backend.ask("POST", "/api/v1/sync", body, device["token"])["cursor"]


def create(number: int) -> dict:
    """The mutation that saves paper `number`."""
    return {
        "seq": number + 1, "mid": str(uuid.uuid4()), "at": START + number, "op": "bookmark.create",
        "bookmark": f"bm_{base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip('=')}",
        "ids": [f"arxiv:{paper_id(number)}"],
        "meta": {"title": f"Paper {number} on a subject of its own", "authors": ["A. Author"], "abstract": ABSTRACT},
    }  # fmt: skip


def paper_id(number: int) -> str:
    """An arXiv id: 2001.00001 and on, 10,000 a month."""
    return f"{2001 + number // 10_000:04d}.{number % 10_000 + 1:05d}"
