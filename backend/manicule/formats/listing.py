"""A saved page of a list or a paper, read by its site's rule: the address that it was saved from is in the page."""

import re
from collections.abc import Callable, Iterator

from manicule.formats.record import Record, Unreadable
from manicule.formats.source import Source

MAX_PAGE = 24 << 20  # bytes
Page = Callable[[bytes, str], list[dict]]
_ATTRIBUTE = r"""<{tag}\b[^>]*\b{name}\s*=\s*["']?{value}["']?[^>]*>"""
_ADDRESS = re.compile(r"""\b(?:href|content)\s*=\s*["'](https?://[^"'\s]+)["']""", re.IGNORECASE)
_SAVED_FROM = re.compile(
    r"saved from url=\(\d+\)(https?://\S+?)(?:\s|-->)|^\s*url:\s*(https?://\S+)", re.IGNORECASE | re.MULTILINE
)
_NAMING = [
    re.compile(_ATTRIBUTE.format(tag=tag, name=name, value=value), re.IGNORECASE)
    for tag, name, value in (("link", "rel", "canonical"), ("meta", "property", "og:url"), ("base", "href", "[^\"'>]*"))
]
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)


def address(text: str) -> str:
    """The address that a page was saved from, as the browser or the page itself says; "" if neither does."""
    saved = _SAVED_FROM.search(text)
    if saved:
        return saved[1] or saved[2]
    for naming in _NAMING:
        tag = naming.search(text)
        found = tag and _ADDRESS.search(tag[0])
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
