"""Brings the pieces of the full-text index together, beside the requests.

Papers that are saved one by one leave it in a dozen pieces and more, and a search looks each of its words up in every
one.
"""

import threading

from manicule.models import database, writing
from manicule.services import edits, repeating
from manicule.services.searching import search

EVERY = 30.0  # seconds between two looks for pieces


def start() -> threading.Event:
    """Keep them together in a thread of its own, until the event is set."""
    return repeating.every(EVERY, "settling", settle, "The search index could not be brought together")


def settle(stop: threading.Event) -> None:
    """Bring them together in small transactions: others write in between."""
    with database.obj.connection_context():
        while not stop.is_set() and step():
            stop.wait(edits.TURN)


def step() -> bool:
    """A few pages of it. Whether there may be more to do."""
    with writing(database.obj):
        return search.engine().settle()
