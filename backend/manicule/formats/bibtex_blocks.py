"""A BibTeX file taken apart into its blocks as it is read, so that its size does not matter and a broken entry costs
only itself. What is inside a block is read by bibtex_fields.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_BLOCK = 2 << 20  # characters of one entry
_START = re.compile(r"(?<![\w.\\])@[ \t]*([A-Za-z][\w+-]*)[ \t]*([{(])")
_ALONE = re.compile(r"^[ \t]*@[ \t]*[A-Za-z][\w+-]*[ \t]*$")
# An entry that begins at the beginning of a line, while another one has not ended.
_NEXT = re.compile(
    r"^[ \t]*@[ \t]*(?!comment\b)[A-Za-z][\w+-]*[ \t]*[{(][ \t]*(?:[^\s,={}\"]*[ \t]*(?:,|$)|\w+[ \t]*=)",
    re.IGNORECASE,
)
_WITHOUT_AT = re.compile(
    r"^\s*\\?(?:article|book|booklet|inbook|incollection|inproceedings|conference|manual|mastersthesis|misc|phdthesis|"
    r"proceedings|techreport|unpublished|online)\s*\{\s*[^\s,={}]+\s*,",
    re.IGNORECASE,
)
_MARK = re.compile(r"\\.|[{}()\"]", re.DOTALL)


@dataclass
class Block:
    """`type` is in lower case; `fault` is a sentence if it cannot be an entry."""

    line: int
    type: str
    text: str
    fault: str = ""


def blocks(lines: Iterable[tuple[int, str]]) -> Iterator[Block]:
    """Every block of a file, and what looks like an entry but is none. Text between entries is a comment."""
    opened: _Opened | None = None
    for number, line in joined(lines):
        if opened and _NEXT.match(line):
            yield opened.cut(f"it does not end before line {number}: a brace is missing")
            opened = None
        at = 0
        while at < len(line) or opened:
            if opened is None:
                start = _START.search(line, at)
                if not start:
                    if at == 0 and _WITHOUT_AT.match(line):
                        yield Block(number, "", line, "the @ before the type of the entry is missing")
                    break
                opened, at = _Opened(number, start), start.end()
            at, ended = opened.take(line, at)
            if not ended:
                break
            yield opened.block()
            opened = None
        if opened and opened.size > MAX_BLOCK:
            yield opened.cut(f"it is longer than {MAX_BLOCK:,} characters")
            opened = None
    if opened:
        yield opened.cut("the file ends before the entry does")


def joined(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines, where `@article` stands alone on one together with the next."""
    waiting: tuple[int, str] | None = None
    for number, line in lines:
        if waiting:
            number, line = waiting[0], f"{waiting[1]} {line.lstrip()}"
        waiting = (number, line) if len(line) < 200 and _ALONE.match(line) else None
        if not waiting:
            yield number, line
    if waiting:
        yield waiting


class _Opened:
    """A block whose end has not come yet."""

    def __init__(self, line: int, start: re.Match[str]) -> None:
        self.line, self.type = line, start[1].lower()
        self.closer = "}" if start[2] == "{" else ")"
        self.parts, self.size = [start[0].lstrip()], 0
        self.depth, self.quoted = 0, False

    def take(self, line: str, at: int) -> tuple[int, bool]:
        """Read on in this line: how far, and whether the block ended there."""
        for mark in _MARK.finditer(line, at):
            if self.ends(mark[0]):
                self.add(line[at : mark.end()])
                return mark.end(), True
        self.add(line[at:] + "\n")
        return len(line), False

    def ends(self, mark: str) -> bool:
        """Count the mark; whether it closes the block."""
        if mark == '"' and not self.depth:
            self.quoted = not self.quoted and self.closer == ")"
        if mark == self.closer and not self.depth and not self.quoted:
            return True
        if mark == "{":
            self.depth += 1
        elif mark == "}":
            self.depth = max(0, self.depth - 1)
        return False

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def block(self) -> Block:
        return Block(self.line, self.type, "".join(self.parts))

    def cut(self, fault: str) -> Block:
        return Block(self.line, self.type, "".join(self.parts), fault)
