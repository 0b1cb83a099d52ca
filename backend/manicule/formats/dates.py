"""Dates as files write them: when a paper appeared (`2017`, `2017-06`, `2017-06-12`), when it was saved (ms)."""

import re
import unicodedata
from datetime import UTC, datetime

from manicule.core import text as texts

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The months of languages that citation managers are used in, where their first letters are not English.
OTHERS = {"mär": 3, "mrz": 3, "mai": 5, "juni": 6, "juli": 7, "okt": 10, "dez": 12, "fév": 2, "fev": 2, "avr": 4,
          "juin": 6, "juil": 7, "aoû": 8, "aou": 8, "déc": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "gen": 1,
          "mag": 5, "giu": 6, "lug": 7, "set": 9, "ott": 10}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(-?\d{4})(?!\d)")
_DIGIT = re.compile(r"(?![0-9])\d")
_ISO = re.compile(r"^\s*(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
SINCE_1601 = 1.2e16  # µs; of those since 1970 it is the year 2350
MAX_MS = 253_402_300_799_000


def published(text: str) -> str:
    """The day, month or year that a text names first; "" where it names none, as in `in press`."""
    plain = in_digits(texts.normalise(text))
    found = _ISO.match(plain)
    if found:
        return joined(found[1], int(found[2]), int(found[3] or 0))
    return texts.date(plain) or year(plain)


def year(text: str) -> str:
    """The first number of four digits; none begins with 0000."""
    found = _YEAR.search(in_digits(text))
    return found[1] if found and found[1] not in ("0000", "9999") else ""


def in_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9."""
    return _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


def month(text: str) -> int:
    """1 to 12 of `jul`, `7`, `Juli` or `July 3`; 0 where it is none."""
    word = re.sub(r"^[^a-zäéûô]*(?=[a-zäéûô])", "", text.lower()).strip("{}\"' ")
    number = re.match(r"(\d{1,2})\b", word)
    if number:
        return int(number[1]) if 1 <= int(number[1]) <= 12 else 0
    for name, value in sorted(OTHERS.items(), key=lambda pair: -len(pair[0])):
        if word.startswith(name):
            return value
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else 0


def joined(year_text: str, month_number: int, day: int = 0) -> str:
    """`2017-06-12` of its parts; what cannot be is left out."""
    if not year_text or year_text == "0000":
        return ""
    if not 1 <= month_number <= 12:
        return year_text
    return f"{year_text}-{month_number:02}" + (f"-{day:02}" if 1 <= day <= 31 else "")


def moment(text: object) -> int | None:
    """ms since 1970 of a time as programs write it: RFC 3339, `2022-08-29 08:34:59 +0000`, seconds, ms or µs."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return of_number(float(text))
    word = texts.normalise(str(text or ""))
    if re.fullmatch(r"\d{9,17}(?:\.\d+)?", word):
        return of_number(float(word))
    word = re.sub(r"^(\d{4})[./](\d\d)[./](\d\d)", r"\1-\2-\3", word)
    word = re.sub(
        r"\s+(UTC|GMT|Z|[+-]\d\d:?\d\d)$", lambda found: found[1].replace("UTC", "Z").replace("GMT", "Z"), word
    )
    try:
        parsed = datetime.fromisoformat(word)
    except ValueError:
        return None
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return kept(round(aware.timestamp() * 1000))


def of_number(number: float) -> int | None:
    """Seconds, ms or µs since 1970, told apart by their size, or µs since 1601, as some browsers count."""
    if SINCE_1601 < number < 1e17:
        number -= 1e6 * 11_644_473_600
    for limit, factor in ((1e11, 1000.0), (1e14, 1.0), (1e17, 0.001)):
        if number < limit:
            return kept(round(number * factor))
    return None


def kept(ms: int) -> int | None:
    """The moment, if it is one that can be written."""
    return ms if 0 < ms <= MAX_MS else None
