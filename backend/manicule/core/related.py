"""Which papers of a library a text is close to, with nothing to train; the same answers as extension/lib/related.js.

The cosine of tf-idf vectors over an inverted index, in two stages: the rarest words of the row find candidates, and
only those are compared with the whole row. Adding or removing a paper touches only its own postings.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from heapq import nlargest
from math import floor, sqrt
from typing import NamedTuple, TypeVar

from manicule.core.rarity import Rarity, Seen
from manicule.core.terms import TF

TERMS = 100  # of a row that are compared: its weightiest
POSTINGS = 5000  # read to find candidates, the rarest terms first
CANDIDATES = 48  # compared with the whole row
LIGHTEST = 25.0  # what a text of a few words weighs at least: one shared word of three is no relation
GROWTH = 1.25  # norms are made anew when the library, or what was seen, has grown or shrunk by this factor

# Half of a fused score is meaning; scaled and lowered so that SHOWN is right as often for it.
LEXICAL, SEMANTIC, OFFSET = 1 / 3, 1 / 3, 0.065

Paper = TypeVar("Paper", bound=Hashable)  # whatever names a paper where its postings are stored

# From which score on a related paper is shown. `scripts/bench --related` prints how often each is right.
SHOWN = {"quiet": 0.22, "normal": 0.18, "eager": 0.15}


class Vector(NamedTuple):
    """A row to compare: what each of its terms brings where a paper has it once, the weightiest first, and its norm."""

    gains: dict[str, float]
    norm: float


class Scored(NamedTuple):
    """`score` is 0 to 1 and means the same in every library."""

    id: str
    score: float


def vector(counts: Mapping[str, int], rarity: Rarity) -> Vector:
    """The row whose terms count so much (terms.count). Words that no paper of the library holds weigh in the norm."""
    weighed = [(TF[count] * rarity.of(term), term) for term, count in counts.items()]
    weighed.sort(key=lambda item: -item[0])
    squares, gains = 0.0, {}
    for weight, term in weighed[:TERMS]:
        squares += weight * weight
        gains[term] = weight * rarity.of(term)
    return Vector(gains, max(LIGHTEST, sqrt(squares)))


def norm(counts: Mapping[str, int], rarity: Rarity) -> float:
    """How long the vector of a paper is: kept with it, as making it is most of the work."""
    squares = 0.0
    for term, count in counts.items():
        weight = TF[count] * rarity.of(term)
        squares += weight * weight
    return max(LIGHTEST, sqrt(squares))


def aged(made: int, now: int) -> bool:
    """Whether a norm made when library and seen rows together were `made` should be made anew."""
    return not (made and made <= GROWTH * now and now <= GROWTH * made)


def wanted(row: Vector, df: Mapping[str, int], most: int = POSTINGS) -> list[str]:
    """The terms whose postings find the row's candidates: the rarest first, together at most `most` postings or one."""
    known = sorted((df[term], place, term) for place, term in enumerate(row.gains) if df.get(term))
    chosen, read = [], 0
    for papers, _, term in known:
        if chosen and read + papers > most:
            break
        chosen.append(term)
        read += papers
    return chosen


def gather(
    row: Vector, terms: Iterable[str], postings: Callable[[str], Iterable[tuple[Paper, float]]]
) -> dict[Paper, float]:
    """What `terms` bring to each paper. `postings(term)` gives papers with what the term weighs there, TF[count]."""
    sums: dict[Paper, float] = {}
    known = sums.get
    for term in terms:
        gain = row.gains[term]
        for paper, weight in postings(term):
            sums[paper] = known(paper, 0.0) + gain * weight
    return sums


def score(row: Vector, counts: Mapping[str, int], length: float) -> float:
    """How close the paper with these counts and this norm is to the row: 0 to 1, in millionths."""
    # Most of the row's terms are not there: filter passes over them at the speed of C.
    return score_shared(row, ((term, counts[term]) for term in filter(counts.__contains__, row.gains)), length)


def score_shared(row: Vector, shared: Iterable[tuple[str, int]], length: float) -> float:
    """The same, of the terms alone that row and paper share, with what they count in the paper."""
    total, gains = 0.0, row.gains
    for term, times in shared:
        total += gains[term] * TF[times]
    return floor(1e6 * total / (row.norm * length) + 0.5) / 1e6


def fuse(lexical: float, cosine: float) -> float:
    """One score of the lexical one and the cosine of sentence embeddings; SHOWN means the same for it.

    A sum, as ranks alone would lose what tells a relation from none.
    """
    return floor(1e6 * max(0.0, LEXICAL * lexical + SEMANTIC * cosine - OFFSET) + 0.5) / 1e6


class Index:
    """An inverted index in memory, kept up paper by paper."""

    def __init__(self, table: Mapping[str, float], seen: Seen | None = None) -> None:
        self.papers: dict[str, Mapping[str, int]] = {}
        self.postings: dict[str, dict[str, float]] = {}
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
            self.postings.setdefault(term, {})[paper] = TF[count]
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
        sums = gather(row, wanted(row, self.df), lambda term: self.postings[term].items())
        keep = max(CANDIDATES, limit) + len(exclude)
        found = nlargest(keep, sums, key=lambda paper: sums[paper] / self._norm_of(paper))
        scored = self._scored(row, [one for one in found if one not in exclude])
        return sorted(scored, key=lambda one: -one.score)[:limit]

    def compare(self, counts: Mapping[str, int], papers: Iterable[str]) -> list[Scored]:
        """The scores of certain papers, in their order: for those that something else than words has found."""
        return self._scored(vector(counts, self.rarity), papers)

    def _scored(self, row: Vector, papers: Iterable[str]) -> list[Scored]:
        return [Scored(paper, score(row, self.papers[paper], self._norm_of(paper))) for paper in papers]

    def _norm_of(self, paper: str) -> float:
        now = len(self.papers) + self.seen.rows
        length, made = self._norms.get(paper, (0.0, 0))
        if aged(made, now):
            length = norm(self.papers[paper], self.rarity)
            self._norms[paper] = length, now
        return length
