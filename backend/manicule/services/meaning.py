"""Which bookmarks mean about the same as a text, by their sentence embeddings, in whatever words they say it.

The vectors of a library are kept in the memory of the process to find who may be near: half floats, 77 MB for 100,000.
How near they are is then computed from what is stored, so a memory that is behind misses some and never says anything
wrong.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from manicule.models import Library, database
from manicule.services import embedding, vectors

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 8_192  # vectors that are compared at once: as floats they fit into the processor's cache
GROUP = 64  # of the cosines, of which first only the greatest is looked at
REMEMBERED = 300_000  # vectors of all libraries that a process keeps


def ready(library: Library) -> bool:
    """Whether this library has sentence embeddings, and others can be made to compare with them."""
    return vectors.made(library) is not None and embedding.available()


def of_docs(library: Library, docs: Collection[int]) -> dict[int, "ndarray"]:
    """The vectors of these bookmarks, where they have one."""
    found = vectors.of_docs(library, docs)
    return dict(zip(found, embedding.unpack(list(found.values())), strict=True)) if found else {}


def compared(
    library: Library, asked: "Sequence[ndarray | None]", also: Sequence[Collection[int]], most: int
) -> list[dict[int, float]]:
    """For each vector the cosines of the `most` bookmarks that are nearest, and of those that it is to be compared with
    anyway; bookmarks without a vector are left out, and all are for None."""
    places = [place for place, vector in enumerate(asked) if vector is not None]
    if not places:
        return [{} for _ in asked]
    import numpy

    memory, rows = _memory(library), numpy.array([asked[place] for place in places])
    near = memory.near(rows, most)
    stored = of_docs(library, {doc for some in near for doc in some}.union(*(also[place] for place in places)))
    memory.forget({doc for some in near for doc in some if doc not in stored})
    answers: list[dict[int, float]] = [{} for _ in asked]
    for place, row, some in zip(places, rows, near, strict=True):
        docs = [doc for doc in dict.fromkeys([*also[place], *some]) if doc in stored]
        if docs:
            answers[place] = dict(zip(docs, (numpy.array([stored[doc] for doc in docs]) @ row).tolist(), strict=True))
    return answers


class _Memory:
    """The vectors of one library, as far as they were made when it was last looked at."""

    def __init__(self) -> None:
        import numpy

        self.lock = threading.Lock()
        self.known: tuple[int, str, str] | None = None  # revision, last bookmark of it, random bits of it
        self.places: dict[int, int] = {}
        self.docs = numpy.zeros(0, numpy.int64)
        self.numbers = numpy.zeros((0, embedding.LENGTH), numpy.float16)

    def follow(self, library: Library) -> None:
        """Read what was made since; of a library that was put back, all."""
        made = vectors.made(library)
        if made is None:
            return
        with self.lock:
            if self.known and (self.known[:2] > made[1:3] or self.known[2] != vectors.history(library, self.known[0])):
                self.known, self.places = None, {}
            if self.known is None or self.known[:2] != made[1:3]:
                self._take(vectors.since(library, self.known[0] if self.known else 0))
                self.known = made.rev, made.after, vectors.history(library, made.rev)

    def _take(self, new: list[tuple[int, bytes]]) -> None:
        import numpy

        for doc, _ in new:
            self.places.setdefault(doc, len(self.places))
        size, room = len(self.places), len(self.docs)
        if size > room:  # by a quarter more, so that vectors that come one by one are not copied each time
            grown = numpy.zeros(max(size, min(room, size) + room // 4), numpy.int64)
            numbers = numpy.zeros((len(grown), embedding.LENGTH), numpy.float16)
            grown[:room], numbers[:room] = self.docs, self.numbers
            self.docs, self.numbers = grown, numbers
        for doc, packed in new:
            place = self.places[doc]
            self.docs[place] = doc
            self.numbers[place] = numpy.frombuffer(packed, "<f2")

    def forget(self, docs: Iterable[int]) -> None:
        """Find these no more: they have no vector any longer."""
        with self.lock:
            for doc in docs:
                if doc in self.places:
                    self.numbers[self.places[doc]] = 0

    def near(self, asked: "ndarray", most: int) -> list[list[int]]:
        """For each vector the bookmarks that are the `most` nearest, the nearest first."""
        import numpy

        with self.lock:
            size, docs, numbers = len(self.places), self.docs, self.numbers
        if not size:
            return [[] for _ in asked]
        found = numpy.full((len(asked), -(-size // GROUP) * GROUP), -2, numpy.float32)
        for start in range(0, size, BLOCK):
            end = min(start + BLOCK, size)
            found[:, start:end] = asked @ numbers[start:end].astype(numpy.float32).T
        return [docs[greatest(row, most)].tolist() for row in found]


def greatest(numbers: "ndarray", most: int) -> "ndarray":
    """The places of the `most` greatest of numbers above -2, the greatest first; their count is a multiple of GROUP.

    These lie in the `most` groups whose own greatest are the greatest, so few of a hundred thousand are looked at.
    """
    import numpy

    tops = numbers.reshape(-1, GROUP).max(axis=1)
    groups = numpy.argpartition(-tops, most)[:most] if most < len(tops) else numpy.arange(len(tops))
    places = (groups[:, None] * GROUP + numpy.arange(GROUP)).ravel()
    places = places[numbers[places] > -2]
    return places[numpy.argsort(-numbers[places], kind="stable")[:most]]


_memories: "OrderedDict[tuple[str, int], _Memory]" = OrderedDict()
_lock = threading.Lock()


def _memory(library: Library) -> _Memory:
    """The memory of a library, in step with what is stored."""
    with _lock:
        kept = _memories.setdefault((str(database.database), library.id), _Memory())
        _memories.move_to_end((str(database.database), library.id))
    kept.follow(library)
    with _lock:
        while len(_memories) > 1 and sum(len(one.docs) for one in _memories.values()) > REMEMBERED:
            _memories.popitem(last=False)
    return kept
