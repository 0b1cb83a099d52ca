"""How well a bookmark answers a query: bm25 over its fields (BM25F: Robertson, Zaragoza and Taylor, 2004).

A word counts by field, more in the title and in my own note and tags than in the abstract, less the longer that field
is beside the others found; a word that few papers have counts more than one that most have. It is reckoned here, and
not by a database, so that every database orders alike.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import add

from manicule.core.query_fields import Node

K1 = 1.2  # how soon more of the same word counts no more, as in every bm25
MANY = 1_000  # papers: a word that more of them have tells no less
WEIGHTS = {"title": 8.0, "author": 3.0, "note": 4.0, "abstract": 1.0, "venue": 2.0}
# How much the length of the field matters.
LENGTHS = {"title": 0.4, "author": 0.2, "note": 0.4, "abstract": 0.6, "venue": 0.0}
SHORT = ("title", "author", "venue")
TOKENS = {"@id:": 100.0, "@tag:": 4.0, "@year:": 4.0}
BEGUN = 0.7  # how much the beginning of a word counts beside a word
FIRST_AUTHOR = 3.0  # more for who stands first: people remember papers by that name
EMPTY = 2  # characters: the two spaces around nothing
SIDE_BY_SIDE = 0.5  # of a word, for each two that stand together in the title as they were typed


# A row of the index: its doc, the words of each field, a space between and around, a line for each author; the facts.
Row = tuple[int, str, str, str, str, str, str]
COLUMNS = ("doc", "title", "author", "abstract", "note", "venue", "facts")
Weights = dict[int, float]  # by the place of a row among all, above 0; a row that has nothing is not in it


def ranked(rows: Sequence[Row], terms: Sequence[Node], counts: Sequence[int] = ()) -> list[int]:
    """The docs of the rows, the best first, and of equals the newest.

    :param terms: what was looked for (core.asked)
    :param counts: how many papers have each, MANY for more; without it, no paper has any but those of the rows
    """
    if not rows:
        return []
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    said = _Said(columns)
    found = [said.weights(term) for term in terms]
    worth = [math.log(1 + MANY / (count + 0.5)) for count in counts or map(len, found)]
    points = [0.0] * len(rows)
    for weights, value in zip(found, worth, strict=True):
        most = value * (K1 + 1)
        for row, had in weights.items():
            points[row] += most * had / (had + K1)
    for (one, first), (two, second) in pairwise(zip(terms, worth, strict=True)):
        together = f" {' '.join(one['words'])} {' '.join(two['words'])}"
        for row in _having(together, columns["title"]):
            points[row] += SIDE_BY_SIDE * (first + second) / 2
    of_doc = dict(zip(columns["doc"], points, strict=True))
    return sorted(sorted(of_doc, reverse=True), key=of_doc.__getitem__, reverse=True)


def _having(part: str, texts: Sequence[str]) -> list[int]:
    """The places of the texts that have this part."""
    return [place for place, text in enumerate(texts) if part in text]


class _Said:
    """The texts of many rows, field by field. In most fields few rows have a word: no other is reckoned with."""

    def __init__(self, columns: dict[str, Sequence]) -> None:
        self.columns = columns
        self._middles: dict[str, float] = {}
        self._joined: dict[str, str] = {}

    def weights(self, node: Node) -> Weights:
        """How much of a node the rows have: over its fields, each weighted and divided by its share of length."""
        if node["op"] == "all":
            first, *others = [self.weights(one) for one in node["of"]] or [{}]
            every = set(first).intersection(*others)
            return {row: min([had, *(other[row] for other in others)]) for row, had in first.items() if row in every}
        if node["op"] == "any":
            return _united(map(self.weights, node["of"]), max)
        if node["op"] == "token":
            return self.of_token(node["token"])
        found = self.of_words(" ".join(node["words"]), node["prefix"], node["in"])
        return _united([found, *map(self.weights, node["or"])], add) if node["or"] else found

    def of_token(self, token: str) -> Weights:
        """What a fact counts in the rows that have it."""
        value = next((worth for kind, worth in TOKENS.items() if token.startswith(kind)), 0.0)
        return dict.fromkeys(_having(f" {token} ", self.columns["facts"]), value) if value else {}

    def of_words(self, phrase: str, prefix: bool, within: str) -> Weights:
        """What a phrase counts in one field, or in all if `within` is ""."""
        names = [within] if within in WEIGHTS else [] if within else list(WEIGHTS)
        total: Weights = {}
        for name in names:
            self.add_field(total, name, f" {phrase}", prefix)
        return total

    def add_field(self, total: Weights, field: str, begun: str, prefix: bool) -> None:
        """Add what it counts in each row's text of that field: less where a word only begins so, or in a long text."""
        if not self.may_have(field, begun):
            return
        texts, looked_for = self.columns[field], begun if prefix else f"{begun} "
        found = [(row, at) for row, text in enumerate(texts) if (at := text.find(looked_for)) >= 0]
        if not found:
            return
        weight, fixed, of_length = WEIGHTS[field], 1 - LENGTHS[field], LENGTHS[field] / self.middle(field)
        for row, at in found:  # each text is read once: to where it is found, and from there to the end
            text, behind = texts[row], at + len(looked_for)
            times = 1 + text.count(looked_for, behind)
            if prefix:
                whole = text.startswith(" ", behind) or (times > 1 and text.find(f"{begun} ", behind) >= 0)
                times = BEGUN * times + (1 - BEGUN) * whole
            had = times * weight / (fixed + of_length * len(text))
            if field == "author" and text.find("\n", 0, at) < 0:
                had += FIRST_AUTHOR
            total[row] = total.get(row, 0.0) + had

    def may_have(self, field: str, part: str) -> bool:
        """Whether it is worth a look at each row. Of short texts one look at all of them together tells."""
        if field not in SHORT:
            return True
        if field not in self._joined:
            self._joined[field] = "".join(self.columns[field])
        return part in self._joined[field]

    def middle(self, field: str) -> float:
        """How long that field is where there is something in it."""
        if field not in self._middles:
            lengths = list(map(len, self.columns[field]))
            empty = lengths.count(EMPTY)
            self._middles[field] = (sum(lengths) - empty * EMPTY) / ((len(lengths) - empty) or 1) or 1.0
        return self._middles[field]


def _united(parts: Iterable[Weights], of_two: Callable[[float, float], float]) -> Weights:
    """What is in any of these, of two weights of one row what `of_two` makes of them."""
    total: Weights = {}
    for part in parts:
        for row, had in part.items():
            total[row] = of_two(total[row], had) if row in total else had
    return total
