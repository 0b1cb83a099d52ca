"""The fields of a query, `name:value`: what each understands, and the leaf of the tree that it becomes.

words  {in, words, prefix}  words that follow one another, `in` one of TEXT or anywhere ("")
tag    {name, prefix}       the folded name of a tag, or its beginning
status {status}             has {what}    is {what}    site {site}    ids {ids}    found {words}
days   {of, from, to}       `of` saved or found, days as numbers YYYYMMDD; both ends belong to it
years  {from, to}           of publication
"""

import re

from manicule.core.records import LINK_KINDS, STATUSES, fold
from manicule.core.words import words

Node = dict

TEXT = {
    "title": "title", "author": "author", "authors": "author", "abstract": "abstract", "note": "note", "notes": "note",
    "venue": "venue",
}  # fmt: skip
HAS = ("note", "link", "tag", *LINK_KINDS)
IS = {"unread": "to_read", **{status: status for status in STATUSES}}  # others than these stand in the index
FACTS = ("untagged", "revised", "starred")
SORTS = ("relevance", "saved", "updated", "published", "title")
LAST_YEAR, LAST_DAY = 9999, 99_999_999
LONGEST_PHRASE = 100  # words; what follows is not compared

YEARS = re.compile(r"(?:(\d{4})?\.\.(\d{4})?|([<>]=?)?(\d{4}))", re.ASCII)
DAY = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
DAYS = re.compile(rf"(?:({DAY})?\.\.({DAY})?|([<>]=?)?({DAY}))", re.ASCII)


class NotUnderstood(Exception):
    """The field cannot have this value; the message says why, to go on after "was searched as text:"."""


def all_of(nodes: list[Node]) -> Node:
    """One node that holds where all of these do."""
    return nodes[0] if len(nodes) == 1 else {"op": "all", "of": nodes}


def any_of(nodes: list[Node]) -> Node:
    """One node that holds where any of these does."""
    return nodes[0] if len(nodes) == 1 else {"op": "any", "of": nodes}


def text(field: str, value: str, star: str = "") -> list[Node]:
    """The words of a text, to be found one after the other; nothing for a text without any.

    A star makes the last one the beginning of a word; of one letter it would be half of the library.
    """
    found = words(value)[:LONGEST_PHRASE]
    prefix = bool(star) and bool(found) and len(found[-1]) > 1
    return [{"op": "words", "in": field, "words": found, "prefix": prefix}] if found else []


def read(name: str, value: str, star: str, within: str) -> list[Node]:
    """What `name:value` asks for; without a name, text `within` a field.

    :raise NotUnderstood: if there is no such field, or it cannot have that value
    """
    if not name:
        return text(within, value, star)
    if name not in FIELDS:
        raise NotUnderstood(f'there is no field "{name[:40]}:"')
    if not value.strip():
        raise NotUnderstood(f'nothing follows "{name}:"')
    return text(TEXT[name], value, star) if name in TEXT else [FIELDS[name](value.strip(), star)]


def _tag(value: str, star: str) -> Node:
    return {"op": "tag", "name": fold(value), "prefix": star == "*"}


def _status(value: str, star: str) -> Node:
    known = value.lower().replace("-", "_").replace(" ", "_")
    if known not in IS:
        raise NotUnderstood("a status is to_read, reading, read or dismissed")
    return {"op": "status", "status": IS[known]}


def _is(value: str, star: str) -> Node:
    known = value.lower()
    if known in FACTS:
        return {"op": "is", "what": known}
    if known not in IS:
        raise NotUnderstood("a paper is unread, untagged, revised, starred, or has a status")
    return {"op": "status", "status": IS[known]}


def _has(value: str, star: str) -> Node:
    if value.lower() not in HAS:
        raise NotUnderstood(f"a paper has {', '.join(HAS[:-1])} or {HAS[-1]}")
    return {"op": "has", "what": value.lower()}


def _site(value: str, star: str) -> Node:
    return {"op": "site", "site": value.lower().removeprefix("www.")}


def _year(value: str, star: str) -> Node:
    first, last = _span(YEARS, value, LAST_YEAR, "a year is written 2024, 2024..2026, >2024 or <2024")
    return {"op": "years", "from": first, "to": last}


def _saved(value: str, star: str) -> Node:
    first, last = _span(DAYS, value, LAST_DAY, "a day is written 2026, 2026-01, 2026-01-31, with > or < or .. between")
    return {"op": "days", "of": "saved", "from": first, "to": last}


def _found(value: str, star: str) -> Node:
    if DAYS.fullmatch(value):
        return {**_saved(value, star), "of": "found"}
    if not words(value):
        raise NotUnderstood("a list is named by words of its title, or by the day")
    return {"op": "found", "words": words(value)}


def _sort(value: str, star: str) -> Node:
    raise NotUnderstood(f"a list is sorted by {', '.join(SORTS[:-1])} or {SORTS[-1]}")


def _span(form: re.Pattern[str], value: str, top: int, advice: str) -> tuple[int, int]:
    """The first and the last number that a year, a day, or a range of them means; part of a day is all its days."""
    found = form.fullmatch(value)
    if not found or value == "..":
        raise NotUnderstood(advice)
    first, last, sign, one = found.groups()
    if first and last and first > last:
        first, last = last, first
    if not one:
        return _least(first, top) if first else 0, _most(last, top) if last else top
    if not sign:
        return _least(one, top), _most(one, top)
    if sign.startswith(">"):
        return (_least(one, top) if sign == ">=" else _most(one, top) + 1), top
    return 0, (_most(one, top) if sign == "<=" else _least(one, top) - 1)


def _least(day: str, top: int) -> int:
    return int(day.replace("-", "").ljust(len(str(top)), "0"))


def _most(day: str, top: int) -> int:
    return int(day.replace("-", "").ljust(len(str(top)), "9"))


FIELDS = {
    **TEXT, "tag": _tag, "tags": _tag, "status": _status, "site": _site, "has": _has, "is": _is, "year": _year,
    "saved": _saved, "found": _found, "sort": _sort,
}  # fmt: skip
