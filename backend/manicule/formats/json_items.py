"""The items of a JSON file, one at a time, however large the file is: elements of its list or members of its object."""

import json
import re
from collections.abc import Iterator

from manicule.formats.record import PLACE, Unreadable
from manicule.formats.source import Source

MAX_ITEM = 8 << 20  # characters of one item
MAX_INSIDE = 400_000  # lists and objects in an item of more than a piece of text: each takes 60 bytes, `[]` or `{}`
WRAPPERS = ("message",)  # what the answers of Crossref's API are wrapped in
_SPACE = re.compile(r"[ \t\n\r\ufeff]*")
_DECODER = json.JSONDecoder(strict=False)


class _Ended(Exception):
    """The file ends in the middle."""


class _Text:
    """The text ahead, read piece by piece, in which line it is, and how many characters were passed.

    :ivar held: how many lists and objects the last value holds, itself among them
    """

    def __init__(self, source: Source) -> None:
        self.pieces = source.texts()
        self.ahead, self.at, self.line, self.whole = "", 0, 1, False
        self.passed = self.held = 0

    def more(self) -> bool:
        """Read another piece; whether there was one."""
        piece = next(self.pieces, None)
        if piece is None:
            self.whole = True
            return False
        self.ahead, self.at = self.ahead[self.at :] + piece, 0
        return True

    def peek(self) -> str:
        """The next character that is no white space.

        :raise _Ended: at the end of the file
        """
        while True:
            self.pass_to(_SPACE.match(self.ahead, self.at).end())
            if self.at < len(self.ahead):
                return self.ahead[self.at]
            if not self.more():
                raise _Ended

    def ended(self) -> bool:
        """Whether nothing but white space follows."""
        try:
            self.peek()
        except _Ended:
            return True
        return False

    def pass_to(self, end: int) -> None:
        """Go on to there."""
        self.line += self.ahead.count("\n", self.at, end)
        self.passed += end - self.at
        self.at = end

    def expect(self, letters: str) -> str:
        """Pass one of these characters.

        :raise ValueError: if it is another
        """
        found = self.peek()
        if found not in letters:
            raise ValueError(f"“{found}” stands where {' or '.join(letters)} should")
        self.pass_to(self.at + 1)
        return found

    def value(self) -> object:
        """The next value.

        :raise ValueError: if it is none, or too large.  :raise _Ended: if it has no end
        """
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self.ahead, self.at)
            except RecursionError as error:
                raise ValueError("it is nested too deep") from error
            except ValueError as error:
                if len(self.ahead) - self.at > MAX_ITEM or self.inside(len(self.ahead)) > MAX_INSIDE:
                    raise ValueError("it is no JSON, or too large") from error
                if self.more():
                    continue
                raise (_Ended() if not self.ahead[self.at :].strip() else error) from error
            if end >= len(self.ahead) - 1 and self.more():
                continue  # a number may go on
            self.held = self.inside(end)
            self.pass_to(end)
            return found

    def inside(self, end: int) -> int:
        """How many lists and objects begin between here and there."""
        return self.ahead.count("[", self.at, end) + self.ahead.count("{", self.at, end)


def items(source: Source, inside: tuple[str, ...] = ()) -> Iterator[tuple[int, str, object] | Unreadable]:
    """`(line, name, value)` of each; the name is "" in a list. One document may follow another, as in JSON lines.

    :param inside: members under which the list may lie, as `results` in `{"count": 2, "results": […]}`
    """
    text = _Text(source)
    try:
        while True:
            opener = text.expect("[{")
            yield from (elements(text) if opener == "[" else members(text, inside))
            if text.ended():
                return
    except _Ended:
        yield Unreadable(text.line, "the file ends in the middle")
    except ValueError as error:
        yield Unreadable(
            text.line, f"from here on it is no JSON: {str(error)[:200]}", text.ahead[text.at : text.at + 80]
        )


def elements(text: _Text) -> Iterator[tuple[int, str, object]]:
    """The elements of a list."""
    if text.peek() == "]":
        text.expect("]")
        return
    while True:
        text.peek()
        line = text.line
        yield line, "", text.value()
        if text.expect(",]") == "]":
            return


def members(
    text: _Text, inside: tuple[str, ...], wrappers: tuple[str, ...] = WRAPPERS
) -> Iterator[tuple[int, str, object]]:
    """The members of an object, or the elements of the lists among them that are `inside`.

    Where there is no such list the object is the only item, as the sites give what they know of one paper.
    """
    if text.peek() == "}":
        text.expect("}")
        return
    start, alone, size, lists = text.line, {}, 0, False
    while True:
        text.peek()
        line, before, name = text.line, text.passed, text.value()
        if not isinstance(name, str):
            raise ValueError("a name should stand here")
        text.expect(":")
        if name in inside and text.peek() == "[":
            lists = True
            text.expect("[")
            yield from elements(text)
        elif not inside:
            yield line, name, text.value()
        elif name in wrappers and text.peek() == "{":
            lists = True
            text.expect("{")
            yield from members(text, inside, ())
        else:
            value = text.value()
            size += text.passed - before + PLACE * (1 + text.held)
            alone |= {name: value} if size <= MAX_ITEM else {}
        if text.expect(",}") == "}":
            break
    if inside and not lists:
        yield start, "", alone
