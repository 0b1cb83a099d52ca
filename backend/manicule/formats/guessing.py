"""Which encoding a file is in that is not UTF-8 and does not say: the one in which its lines read as a language.

chardet weighs the bytes by the languages that each encoding is used for; what its figures do not see is weighed here:
no word has a sign, or a capital letter, in its middle.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass

import chardet

SAMPLE = 16 << 10  # bytes of lines that are not ASCII
CLOSE = 0.85  # of the likeliest: another that comes so near may be it as well
# What people's files are in. chardet knows more, some of which no program ever exported.
ENCODINGS = (
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859-2", "iso8859-5",
    "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9", "iso8859-13", "iso8859-15", "koi8-r", "koi8-u", "mac-cyrillic",
    "mac-roman", "mac-latin2", "mac-greek", "mac-turkish", "cp437", "cp850", "cp852", "cp855", "cp857", "cp866",
    "cp737", "cp932", "shift_jis_2004", "euc_jis_2004", "gb18030", "big5hkscs", "cp949", "euc_kr", "tis-620",
)  # fmt: skip
OTHERWISE = "cp1252"
# How much likelier than the others Western letters are before any is looked at, above all where there are few of them.
COMMON, COMMON_ALONE, FEW = 1.1, 1.3, 2
RARE = 0.95  # what DOS and Mac OS of old wrote
_OLD = re.compile(r"mac|cp(?:437|7|8)")
_HIGH = re.compile(rb"[\x80-\xff]")
# What BibTeX, RIS and tables write around a value, which is of no language; a letter's second byte may look like it.
_AROUND = re.compile(rb"^\s*(?:[A-Za-z-]+\s*=\s*[{\"]+|[A-Z][A-Z0-9]\s{0,3}-\s?)|(?<![\x80-\xff])[}\",]+\s*$")
_RARE_MARKS = "†‡¶‰§"
_HYPHENS = "’‘·-–—"


@dataclass(frozen=True)
class Guess:
    """`name` as Python has it; `rival` reads the same bytes otherwise and is nearly as likely, "" if none is."""

    name: str
    rival: str = ""


def guess(content: bytes) -> Guess:
    """The likeliest encoding of text that is not UTF-8."""
    lines = (line for line in content.splitlines() if not line.isascii())
    told = b"\n".join(_AROUND.sub(b"", _cut(line)) for line in lines)[:SAMPLE]
    if told.isascii():
        return Guess(OTHERWISE)
    letters = sum(byte > 127 for byte in told)
    rated: dict[str, tuple[float, float, str]] = {}
    for found in chardet.detect_all(told, ignore_threshold=True, include_encodings=ENCODINGS):
        name = codecs.lookup(found["encoding"]).name if found["encoding"] else OTHERWISE
        text = told.decode(name, "replace")
        fits = found["confidence"] * (1 - oddness(text))
        rated.setdefault(text, (fits * prior(name, letters), fits, name))
    (_, fits, name), *others = sorted(rated.values(), reverse=True) or [(0.0, 0.0, OTHERWISE)]
    return Guess(name, next((other for _, near, other in others if near > fits * CLOSE), ""))


def _cut(line: bytes) -> bytes:
    """As much of a long line as tells its language, from shortly before the first byte that is not ASCII."""
    start = max(0, _HIGH.search(line).start() - 200)
    return line[start : start + 2_000]


def prior(name: str, letters: int) -> float:
    """How much likelier than others it is before its bytes are looked at, of which so many are letters."""
    if name == OTHERWISE:
        return COMMON if letters > FEW else COMMON_ALONE
    return RARE if _OLD.match(name) else 1.0


def oddness(text: str) -> float:
    """0 to 0.95: how many of its signs beyond ASCII stand where no language has them."""
    around = zip(f" {text}", text, f"{text} "[1:], strict=False)
    odd = [_odd(before, sign, after) for before, sign, after in around if sign > "\x7f"]
    return min(sum(odd) / max(len(odd), 1), 0.95)


def _odd(before: str, sign: str, after: str) -> float:
    kind = unicodedata.category(sign)
    if kind[0] == "C" or sign == "\ufffd":
        return 2.0
    if kind[0] in "SNP" and sign not in _HYPHENS and before.isalpha() and after.isalpha():
        return 1.0
    if kind[0] == "L" and (before.isalpha() or after.isalpha()) and _mixed(before, sign, after):
        return 1.0
    if kind == "Lu":
        return 1.0 if before.islower() or (before.isupper() and after.islower()) else 0.0
    if kind == "Ll":
        return 1.0 if before.isupper() and after.isupper() else 0.0
    return 0.6 if kind[0] == "S" or sign in _RARE_MARKS else 0.0


def _mixed(before: str, sign: str, after: str) -> bool:
    """Whether a letter of another script stands beside Latin ones."""
    latin = any("a" <= letter.lower() <= "z" for letter in (before, after) if letter.isascii())
    return latin and not unicodedata.name(sign, "").startswith("LATIN")
