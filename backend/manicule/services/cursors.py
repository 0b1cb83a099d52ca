"""Cursors: where a page of a list ends, as an opaque text with which to ask for the next one."""

import base64
import binascii
import json
from zlib import crc32

from manicule.core.checks import clean
from manicule.errors import CursorInvalid


def sign(*question: object) -> str:
    """A few letters that tell one list from another."""
    return f"{crc32(repr(question).encode()):08x}"


def write_cursor(place: list, signature: str) -> str:
    """The place as an opaque word."""
    return base64.urlsafe_b64encode(json.dumps([signature, *place]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, signature: str, types: list[type]) -> list:
    """The place behind an opaque word: values of these types.

    :raise CursorInvalid: if `write_cursor` has not made it, or made it for another list
    """
    made_for, *place = opened(cursor, [str, *types])
    if made_for != signature:
        raise CursorInvalid
    return place


def opened(cursor: str, types: list[type]) -> list:
    """What an opaque word holds: values of these types, each of which a database can hold.

    :raise CursorInvalid: if it holds anything else
    """
    try:
        held = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorInvalid from error
    if not isinstance(held, list) or [type(part) for part in held] != types or not all(map(is_plain, held)):
        raise CursorInvalid
    return held


def is_plain(part: str | int) -> bool:
    """Whether a database can hold it."""
    return clean(part) == part if isinstance(part, str) else 0 <= part < 1 << 53
