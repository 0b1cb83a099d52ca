"""Throttling: a client that asks too often is told when to come back. Each device has a bucket of tokens, and so has
each address that shows no good device token. Every process keeps its own buckets.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from flask import Flask, current_app, request

from manicule.errors import Throttled


@dataclass(frozen=True)
class Rate:
    """`burst` requests at once, then `per_second`."""

    burst: int
    per_second: float


# A first sync of 100,000 papers is 200 requests; a script that saves papers one by one is what comes closest.
DEVICE = Rate(burst=2_000, per_second=200)
STRANGER = Rate(burst=60, per_second=1)  # requests that were refused for want of a token
MOST = 10_000  # buckets kept; the one unused for longest goes first, and was full again by then


class Buckets:
    """One bucket for each name. `clock` gives seconds."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self._clock = rate, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> float:
        """Count one request of `name`, if it may ask now. Returns 0, or the seconds until it may."""
        with self._lock:
            left, now = self._level(name)
            if left < 1:
                return (1 - left) / self.rate.per_second
            self._buckets[name] = (left - 1, now)
            self._buckets.move_to_end(name)
            if len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
        return 0.0

    def _level(self, name: str) -> tuple[float, float]:
        now = self._clock()
        left, then = self._buckets.get(name, (float(self.rate.burst), now))
        return min(self.rate.burst, left + (now - then) * self.rate.per_second), now


def install(app: Flask) -> None:
    """Give `app` its buckets."""
    app.extensions["manicule.devices"], app.extensions["manicule.strangers"] = Buckets(DEVICE), Buckets(STRANGER)


def stranger() -> None:
    """Count this request, which has shown no good token, for the address it comes from. A good token never waits for
    those: on one machine all programs have one address.

    :raise Throttled: when it was one too many
    """
    count(current_app.extensions["manicule.strangers"], asker())


def asker() -> str:
    """The address that this request comes from, or its network."""
    return whose(request.remote_addr or "")


def whose(address: str) -> str:
    """The address, or the /64 network of an IPv6 one: whoever has one of those has all of them."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4 or known.ipv4_mapped:
        return str(known if known.version == 4 else known.ipv4_mapped)
    return str(ip_network((known, 64), strict=False))


def device(name: str) -> None:
    """Count this request for the device that makes it.

    :raise Throttled: when it was one too many
    """
    count(current_app.extensions["manicule.devices"], name)


def count(buckets: Buckets, name: str) -> None:
    """:raise Throttled: while the bucket of `name` is empty."""
    wait = buckets.take(name)
    if wait:
        seconds = int(wait) + 1
        raise Throttled(f"Too many requests. Try again in {seconds} seconds.", retry_after=seconds)
