"""Text with a little HTML in it, as citation managers keep titles and notes, made plain."""

import html
import re

_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|inf|scp?|span|p|br|div|h[1-6]|ul|ol|li|a|jats:\w+|mml:\w+)"
    r"(?:\s+[a-z][\w:-]{0,40}\s*=[^<>]{0,500}|\s{0,9})/?>",
    re.IGNORECASE,
)
# A formula; the words beside it may touch it, as in what Crossref gives.
_MATH = re.compile(
    r"(?<=(\w))?<((?:mml:)?math)(?:\s[^<>]{0,500})?>((?:[^<]|<(?!(?:mml:)?math)){0,3000}?)</\2>(?=(\w\w))?",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]{1,500}>")
_ENDED = re.compile(r" ?⏎ ?")
_BREAK = re.compile(r"<br\s*/?>|</(?:jats:)?(?:p|div|li|h[1-6]|title)>", re.IGNORECASE)


def text(written: str) -> str:
    """The text without its tags, paragraphs apart; what only looks like one, as in `a<b`, stays."""
    written = untagged(written)
    return html.unescape(written) if "&" in written else written


def untagged(written: str) -> str:
    """The same with its entities as they are."""
    if "<" not in written:
        return written
    return _TAG.sub("", _BREAK.sub(" ", _MATH.sub(_formula, written)))


def _formula(found: re.Match[str]) -> str:
    said = "".join(_ANY_TAG.sub("", found[3]).split())
    return " " * bool(found[1]) + said + " " * bool(found[4])


def text_of_lines(written: str) -> str:
    """The same, paragraphs and breaks as line ends."""
    return re.sub(r"\n{3,}", "\n\n", _ENDED.sub("\n", text(_BREAK.sub("\n", written)))).strip()


def in_one_line(lines: str) -> str:
    """Text whose line ends `text_of_lines` finds again, for formats that have a line for each value."""
    return kept(lines).replace("\n", " ⏎ ")


def kept(plain: str) -> str:
    """Plain text so that `text` gives it back: escaped where it would be taken for HTML."""
    return plain if text(plain) == plain else html.escape(plain, quote=False)
