"""How well a bookmark answers a query: bm25 over its fields (BM25F: Robertson, Zaragoza and Taylor, 2004).

A word counts by field, more in the title and in my own note and tags than in the abstract, less the longer that field
is beside the others found; a word that few papers have counts more than one that most have. It is reckoned here, and
not by a database, so that every database orders alike.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import add, mul

from manicule.core.query_fields import Node

K1 = 1.2  # how soon more of the same word counts no more, as in every bm25
MANY = 1_000  # papers: a word that more of them have tells no less
WEIGHTS = {"title": 8.0, "author": 3.0, "note": 4.0, "abstract": 1.0}
LENGTHS = {"title": 0.4, "author": 0.2, "note": 0.4, "abstract": 0.6}  # how much the length of the field matters
TOKENS = {"@id:": 100.0, "@tag:": 4.0, "@year:": 4.0, "@venue:": 2.0}
BEGUN = 0.7  # how much the beginning of a word counts beside a word
FIRST_AUTHOR = 3.0  # more for who stands first: people remember papers by that name
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
        points = [so_far + value * had * (K1 + 1) / (had + K1) for so_far, had in zip(points, weights, strict=True)]
    for (one, first), (two, second) in pairwise(zip(terms, worth, strict=True)):
        together = f" {' '.join(one['words'])} {' '.join(two['words'])}"
        more = SIDE_BY_SIDE * (first + second) / 2
        points = [so_far + more * (together in title) for so_far, title in zip(points, columns["title"], strict=True)]
    return [doc for _, doc in sorted(zip(points, columns["doc"], strict=True), reverse=True)]


class _Said:
    """The texts of many rows, field by field: what is reckoned of a field is reckoned of all rows at once."""

    def __init__(self, columns: dict[str, Sequence]) -> None:
        self.columns = columns
        self._shares: dict[str, list[float]] = {}

    def shares(self, field: str) -> list[float]:
        """For each row, how its length of that field makes a word count for less."""
        if field not in self._shares:
            lengths = [len(text) for text in self.columns[field]]
            filled = [length for length in lengths if length > EMPTY] or [1]
            matter, middle = LENGTHS[field], sum(filled) / len(filled)
            self._shares[field] = [WEIGHTS[field] / (1 - matter + matter * length / middle) for length in lengths]
        return self._shares[field]

    def times(self, field: str, phrase: str, prefix: bool) -> list[float]:
        """How often each row's text of that field has the phrase; where words only begin with it, that counts less."""
        texts, begun, whole = self.columns[field], f" {phrase}", f" {phrase} "
        if not prefix:
            return [text.count(whole) for text in texts]
        return [(many := text.count(begun)) and BEGUN * many + (1 - BEGUN) * (whole in text) for text in texts]

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
            found = self.times(name, phrase, prefix)
            if any(found):
                total = _added(total, map(mul, found, self.shares(name)))
                total = _added(total, self.of_first_author(phrase, prefix)) if name == "author" else total
        return total

    def of_first_author(self, phrase: str, prefix: bool) -> list[float]:
        """What it counts more for each row whose first author has the phrase."""
        began = f" {phrase}" if prefix else f" {phrase} "
        return [
            FIRST_AUTHOR * (began in names and began in names.partition("\n")[0]) for names in self.columns["author"]
        ]


def _added(first: list[float], *others: Iterable[float]) -> list[float]:
    for other in others:
        first = list(map(add, first, other))
    return first
