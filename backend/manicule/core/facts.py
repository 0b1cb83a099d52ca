"""What a search can ask of a bookmark beside its words, as tokens of the index: `@status:read`, `@year:2026`.

No word holds "@" or ":", so that a token is never met by chance. A tag stands here under its id and not its name: a
renamed tag changes no bookmark.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from urllib.parse import parse_qsl, urlsplit

from manicule.core.citations import cite_key, cited
from manicule.core.keys import Rules
from manicule.core.views import links, told
from manicule.core.words import words

EVERY = "@every"  # stands in every row
YEAR_LENGTHS = (1, 2, 3, 4)  # of the beginnings of a number that are tokens: millennium to year
DAY_LENGTHS = (2, 3, 4, 6, 8)  # century, decade, year, month, day
# What sites call the words of a search in their addresses.
ASKED = re.compile(
    r"q|query|search(?:_?(?:query|terms?|text))?|terms?(?:-\d+-term)?|keywords?|text|author|title", re.IGNORECASE
)
ASKED_LENGTH = 200  # characters
GREATEST = {6: 12, 8: 31}  # what the digits up to that length end with at most: a month, a day
UNFIT = re.compile(r"[^a-z0-9.:@_-]", re.ASCII)


def token(kind: str, value: str) -> str:
    """The token of a plain value."""
    return f"@{kind}:{UNFIT.sub('_', value)}"


def name_token(kind: str, name: str) -> str:
    """The token of an id, whose letters must not be folded."""
    return f"@{kind}:{blake2b(name.encode(), digest_size=8).hexdigest()}"


def cite_token(key: str) -> str:
    """The token of the papers that would have this cite key."""
    return name_token("cite", key.lower())


def found_token(word: str) -> str:
    """The token of a word of where the paper was found, as core.words spells it."""
    return f"@found:{word}"


def facts(record: dict, rules: Rules) -> list[str]:
    """The tokens of a bookmark record; `rules` is keys.json."""
    found = record["found_on"] or {}
    listed = words(found_where(found)) if found else []
    return list(dict.fromkeys([
        EVERY,
        token("status", told(record, "status", "to_read")),
        *(name_token("id", name) for name in record["ids"]),
        *(name_token("tag", tag) for tag in record["tags"]),
        cite_token(cite_key(cited(record, rules))),
        *(token("has", what) for what in _has(record, rules)),
        *([token("is", "revised")] if revised(record) else []),
        *([token("is", "starred")] if told(record, "starred", False) else []),
        *(token("site", site) for site in _sites(record, found)),
        *(found_token(word) for word in listed),
        *_beginnings("year", str(told(record, "published"))[:4], YEAR_LENGTHS),
        *_beginnings("saved", day(record["saved_at"]), DAY_LENGTHS),
        *_beginnings("foundday", day(found["at"]) if found.get("at") else "", DAY_LENGTHS),
    ]))  # fmt: skip


def revised(record: dict) -> bool:
    """Whether a version or revision came since I saw the paper last (core.records: `known`)."""
    known, meta = told(record, "known", None) or {}, record["meta"]
    if meta.get("version") and known.get("version"):
        return meta["version"] > known["version"]
    seen = known.get("revised") or known.get("day")
    return bool(seen and meta.get("revised") and meta["revised"] > seen)


def found_where(place: dict) -> str:
    """What `found:` looks through: host, path and title of the list, and what was searched for there.

    The same as extension/lib/provenance.js, but for the day.
    """
    try:
        parts = urlsplit(place["url"])
        asked = [value for name, value in parse_qsl(parts.query, max_num_fields=100) if ASKED.fullmatch(name)]
    except ValueError:
        return place.get("title", "")
    return " ".join([parts.hostname or "", parts.path, place.get("title", ""), " ".join(asked)[:ASKED_LENGTH]])


def day(ms: int) -> str:
    """The day in UTC, `20261125`, of ms since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y%m%d")


def _has(record: dict, rules: Rules) -> Iterator[str]:
    if record["note"]["text"].strip():
        yield "note"
    if record["tags"]:
        yield "tag"
    if record["links"]:
        yield "link"
    yield from (link["kind"] for link in links(record, rules))


def _sites(record: dict, found: dict) -> Iterator[str]:
    """Where the paper lives or was found: hosts, what they end with, the name before the end; schemes of ids."""
    yield from (name.partition(":")[0] for name in record["ids"])
    pages = (f"//{name.removeprefix('url:')}" for name in record["ids"] if name.startswith("url:"))
    for url in (str(told(record, "url")), found.get("url", ""), *pages):
        labels = host(url).split(".")
        if len(labels) > 1:
            yield from (".".join(labels[start:]) for start in range(len(labels) - 1))
            yield from labels[:-1]


def host(url: str) -> str:
    """The host of an address in lower case without `www.`, or ""."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _beginnings(kind: str, number: str, lengths: Iterable[int]) -> list[str]:
    if not (number.isascii() and number.isdigit()):
        return []
    return [token(kind, number[:length]) for length in lengths if length <= len(number)]


def cover(kind: str, first: int, last: int, lengths: tuple[int, ...]) -> list[str]:
    """The fewest tokens that together mean the numbers from first to last, of as many digits as the last length."""
    return [token(kind, part) for part in _cover("", first, last, (0, *lengths))]


def _cover(begin: str, first: int, last: int, lengths: tuple[int, ...]) -> Iterator[str]:
    digits, rest = lengths[-1], lengths[1:]
    low, high = int(begin.ljust(digits, "0") or 0), int(begin.ljust(digits, "9"))
    if first > high or last < low:
        return
    if begin and first <= low and high <= last:
        yield begin
    elif rest:
        more = rest[0] - len(begin)
        for number in range(GREATEST.get(rest[0], 10**more - 1) + 1):
            yield from _cover(f"{begin}{number:0{more}d}", first, last, rest)
