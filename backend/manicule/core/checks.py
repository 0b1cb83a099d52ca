"""Checks of single values that strangers send: each takes `(name, value)`, returns it clean, or raises Refused."""

import re
from collections.abc import Callable

from manicule.core.limits import MAX_ABSTRACT, MAX_IDS, MAX_NOTE, MAX_TAG_NAME, MAX_TITLE, MAX_URL
from manicule.core.link_health import WHY
from manicule.core.records import LINK_KINDS, ORIGINS, USER_FIELDS
from manicule.core.text import normalise

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


def refused(name: str, rule: str) -> Refused:
    """The refusal of one value: `name` and what is wrong with it make the sentence."""
    return Refused("bad_value", f"“{name}” {rule}.")


def whole_number(name: str, value: object) -> int:
    """0 to 2^53 - 1: what JavaScript can count."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise refused(name, "must be a whole number, not negative")
    return value


def base_rev(name: str, value: object) -> int | None:
    """A revision that the author saw, or None for "always a tie"."""
    return None if value is None else whole_number(name, value)


def text_up_to(limit: int) -> Check:
    """A check for text of at most `limit` characters."""

    def check(name: str, value: object) -> str:
        if not isinstance(value, str):
            raise refused(name, "must be text")
        if len(value) > limit:
            raise refused(name, f"is longer than {limit:,} characters")
        return clean(value)

    return check


def cut_title(name: str, value: object) -> str:
    """A title from a page is cut rather than refused: the paper should still be saved."""
    if not isinstance(value, str):
        raise refused(name, "must be text")
    return clean(value)[:MAX_TITLE]


def cut_abstract(name: str, value: object) -> str:
    """An abstract from a page, cut rather than refused."""
    if not isinstance(value, str):
        raise refused(name, "must be text")
    return clean(value)[:MAX_ABSTRACT]


def note_text(name: str, value: object) -> str:
    """A note of at most 256 KiB."""
    if not isinstance(value, str):
        raise refused(name, "must be text")
    text = clean(value)
    if len(text.encode()) > MAX_NOTE:
        raise Refused("note_too_long", "A note can hold 256 KiB. Shorten it, or move a part to another paper.")
    return text


def tag_name(name: str, value: object) -> str:
    """A tag's name, with surplus space taken out."""
    text = normalise(text_up_to(MAX_TAG_NAME)(name, value))
    if not text:
        raise refused(name, "must not be empty")
    return text


def made_id(prefix: str) -> Check:
    """A check for an id made by a client, such as `bm_…`."""

    def check(name: str, value: object) -> str:
        if not isinstance(value, str) or not value.startswith(prefix) or not CLIENT_ID.match(value):
            raise refused(name, f"must be an id that begins with {prefix}")
        return value

    return check


def list_of(check: Check, limit: int) -> Check:
    """A check for a list of at most `limit` values that each pass `check`."""

    def check_all(name: str, value: object) -> list:
        if not isinstance(value, list) or len(value) > limit:
            raise refused(name, f"must be a list of at most {limit:,}")
        return [check(name, item) for item in value]

    return check_all


def paper_id(name: str, value: object) -> str:
    """An identity `scheme:value`."""
    if not isinstance(value, str) or not PAPER_ID.match(value) or UNSTORABLE.search(value):
        raise refused(name, "must be paper identities such as arxiv:1706.03762")
    return value


def paper_ids(name: str, value: object) -> list[str]:
    """One to twenty identities, each once."""
    ids = list_of(paper_id, MAX_IDS)(name, value)
    if not ids:
        raise refused(name, "must name at least one identity of the paper")
    return list(dict.fromkeys(ids))


def one_of(choices: tuple[str, ...]) -> Check:
    """A check for one of these words."""

    def check(name: str, value: object) -> str:
        if value not in choices:
            raise refused(name, f"must be one of {', '.join(choices)}")
        return value

    return check


def web_address(name: str, value: object) -> str:
    """An http or https address without spaces and markup; nothing else is ever stored as a link."""
    text = text_up_to(MAX_URL)(name, value).strip()
    if not re.match(r"https?://[^\s/]", text, re.IGNORECASE) or re.search(r"[\s<>\"\x00-\x1f]", text):
        raise refused(name, "must be a web address that begins with http:// or https://")
    return text


def or_none(check: Check, empty: object = None) -> Check:
    """A check that lets null pass, as `empty`."""
    return lambda name, value: empty if value is None else check(name, value)


def field_name(name: str, value: object) -> str:
    """A field that a user may set."""
    if value not in USER_FIELDS:
        raise Refused("unknown_field", f"A bookmark has no field {str(value)[:40]!r} that can be set.")
    return value


def rating(name: str, value: object) -> int | None:
    """1 to 5, or None."""
    if value is not None and (isinstance(value, bool) or value not in (1, 2, 3, 4, 5)):
        raise refused(name, "must be 1 to 5, or null for none")
    return value


def known_version(name: str, value: object) -> dict:
    """What its reader has seen of a paper: `{version, revised, day}`, a number or None and two days or ""."""
    if not isinstance(value, dict):
        raise refused(name, "must be an object with version, revised and day")
    days = {part: text_up_to(10)(f"known.{part}", value.get(part) or "") for part in ("revised", "day")}
    version = value.get("version")
    return {"version": None if version is None else whole_number("known.version", version), **days}


def truth(name: str, value: object) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise refused(name, "must be true or false")
    return value


def found_on(name: str, value: object) -> dict:
    """Where a paper was found: `{url, title, at}`."""
    if not isinstance(value, dict):
        raise refused(name, "must be an object with url, title and at")
    return {
        "url": web_address("found_on.url", value.get("url")),
        "title": cut_title("found_on.title", value.get("title") or ""),
        "at": min(whole_number("found_on.at", value.get("at", 0)), END_OF_9999),
    }


def link_value(name: str, value: object) -> dict:
    """A link: `{url, kind, title, origin}`."""
    if not isinstance(value, dict):
        raise refused(name, "must be an object with url and kind")
    return {
        "url": web_address("url", value.get("url")),
        "kind": one_of(LINK_KINDS)("kind", value.get("kind", "page")),
        "title": cut_title("title", value.get("title") or ""),
        "origin": one_of(ORIGINS)("origin", value.get("origin", "mine")),
    }


def dead_mark(name: str, value: object) -> dict:
    """What a link died of, and since when: `{why, since}`."""
    if not isinstance(value, dict):
        raise refused(name, "must be an object with why and since")
    return {
        "why": one_of(WHY)("dead.why", value.get("why")),
        "since": text_up_to(10)("dead.since", value.get("since")),
    }


def sha256_hex(name: str, value: object) -> str:
    """A SHA-256 in 64 lower-case hexadecimal digits."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise refused(name, "must be a SHA-256 in lower-case hexadecimal")
    return value
