"""The single names of a list. BibTeX wants `and` between them; people write commas, semicolons, `et al.` as well."""

import re

from bibtexparser.middlewares.names import split_multiple_persons_names

from manicule.core.text import normalise
from manicule.formats.braces import outside

MAX_NAMES = 10_000
OTHERS = ("others", "et al.", "et al")  # who are not named
# The same behind the last name of a list.
_ET_AL = re.compile(
    r"(?:(?:^|(?<![,，\s])[,，\s]{1,4})(?:et\.?\s?al\b\.?|и др\b\.?|u\. ?a\.)|[,，]\s?等)$", re.IGNORECASE
)
_DANGLING = re.compile(r"^and\s+|\s+and$", re.IGNORECASE)
EXTENDED = re.compile(r"(?=.{0,400}\bfamily\s*=)\s*\"?(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv|v)\.?", re.IGNORECASE)
# `Doe JA`, as medicine names people, or `Doe J.-A.`, as Scopus and Embase do.
_INITIALS = re.compile(r"([^\W\d_][\w'’ -]*[^\W\d_]) ((?:-?[A-Z]\.){1,4}|[A-Z]{1,3})\.?")
# `J. Doe`, `Jane Q. Doe`: no family is called so.
_GIVEN_FIRST = re.compile(r"(?:^|\s)\w\.\s?(?:\w\.\s?)*-?\w{2}")
_EAST_ASIAN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TEX = re.compile(r"\\[A-Za-z]+ ?|[\\{}'\"`^=~]")


def apart(text: str) -> list[str]:
    """The names as they are written; `others` for those that are not."""
    text = _DANGLING.sub("", normalise(text.replace("\\ ", " ")))
    several = re.search(r"\band\b", text, re.IGNORECASE)
    names = split_multiple_persons_names(text) if several else outside(text, ";；")
    return [one for name in names[:MAX_NAMES] for one in _listed(name.strip()) if one][:MAX_NAMES]


def _listed(name: str) -> list[str]:
    """The names that stand between two `and`: mostly one, all of them where commas separate them."""
    if EXTENDED.match(name):
        return [name]
    named = _ET_AL.sub("", name)
    parts = [part.strip() for part in outside(named, ",，、")]
    while parts and not parts[-1]:
        parts.pop()
    return [*(_people(parts) or [named.rstrip(" ,，、")]), *(OTHERS[:1] if named != name else [])]


def _people(parts: list[str]) -> list[str]:
    """The people of `Jane Doe, Richard Roe`, of `Doe, J., Roe, R.` and of `Doe J, Roe R`; none of `Family, Given`."""
    plain = [_TEX.sub("", part) for part in parts]
    if len(parts) < 2 or (len(parts) < 4 and any(SUFFIX.fullmatch(part) for part in plain[1:])):
        return []
    if people := medical(parts):
        return people
    if len(parts) == 2:
        return parts if _are_two(*plain) else []
    if all(" " in part or _EAST_ASIAN.search(part) for part in plain):
        return parts
    return [] if len(parts) % 2 else [f"{parts[n]}, {parts[n + 1]}" for n in range(0, len(parts), 2)]


def medical(parts: list[str]) -> list[str]:
    """The people of a list in which each is written `Doe JA`; none if one is not."""
    found = [_INITIALS.fullmatch(part) for part in parts]
    return [f"{one[2]} {one[1]}" for one in found if one] if all(found) else []


def _are_two(one: str, other: str) -> bool:
    """Whether these are two people and not one's family and given name."""
    if " " not in one or " " not in other:
        return False
    return bool(_GIVEN_FIRST.search(one) or (_EAST_ASIAN.search(one) and _EAST_ASIAN.search(other)))
