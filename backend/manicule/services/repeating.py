"""Work that comes again and again beside the requests: backups, counts, embeddings, looks at links."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("manicule")


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
                log.warning("%s: %s", failed, error)
            stop.wait(seconds)

    threading.Thread(target=watch, name=name, daemon=True).start()
    return stop
