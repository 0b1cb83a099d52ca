"""How much a term says: rare words much, common ones little; the same answers as extension/lib/rarity.js.

In a small library every word looks common or rare by accident. So its own counts are mixed with those of a background:
a small table that ships with Manicule, and the rows the reader has already seen, which fit the reader's field better
the more there are. That makes a score mean the same on every row and in every library.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

BACKGROUND = 1000  # papers that the background counts as, beside those of the library
TABLE = 300  # papers that the shipped table counts as, beside the seen rows
SMOOTHING = 0.02  # a word of fewer papers than this share hardly gains by being rarer
SEEN = 2000  # rows; beyond, all counts are halved, so that old reading fades


def shares(table: Mapping) -> dict[str, float]:
    """Which share of papers holds each word, out of the shipped table (`extension/words/background.json`)."""
    return {word: float(share) for share, words in table["shares"].items() for word in words.split(" ")}


@dataclass
class Seen:
    """What the reader has seen: `rows` of them, `df[term]` of which hold the term. Stays on the device."""

    rows: int = 0
    df: dict[str, int] = field(default_factory=dict)

    def learn(self, terms: Iterable[str]) -> None:
        """Count one more row, by its distinct terms. The caller sees to it that no row counts twice."""
        self.rows += 1
        for term in terms:
            self.df[term] = self.df.get(term, 0) + 1
        if self.rows > SEEN:
            self.rows //= 2
            self.df = {term: times // 2 for term, times in self.df.items() if times > 1}


class Rarity:
    """The weights of terms for a library of `size` papers, of which `df[term]` hold the term.

    Make a new one when the library or what was seen has changed; it remembers what it has weighed.
    """

    def __init__(self, size: int, df: Mapping[str, int], table: Mapping[str, float], seen: Seen | None = None) -> None:
        self.size, self._df, self._table = size, df, table
        self._seen = seen or Seen()
        self._known: dict[str, float] = {}

    def of(self, term: str) -> float:
        """Between 1 for a word of every paper and about 5 for one that no paper holds."""
        weight = self._known.get(term)
        if weight is None:
            weight = self._known[term] = self._weigh(term)
        return weight

    def _weigh(self, term: str) -> float:
        seen = self._seen
        share = (TABLE * self._table.get(term, 0.0) + seen.df.get(term, 0)) / (TABLE + seen.rows)
        papers = self.size + BACKGROUND
        return 1 + log(papers * (1 + SMOOTHING) / (1 + self._df.get(term, 0) + BACKGROUND * share + SMOOTHING * papers))
