"""What a mutation must look like. Everything here may come from a stranger: it is checked and cleaned before use."""

import re
from collections.abc import Callable

from manicule.core.records import (
    LINK_KINDS,
    MAX_ABSTRACT,
    MAX_AUTHORS,
    MAX_IDS,
    MAX_NOTE,
    MAX_TAG_NAME,
    MAX_TAGS,
    MAX_TITLE,
    MAX_URL,
    META,
    ORIGINS,
    SOURCE_RANK,
    STATUSES,
    USER_FIELDS,
)

CLIENT_ID = re.compile(r"(bm|tag|lnk|nc)_[A-Za-z0-9_-]{1,60}\Z")
PAPER_ID = re.compile(r"[a-z][a-z0-9]{1,15}:\S{1,2000}\Z")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

END_OF_9999 = 253_402_300_799_000  # ms; the last moment that RFC 3339 can write

Check = Callable[[object], object]


class Refused(Exception):
    """A value that breaks a rule: a `code` for programs and a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean(text: str) -> str:
    """Text that every database and every UTF-8 file can hold: NUL and lone surrogates become U+FFFD."""
    return UNSTORABLE.sub("\ufffd", text)


def checked(mutation: dict) -> dict:
    """The mutation with every member of its operation checked and cleaned; other members are dropped.

    :raise Refused: `unknown_op`, `bad_value`, `note_too_long`, `unknown_field` and their like.
    """
    shape = SHAPES.get(mutation.get("op"))
    if shape is None:
        raise Refused("unknown_op", f"This server does not know the operation {str(mutation.get('op'))[:40]!r}.")
    known = {"op": mutation["op"], "at": _integer("at", mutation.get("at", 0))}
    for name, check in shape.items():
        known[name] = check(name, mutation.get(name))
    if "field" in known:
        known["value"] = USER_VALUES[known["field"]]("value", mutation.get("value"))
    return known


def _refuse(name: str, rule: str) -> Refused:
    return Refused("bad_value", f"“{name}” {rule}.")


def _integer(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise _refuse(name, "must be a whole number, not negative")
    return value


def _base(name: str, value: object) -> int | None:
    return None if value is None else _integer(name, value)


def _text(limit: int) -> Check:
    def check(name: str, value: object) -> str:
        if not isinstance(value, str):
            raise _refuse(name, "must be text")
        if len(value) > limit:
            raise _refuse(name, f"is longer than {limit:,} characters")
        return clean(value)

    return check


def _title(name: str, value: object) -> str:
    """A title from a page is cut rather than refused: the paper should still be saved."""
    if not isinstance(value, str):
        raise _refuse(name, "must be text")
    return clean(value)[:MAX_TITLE]


def _abstract(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(name, "must be text")
    return clean(value)[:MAX_ABSTRACT]


def _note(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(name, "must be text")
    text = clean(value)
    if len(text.encode()) > MAX_NOTE:
        raise Refused("note_too_long", "A note can hold 256 KiB. Shorten it, or move a part to another paper.")
    return text


def _tag_name(name: str, value: object) -> str:
    text = " ".join(_text(MAX_TAG_NAME)(name, value).split())
    if not text:
        raise _refuse(name, "must not be empty")
    return text


def _client_id(prefix: str) -> Check:
    def check(name: str, value: object) -> str:
        if not isinstance(value, str) or not value.startswith(prefix) or not CLIENT_ID.match(value):
            raise _refuse(name, f"must be an id that begins with {prefix}")
        return value

    return check


def _list(check: Check, limit: int) -> Check:
    def check_all(name: str, value: object) -> list:
        if not isinstance(value, list) or len(value) > limit:
            raise _refuse(name, f"must be a list of at most {limit:,}")
        return [check(name, item) for item in value]

    return check_all


def _paper_id(name: str, value: object) -> str:
    if not isinstance(value, str) or not PAPER_ID.match(value) or UNSTORABLE.search(value):
        raise _refuse(name, "must be paper identities such as arxiv:1706.03762")
    return value


def _paper_ids(name: str, value: object) -> list[str]:
    ids = _list(_paper_id, MAX_IDS)(name, value)
    if not ids:
        raise _refuse(name, "must name at least one identity of the paper")
    return list(dict.fromkeys(ids))


def _one_of(choices: tuple[str, ...]) -> Check:
    def check(name: str, value: object) -> str:
        if value not in choices:
            raise _refuse(name, f"must be one of {', '.join(choices)}")
        return value

    return check


def _web_address(name: str, value: object) -> str:
    text = _text(MAX_URL)(name, value).strip()
    if not re.match(r"https?://[^\s/]", text, re.IGNORECASE) or re.search(r"[\s<>\"\x00-\x1f]", text):
        raise _refuse(name, "must be a web address that begins with http:// or https://")
    return text


def _optional(check: Check, empty: object = None) -> Check:
    return lambda name, value: empty if value is None else check(name, value)


def _field_name(name: str, value: object) -> str:
    if value not in USER_FIELDS:
        raise Refused("unknown_field", f"A bookmark has no field {str(value)[:40]!r} that can be set.")
    return value


def _rating(name: str, value: object) -> int | None:
    if value is not None and (isinstance(value, bool) or value not in (1, 2, 3, 4, 5)):
        raise _refuse(name, "must be 1 to 5, or null for none")
    return value


def _truth(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _refuse(name, "must be true or false")
    return value


META_VALUES: dict[str, Check] = {
    "title": _title,
    "authors": _list(_text(300), MAX_AUTHORS),
    "abstract": _abstract,
    "venue": _text(500),
    "published": _text(40),
    "url": _optional(lambda name, value: value and _web_address(name, value), ""),
}
USER_VALUES: dict[str, Check] = {"status": _one_of(STATUSES), "rating": _rating, "starred": _truth, **META_VALUES}


def _meta(name: str, value: object) -> dict:
    """Known members checked, members of a newer program kept as they are (a small amount of them)."""
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > 40:
        raise _refuse(name, "must be an object of a few members")
    known = {key: META_VALUES[key](key, value[key]) for key in META if value.get(key)}
    other = {key: item for key, item in value.items() if key not in META and len(repr(item)) < 2_000}
    return {**known, **other}


def _fields(name: str, value: object) -> dict:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _refuse(name, "must be an object")
    return {_field_name(name, key): USER_VALUES[key](key, item) for key, item in value.items()}


def _found_on(name: str, value: object) -> dict:
    if not isinstance(value, dict):
        raise _refuse(name, "must be an object with url, title and at")
    return {
        "url": _web_address("found_on.url", value.get("url")),
        "title": _title("found_on.title", value.get("title") or ""),
        "at": min(_integer("found_on.at", value.get("at", 0)), END_OF_9999),
    }


def _link(name: str, value: object) -> dict:
    if not isinstance(value, dict):
        raise _refuse(name, "must be an object with url and kind")
    return {
        "url": _web_address("url", value.get("url")),
        "kind": _one_of(LINK_KINDS)("kind", value.get("kind", "page")),
        "title": _title("title", value.get("title") or ""),
        "origin": _one_of(ORIGINS)("origin", value.get("origin", "mine")),
    }


def _sha256(name: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise _refuse(name, "must be a SHA-256 in lower-case hexadecimal")
    return value


BOOKMARK, TAG, LINK = _client_id("bm_"), _client_id("tag_"), _client_id("lnk_")

SHAPES: dict[str, dict[str, Check]] = {
    "bookmark.create": {"bookmark": BOOKMARK, "ids": _paper_ids, "meta": _meta, "fields": _fields,
                        "found_on": _optional(_found_on), "source": _optional(_one_of(tuple(SOURCE_RANK)), "listing")},
    "bookmark.set": {"bookmark": BOOKMARK, "base": _base, "field": _field_name},
    "bookmark.meta": {"bookmark": BOOKMARK, "meta": _meta, "ids": _optional(_list(_paper_id, MAX_IDS), []),
                      "source": _one_of(tuple(SOURCE_RANK))},
    "bookmark.delete": {"bookmark": BOOKMARK, "base": _base, "note_sha256": _sha256},
    "bookmark.restore": {"bookmark": BOOKMARK},
    "bookmark.tag": {"bookmark": BOOKMARK, "tag": TAG},
    "bookmark.untag": {"bookmark": BOOKMARK, "tags": _list(TAG, MAX_TAGS), "base": _base},
    "note.edit": {"bookmark": BOOKMARK, "base_text": _note, "text": _note},
    "note.resolve": {"bookmark": BOOKMARK, "copy": _client_id("nc_")},
    "tag.create": {"tag": TAG, "name": _tag_name},
    "tag.rename": {"tag": TAG, "name": _tag_name, "base": _base},
    "tag.merge": {"tag": TAG, "into": TAG},
    "tag.delete": {"tag": TAG, "base": _base},
    "link.put": {"bookmark": BOOKMARK, "link": LINK, "base": _base, "value": _link},
    "link.delete": {"bookmark": BOOKMARK, "link": LINK, "base": _base},
}  # fmt: skip
