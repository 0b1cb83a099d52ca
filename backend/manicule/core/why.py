"""Why a row relates to a bookmark, in the reader's terms; the same answers as extension/lib/why.js.

Every reason is true: a word is in both texts as it is shown, but for its capitals; a tag is the bookmark's and stands
on the row; the sentence is the note's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypedDict

from manicule.core.suggest import folded, names, phrases
from manicule.core.terms import LETTER, TF, Word, count, said, words

WORDS = 3  # shown
TELLING = 2.5  # a word that weighs less (rarity.py) is no reason: every fifth paper holds it
RARE = 4.0  # one such word is enough to quote a note; of others it takes two
LONGEST = 240  # characters of a quoted sentence
BEFORE = 60  # characters kept before the first shared word of a sentence that is cut

LOOKS = 50  # at places where a phrase may stand: texts that somebody made to have thousands take no longer

_SENTENCES = re.compile(r"(?<=[.!?]) +|(?<=[。！？])|[\n\r]+")
_JOINTS = ("", " ", "-")
_DECIMAL = re.compile("[0-9]+")


class Why(TypedDict):
    """`words` as the row writes them, the most telling first; `note` is a sentence of the note, or empty."""

    words: list[str]
    tags: list[str]
    note: str


def why(row: dict, bookmark: dict, weigh: Callable[[str], float]) -> Why:
    """The reasons for which a row `{title, abstract?, tags?}` relates to a bookmark `{title, abstract?, tags?, note?}`.

    :param weigh: how much a term says: Rarity.of
    """
    return Reasons(row, weigh).why(bookmark)


class Reasons:
    """A row that was read once, to tell why it relates to each of several bookmarks."""

    def __init__(self, row: dict, weigh: Callable[[str], float]) -> None:
        self._row, self._weigh, self._text = row, weigh, _text(row)
        self._counts = count(row["title"], row.get("abstract") or "")
        self._words = list(words(self._text))
        self._telling = {term for term in self._counts if self._tells(term)}
        self._phrases: dict[str, int] | None = None

    def _tells(self, term: str) -> bool:
        return " " not in term and self._weigh(term) >= TELLING and not _DECIMAL.fullmatch(term)

    def why(self, bookmark: dict) -> Why:
        """The reasons for one of them."""
        return {
            "words": self._shared(bookmark),
            "tags": self._tags(bookmark.get("tags") or ()),
            "note": _sentence(bookmark.get("note") or "", self._telling, self._weigh),
        }

    def _shared(self, bookmark: dict) -> list[str]:
        """The words and phrases of the row that the bookmark has too, letter for letter but for capitals."""
        theirs = count(bookmark["title"], bookmark.get("abstract") or "")
        values: dict[str, tuple[float, str]] = {}
        for phrase, terms in self._runs(_text(bookmark)):
            worth = sum(
                TF[self._counts[term]] * TF[theirs[term]] * self._weigh(term) ** 2 for term in dict.fromkeys(terms)
            )
            if worth > values.get(phrase.lower(), (0.0, ""))[0]:
                values[phrase.lower()] = worth, phrase
        chosen: list[str] = []
        for low, (_, phrase) in sorted(values.items(), key=lambda item: -item[1][0]):
            if not any(low in one.lower() for one in chosen):
                chosen.append(phrase)
        return chosen[:WORDS]

    def _runs(self, there: str) -> Iterator[tuple[str, list[str]]]:
        """The longest runs of shared words, each with its terms."""
        here, low, telling = self._text, there.lower(), self._telling
        known = {(term, written.lower()) for term, written in said(there) if term in telling}
        run: list[Word] = []
        for word in self._words:
            fits = word.term in telling and (word.term, here[word.start : word.end].lower()) in known
            if run and not (fits and _joins(run, word, here, low)):
                yield here[run[0].start : run[-1].end], [one.term for one in run]
                run = []
            if fits:
                run.append(word)
        if run:
            yield here[run[0].start : run[-1].end], [one.term for one in run]

    def _tags(self, tags: Iterable[str]) -> list[str]:
        """The bookmark's tags that the row carries too, or names in its text."""
        mine = names(tags)
        if not mine:
            return []
        if self._phrases is None:
            self._phrases = phrases(self._text)
        there = sorted(mine.keys() & self._phrases.keys(), key=self._phrases.__getitem__)
        carried = [tag for name in self._row.get("tags") or () for tag in mine.get(folded(name), ())]
        return list(dict.fromkeys([*carried, *(tag for name in there for tag in mine[name])]))


def _joins(run: list[Word], word: Word, here: str, there: str) -> bool:
    near = word.start < run[-1].end or here[run[-1].end : word.start] in _JOINTS
    return near and _holds(there, here[run[0].start : word.end].lower())


def _holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands there in whole words: `long context` is none of `long contexts`."""
    begins, ends = LETTER.match(phrase), LETTER.match(phrase[-1])
    at = text.find(phrase)
    for _ in range(LOOKS):
        if at < 0:
            break
        end = at + len(phrase)
        inside = begins and LETTER.match(text[at - 1 : at]), ends and LETTER.match(text[end : end + 1])
        if not any(inside):
            return True
        at = text.find(phrase, at + 1)
    return False


def _sentence(note: str, telling: set[str], weigh: Callable[[str], float]) -> str:
    """The sentence of the note that shares most with the row."""
    best, quoted = 0.0, ""
    for sentence in _SENTENCES.split(note):
        found = [word for word in words(sentence) if word.term in telling]
        weights = [weigh(term) for term in dict.fromkeys(word.term for word in found)]
        if (len(weights) > 1 or sum(weights) >= RARE) and sum(weights) > best:
            best, quoted = sum(weights), _cut(sentence, found[0].start)
    return quoted


def _cut(sentence: str, first: int) -> str:
    """The sentence without the marks of a list or a quote before it; of a long one the part around its first word."""
    if len(sentence) > LONGEST:
        start = max(0, first - BEFORE)
        start = sentence.find(" ", start, first) + 1 or first if start else 0
        piece = sentence[start : start + LONGEST]
        end = piece.rfind(" ", first - start)
        sentence = piece[:end] if end > first - start else piece
    return sentence.strip(" ").lstrip("->#* ")


def _text(paper: dict) -> str:
    return f"{paper['title']}\n{paper.get('abstract') or ''}"
