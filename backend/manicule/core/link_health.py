"""The health of a link: when to check it again, and when it counts as dead. One failure is not enough.

A page that is missing, or a repository that is empty, is checked again a day later; one that does not answer, four
times over a week. A link that works is left alone for longer each time.
"""

from datetime import UTC, datetime
from typing import NamedTuple

DAY = 86_400_000  # ms
FIRST, LONGEST = 7 * DAY, 90 * DAY  # between two looks at a link that answers, or that is known to be dead
CONFIRMED = 2  # looks that found nothing there
SILENCES, SILENT_FOR = 4, 7 * DAY

# What a look can find. `broken`: the site answers that it cannot; `refused`: the server must not ask such an address;
# `busy`: the site wants to be left alone.
ALIVE, GONE, EMPTY, SILENT, BROKEN, BUSY, REFUSED = "alive", "gone", "empty", "silent", "broken", "busy", "refused"
NO_ANSWER = (SILENT, REFUSED)  # these do not say that this machine reaches the network
WHY = (GONE, EMPTY, SILENT)  # what a link can have died of


class Health(NamedTuple):
    """`wait` is how long to leave it alone (ms); `why` it fails, how many `times` so far and `since` when; `dead`
    once that is sure."""

    wait: int = 0
    why: str = ""
    times: int = 0
    since: int | None = None
    dead: bool = False


def after(health: Health, found: str, now: int) -> Health:
    """The health of a link after a look at it at `now` (ms since 1970), which found one of the words above."""
    if found == BUSY:
        return health._replace(wait=DAY)
    if found == REFUSED:
        return Health(LONGEST)
    if found == ALIVE:
        return Health(FIRST if health.why else longer(health.wait))
    if health.dead:
        return health._replace(wait=longer(health.wait))
    found = SILENT if found == BROKEN else found
    same = health.why == found
    times, since = (health.times + 1, health.since) if same else (1, now)
    dead = sure(found, times, now - since)
    return Health(FIRST if dead else _again(found, times), found, times, since, dead)


def longer(wait: int) -> int:
    """Twice as long, within limits."""
    return min(LONGEST, max(FIRST, 2 * wait))


def sure(found: str, times: int, passed: int) -> bool:
    """Whether so many failures in a row, over so many ms, mean that a link is dead."""
    return times >= SILENCES and passed >= SILENT_FOR if found == SILENT else times >= CONFIRMED


def _again(found: str, times: int) -> int:
    """When a failure is looked at again: a site that is silent after one, two, four days."""
    return DAY * 2 ** min(times - 1, 2) if found == SILENT else DAY


def mark(health: Health) -> dict | None:
    """What is said of a dead link: `{why, since}`, the day as `2026-11-20`; None of one that is not dead."""
    if not health.dead or health.since is None:
        return None
    return {"why": health.why, "since": day(health.since).isoformat()}


def day(ms: int) -> object:
    """The day in UTC of ms since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC).date()


def holds_nothing(refs: bytes) -> bool:
    """Whether a repository has no branch and no tag, from the beginning of what git's HTTP protocol says of it.

    A line says its own length in four hexadecimal digits, 0000 is a pause; a repository without refs gives none, or
    one called `capabilities^{}` (gitprotocol-http, "Smart Server Response"). What is not understood holds something.
    """
    service, rest = _line(refs)
    _, rest = _line(rest)
    first, _ = _line(rest)
    nothing = rest.startswith(b"0000") or first.partition(b"\0")[0].endswith(b" capabilities^{}")
    return service.startswith(b"# service=") and nothing


def _line(text: bytes) -> tuple[bytes, bytes]:
    """The first line of a protocol's text and what follows it; an empty line for a pause."""
    try:
        length = int(text[:4], 16)
    except ValueError:
        return b"", b""
    return text[4:length], text[max(4, length) :]
