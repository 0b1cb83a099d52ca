"""One BibTeX block as fields. bibtexparser takes it apart; macros, `#` and repeated fields are resolved here."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bibtexparser.model import DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from manicule.formats.bibtex_blocks import Block
from manicule.formats.dates import MONTHS

MAX_VALUE = 1 << 20  # characters of one value when its macros are filled in
_KEYLESS = re.compile(r"^(@\s*[\w+-]+\s*[{(])(\s*[\w-]+\s*=)")
_NEXT_FIELD = re.compile(r"^\s*([A-Za-z][\w-]*)\s*=\s*(?=[{\"\d])")
_COMMAS = re.compile(r",(?:\s*,)+")
_WORD = re.compile(r"[^\s#{}\",=]+")
# As of bibtexparser 2.1 every syntax error is a warning in the log besides being a block of its own.
logging.getLogger("bibtexparser.splitter").setLevel(logging.CRITICAL)


class Broken(Exception):
    """A block that is no entry; the message is the reason."""


@dataclass
class Fields:
    """Values by name in lower case, as written, the outer braces or quotes gone."""

    type: str
    key: str
    values: dict[str, str]
    doubts: list[str] = field(default_factory=list)


def parsed(block: Block, macros: Mapping[str, str]) -> Fields:
    """The fields of an entry.

    :raise Broken: if it is none
    """
    found = split(block)
    if not isinstance(found, Entry):
        raise Broken(reason(found))
    fields = Fields(block.type, found.key.strip(), {})
    for one in found.fields:
        put(fields, one.key.strip().lower(), str(one.value), macros)
    return fields


def macro(block: Block, macros: Mapping[str, str]) -> tuple[str, str] | None:
    """Name and value of a `@string`, or None if it is broken."""
    found = split(block)
    if not isinstance(found, String):
        return None
    text, _, _ = value(str(found.value), macros)
    return found.key.strip().lower(), text


def split(block: Block) -> object:
    """What bibtexparser makes of the block."""
    text = _KEYLESS.sub(r"\1,\2", block.text) if block.type != "string" else block.text
    found = first(text)
    return first(_COMMAS.sub(",", text)) if isinstance(found, ParsingFailedBlock) else found


def first(text: str) -> object:
    """The first block that bibtexparser finds; an entry with a field twice is still one."""
    blocks = Splitter(text).split().blocks
    found = blocks[0] if blocks else None
    return found.ignore_error_block if isinstance(found, DuplicateFieldKeyBlock) else found


def reason(found: object) -> str:
    """Why bibtexparser could not read it, in its words."""
    if isinstance(found, ParsingFailedBlock) and found.error is not None:
        said = " ".join(str(found.error).split())
        return f"it is not written as BibTeX: {said.partition('in bibtex: ')[2] or said}"[:300]
    return "it is not written as BibTeX"


def put(fields: Fields, name: str, written: str, macros: Mapping[str, str]) -> None:
    """Add one field, and say what is wrong with it."""
    text, rest, unknown = value(written, macros)
    for word in unknown:
        fields.doubts.append(f"“{word}” in the field {name} is no macro that the file defines")
    if name not in fields.values:
        fields.values[name] = text
    elif text and text != fields.values[name]:
        fields.doubts.append(f"the field {name} is there twice; the first was taken, the other is “{short(text)}”")
    following = _NEXT_FIELD.match(rest)
    if following:
        fields.doubts.append(f"a comma is missing after the field {name}")
        put(fields, following[1].lower(), rest[following.end() :], macros)
    elif rest:
        fields.doubts.append(f"after the field {name} stands “{short(rest)}”, which was left out")


def short(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def value(written: str, macros: Mapping[str, str]) -> tuple[str, str, list[str]]:
    """A value with its parts joined and macros filled in, what stands behind it, and words that are no macros.

    :raise Broken: if it grows beyond all measure
    """
    parts, unknown, at, size = [], [], 0, 0
    while at < len(written):
        at = skip(written, at)
        part, at = token(written, at)
        if part is None:
            break
        if part[:1] in '{"':
            parts.append(part[1:-1])
        elif part.isdigit():
            parts.append(part)
        else:
            name = part.lower()
            if name not in macros and name not in MONTHS:
                unknown.append(part)
            parts.append(macros.get(name, part))
        size += len(parts[-1])
        if size > MAX_VALUE:
            raise Broken(f"a value grows beyond {MAX_VALUE:,} characters when its macros are filled in")
        at = skip(written, at)
        if written[at : at + 1] != "#":
            break
        at += 1
    return "".join(parts), written[at:].strip().strip(","), unknown


def skip(text: str, at: int) -> int:
    """Past white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def token(text: str, at: int) -> tuple[str | None, int]:
    """The next `{…}`, `"…"`, number or word, and where it ends."""
    opener = text[at : at + 1]
    if opener not in ("{", '"') or not opener:
        word = _WORD.match(text, at)
        return (word[0], word.end()) if word else (None, at)
    depth, n = 0, at
    while n < len(text):
        letter = text[n]
        if letter == "\\":
            n += 1
        elif letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
        if (opener == "{" and not depth) or (letter == '"' and opener == '"' and n > at and depth <= 0):
            return text[at : n + 1], n + 1
        n += 1
    return text[at:] + ("}" if opener == "{" else '"'), len(text)
