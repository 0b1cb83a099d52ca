"""Titles compared: what may be the same paper under another id, and the identity of a paper that has no id at all."""

import hashlib
import re
import unicodedata

from manicule.core import surnames
from manicule.core.text import lowered

_MARKUP = re.compile(r"<[^<>]{1,200}>|\\[a-zA-Z]+|[{}$]")
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"[0-9]{4}")
_MARKS = re.compile("[\u0300-\u036f]")


def folded(title: str) -> str:
    """A title without case, accents, markup and punctuation, its words one space apart."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", _MARKUP.sub("", title)))
    return " ".join(_WORD.findall(lowered(plain)))


def telling(fold: str) -> bool:
    """Whether a folded title says enough to be one paper's: `Introduction` and `Editorial` do not."""
    return len(fold) >= 25 or fold.count(" ") >= 3


def key(title: str, authors: list[str], published: str) -> str:
    """`title:<digest>`, for a paper that nothing else names: of title, first author and year."""
    said = f"{folded(title)}|{folded(surnames.family(authors[0])) if authors else ''}|{published[:4]}"
    return f"title:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def spelled(view: dict) -> list[str]:
    """The `title:` key of a bookmark, where a file has to spell it, or who reads it would find another.

    That is where the title was changed since, and where the file names an address, which would be taken for its id.
    """
    known = view["key"] or ""
    mine = [link for link in view["links"] if link["origin"] != "derived"]
    follows = key(view["title"], view["authors"], view["published"]) == known and not view["url"] and not mine
    return [known] if known.startswith("title:") and not follows else []


def probably_same(one: dict, two: dict) -> bool:
    """Whether two papers with one title are likely one: nothing they say of first author and year speaks against it.

    :param one: `authors` and `published`, as `two`
    """
    if one["authors"] and two["authors"]:
        first, second = (_families(paper["authors"][0]) for paper in (one, two))
        if first and second and not first & second:
            return False
    years = [paper["published"][:4] for paper in (one, two)]
    return not all(map(_YEAR.fullmatch, years)) or abs(int(years[0]) - int(years[1])) <= 1


def _families(name: str) -> set[str]:
    """What may be the family name: the last of `Xinyu Liu`, or the first of `Liu X`, as medicine writes it."""
    before, _, last = name.rpartition(" ")
    medical = len(last) <= 3 and last.isalpha() and last.isupper()
    return {folded(surnames.family(name)), folded(before) if medical else ""} - {""}


def unlike(one: str, two: str) -> bool:
    """Whether two titles share hardly a word, so that they can hardly be one paper's."""
    first, second = (set(folded(title).split()) for title in (one, two))
    return bool(first and second) and len(first & second) * 5 < min(len(first), len(second))
