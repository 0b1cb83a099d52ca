"""Tags for a paper out of the reader's own tagging; the same answers as extension/lib/suggest.js.

The nearest bookmarks vote with their tags, and a tag whose name stands in the text gains, more where both agree.
A tag that the reader never used is suggested only where the page itself names it as a keyword, and marked.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from manicule.core.stopwords import STOP
from manicule.core.terms import spelled

NEIGHBOURS = 40  # bookmarks that vote
FAINT = 0.05  # a bookmark that is less close has no vote
NAMED = 0.05  # what a name in the text is worth, beside the votes of all neighbours: 1 together
AGREED = 1.5  # by which a tag's votes count more where the text names it too
LONGEST = 4  # words of a tag's name that are looked for in a text


class Suggestion(NamedTuple):
    """`mine` is false for a keyword of the page that is no tag of the reader's yet."""

    name: str
    score: float
    mine: bool


def folded(name: str) -> str:
    """What a name is compared by: `Graph_Theory` and `graph-theory` are `graph theory`."""
    return " ".join(spelled(name))


def names(tags: Iterable[str]) -> dict[str, list[str]]:
    """The reader's tags by their folded names: made once, asked for each text. Names that say nothing are left out."""
    found: dict[str, list[str]] = {}
    for tag in tags:
        name = folded(tag)
        if name and not STOP.issuperset(name.split(" ")):
            found.setdefault(name, []).append(tag)
    return found


def phrases(text: str) -> dict[str, int]:
    """All that a tag's name may be in a text: neighbouring words, folded, and which of these stand before which."""
    said, found = spelled(text), {}
    for start in range(len(said)):
        phrase = ""
        for word in said[start : start + LONGEST]:
            phrase = f"{phrase} {word}" if phrase else word
            found.setdefault(phrase, len(found))
    return found


def named(text: str, known: Mapping[str, list[str]]) -> list[str]:
    """The tags of `known` whose name stands in the text, in the order in which they stand there."""
    return list(dict.fromkeys(tag for phrase in phrases(text) for tag in known.get(phrase, ())))


def suggest(
    text: str,
    neighbours: Sequence[tuple[Iterable[str], float]],
    known: Mapping[str, list[str]],
    keywords: Iterable[str] = (),
    limit: int = 5,
) -> list[Suggestion]:
    """Up to `limit` tags for a paper, best first.

    :param text: title and abstract
    :param neighbours: tags and score of the bookmarks closest to it, best first; at most NEIGHBOURS are heard
    :param known: names() of the reader's tags
    :param keywords: what the page itself gives as keywords
    """
    scores = _votes(neighbours[:NEIGHBOURS])
    keywords = list(keywords)
    for tag in named("\n".join([text, *keywords]), known):
        scores[tag] = scores.get(tag, 0.0) * AGREED + NAMED
    mine = [Suggestion(tag, score, True) for tag, score in scores.items()]
    return sorted(mine + _foreign(text, keywords, known), key=lambda one: (-one.score, not one.mine))[:limit]


def _votes(neighbours: Sequence[tuple[Iterable[str], float]]) -> dict[str, float]:
    heard = [(tags, score) for tags, score in neighbours if score >= FAINT]
    total = sum(score * score for _, score in heard)
    votes: dict[str, float] = {}
    for tags, score in heard:
        for tag in dict.fromkeys(tags):
            votes[tag] = votes.get(tag, 0.0) + score * score / total
    return votes


def _foreign(text: str, keywords: Iterable[str], known: Mapping[str, list[str]]) -> list[Suggestion]:
    """The page's keywords that stand in its text and are none of the reader's tags."""
    fresh = {folded(word): word for word in keywords}
    return [Suggestion(fresh[name], NAMED, False) for name in named(text, {n: [n] for n in fresh if n not in known})]
