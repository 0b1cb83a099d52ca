"""Sentence embeddings of rows that are not saved. A listing does not wait for them.

Embedding a row costs ten times as much as ranking it against a hundred thousand papers. So a request makes only as many
as nobody notices; the others are made between requests, and all are remembered, as people look at a list repeatedly.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice

from manicule.errors import EmbedderEnded
from manicule.services import repeating
from manicule.services.embeddings import embedder, embedding

AT_ONCE = 8  # made while a request waits: some tenths of a second
REMEMBERED = 10_000  # rows of all libraries that a process keeps, 768 bytes each
WAITING = 2_000  # rows still to be embedded; the oldest are forgotten first
STEP = 16  # made together
EVERY = 1.0  # seconds between two looks for work

_known: "OrderedDict[bytes, bytes]" = OrderedDict()
_waiting: "OrderedDict[bytes, str]" = OrderedDict()
_lock = threading.Lock()
_none = threading.Event()


def make_none() -> None:
    """From now on this process makes none for a request: the model is never loaded, rows go by their words alone."""
    _none.set()


def of(texts: Sequence[str]) -> tuple[list[bytes | None], int]:
    """The packed vector of each text as far as it is made, none of an empty one, and how many are left for later."""
    digests = [embedding.digest(text) for text in texts]
    missing = {} if _none.is_set() else _missing(zip(digests, texts, strict=True))
    later = missing
    with suppress(EmbedderEnded):
        _make(dict(islice(missing.items(), AT_ONCE)))
        later = dict(islice(missing.items(), AT_ONCE, None))
    with _lock:
        _waiting.update(later)
        while len(_waiting) > WAITING:
            _waiting.popitem(last=False)
        found = {digest: _known[digest] for digest in digests if digest in _known}
        for digest in found:
            _known.move_to_end(digest)
    return [found.get(digest) for digest in digests], len(later)


def make(texts: Iterable[str]) -> None:
    """Make all of these now: for who has the time."""
    _make(_missing((embedding.digest(text), text) for text in texts))


def step() -> int:
    """Make the next few that wait; returns how many they were, or 0 as long as none can be made."""
    with _lock:
        some = dict(islice(_waiting.items(), STEP))
    try:
        _make(some)
    except EmbedderEnded:
        return 0
    with _lock:
        for digest in some:
            _waiting.pop(digest, None)
    return len(some)


def start() -> threading.Event | None:
    """Make them in a thread of its own, until the event is set, where they are installed."""
    if not embedding.available():
        return None
    return repeating.every(EVERY, "rows", _all, "Rows could not be embedded")


def _all(stop: threading.Event) -> None:
    while not stop.is_set() and step():
        pass


def _missing(texts: Iterable[tuple[bytes, str]]) -> dict[bytes, str]:
    with _lock:
        return {digest: text for digest, text in texts if text and digest not in _known}


def _make(texts: Mapping[bytes, str]) -> None:
    if not texts:
        return
    vectors = embedder.ours.embed(list(texts.values()))
    with _lock:
        _known.update(zip(texts, vectors, strict=True))
        while len(_known) > REMEMBERED:
            _known.popitem(last=False)
