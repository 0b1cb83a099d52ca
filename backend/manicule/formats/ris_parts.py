"""A RIS file taken apart into its records as it is read, bounded by `TY` and `ER`; what is in one is rispy's.

rispy by itself (0.10) loses in silence: a record without its last `ER`, one that follows a missing `ER`, `TY - ` with
one space, and tags it does not know. So the records are counted and bounded here, and every tag is kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase, digits

import rispy

from manicule.core.text import normalise

MAX_RECORD = 2 << 20  # characters
BREAK = "\ue00a"  # of private use: a line end inside of a value
# The tags that any program's RIS has, all of them lists so that none is lost.
TAGS = {f"{one}{two}": f"{one}{two}" for one in ascii_uppercase for two in ascii_uppercase + digits}
_TAG = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])\s{0,3}[-–—](?:\s(.*))?$", re.DOTALL)
_SMALL = re.compile(r"^\s{0,3}([a-z][a-z0-9])\s{0,3}[-–—](?:\s(.*))?$", re.DOTALL)
_KNOWN = re.compile(
    "TY|ER|A[1-4]|AU|TI|T[1-3]|CT|BT|J[A1FO2]|PY|Y[12]|DA|UR|DO|KW|AB|N[12]|ED|SP|EP|VL|IS|ID|M[1-3]|SN|PB|L[1-4]"
)


@dataclass
class Part:
    """The lines of one record, from `TY` to `ER`."""

    line: int
    pieces: list[list[str]] = field(default_factory=list)  # of each line: itself, then how it goes on
    doubts: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def lines(self) -> list[str]:
        return ["".join(line) for line in self.pieces]

    def add(self, name: str, value: str, line: str) -> None:
        """A line with a tag, or one that goes on: rispy (0.10) drops those of tags that may come twice."""
        self.size += len(line)
        if name:
            self.pieces.append([f"{name}  - {normalise(value)}"])
        elif line.strip():
            self.pieces[-1].append(BREAK + line.strip())


def parts(lines: Iterable[tuple[int, str]]) -> Iterator[Part]:
    """The records of a file, bounded by `TY` and `ER`; a bound that is missing is a doubt."""
    part: Part | None = None
    small = False
    for number, line in lines:
        plain = line.lstrip("\ufeff")
        tag = _TAG.match(plain) or (_SMALL.match(plain) if small or plain.lstrip()[:2] == "ty" else None)
        name = tag[1].upper() if tag and (part or _KNOWN.fullmatch(tag[1].upper())) else ""
        small = tag[1] == "ty" if tag and name == "TY" else small
        if name == "TY" and part:
            part.doubts.append(f"its end, a line ER, is missing before line {number}")
            yield part
            part = None
        if name and part is None and name != "ER":
            part = Part(number, doubts=[] if name == "TY" else ["its first line, TY, is missing"])
        if part and name == "ER":
            yield part
            part = None
        elif part and part.size <= MAX_RECORD:
            part.add(name, tag[2] or "" if tag else "", line)
    if part:
        part.doubts.append("the file ends before its end, a line ER")
        yield part


def parsed(lines: list[str]) -> dict[str, list[str]] | None:
    """The values of each tag, lines that go on joined by line ends; None if rispy finds no record."""
    bounded = [line for line in lines if not line.startswith("TY  -")]
    kind = next((line for line in lines if line.startswith("TY  -")), "TY  - GEN")
    text = "\n".join([kind or "TY  - GEN", *bounded, "ER  - "])
    try:
        found = rispy.loads(text, mapping=TAGS, list_tags=list(TAGS), newline="\n")
    except (OSError, ValueError, KeyError, IndexError):
        return None
    if len(found) != 1:
        return None
    values = {tag: value if isinstance(value, list) else [value] for tag, value in found[0].items() if tag in TAGS}
    whole = {tag: [one.replace(BREAK, "\n").strip() for one in value] for tag, value in values.items()}
    return {tag: [one for one in value if one] for tag, value in whole.items()}
