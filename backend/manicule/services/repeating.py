"""Work that comes again and again beside the requests: backups, counts, embeddings, looks at links."""

import logging
import threading
import time
from collections.abc import Callable

from manicule.errors import DatabaseBusy, database_trouble

PATIENCE = 10.0  # seconds: longer than a step of anything here takes
log = logging.getLogger("manicule")
_going: list[tuple[threading.Event, threading.Thread]] = []


def every(seconds: float, name: str, work: Callable[[threading.Event], None], failed: str) -> threading.Event:
    """Do it in a thread of its own, at once and then so often, until the event is set, which long work looks at too.

    What goes wrong is logged behind `failed`, and tried again the next time.
    """
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            try:
                work(stop)
            except Exception as error:
                if not isinstance(database_trouble(error), DatabaseBusy):  # somebody writes much
                    log.warning("%s: %s", failed, error)
            stop.wait(seconds)

    thread = threading.Thread(target=watch, name=name, daemon=True)
    _going.append((stop, thread))
    thread.start()
    return stop


def end() -> None:
    """Let all of it come to an end before the process does: a model that computes while Python ends takes it down."""
    for stop, _ in _going:
        stop.set()
    until = time.monotonic() + PATIENCE
    for _, thread in _going:
        thread.join(max(0.0, until - time.monotonic()))
    _going.clear()
