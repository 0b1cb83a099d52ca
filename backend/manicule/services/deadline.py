"""A deadline for a whole request to a site. A timeout is not enough: it starts again with every byte that comes, and a
hostile site sends one now and then.
"""

import socket
import threading
from contextlib import suppress

# httpcore's events after which there is a socket, and after which it is another one
CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Deadline:
    """Cuts the connection of a request made within it after so many seconds; `over` says whether it did."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._held: socket.socket | None = None
        self._timer = threading.Timer(max(0.0, seconds), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def trace(self, event: str, told: dict) -> None:
        """The `trace` extension of a request: httpcore says here what it does."""
        if event in CONNECTED:
            self._held = told["return_value"].get_extra_info("socket")
            if self.over:
                self._cut()

    def _cut(self) -> None:
        self.over = True
        if self._held is not None:
            with suppress(OSError):  # it has ended by itself
                socket.socket.shutdown(self._held, socket.SHUT_RDWR)  # TLS has one of its own, which waits
