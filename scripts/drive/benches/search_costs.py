"""CPU of a page of 20 for every kind of query, beside FTS5's own query for the same question.

Each side has a warm connection, keeps its statements, and reads the rows of the same bookmarks. Every query has words
of its own and is asked once of each side, in turn, in one process: no memory of answers helps. The figures are medians.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from drive.benches import invented
from manicule.models import Library
from manicule.services import listing

TIMES = 60  # queries of a kind
YEARS = range(2005, 2027)


class Asked(NamedTuple):
    """A query as it is typed, and the same in FTS5's language: what we are measured by, and something smaller."""

    typed: str
    match: Sequence[str]  # a mistyped word costs FTS5 two queries too
    less: str  # what it may be compared with besides: whole words where ours begin so, newest first in place of bm25


class Words:
    """What can be asked for in these papers."""

    def __init__(self, papers: list[dict], chance: random.Random) -> None:
        self.papers, self.chance = papers, chance
        self.known = frequencies(papers)
        by_use = sorted((word for word in self.known if len(word) > 3), key=lambda word: (-self.known[word], word))
        few, share = max(3, len(papers) // 5_000), len(papers) / 100
        self.common = by_use[:20]
        self.rare = self.some([word for word in by_use if self.known[word] <= few])
        self.middle = self.some([word for word in by_use if 0.8 * share <= self.known[word] <= 1.2 * share])

    def some(self, known: Sequence) -> list:
        """TIMES of these in any order; of fewer, each as often as it takes."""
        chosen = self.chance.sample(known, min(len(known), TIMES))
        return (chosen * TIMES)[:TIMES]

    def mistyped(self, word: str) -> str:
        """The word with one letter too many, which makes it a word of no paper."""
        while word in self.known:
            at = self.chance.randrange(1, len(word))
            word = word[:at] + self.chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at:]
        return word


def frequencies(papers: list[dict]) -> dict[str, int]:
    """How many papers have each word in their abstract."""
    found: dict[str, int] = {}
    for paper in papers:
        for word in set(_of_abstract(paper)):
            found[word] = found.get(word, 0) + 1
    return found


def _of_abstract(paper: dict) -> list[str]:
    return paper["abstract"].lower().replace(".", "").split()


def plain(words: Sequence[str]) -> Asked:
    """All of these words; the last may be the beginning of one."""
    whole = " ".join(f'"{word}"' for word in words)
    return Asked(" ".join(words), [f"{whole} *"], whole)


def phrase(words: Sequence[str]) -> Asked:
    """These words one after the other."""
    said = f'"{" ".join(words)}"'
    return Asked(said, [said], said)


def without(word: str, other: str) -> Asked:
    """The one word and not the other."""
    match = f'"{word}" NOT "{other}"'
    return Asked(f"{word} -{other}", [match], match)


def either(word: str, other: str) -> Asked:
    """One of two words."""
    match = f'"{word}" OR "{other}"'
    return Asked(f"{word} OR {other}", [f"{match} *"], match)


def slip(word: str, typed: str) -> Asked:
    """A word with a slip: FTS5 finds nothing, then what was meant."""
    return Asked(typed, [f'"{typed}" *', f'"{word}" *'], f'"{typed}"')


def within(field: str, column: str, value: str, word: str = "") -> Asked:
    """What is asked of a field, alone or with a word."""
    more = f' AND "{word}"' if word else ""
    match = f'{column} : "{value}"{more}'
    return Asked(f'{field}:"{value}" {word}'.strip(), [f"{match} *" if word else match], match)


def kinds(words: Words) -> dict[str, list[Asked]]:
    """The queries of each kind. Those without words are answered newest first, all others best first."""
    rare, middle, common = words.rare, words.middle, words.some(words.common)
    papers, tags = words.some(words.papers), words.some(invented.TAGS)
    pairs = [words.chance.sample(words.common, 2) for _ in range(TIMES)]
    letters = ["".join(words.chance.choices("qxzjkw", k=8)) for _ in range(TIMES)]
    return {
        "rare word": [plain([word]) for word in rare],
        "word of 1 %": [plain([word]) for word in middle],
        "common word": [plain([word]) for word in common],
        "two common words": list(map(plain, pairs)),
        "rare and common word": list(map(plain, zip(rare, common, strict=True))),
        "word of 1 % and common word": list(map(plain, zip(middle, common, strict=True))),
        "ten words of one paper": [plain(list(dict.fromkeys(_of_abstract(paper)))[:10]) for paper in papers],
        "phrase": [phrase(_of_abstract(paper)[1:3]) for paper in papers],
        "1 % -common": list(map(without, middle, common)),
        "rare OR 1 %": list(map(either, rare, middle)),
        "nothing": list(map(plain, zip(letters, strict=True))),
        "mistyped rare word": [slip(word, words.mistyped(word)) for word in rare],
        "mistyped word of 1 %": [slip(word, words.mistyped(word)) for word in middle],
        "author:": [within("author", "authors", paper["authors"][0].split()[-1].lower()) for paper in papers],
        "tag: and word of 1 %": [within("tag", "tags", *both) for both in zip(tags, middle, strict=True)],
        "tag: and common word": [within("tag", "tags", *both) for both in zip(tags, common, strict=True)],
        "tag:": [within("tag", "tags", tag) for tag in tags],
        "year:": [within("year", "year", str(year)) for year in words.some(YEARS)],
        "status:": [within("status", "status", status) for status in words.some(sorted(set(invented.STATUSES)))],
    }


def costs(library: Library, rows: Callable[..., None], papers: list[dict]) -> list[tuple[str, str, str, str]]:
    """A line for each kind.

    :param rows: FTS5's query, `rows(match)` or `rows(match, newest=True)`
    """
    words = Words(papers, random.Random(invented.SEED + 2))
    return [line(library, rows, kind, queries) for kind, queries in kinds(words).items()]


def line(library: Library, rows: Callable[..., None], kind: str, queries: list[Asked]) -> tuple[str, str, str, str]:
    """The figures of one kind."""
    wordless = kind in ("tag:", "year:", "status:")
    times: list[list[float]] = [[], [], []]
    for number, asked in enumerate(queries):
        works = [
            lambda asked=asked: listing.page(library, q=asked.typed, limit=20),
            lambda asked=asked: [rows(match) for match in asked.match],
            lambda asked=asked: rows(asked.less, newest=wordless),
        ]
        for turn in range(len(works)):  # none is always the one that finds the rows just read by another
            at = (turn + number) % len(works)
            times[at].append(cpu(works[at]))
    mine, same, less = map(statistics.median, times)
    besides = "newest first" if wordless else "as typed" if kind.startswith("mistyped") else "whole words"
    return f"search, {kind}", f"{mine:.3f} ms", f"FTS5: {same:.3f} ms, {besides} {less:.3f}", f"{mine / same:.1f}×"


def cpu(work: Callable[[], object]) -> float:
    """ms of CPU."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)
