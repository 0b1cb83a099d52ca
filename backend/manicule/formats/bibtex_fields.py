"""One BibTeX block as fields, read as BibTeX reads them; whatever stands between two fields and is none is said.

bibtexparser (2.1) takes files apart too, but ends a value in quotes at a quote inside of braces, which is how BibTeX
writes one, `"The {"}word{"}"`, and drops all that follows without a word.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from manicule.formats.bibtex_blocks import Block
from manicule.formats.dates import MONTHS
from manicule.formats.record import PLACE

MAX_VALUE = 1 << 20  # characters of one value when its macros are filled in
MAX_VALUES = 2 << 20  # of all values of one block
MAX_MACROS = 4 << 20  # of all macros of a file, with PLACE for each
MAX_ENDLESS = 20  # values of one block that do not end: for each the rest of the block is read
_HEAD = re.compile(r"@\s*[\w+-]+\s*[{(]")
_NAME = re.compile(r"[^\W\d][\w:.+/-]*")
_FIELD = re.compile(rf"({_NAME.pattern})\s*=")
_KEYLESS = re.compile(rf"\s*{_NAME.pattern}\s*=\s*[\"{{\w]")
_BETWEEN = re.compile(r"[\s,]*")
_WORD = re.compile(r"[^\s#{}\",=]+")
# Where reading goes on after what is no field: behind a comma or at the beginning of a line.
_MARK = re.compile(r"\\.|[{}\"]", re.DOTALL)
_NEXT = re.compile(rf"(?:,|\n)[^\S\n]*(?={_NAME.pattern}\s*=\s*[\"{{\w])")


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
    body = inside(block)
    key, at = "", 0
    if not _KEYLESS.match(body):
        key, comma, _ = body.partition(",")
        at = len(key) + len(comma)
    fields = Fields(block.type, " ".join(key.split()), {})
    for name, written in pairs(body, at, macros, fields.doubts):
        put(fields, name, written)
    if not fields.values and (fields.doubts or not fields.key):
        raise Broken("it is not written as BibTeX: it has no fields")
    return fields


class Macros(dict[str, str]):
    """What the `@string`s of a file define, by name in lower case. One may hold others many times over."""

    def __init__(self) -> None:
        super().__init__()
        self.size = 0

    def take(self, block: Block) -> bool:
        """Take over what a `@string` defines; False if that is nothing, as where it is broken.

        :raise Broken: if there is no room for it
        """
        made = dict(pairs(inside(block), 0, self, []))
        size = self.size + sum(len(name) + len(value) + PLACE for name, value in made.items())
        if size > MAX_MACROS:
            raise Broken(f"the macros of the file have more than {MAX_MACROS:,} characters together")
        self.size = size
        self.update(made)
        return bool(made)


def inside(block: Block) -> str:
    """What stands between the outer braces of a block."""
    head = _HEAD.match(block.text)
    return block.text[head.end() : -1] if head else ""


def pairs(body: str, at: int, macros: Mapping[str, str], doubts: list[str]) -> Iterator[tuple[str, str]]:
    """Name, in lower case, and value of each field from there on; what is none is added to the doubts.

    :raise Broken: if a value, or all of them together, grow beyond all measure
    """
    last, size, endless = "", 0, 0
    while (at := _BETWEEN.match(body, at).end()) < len(body):
        found = _FIELD.match(body, at)
        if not found:
            at = passed(body, at, last, doubts)
            continue
        last = found[1].lower()
        written = _Value(last, macros, doubts)
        at = written.read(body, found.end())
        size += written.size
        endless += not written.whole
        if endless > MAX_ENDLESS:
            raise Broken("many of its fields have no end")
        if size > MAX_VALUES:
            raise Broken(f"its values grow beyond {MAX_VALUES:,} characters when its macros are filled in")
        yield last, "".join(written.parts)
        at = skip(body, at)
        if at < len(body) and body[at] != "," and _FIELD.match(body, at):
            doubts.append(f"a comma is missing after the field {last}")


def passed(body: str, at: int, last: str, doubts: list[str]) -> int:
    """Pass what is no field, and say so; where the next one may begin."""
    following = _NEXT.search(body, at)
    end = following.end() if following else len(body)
    left_out = short(body[at:end].strip().strip(","))
    if left_out.startswith("%"):
        doubts.append(f"“{left_out}” was taken for a comment")
    elif left_out:
        doubts.append(f"after the field {last} stands “{left_out}”, which was left out")
    return end


def put(fields: Fields, name: str, text: str) -> None:
    """Add one field; one that is there already with another value is said."""
    if not fields.values.get(name):
        fields.values[name] = text
    elif text and text != fields.values[name]:
        fields.doubts.append(f"the field {name} is there twice; the first was taken, the other is “{short(text)}”")


def short(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


class _Value:
    """The value of a field: parts joined by `#`, macros filled in."""

    def __init__(self, name: str, macros: Mapping[str, str], doubts: list[str]) -> None:
        self.name, self.macros, self.doubts = name, macros, doubts
        self.parts: list[str] = []
        self.size, self.whole = 0, True

    def read(self, body: str, at: int) -> int:
        """Read it from there on; where it ends.

        :raise Broken: if it grows beyond all measure
        """
        while at < len(body):
            at = skip(body, at)
            end = self.take(body, at)
            following = skip(body, end)
            if end == at or body[following : following + 1] != "#":
                return end
            at = following + 1
        return at

    def take(self, body: str, at: int) -> int:
        """The next part: `{…}`, `"…"`, a number or a macro's name; where it ends."""
        if body[at : at + 1] in ("{", '"'):
            end, whole = closed(body, at)
            self.whole = self.whole and whole
            if not whole:
                self.doubts.append(f"the field {self.name} has no end; it was taken up to the next one")
            return self.add(body[at + 1 : end - 1] if whole else body[at + 1 : end].rstrip(", \t\r\n"), end)
        word = _WORD.match(body, at)
        if not word:
            return at
        name = word[0].lower()
        if not name.isdigit() and name not in self.macros and name not in MONTHS:
            self.doubts.append(f"“{word[0]}” in the field {self.name} is no macro that the file defines")
        return self.add(self.macros.get(name, word[0]), word.end())

    def add(self, part: str, end: int) -> int:
        self.parts.append(part)
        self.size += len(part)
        if self.size > MAX_VALUE:
            raise Broken(f"a value grows beyond {MAX_VALUE:,} characters when its macros are filled in")
        return end


def skip(text: str, at: int) -> int:
    """Past white space."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def closed(text: str, at: int) -> tuple[int, bool]:
    """Where the `{…}` or `"…"` that begins here ends; without an end, where the next field begins."""
    quoted, depth = text[at] == '"', 0
    for mark in _MARK.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if (not quoted and not depth) or (quoted and mark[0] == '"' and mark.start() > at and depth <= 0):
            return mark.end(), True
    following = _NEXT.search(text, at)
    return (following.start() if following else len(text)), False
