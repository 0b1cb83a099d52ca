"""How well a bookmark answers a query: bm25 over its fields (BM25F: Robertson, Zaragoza and Taylor, 2004).

A word counts by field, more in the title and in my own note and tags than in the abstract, less the longer that field
is beside the others found; a word that few papers have counts more than one that most have. It is reckoned here, and
not by a database, so that every database orders alike.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import add

from manicule.core.query_fields import Node

K1 = 1.2  # how soon more of the same word counts no more, as in every bm25
MANY = 1_000  # papers: a word that more of them have tells no less
WEIGHTS = {"title": 8.0, "author": 3.0, "note": 4.0, "abstract": 1.0}
LENGTHS = {"title": 0.4, "author": 0.2, "note": 0.4, "abstract": 0.6}  # how much the length of the field matters
TOKENS = {"@id:": 100.0, "@tag:": 4.0, "@year:": 4.0, "@venue:": 2.0}
BEGUN = 0.7  # how much the beginning of a word counts beside a word
FIRST_AUTHOR = 3.0  # more for who stands first: people remember papers by that name
MOSTLY_WITHOUT = ("title", "author", "note")  # a phrase: to look whether it is there costs half of counting it
EMPTY = 2  # characters: the two spaces around nothing
SIDE_BY_SIDE = 0.5  # of a word, for each two that stand together in the title as they were typed


# A row of the index: its doc, the words of each field, a space between and around, a line for each author; the facts.
Row = tuple[int, str, str, str, str, str]
COLUMNS = ("doc", "title", "author", "abstract", "note", "facts")


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
    worth = [math.log(1 + MANY / (count + 0.5)) for count in counts or [sum(map(bool, had)) for had in found]]
    points = [0.0] * len(rows)
    for weights, value in zip(found, worth, strict=True):
        most = value * (K1 + 1)
        points = [so_far + most * had / (had + K1) for so_far, had in zip(points, weights, strict=True)]
    for (one, first), (two, second) in pairwise(zip(terms, worth, strict=True)):
        together = f" {' '.join(one['words'])} {' '.join(two['words'])}"
        more = SIDE_BY_SIDE * (first + second) / 2
        points = [so_far + more * (together in title) for so_far, title in zip(points, columns["title"], strict=True)]
    of_doc = dict(zip(columns["doc"], points, strict=True))
    return sorted(sorted(of_doc, reverse=True), key=of_doc.__getitem__, reverse=True)


class _Said:
    """The texts of many rows, field by field: what is reckoned of a field is reckoned of all rows at once."""

    def __init__(self, columns: dict[str, Sequence]) -> None:
        self.columns = columns
        self._middles: dict[str, float] = {}

    def weights(self, node: Node) -> list[float]:
        """How much of a node is in each row: over its fields, each weighted and divided by its share of length."""
        none = [0.0] * len(self.columns["doc"])
        if node["op"] in ("all", "any"):
            inner = [self.weights(one) for one in node["of"]] or [none]
            return list(map(min if node["op"] == "all" else max, *inner)) if len(inner) > 1 else inner[0]
        if node["op"] == "token":
            value = next((worth for kind, worth in TOKENS.items() if node["token"].startswith(kind)), 0.0)
            wanted = f" {node['token']}{'' if node['prefix'] else ' '}"
            return [value * (wanted in facts) for facts in self.columns["facts"]]
        found = self.of_words(" ".join(node["words"]), node["prefix"], node["in"])
        return _added(found, *map(self.weights, node["or"]))

    def of_words(self, phrase: str, prefix: bool, within: str) -> list[float]:
        """The same of a phrase in one field, or in all if `within` is ""."""
        names = [within] if within in WEIGHTS else [] if within else list(WEIGHTS)
        total = [0.0] * len(self.columns["doc"])
        for name in names:
            times = self.times(name, phrase, prefix)
            if any(times):
                total = _added(total, self.shared(name, times))
                total = _added(total, self.of_first_author(phrase, prefix, times)) if name == "author" else total
        return total

    def times(self, field: str, phrase: str, prefix: bool) -> list[float]:
        """How often each row's text of that field has the phrase; where words only begin with it, that counts less."""
        texts, begun, whole = self.columns[field], f" {phrase}", f" {phrase} "
        looked_for = begun if prefix else whole
        if field in MOSTLY_WITHOUT:
            times = [looked_for in text and text.count(looked_for) for text in texts]
        else:
            times = [text.count(looked_for) for text in texts]
        if not prefix or not any(times):
            return times
        return [many and BEGUN * many + (1 - BEGUN) * (whole in text) for many, text in zip(times, texts, strict=True)]

    def shared(self, field: str, times: list[float]) -> list[float]:
        """What the phrase counts in each row's text of that field: less, the longer the text is."""
        weight, fixed = WEIGHTS[field], 1 - LENGTHS[field]
        of_length = LENGTHS[field] / self.middle(field)
        texts = self.columns[field]
        return [
            many and many * weight / (fixed + of_length * len(text)) for many, text in zip(times, texts, strict=True)
        ]

    def middle(self, field: str) -> float:
        """How long that field is where there is something in it."""
        if field not in self._middles:
            lengths = list(map(len, self.columns[field]))
            empty = lengths.count(EMPTY)
            self._middles[field] = (sum(lengths) - empty * EMPTY) / ((len(lengths) - empty) or 1) or 1.0
        return self._middles[field]

    def of_first_author(self, phrase: str, prefix: bool, times: list[float]) -> list[float]:
        """What it counts more for each row whose first author has the phrase."""
        began = f" {phrase}" if prefix else f" {phrase} "
        return [
            FIRST_AUTHOR if many and began in names.partition("\n")[0] else 0.0
            for many, names in zip(times, self.columns["author"], strict=True)
        ]


def _added(first: list[float], *others: Iterable[float]) -> list[float]:
    for other in others:
        first = list(map(add, first, other))
    return first
