"""Bookmarks as browsers and bookmark servers exchange them: NETSCAPE-Bookmark-file-1, and Pocket's lists.

Read as a stream of tags, never as a tree, so that neither size nor depth matters.
"""

import html
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from manicule.core.text import normalise
from manicule.formats import dates
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

MAX_DEPTH = 50  # folders
MAX_WAITING = 1 << 20  # characters of a tag that does not end
MAX_CUT = 8 << 10  # the same at the end of the file, where html.parser looks at the rest again from each `<`
MAX_NOTE = 300_000
PIECE = 1 << 18  # characters
TIMES = frozenset(("add_date", "time_added"))  # what each link of the reader's own has
BREAKS = ("br", "p", "li", "div", "blockquote")  # elements that begin a line of a description
# What browsers call the folders that nobody made.
ROOTS = ("bookmarks", "bookmarks bar", "bookmarks menu", "bookmarks toolbar", "other bookmarks", "mobile bookmarks",
         "unsorted", "imported", "unread", "read archive", "archive", "favorites bar", "favorites", "favourites",
         "lesezeichen")  # fmt: skip
# What reading lists call what was read.
STATUSES = {"read archive": "read", "archive": "read", "unread": "to_read"}
READING_LIST = "com.apple.readinglist"  # the id of Safari's folder of it
ARCHIVED = "linkding:bookmarks.archived"  # a tag that linkding's export has for that
_NOTES = re.compile(r"(?:(?<!\s)\s++)?\[/?[a-z]+-notes\]\s*")  # between a description and the notes below it
_ID_IN_TITLE = re.compile(r"^\[(?:arxiv:)?[\w.-]+/?[\w.]+\]\s+(?=\S)", re.IGNORECASE)
_ROOT_MARKS = ("personal_toolbar_folder", "unfiled_bookmarks_folder")


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every link of the file."""
    reader = _Reader()
    for text in pieces(source):
        reader.feed(text)
        yield from reader.taken()
        if len(reader.rawdata) > MAX_WAITING:
            break
    if len(reader.rawdata) > MAX_CUT:
        yield Unreadable(reader.getpos()[0], "a tag that begins here does not end", reader.rawdata[:80])
    else:
        reader.close()
    reader.finish()
    yield from reader.taken()


def pieces(source: Source) -> Iterator[str]:
    """The text in pieces of many lines: a tag that does not end is looked for again with each."""
    lines, size = [], 0
    for _, line in source.lines():
        lines.append(line)
        size += len(line)
        if size > PIECE:
            yield "\n".join([*lines, ""])
            lines, size = [], 0
    yield "\n".join([*lines, ""])


class _Reader(HTMLParser):
    """Collects links with the folders they lie in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.folders: list[str] = []
        self.depth = 0
        self.heading: str | None = None
        self.root = False
        self.status: str | None = None
        self.waits = False  # the next list is of what is to be read, and how deep that one began
        self.waiting = 0
        self.link: tuple[int, dict[str, str]] | None = None
        self.title: list[str] = []
        self.room = MAX_NOTE
        self.last: Record | None = None
        self.note: list[str] | None = None
        self.ready: list[Record | Unreadable] = []

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Passes over `<![…>` as browsers do; Python before 3.13.4 knows only some, and raises AssertionError."""
        return self.parse_bogus_comment(i, report)

    def taken(self) -> list[Record | Unreadable]:
        """What was read since this was asked last."""
        ready, self.ready = self.ready, []
        return ready

    def finish(self) -> None:
        """The last link has all that belongs to it, also one that has no end."""
        if self.link:
            self.take()
        if self.last is not None:
            self.last.note = re.sub(r"\n{3,}", "\n\n", _NOTES.sub("\n\n", "".join(self.note or []))).strip()
            self.ready.append(self.last)
        self.last, self.note = None, None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and self.note is not None and not TIMES.intersection(given):
            self.note.append(f"{given.get('href', '')} ".lstrip())  # a link in a description is none of the reader's
        elif tag == "a":
            self.finish()
            self.link, self.title, self.room = (self.getpos()[0], given), [], MAX_NOTE
        elif tag in ("h1", "h2", "h3"):
            self.finish()
            self.waits = given.get("id", "").lower() == READING_LIST
            self.heading, self.root = "", self.waits or tag == "h1" or any(mark in given for mark in _ROOT_MARKS)
        elif tag == "dl":
            self.depth += 1
            if len(self.folders) < MAX_DEPTH:
                self.folders.append("" if self.root else normalise(self.heading or ""))
            self.waiting = self.depth if self.waits else self.waiting
            self.heading, self.root, self.waits = None, False, False
        elif tag == "dd" and self.last is not None:
            self.note, self.room = [], MAX_NOTE
        elif tag == "dt" or (tag == "li" and self.note is None):
            self.finish()
        elif tag in BREAKS and self.note is not None:
            self.note.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            self.take()
        elif tag == "dl":
            self.finish()
            if self.depth <= len(self.folders) and self.folders:
                self.folders.pop()
            self.depth = max(0, self.depth - 1)
            self.waiting = self.waiting if self.depth >= self.waiting else 0
        elif tag in ("h1", "h2", "h3") and self.heading is not None:
            self.status = STATUSES.get(normalise(self.heading).lower(), self.status) if tag == "h1" else self.status

    def handle_data(self, data: str) -> None:
        kept = self.title if self.link else self.note
        if kept is not None:
            kept.append(data[: self.room])
            self.room -= len(kept[-1])
        elif self.heading is not None:
            self.heading = (self.heading + data)[:1_000]

    def take(self) -> None:
        """The link that has ended, as a record."""
        line, given = self.link
        self.link = None
        title = normalise("".join(self.title))
        url = given.get("href", "").strip()
        if not re.match(r"https?://", url, re.IGNORECASE):
            self.ready.append(Unreadable(line, "it is no web address", f"{title} {url}"[:80].strip()))
            return
        made = Record(line, title=_ID_IN_TITLE.sub("", title), url=url, names=[url, *given.get("data-key", "").split()])
        folders = [name for name in self.folders if name and name.lower() not in ROOTS]
        words = [tag.strip() for tag in re.split(r"[,;]", given.get("tags", "")) if tag.strip()]
        made.tags = list(dict.fromkeys(tag for tag in (*folders, *words) if tag != ARCHIVED))
        made.saved_at = dates.moment(given.get("add_date") or given.get("time_added"))
        told = given.get("data-status") or ("read" if ARCHIVED in words else "to_read" if self.waiting else self.status)
        made.status = "to_read" if given.get("toread") == "1" else told
        made.rating = int(given["data-rating"]) if given.get("data-rating", "") in ("1", "2", "3", "4", "5") else None
        made.starred = given.get("data-important") == "true"
        self.last = made


def write(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks as browsers import them. One without any address is left out: there is nothing to open."""
    yield (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n"
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n'
        "<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"
    )
    for view in views:
        yield entry(view)
    yield "</DL><p>\n"


