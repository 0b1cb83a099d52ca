"""How well a bookmark answers a query: bm25 over its fields (BM25F: Robertson, Zaragoza and Taylor, 2004).

A word counts by field, more in the title and in my own note and tags than in the abstract, less the longer that field
is beside the others found; a word that few papers have counts more than one that most have. It is reckoned here, and
not by a database, so that every database orders alike.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from manicule.core.query_fields import Node

K1 = 1.2  # how soon more of the same word counts no more, as in every bm25
MANY = 5_000  # a word that so many papers have tells nothing
WEIGHTS = {"title": 8.0, "author": 3.0, "note": 4.0, "abstract": 1.0}
LENGTHS = {"title": 0.4, "author": 0.2, "note": 0.4, "abstract": 0.6}  # how much the length of the field matters
TOKENS = {"@id:": 100.0, "@tag:": 4.0, "@year:": 4.0, "@venue:": 2.0}
BEGUN = 0.7  # how much the beginning of a word counts beside a word
FIRST_AUTHOR = 2.0  # times: people remember papers by who stands first
SIDE_BY_SIDE = 0.5  # of a word, for each two that stand together in the title as they were typed


class Row(NamedTuple):
    """A row of the index: the words of each field, one space between; authors apart by a line's end; the facts."""

    doc: int
    title: str
    author: str
    abstract: str
    note: str
    facts: str


def ranked(rows: Sequence[Row], terms: Sequence[Node], counts: Sequence[int]) -> list[int]:
    """The docs of the rows, the best first, and of equals the newest.

    :param terms: what was looked for (core.asked)
    :param counts: how many papers have each, MANY for more
    """
    worth = [math.log(1 + (MANY - count + 0.5) / (count + 0.5)) for count in counts]
    middle = {name: _middle(len(getattr(row, name)) for row in rows) for name in WEIGHTS}

    def score(row: Row) -> float:
        said = {name: f" {getattr(row, name)} " for name in (*WEIGHTS, "facts")}
        shares = {name: 1 - LENGTHS[name] + LENGTHS[name] * len(said[name]) / middle[name] for name in WEIGHTS}
        points = sum(value * _bm25(_weight(term, said, shares)) for term, value in zip(terms, worth, strict=True))
        return points + _together(said["title"], terms, worth)

    return [row.doc for row in sorted(rows, key=lambda row: (-score(row), -row.doc))]


def _middle(lengths: Iterable[int]) -> float:
    """The mean length of those that are not empty, and of the spaces around them."""
    filled = [length for length in lengths if length]
    return 2 + (sum(filled) / len(filled) if filled else 0)


def _bm25(frequency: float) -> float:
    return frequency * (K1 + 1) / (frequency + K1)


def _weight(node: Node, said: dict[str, str], shares: dict[str, float]) -> float:
    """How much of a node is in the fields, each weighted and divided by its share of length."""
    if node["op"] in ("all", "any"):
        pick: Callable = min if node["op"] == "all" else max
        return pick((_weight(inner, said, shares) for inner in node["of"]), default=0.0)
    if node["op"] == "token":
        value = next((worth for kind, worth in TOKENS.items() if node["token"].startswith(kind)), 0.0)
        return value if _times(node["token"], node["prefix"], said["facts"]) else 0.0
    names = [node["in"]] if node["in"] in WEIGHTS else list(WEIGHTS) if node["in"] == "" else []
    phrase = " ".join(node["words"])
    found = sum(WEIGHTS[name] * _times(phrase, node["prefix"], said[name]) / shares[name] for name in names)
    if "author" in names and _times(phrase, node["prefix"], said["author"].partition("\n")[0]):
        found += (FIRST_AUTHOR - 1) * WEIGHTS["author"]
    return found + sum(_weight(inner, said, shares) for inner in node["or"])


def _times(phrase: str, prefix: bool, text: str) -> float:
    whole = text.count(f" {phrase} ")
    return whole + BEGUN * (text.count(f" {phrase}") - whole) if prefix else whole


def _together(title: str, terms: Sequence[Node], worth: Sequence[float]) -> float:
    points = 0.0
    for number, (one, two) in enumerate(pairwise(terms)):
        if f" {' '.join(one['words'])} {' '.join(two['words'])}" in title:
            points += SIDE_BY_SIDE * (worth[number] + worth[number + 1]) / 2
    return points
