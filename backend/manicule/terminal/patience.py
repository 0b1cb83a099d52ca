"""Slow requests: a client that sends a byte now and then must not hold up everybody else (the attack is known as
slowloris). Every request has some seconds, and more while its bytes come at a fair pace.
"""

import errno
import select
import socket
import time

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from manicule.core.limits import MIN_PACE, PATIENCE
from manicule.terminal.strict import Parser


def allowed(received: int, free: float = PATIENCE) -> float:
    """How many seconds a request may take until so many bytes of it are here."""
    return free + received / MIN_PACE


class Channel(HTTPChannel):
    """One connection of waitress, which reads without a thread; it knows how long the request that comes takes."""

    parser_class = Parser
    began, came = 0.0, 0

    def received(self, data: bytes) -> bool:
        """Take in what came."""
        before = self.request
        taken = super().received(data)
        if self.request is not before:
            self.began, self.came = time.time(), 0
        self.came += len(data)
        return taken

    def late(self, now: float) -> bool:
        """Whether the request that comes should be given up. What waits behind one that is answered is not read."""
        return bool(self.request) and not self.requests and now - self.began > allowed(self.came)


def watch(server: BaseWSGIServer) -> None:
    """Let a server of waitress close the connections on which a request comes too slowly."""
    idle = server.maintenance

    def maintenance(now: float) -> None:
        idle(now)
        for channel in server.active_channels.values():
            if channel.late(now):
                channel.will_close = True

    server.channel_class, server.maintenance = Channel, maintenance


class Hasty:
    """A socket, but for this: a request that comes too slowly is as one whose connection broke. Only the time in which
    it is waited for counts, not what the app takes.
    """

    def __init__(self, held: socket.socket, free: float) -> None:
        self.held, self.free = held, free
        self.begin()

    def __getattr__(self, name: str) -> object:
        return getattr(self.held, name)

    def begin(self) -> None:
        """The next request is waited for."""
        self.waited, self.came = 0.0, 0

    def recv(self, size: int) -> bytes:
        """:raise ConnectionResetError: when it is too late."""
        began = time.monotonic()
        own = self.held.gettimeout()
        rest = allowed(self.came, self.free) - self.waited
        there = _readable(self.held, rest if own is None else min(own, rest))
        self.waited += time.monotonic() - began
        if not there and own is not None and own < rest:
            raise TimeoutError
        if not there:
            raise ConnectionResetError(errno.ECONNRESET, "the request came too slowly")
        data = self.held.recv(size)
        self.came += len(data)
        return data


def _readable(held: socket.socket, seconds: float) -> bool:
    poll = select.poll()
    poll.register(held, select.POLLIN)
    return bool(poll.poll(max(0.0, seconds) * 1000))
