"""Text as people see it: whitespace, junk around addresses, dates; the same answers as extension/lib/text.js."""

import re

# Written out, because `\s` means other characters in other languages.
SPACE = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SPACES = re.compile(f"[{SPACE}]+")
_UNFIT = re.compile("[\u0000-\u0008\u000e-\u001f\u007f]")
_LONE = re.compile("[\ud800-\udfff]")
_NOT_XML = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]")
_OPENERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_LEADING = "<([{\"'`“‘«"
_TRAILING = ".,;:!?\"'`”’»…*|\\"
_YEAR_FIRST = re.compile(r"^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?!\d)", re.ASCII)
_WORDS = re.compile(
    r"(?:^|[^\d])(?:(\d{1,2})\.? )?([a-z]{3})[a-z]*\.?,? (?:(\d{1,2}), ?)?(\d{4})(?!\d)", re.ASCII | re.IGNORECASE
)
_YEAR_MONTH = re.compile(r"^(\d{4}) ([a-z]{3})[a-z]*\.?(?: (\d{1,2}))?(?!\d)", re.ASCII | re.IGNORECASE)
LONGEST_DATE = 200  # characters of a text in which one is looked for: the time that takes grows with their square
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def normalise(text: str) -> str:
    """One space for each run of white space, none at the ends."""
    return _SPACES.sub(" ", text).strip(" ")


def bare(text: str) -> str:
    """Without any white space: to compare two spellings of one title."""
    return _SPACES.sub("", text)


def lowered(text: str) -> str:
    """In small letters, as JavaScript can do it too: it has no case folding, so that of ß and of final ς is by hand."""
    return text.lower().replace("ß", "ss").replace("ς", "σ")


def trim_junk(text: str) -> str:
    """What a sentence puts around an address, taken off: quotes, stops, brackets that have no partner inside."""
    start, end = 0, len(text)
    while start < end and text[start] in _LEADING + " ":
        start += 1
    alone: dict[str, int] = {}  # how many closing brackets of each kind have no partner
    while end > start:
        last = text[end - 1]
        if last in _OPENERS:
            left = alone.get(last, text.count(last, start, end) - text.count(_OPENERS[last], start, end))
            if left <= 0:
                break
            alone[last] = left - 1
        elif last not in _TRAILING + " ":
            break
        end -= 1
    return text[start:end]


def date(text: str) -> str:
    """A day or month as `2026-07-01` or `2026-07`, or "".

    Out of `2026/07/01`, an RFC 3339 time, `1 July, 2026`, `July 1, 2026`, `July 2026`, `2026 Jul 1`.
    """
    text = text[:LONGEST_DATE]
    if found := _YEAR_FIRST.search(text):
        year, month, day = found[1], int(found[2]), int(found[3] or 0)
    elif found := _WORDS.search(text):
        year, month, day = found[4], _month(found[2]), int(found[1] or found[3] or 0)
    elif found := _YEAR_MONTH.search(text):
        year, month, day = found[1], _month(found[2]), int(found[3] or 0)
    else:
        return ""
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")


def printable(text: str) -> str:
    """The text without what XML cannot hold (XML 1.0, section 2.2): control characters, lone surrogates, U+FFFE/F."""
    return _NOT_XML.sub("", text)


def _month(name: str) -> int:
    """1 to 12, or 0 for what is no month."""
    return _MONTHS.index(name.lower()) + 1 if name.lower() in _MONTHS else 0


def clean(text: str, limit: int) -> str:
    """A page's text made fit to keep: normalised, without control characters, at most `limit` characters."""
    return normalise(_UNFIT.sub("", _LONE.sub("\ufffd", text)))[:limit]
