"""The vectors of libraries in memory, to find which are the nearest to another: half floats, 77 MB for 100,000.

It is filled by meaning.py, which knows the database, and lies in the process that embeds, which does not.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from manicule.services.embeddings import embedding

if TYPE_CHECKING:
    from numpy import ndarray

BLOCK = 8_192  # vectors that are compared at once: as floats they fit into the processor's cache
GROUP = 64  # of the cosines, of which first only the greatest is looked at
TOGETHER = 16  # rows that are compared with all at once: their cosines with 100,000 take 6 MB
REMEMBERED = 300_000  # vectors of all libraries


class Shelf:
    """The vectors of one library; `known` is what its owner wrote on it, to know how far it is filled."""

    def __init__(self) -> None:
        import numpy

        self.known: object = None
        self.places: dict[int, int] = {}
        self.docs = numpy.zeros(0, numpy.int64)
        self.numbers = numpy.zeros((0, embedding.LENGTH), numpy.float16)

    def put(self, docs: Sequence[int], packed: bytes) -> None:
        """Take these in, each in place of the one that its bookmark had."""
        import numpy

        for doc in docs:
            self.places.setdefault(doc, len(self.places))
        size, room = len(self.places), len(self.docs)
        if size > room:  # by a quarter more, so that vectors that come one by one are not copied each time
            grown = numpy.zeros(max(size, min(room, size) + room // 4), numpy.int64)
            numbers = numpy.zeros((len(grown), embedding.LENGTH), numpy.float16)
            grown[:room], numbers[:room] = self.docs, self.numbers
            self.docs, self.numbers = grown, numbers
        places = [self.places[doc] for doc in docs]
        self.docs[places] = docs
        self.numbers[places] = embedding.halves(packed)

    def forget(self, docs: Iterable[int]) -> None:
        """Find these no more."""
        for doc in docs:
            if doc in self.places:
                self.numbers[self.places[doc]] = 0

    def near(self, asked: "ndarray", most: int) -> list[list[int]]:
        """For each vector the bookmarks that are the `most` nearest, the nearest first."""
        found: list[list[int]] = []
        for start in range(0, len(asked), TOGETHER):
            found += self._near(asked[start : start + TOGETHER], most)
        return found

    def _near(self, asked: "ndarray", most: int) -> list[list[int]]:
        import numpy

        size = len(self.places)
        if not size:
            return [[] for _ in asked]
        found = numpy.full((len(asked), -(-size // GROUP) * GROUP), -2, numpy.float32)
        for start in range(0, size, BLOCK):
            end = min(start + BLOCK, size)
            found[:, start:end] = asked @ self.numbers[start:end].astype(numpy.float32).T
        return [self.docs[greatest(row, most)].tolist() for row in found]


class Shelves:
    """Those of all libraries, by any name; the ones asked for last are kept."""

    def __init__(self) -> None:
        self.of: OrderedDict[str, Shelf] = OrderedDict()

    def get(self, name: str) -> Shelf:
        """The shelf of that name, empty if it is new or was given up."""
        shelf = self.of.setdefault(name, Shelf())
        self.of.move_to_end(name)
        while len(self.of) > 1 and sum(len(one.docs) for one in self.of.values()) > REMEMBERED:
            self.of.popitem(last=False)
        return shelf

    def clear(self, name: str) -> Shelf:
        """An empty one in its place."""
        self.of.pop(name, None)
        return self.get(name)


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
