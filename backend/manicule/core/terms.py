"""The terms of a text, folded so that spellings meet: the same answers as extension/lib/terms.js.

A term is a word of any alphabet without its accents, or two neighbouring characters of a script that is written
without spaces. The character classes are written out, because `\\w` means other characters in other languages.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from math import log
from typing import NamedTuple
from unicodedata import normalize

from manicule.core.stopwords import STOP, empty_pair

SHORTEST, LONGEST = 2, 40  # characters of a term
MOST_WORDS = 3000  # read of one field: a reader's note or an abstract is far below, a pasted paper is not
TITLE = 3  # a word of the title counts as three of the abstract
MOST = 255  # a term counts at most so much: a byte holds it

# What a term weighs that counts so much: the second mention says less than the first.
TF = [0.0, *(1 + log(times) for times in range(1, MOST + 1))]

# Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean: no spaces, or endings grown onto every word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# Letters, marks and digits of everything else; \u00ad, \u200c and \u200d stand inside words and are folded away.
_SPACED = (
    "0-9A-Za-z\u00aa\u00ad\u00b2\u00b3\u00b5\u00b9\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02c1\u0300-\u0373\u0376-\u037d"
    "\u037f-\u0386\u0388-\u0481\u0483-\u0556\u0561-\u0587\u0591-\u05bd\u05bf-\u05f2\u0610-\u061a\u0620-\u0669"
    "\u066e-\u06d3\u06d5-\u06ff\u0710-\u0963\u0966-\u0dff\u0f18-\u0fbc\u10a0-\u10ff\u1200-\u1360\u1369-\u177f"
    "\u1800-\u1fff\u200c\u200d\u2070-\u209c\u2100-\u214f\u2c00-\u2dff\ua000-\uabff\ufb00-\ufd3d\ufd50-\ufdff"
    "\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U00010000-\U0001efff"
)
# `G\"odel` and `Schr{\"o}dinger` are one word, `\alpha` is none.
_ACCENT = r"\{?\\[\"'`^~=.]\{?[A-Za-z]\}?\}?"
_WORD = re.compile(rf"(\\[A-Za-z]+)|([{_UNSPACED}]+)|((?:[{_SPACED}]|{_ACCENT})+)")
LETTER = re.compile(f"[{_SPACED}]")  # of a word that ends where they do: in other scripts a word ends nowhere
_TEX = re.compile(r"[\\\"'`^~=.{}]")
_FOLDED_AWAY = re.compile("[\u0300-\u036f\u05b0-\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200c\u200d\u2044]")


class Word(NamedTuple):
    """A term where it stands: `text[start:end]` is how it was written; `term` is empty for a word that says nothing."""

    term: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, stop words with an empty term; characters of an unspaced script in pairs.

    `the Barabási model` gives `("", 0, 3)`, `("barabasi", 4, 12)`, `("model", 13, 18)`.
    """
    return islice(_scan(text), MOST_WORDS)


def _scan(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        if found[2]:
            yield from _pairs(found[2], found.start())
        else:
            yield Word(_term(found[3]), found.start(), found.end())


def said(text: str) -> list[tuple[str, str]]:
    """The same words without their places, in a third of the time: each a term, and how it was written."""
    found: list[tuple[str, str]] = []
    for command, run, word in _WORD.findall(text):
        if run:
            found += [(pair.term, run[pair.start : pair.end]) for pair in _pairs(run, 0)]
        else:
            found.append((_term(word), command or word))
    return found[:MOST_WORDS]


def _term(word: str | None) -> str:
    term = fold(word) if word else ""
    return term if SHORTEST <= len(term) <= LONGEST and term not in STOP else ""


def _pairs(run: str, start: int) -> Iterator[Word]:
    for at in range(max(1, len(run) - 1)):
        pair = normalize("NFKC", run[at : at + 2])
        yield Word("" if empty_pair(pair) else pair, start + at, start + min(at + 2, len(run)))


def fold(word: str) -> str:
    """The word in small letters, without accents, vowel points, LaTeX's accents, or letters of the typesetter's."""
    return _folded_again(word) if len(word) <= LONGEST else _folded(word)


def _folded(word: str) -> str:
    if "\\" in word:
        word = _TEX.sub("", word)
    if word.isascii():
        return word.lower()
    return normalize("NFC", _FOLDED_AWAY.sub("", normalize("NFKD", word).lower())).replace("ς", "σ")


_folded_again = lru_cache(1 << 15)(_folded)  # a text says most of its words again, and so does the next one


def count(title: str, abstract: str = "", tags: str = "", note: str = "") -> dict[str, int]:
    """How much each term of a paper counts, in the order of first appearance; `tags` are joined by spaces.

    Two neighbouring words of a title are one more term, such as `graph neural`: titles that share it are close.
    """
    counts: dict[str, int] = {}
    before = ""
    for term, _ in said(title):
        if term:
            counts[term] = counts.get(term, 0) + TITLE
            if before:
                pair = f"{before} {term}"
                counts[pair] = counts.get(pair, 0) + 1
        before = term
    for text in (abstract, tags, note):
        for term, _ in said(text):
            if term:
                counts[term] = counts.get(term, 0) + 1
    return {term: min(times, MOST) for term, times in counts.items()}


def spelled(text: str) -> list[str]:
    """Every word of a name folded, stop words too: `Graph_Theory` gives `["graph", "theory"]`."""
    return [fold(written) for _, written in said(text)]
