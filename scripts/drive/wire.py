"""Questions and answers in JSON over one connection: what Chromium (CDP) and Firefox (BiDi) have in common."""

import itertools
import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class WireError(Exception):
    """The browser refused a command, did not answer in time, or is gone."""


class Wire:
    """One connection to a browser.

    `send(text)` puts one message on the connection, `receive()` blocks for the next and returns None at its end.
    """

    def __init__(self, send: Callable[[str], None], receive: Callable[[], str | None]) -> None:
        self._send, self._receive = send, receive
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, queue.Queue] = {}
        self._watchers: list[Callable[[dict], None]] = []
        self.closed = False
        threading.Thread(target=self._read, daemon=True).start()

    def ask(self, method: str, params: dict, *, timeout: float = 30, **envelope: str) -> dict:
        """The `result` of one command; raises WireError with the browser's own words."""
        answers: queue.Queue = queue.Queue()
        number = next(self._numbers)
        self._waiting[number] = answers
        if self.closed:
            raise WireError(f"{method}: the browser is gone")
        with self._lock:
            self._send(json.dumps({"id": number, "method": method, "params": params, **envelope}))
        try:
            answer = answers.get(timeout=timeout)
        except queue.Empty:
            raise WireError(f"{method}: no answer in {timeout:g} s") from None
        if "error" in answer:
            raise WireError(f"{method}: {answer.get('message') or answer['error']}")
        return answer["result"]

    def listen(self, watcher: Callable[[dict], None]) -> None:
        """Hands every event to `watcher`, in the reading thread: it must not ask anything itself."""
        self._watchers.append(watcher)

    @contextmanager
    def expect(self, wanted: Callable[[dict], bool]) -> Iterator[Callable[[float], dict]]:
        """Watches from now on; the value is `wait(seconds)`, which returns the first event that is `wanted`."""
        seen: queue.Queue = queue.Queue()

        def watcher(event: dict) -> None:
            if wanted(event):
                seen.put(event)

        def wait(seconds: float) -> dict:
            try:
                return seen.get(timeout=seconds)
            except queue.Empty:
                raise WireError(f"the awaited event did not come in {seconds:g} s") from None

        self._watchers.append(watcher)
        try:
            yield wait
        finally:
            self._watchers.remove(watcher)

    def _read(self) -> None:
        try:
            while (text := self._receive()) is not None:
                self._deliver(json.loads(text))
        except Exception:  # a connection ends in as many ways as there are transports; all mean the same
            pass
        self.closed = True
        for answers in list(self._waiting.values()):
            answers.put({"error": "closed", "message": "the browser closed the connection"})

    def _deliver(self, message: dict) -> None:
        answers = self._waiting.pop(message.get("id", 0), None)
        if answers:
            answers.put(message)
            return
        for watcher in list(self._watchers):
            watcher(message)
