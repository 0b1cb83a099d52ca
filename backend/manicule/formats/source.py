"""A file as lines of text: its encoding found from its bytes, read piece by piece however large it is."""

import codecs
import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO

from charset_normalizer import from_bytes

from manicule.core import encodings

SAMPLE = 256 << 10  # bytes that tell the encoding and the format
PIECE = 1 << 20
MAX_LINE = 4 << 20  # characters; whatever is longer is cut into lines of this length
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"(?:%\s*encoding:|charset=[\"']?|coding[:=])\s*([\w-]+)", re.IGNORECASE)
_BREAK = re.compile("\r\n|\r|\n")
_SWITCHED = re.compile(rb"\x1b\$[@B]")  # the bytes by which mail of old went over to Japanese
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]{5,}")
_KANA = re.compile("[\u3040-\u30ff]")
_INSIDE = re.compile(rb"(?<=[A-Za-z])[\x80-\x9f](?=[A-Za-z])")


class Source:
    """An open file, to be read as often as needed.

    :param file: seekable, opened for bytes
    :param name: what to call it in sentences
    """

    def __init__(self, file: BinaryIO, name: str = "") -> None:
        self.file, self.name = file, name

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
        """Its encoding: by its mark, else UTF-8 if all of it is, else what it says of itself or looks like."""
        for mark, name in MARKS:
            if self.head.startswith(mark):
                return name
        if wide := _without_mark(self.head):
            return wide
        if _SWITCHED.search(self.head):
            return "iso2022_jp"
        return "utf-8" if self._is_utf8() else guessed(self._odd_sample())

    def _is_utf8(self) -> bool:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for piece in self._pieces():
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

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
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
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
        text = self.head.decode(self.encoding, errors="replace")
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


def guessed(sample: bytes) -> str:
    """The encoding of bytes that are not UTF-8: the one they name, if it can be, else the likeliest."""
    declared = _DECLARED.search(sample[:4096])
    if declared and (name := encodings.usable(declared[1].decode(), sample)) and name != "utf-8":
        return name
    if _is_shift_jis(sample):
        return "cp932"
    if _INSIDE.search(
        sample
    ):  # letters inside words: Windows and Latin-1 have none there, Mac OS Roman has its accents
        return "mac_roman"
    best = from_bytes(sample[:SAMPLE], cp_isolation=["cp1252", "cp1250", "cp1251", "cp1253", "gb18030", "big5",
                                                     "shift_jis", "euc_jp", "euc_kr", "koi8_r"]).best()  # fmt: skip
    high = sum(byte > 127 for byte in sample)
    few = high < 20 or high < len(sample) * 0.02
    return "cp1252" if few or best is None else best.encoding


def _is_shift_jis(sample: bytes) -> bool:
    """Whether it is Japanese: every byte fits, and kana stand among five or more signs in a row; accents do not."""
    try:
        text = codecs.getincrementaldecoder("cp932")().decode(sample)
    except UnicodeDecodeError:
        return False
    return any(_KANA.search(run) for run in _JAPANESE.findall(text))