def entry(view: dict) -> str:
    """One bookmark: at the page of its strongest id, so that it is known again, else at its own address."""
    derived = [link["url"] for link in view["links"] if link["origin"] == "derived" and link["kind"] != "pdf"]
    url = next(iter(derived), "") or view["url"] or next((link["url"] for link in view["links"]), "")
    key = view["key"] or ""
    if not url:
        return f"<!-- {escaped(view['title']).replace('--', '- -')} has no address -->\n"
    said = {
        "HREF": url,
        "ADD_DATE": str((dates.moment(view["saved_at"]) or 0) // 1000),
        "LAST_MODIFIED": str((dates.moment(view["updated_at"]) or 0) // 1000),
        "TAGS": ",".join(tag.replace(",", " ") for tag in view["tags"]),
        "TOREAD": "1" if view["status"] == "to_read" else "",
        "DATA-KEY": "" if derived or key.startswith("url:") else key,
        "DATA-STATUS": view["status"] if view["status"] != "to_read" else "",
        "DATA-RATING": str(view["rating"] or ""),
        "DATA-IMPORTANT": "true" if view["starred"] else "",
    }
    attributes = " ".join(f'{name}="{escaped(value)}"' for name, value in said.items() if value)
    note = f"<DD>{escaped(view['note'])}\n" if view["note"] else ""
    return f"<DT><A {attributes}>{escaped(view['title'] or view['key'])}</A>\n{note}"


def escaped(text: str) -> str:
    """Text that no reader takes for markup."""
    return html.escape(text, quote=True)
