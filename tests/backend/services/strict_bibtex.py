"""BibTeX as btparse, which biber is built on, reads it: nothing is guessed, and what it would trip over is an error."""

import re

NAME = r"[a-z][a-z0-9!$&*+./:;<>?\[\]^_`|-]*"
KEY = r"[^\s\"#%'(),={}~\\]+"
ENTRY = re.compile(rf"@({NAME})\{{({KEY}),\s*")
FIELD = re.compile(rf"({NAME})\s*=\s*(?:(\{{)|(\d+|{NAME}))")
END = re.compile(r",?\s*(\})?\s*")


class NotStrict(Exception):
    """btparse would not read it."""


def entries(text: str) -> dict[str, dict[str, str]]:
    """The fields of each entry by its key.

    :raise NotStrict: for anything between entries, a key or field that is there twice, braces that do not pair
    """
    found: dict[str, dict[str, str]] = {}
    at = 0
    while at < len(text):
        begun = ENTRY.match(text, at)
        if not begun or begun[2].lower() in {key.lower() for key in found}:
            raise NotStrict(f"no entry of its own: {text[at : at + 80]!r}")
        found[begun[2]], at = _fields(text, begun.end())
    return found


def _fields(text: str, at: int) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    closed = None
    while not closed:
        field = FIELD.match(text, at)
        if not field or field[1] in fields:
            raise NotStrict(f"no field of its own: {text[at : at + 80]!r}")
        end = _closing(text, field.end()) if field[2] else field.end()
        fields[field[1]] = text[field.end() : end - 1] if field[2] else field[3]
        after = END.match(text, end)
        closed, at = after[1], after.end()
    return fields, at


def _closing(text: str, at: int) -> int:
    """The place behind the brace that closes; an escaped brace is a brace too, as it is for BibTeX."""
    depth = 1
    for brace in re.finditer(r"[{}]", text[at:]):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return at + brace.end()
    raise NotStrict(f"a brace that nothing closes: {text[at : at + 80]!r}")
