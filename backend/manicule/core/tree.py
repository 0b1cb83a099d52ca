"""The tree a browser builds from a served page, as BeautifulSoup.

The tree builder was chosen by comparing it, node by node, with what Chromium 156 builds from the raw bytes of 54
saved pages of 14 sites. turbohtml, justhtml, lexbor and html5lib (which was not asked for the largest) always gave
Chromium's tree; lxml did on 18 pages, html.parser on 16 (SVG, implied tables, unclosed elements). html5lib has had no
release since 2020 and takes 35 s for a page of 8.7 MB; lexbor (selectolax) and justhtml cannot fill a tree of ours in
one pass. turbohtml is released often, needs nothing else, and takes 0.5 s for that page and 1.2 s for a list of 2,000
papers, with BeautifulSoup's objects. The tree holds elements and strings only: no comments.
"""

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from bs4.dammit import EncodingDetector
from turbohtml.treebuild import parse_into

from manicule.core import encodings

# A browser keeps these out of its tree: a fragment of its own, and plain text where scripts run.
OPAQUE = frozenset({"template", "noscript"})


def parse(html: str | bytes) -> BeautifulSoup:
    """The document, whatever is wrong with the markup; bytes are read in the encoding they declare."""
    if isinstance(html, bytes):
        html = decode(html)
    return BeautifulSoup(html.lstrip("\ufeff"), builder=_Builder())


def decode(html: bytes) -> str:
    """Text out of a file: UTF-8 where it is, else what the page declares."""
    try:
        return html.decode("utf-8")
    except UnicodeDecodeError:
        declared = EncodingDetector.find_declared_encoding(html, is_html=True, search_entire_document=True)
        known = encodings.usable(declared, html) if declared else None
        return html.decode(known or "windows-1252", errors="replace")


class _Builder(HTMLTreeBuilder):
    """Hands BeautifulSoup the nodes of turbohtml's tree."""

    NAME = "turbohtml"
    features = (NAME,)
    preserve_whitespace_tags = frozenset()

    def prepare_markup(self, markup: str, *_: object, **__: object) -> Iterator[tuple[str, None, None, bool]]:
        """The markup as it is: BeautifulSoup's own detection is not needed for text."""
        yield markup, None, None, False

    def feed(self, markup: str) -> None:
        """Fill `self.soup`."""
        parse_into(markup, _Sink(self.soup))


class _Element:
    __slots__ = ("attrs", "name", "opaque")

    def __init__(self, name: str, attrs: dict[str, str]) -> None:
        self.name = name
        self.attrs = attrs
        self.opaque = name in OPAQUE


class _Sink:
    """What parse_into drives, in document order: elements and strings, each appended to one that is still open."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.soup = soup
        self.open: list[_Element] = []

    def create_document(self) -> _Element:
        self.open.append(_Element("", {}))
        return self.open[0]

    def create_doctype(self, *_: str | None) -> None:
        return None

    def create_comment(self, _: str) -> None:
        return None

    def create_pi(self, *_: str) -> None:
        return None

    def create_text(self, data: str) -> str:
        return data

    def create_element(self, name: str, _: str, attrs: tuple[tuple[str, str | None], ...]) -> _Element:
        return _Element(name, {name: value or "" for name, value in attrs})

    def append(self, parent: _Element, child: _Element | str | None) -> None:
        if child is None:
            return
        if parent.opaque:
            if isinstance(child, _Element):
                child.opaque = True
            return
        while self.open[-1] is not parent:
            self.open.pop()
            self.soup.endData()
            self.soup.popTag()
        if isinstance(child, str):
            self.soup.handle_data(child)
            return
        self.soup.handle_starttag(child.name, None, None, child.attrs)
        self.open.append(child)
