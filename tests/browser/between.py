"""What may happen between the extension and its server: a request held back, an answer never read, a portal."""

import threading
from collections.abc import Callable

from recorder import Answer, Request, forward

PORTAL = b"<!doctype html><title>Welcome</title><p>Sign in to use this network.</p>"


class Held:
    """Holds the first request that carries edits, before the server sees it; at `let_go` the connection breaks."""

    def __init__(self) -> None:
        self.reached, self._over = threading.Event(), threading.Event()
        self.request: Request | None = None

    def __call__(self, request: Request, ask: Callable[[], Answer]) -> Answer:
        if self.request or not request.mutations():
            return forward(request, ask)
        self.request = request
        self.before(ask)
        self.reached.set()
        self._over.wait(60)
        raise ConnectionAbortedError

    def before(self, ask: Callable[[], Answer]) -> None:
        """What happens before the request is held."""

    def wait(self) -> Request:
        """The request, once it is held."""
        assert self.reached.wait(20), "no edit was sent"
        assert self.request
        return self.request

    def let_go(self) -> None:
        """Breaks the connection."""
        self._over.set()


class Unread(Held):
    """The server does what the request says, and its answer is held."""

    def before(self, ask: Callable[[], Answer]) -> None:
        ask()


def portal(*_: object) -> Answer:
    """A network that wants a sign-in answers everything with its page, and says that all is well."""
    return 200, [("Content-Type", "text/html; charset=utf-8")], PORTAL
