"""A file as lines of text: its encoding found from its bytes, read piece by piece however large it is."""

import codecs
import io
import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import BinaryIO

from manicule.core import encodings
from manicule.errors import EncodingUnknown
from manicule.formats.guessing import Guess, guess

SAMPLE = 256 << 10  # bytes that tell the encoding and the format
PIECE = 1 << 20
UTF_8 = "utf-8"
MAX_LINE = 4 << 20  # characters; whatever is longer is cut into lines of this length
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"(?:%\s*encoding:|charset=[\"']?|coding[:=])\s*([\w-]+)", re.IGNORECASE)
_LETTERS = re.compile(rb"[\x80-\xff]+")
_BREAK = re.compile("\r\n|\r|\n")
_SWITCHED = re.compile(rb"\x1b\$[@B]")  # the bytes by which mail of old went over to Japanese


class Source:
    """An open file, to be read as often as needed.

    :param file: seekable, opened for bytes
    :param name: what to call it in sentences
    :param encoding: the encoding that its reader says it is in; it counts before all that the file says or looks like
    :raise EncodingUnknown: if there is none of that name
    """

    def __init__(self, file: BinaryIO, name: str = "", encoding: str = "") -> None:
        self.file, self.name = file, name
        self.told = named_encoding(encoding) if encoding else ""

    @cached_property
    def head(self) -> bytes:
        """The first bytes."""
        self.file.seek(0)
        return self.file.read(SAMPLE)

    @cached_property
    def size(self) -> int:
        """In bytes."""
        return self.file.seek(0, io.SEEK_END)

    @cached_property
    def encoding(self) -> str:
        """Its encoding: as told, by its mark, UTF-8 if its letters are, else what it says of itself or looks like."""
        return self.told or self._certain or self.guess.name

    @property
    def is_guessed(self) -> bool:
        """Whether nobody and nothing says what its encoding is."""
        return not self.told and not self._certain

    @cached_property
    def guess(self) -> Guess:
        """What it looks like, where it is guessed."""
        return guess(self._odd_sample)

    @cached_property
    def _certain(self) -> str:
        for mark, name in MARKS:
            if self.head.startswith(mark):
                return name
        if wide := _without_mark(self.head):
            return wide
        if _SWITCHED.search(self.head):
            return "iso2022_jp"
        return UTF_8 if self._is_utf8 else declared(self._odd_sample) or UTF_8 * self.has_strays

    @cached_property
    def _is_utf8(self) -> bool:
        decoder = codecs.getincrementaldecoder(UTF_8)()
        try:
            for piece in self._pieces():
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    @cached_property
    def has_strays(self) -> bool:
        """Whether it is UTF-8 but for a few bytes, as where a line was pasted out of another file."""
        return not self.told and not self._is_utf8 and has_strays(self._odd_sample)

    @cached_property
    def _odd_sample(self) -> bytes:
        """Bytes around the first that is not ASCII, which is where encodings differ."""
        for piece in self._pieces():
            if not piece.isascii():
                return piece
        return self.head

    def _pieces(self) -> Iterator[bytes]:
        self.file.seek(0)
        while piece := self.file.read(PIECE):
            yield piece

    def texts(self) -> Iterator[str]:
        """All of the text in pieces, line ends as they are."""
        decoder = codecs.getincrementaldecoder(self.encoding)(errors=_mending())
        for piece in self._pieces():
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)

    def lines(self) -> Iterator[tuple[int, str]]:
        """`(number from 1, line without its end)`; a line ends with CR, LF or both."""
        number, rest = 1, ""
        for text in self.texts():
            held, text = _held_back(rest + text)
            *whole, rest = _BREAK.split(text)
            rest += held
            for line in whole:
                yield number, line
                number += 1
            while len(rest) > MAX_LINE:
                yield number, rest[:MAX_LINE]
                rest = rest[MAX_LINE:]
        if rest:
            yield number, rest.removesuffix("\r")

    def sample(self) -> str:
        """The beginning of the text."""
        text = self.head.decode(self.encoding, errors=_mending())
        return _BREAK.sub("\n", text)


def _held_back(text: str) -> tuple[str, str]:
    """A CR at the end waits for the LF that may follow."""
    return ("\r", text[:-1]) if text.endswith("\r") else ("", text)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 has a zero in every other byte of Latin text."""
    part = head[:4096]
    if len(part) < 4 or b"\0" not in part:
        return None
    even, odd = part[::2].count(0), part[1::2].count(0)
    if odd > len(part) * 0.1 and even < odd / 4:
        return "utf-16-le"
    return "utf-16-be" if even > len(part) * 0.1 and odd < even / 4 else None


def named_encoding(name: str) -> str:
    """Python's name of the encoding.

    :raise EncodingUnknown: if there is none
    """
    known = encodings.usable(name.strip(), b"")
    if not known:
        said = "Say for example utf-8, cp1250, iso-8859-2, koi8-r, shift_jis or gb18030."
        raise EncodingUnknown(f"There is no encoding {name[:40]!r} here. {said}")
    return known


def declared(sample: bytes) -> str:
    """The encoding that bytes which are not UTF-8 say they are in, "" if they say none, or cannot be in it."""
    said = _DECLARED.search(sample[:4096])
    name = said and encodings.usable(said[1].decode(), sample)
    return "" if not name or name == UTF_8 else name


def has_strays(sample: bytes) -> bool:
    """Whether most letters beyond ASCII are UTF-8, and what is not stands alone, as accents do elsewhere."""
    valid = alone = other = 0
    for run in _LETTERS.findall(sample):
        if is_utf8(run):
            valid += 1
        elif len(run) == 1:
            alone += 1
        else:
            other += 1
    return valid >= alone and valid >= 10 * other


def is_utf8(run: bytes) -> bool:
    """Whether these bytes are UTF-8."""
    try:
        run.decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True


@cache
def _mending() -> str:
    """The name of what to do with bytes that are none of the encoding: most are Western letters of another file."""
    codecs.register_error(
        "manicule", lambda error: (error.object[error.start : error.end].decode("cp1252", "replace"), error.end)
    )
    return "manicule"
