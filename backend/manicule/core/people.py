"""Names of authors as tags write them, brought to one form; extension/lib/people.js gives the same."""

import re
from collections.abc import Iterable

from manicule.core.limits import MAX_AUTHOR, MAX_AUTHORS
from manicule.core.text import clean

_SPANISH = re.compile(r"^(?:es|spa|spanish|español)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|inc|ltd|llc|gmbh)\.?$", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:by|and) ", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def people(told: list[str], language: str) -> list[str]:
    """The names in `told`, `Given Family` each: lists taken apart, capitals repaired, repeats in a row dropped.

    :param told: the contents of one kind of tag, in their order
    :param language: of the page as it says; Spaniards have two family names, which look like two people
    """
    names: list[str] = []
    for name in map(_repaired, map(turned, split(told[:MAX_AUTHORS], language))):
        if name and name not in names[-1:]:
            names.append(name)
    return names[:MAX_AUTHORS]


def split(told: list[str], language: str) -> Iterable[str]:
    """One text a person: a tag may hold all of them, between semicolons or commas."""
    parts = [part for text in told for part in text.split(";")]
    names = [name for part in parts if (name := clean(_BEFORE.sub("", part.strip()), 20 * MAX_AUTHOR).rstrip(" ,;"))]
    if len(names) != 1:
        return names
    between = re.split(r", ?(?:and )?| and ", names[0]) if " and " in names[0] else names[0].split(",")
    between = [part.strip() for part in between if part.strip()]
    two_surnames = len(between) == 2 and between[0].count(" ") == 1 and _SPANISH.match(language)
    if len(between) > 1 and all(" " in part for part in between[:2]) and not two_surnames:
        return between
    return names


def turned(name: str) -> str:
    """`Given Family` out of `Family, Given`."""
    family, comma, given = name.partition(",")
    given, _, suffix = given.strip().partition(",")
    if not comma or not given or _SUFFIX.match(given.strip()) or "," in suffix:
        return clean(name, MAX_AUTHOR)
    return clean(f"{given} {family} {suffix}", MAX_AUTHOR)


def _repaired(name: str) -> str:
    """`Ada Lovelace` out of `ADA LOVELACE`; initials stay, and so does one word alone, which may be an acronym."""
    if " " not in name or name != name.upper() or not any(len(word) > 2 for word in _WORD.findall(name)):
        return name
    return _WORD.sub(lambda found: _capitalised(found[0]), name)


def _capitalised(word: str) -> str:
    short = len(word) < 3 and not re.search("[AEIOUY]", word)
    return word if short else word[0] + word[1:].lower()
