"""A saved page of a list or a paper, read by its site's rule: the address that it was saved from is in the page."""

import re
from collections.abc import Callable, Iterator

from manicule.formats.record import Record, Unreadable
from manicule.formats.source import Source

MAX_PAGE = 24 << 20  # bytes
Page = Callable[[bytes, str], list[dict]]
_TAG = re.compile(r"<(link|meta|base)\b[^<>]*+>", re.IGNORECASE)
_ADDRESS = re.compile(r"""\b(?:href|content)\s*=\s*["'](https?://[^"'\s]+)["']""", re.IGNORECASE)
_SAVED_FROM = re.compile(
    r"saved from url=\(\d+\)(https?://\S+?)(?:\s|-->)|^[^\S\n]*+url:\s*(https?://\S+)", re.IGNORECASE | re.MULTILINE
)
# What of a tag says where the page is from, the surest first.
_NAMING = (
    ("link", re.compile(r"""\brel\s*=\s*["']?canonical\b""", re.IGNORECASE)),
    ("meta", re.compile(r"""\bproperty\s*=\s*["']?og:url\b""", re.IGNORECASE)),
    ("base", re.compile(r"\bhref\b", re.IGNORECASE)),
)
_TITLE = re.compile(r"<title[^<>]*+>([^<]*)", re.IGNORECASE)


def address(text: str) -> str:
    """The address that a page was saved from, as the browser or the page itself says; "" if neither does."""
    saved = _SAVED_FROM.search(text)
    if saved:
        return saved[1] or saved[2]
    tags = [(found[1].lower(), found[0]) for found in _TAG.finditer(text)]
    for name, says in _NAMING:
        for found in (_ADDRESS.search(tag) for kind, tag in tags if kind == name and says.search(tag)):
            if found:
                return found[1]
    return ""


def read(source: Source, page: Page) -> Iterator[Record | Unreadable]:
    """Every row of the page.

    :param page: reads the rows of a page and its address, as services.papers does
    """
    if source.size > MAX_PAGE:
        yield Unreadable(1, f"the page is larger than {MAX_PAGE >> 20} MiB")
        return
    source.file.seek(0)
    url = address(source.sample())
    title = _TITLE.search(source.sample())
    found_on = {"url": url, "title": title[1].strip() if title else ""}
    rows = page(source.file.read(), url)
    for number, row in enumerate(rows, 1):
        yield record(number, row, found_on)
    if not rows:
        yield Unreadable(1, f"no paper was found in this page of {url[:200]}")


def record(number: int, row: dict, found_on: dict) -> Record:
    """One row."""
    made = Record(number, found_on=found_on)
    for name in ("title", "abstract", "venue", "published", "url"):
        if isinstance(row.get(name), str):
            setattr(made, name, row[name])
    made.authors = list(row.get("authors") or [])
    made.names = [*row.get("ids", []), *([made.url] if made.url else [])]
    made.links = [link for link in row.get("links") or [] if isinstance(link, dict)]
    return made
