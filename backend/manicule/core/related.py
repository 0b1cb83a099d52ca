"""Which papers of a library a text is close to, without any fit; the same answers as extension/lib/related.js.

The cosine of tf-idf vectors over an inverted index, in two stages: the rarest words of the row find candidates, and
only those are compared with the whole row. Adding or removing a paper touches only its own postings.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from heapq import nlargest
from math import floor, sqrt
from typing import NamedTuple

from manicule.core.rarity import Rarity, Seen
from manicule.core.terms import TF

TERMS = 100  # of a row that are compared: its weightiest
POSTINGS = 8000  # read to find candidates, the rarest terms first
CANDIDATES = 64  # compared with the whole row
LIGHTEST = 25.0  # what a text of a few words weighs at least: one shared word of three is no relation
GROWTH = 1.25  # norms are made anew when the library, or what was seen, has grown or shrunk by this factor

# From which score on a related paper is shown. `scripts/bench --related` prints how often each is right.
SHOWN = {"quiet": 0.22, "normal": 0.18, "eager": 0.15}


class Vector(NamedTuple):
    """A row to compare: its terms with their weights, the weightiest first, and its norm over all that it holds."""

    weights: list[tuple[str, float]]
    norm: float


class Scored(NamedTuple):
    """`score` is 0 to 1 and means the same in every library."""

    id: str
    score: float


def vector(counts: Mapping[str, int], rarity: Rarity) -> Vector:
    """The row whose terms count so much (terms.count). Words that no paper of the library holds weigh in the norm."""
    weighed = [(term, TF[count] * rarity.of(term)) for term, count in counts.items()]
    weighed.sort(key=lambda item: -item[1])
    kept = weighed[:TERMS]
    return Vector(kept, max(LIGHTEST, sqrt(sum(weight * weight for _, weight in kept))))


def norm(counts: Mapping[str, int], rarity: Rarity) -> float:
    """How long the vector of a paper is: kept with it, as making it is most of the work."""
    squares = 0.0
    for term, count in counts.items():
        weight = TF[count] * rarity.of(term)
        squares += weight * weight
    return max(LIGHTEST, sqrt(squares))


def wanted(row: Vector, df: Mapping[str, int], most: int = POSTINGS) -> list[str]:
    """The terms whose postings find the row's candidates: the rarest first, together about `most` postings."""
    known = sorted((df[term], place, term) for place, (term, _) in enumerate(row.weights) if df.get(term))
    chosen, read = [], 0
    for papers, _, term in known:
        if chosen and read + papers > most:
            break
        chosen.append(term)
        read += papers
    return chosen


def candidates(
    row: Vector,
    rarity: Rarity,
    terms: Iterable[str],
    postings: Callable[[str], Mapping[str, int]],
    norm_of: Callable[[str], float],
    keep: int = CANDIDATES,
) -> list[str]:
    """The papers that `terms` alone bring closest. `postings(term)` gives how much the term counts in which paper."""
    weights, sums = dict(row.weights), {}
    for term in terms:
        weight = weights[term] * rarity.of(term)
        for paper, count in postings(term).items():
            sums[paper] = sums.get(paper, 0.0) + weight * TF[count]
    return nlargest(keep, sums, key=lambda paper: sums[paper] / norm_of(paper))


def score(row: Vector, counts: Mapping[str, int], length: float, rarity: Rarity) -> float:
    """How close the paper with these counts and this norm is to the row: 0 to 1, in millionths."""
    total = 0.0
    for term, weight in row.weights:
        count = counts.get(term)
        if count:
            total += weight * TF[count] * rarity.of(term)
    return floor(1e6 * total / (row.norm * length) + 0.5) / 1e6


class Index:
    """An inverted index in memory, kept up paper by paper."""

    def __init__(self, table: Mapping[str, float], seen: Seen | None = None) -> None:
        self.papers: dict[str, Mapping[str, int]] = {}
        self.postings: dict[str, dict[str, int]] = {}
        self.df: dict[str, int] = {}
        self.seen = seen or Seen()
        self._table = table
        self._norms: dict[str, tuple[float, int]] = {}
        self._rarity: Rarity | None = None

    def add(self, paper: str, counts: Mapping[str, int]) -> None:
        """Take in a paper, or what it says now."""
        self.remove(paper)
        self.papers[paper] = counts
        for term, count in counts.items():
            self.postings.setdefault(term, {})[paper] = count
            self.df[term] = self.df.get(term, 0) + 1
        self._rarity = None

    def remove(self, paper: str) -> None:
        """Forget a paper; unknown ones are no error."""
        for term in self.papers.pop(paper, ()):
            del self.postings[term][paper]
            self.df[term] -= 1
            if not self.df[term]:
                del self.df[term], self.postings[term]
        self._norms.pop(paper, None)
        self._rarity = None

    def learn(self, counts: Iterable[str]) -> None:
        """Count a row that the reader sees for the first time towards the background."""
        self.seen.learn(counts)
        self._rarity = None

    @property
    def rarity(self) -> Rarity:
        """The weights of terms as things stand."""
        if self._rarity is None:
            self._rarity = Rarity(len(self.papers), self.df, self._table, self.seen)
        return self._rarity

    def related(self, counts: Mapping[str, int], limit: int, exclude: Collection[str] = ()) -> list[Scored]:
        """The `limit` papers closest to a row, best first; among equals the one saved first."""
        row = vector(counts, self.rarity)
        terms = wanted(row, self.df)
        keep = max(CANDIDATES, limit) + len(exclude)
        found = candidates(row, self.rarity, terms, self.postings.__getitem__, self._norm_of, keep)
        scored = [self._scored(row, paper) for paper in found if paper not in exclude]
        return sorted(scored, key=lambda one: -one.score)[:limit]

    def _scored(self, row: Vector, paper: str) -> Scored:
        return Scored(paper, score(row, self.papers[paper], self._norm_of(paper), self.rarity))

    def _norm_of(self, paper: str) -> float:
        now = len(self.papers) + self.seen.rows
        length, then = self._norms.get(paper, (0.0, 0))
        if not (then and then <= GROWTH * now and now <= GROWTH * then):
            length = norm(self.papers[paper], self.rarity)
            self._norms[paper] = length, now
        return length
