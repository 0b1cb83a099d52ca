"""Tables: Zotero's, Raindrop's, Pocket's and other programs' CSV by the names of their columns, and our own.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it (CWE-1236), and read without.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from manicule.core.text import normalise
from manicule.formats import dates, markup, mined, names
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

MAX_CELL = 1 << 20  # characters
MAX_HEADER = 20_000
# What a column is, by its name in lower case without spaces and marks.
COLUMNS = {
    "title": "title", "name": "title", "articletitle": "title", "documenttitle": "title",
    "author": "authors", "authors": "authors", "authorfullnames": "fullnames",
    "url": "url", "link": "link", "href": "url", "uri": "url",
    "doi": "doi", "arxiv": "arxiv", "arxivid": "arxiv", "pmid": "pmid", "pubmedid": "pmid", "pmcid": "pmcid",
    "ids": "ids", "key": "key",
    "year": "year", "publicationyear": "year", "pubyear": "year", "date": "date", "published": "date",
    "publicationtitle": "venue", "journal": "venue", "venue": "venue", "sourcetitle": "venue", "booktitle": "venue",
    "conferencename": "meeting",
    "abstract": "abstract", "abstractnote": "abstract",
    "note": "note", "notes": "note", "description": "note", "comment": "note", "comments": "note", "excerpt": "note",
    "selection": "note", "highlights": "note",
    "tags": "tags", "tag": "tags", "manualtags": "tags", "automatictags": "tags", "keywords": "tags",
    "authorkeywords": "tags", "documenttags": "tags", "folder": "folder", "collection": "folder", "labels": "tags",
    "status": "status", "readstatus": "status", "rating": "rating", "starred": "starred", "favorite": "starred",
    "dateadded": "saved", "created": "saved", "timeadded": "saved", "timestamp": "saved", "saveddate": "saved",
    "savedat": "saved", "added": "saved", "unread": "unread", "extra": "extra",
    "volume": "volume", "issue": "number", "number": "number", "pages": "pages", "publisher": "publisher",
    "place": "address", "series": "series", "edition": "edition", "isbn": "isbn", "issn": "issn",
    "language": "language", "itemtype": "itemtype", "type": "itemtype", "links": "links",
}  # fmt: skip
PLAIN = ("volume", "number", "pages", "publisher", "address", "series", "edition", "isbn", "issn", "language")
ITEM_TYPES = {"journalarticle": "article", "conferencepaper": "inproceedings", "booksection": "incollection",
              "book": "book", "thesis": "phdthesis", "report": "techreport", "preprint": "misc", "webpage": "online",
              "article": "article", "conference paper": "inproceedings"}  # fmt: skip
STATUSES = {"to_read": "to_read", "unread": "to_read", "reading": "reading", "read": "read", "archive": "read",
            "dismissed": "dismissed"}  # fmt: skip
OWN = ("key", "ids", "title", "authors", "published", "venue", "url", "status", "rating", "starred", "tags", "note",
       "links", "abstract", "saved_at")  # fmt: skip
# Wide signs too: a spreadsheet that is set to Japanese or Chinese takes them for the narrow ones.
_FORMULA = re.compile(r"^(?='*[=+\-@\t\r\n＝＋－＠])")
_GUARDED = re.compile(r"^'(?='*[=+\-@\t\r\n＝＋－＠])")


def dialect(sample: str) -> str | None:
    """What separates the cells, if the first line names columns that are known; else None."""
    line = sample.partition("\n")[0]
    if len(line) > MAX_HEADER:
        return None
    for mark in (",", "\t", ";"):
        found = [COLUMNS.get(folded(name)) for name in next(csv.reader([line], delimiter=mark), [])]
        named_ones = [column for column in found if column]
        if len(named_ones) > 1 and ("title" in named_ones or "url" in named_ones):
            return mark
    return None


def folded(name: str) -> str:
    """A column's name in the form of COLUMNS."""
    return re.sub(r"[\W_]", "", name.lower())


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every row of the table."""
    mark = dialect(source.sample().lstrip("\ufeff")) or ","
    lines = _Lines(source)
    csv.field_size_limit(MAX_CELL)
    rows = csv.reader(lines, delimiter=mark)
    columns: list[str] | None = None
    while True:
        line = lines.number + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            yield Unreadable(line, f"this row is not written as CSV: {error}")
            rows = csv.reader(lines, delimiter=mark)
            continue
        if cells is None:
            return
        if columns is None:
            columns = cells
        elif any(cell.strip() for cell in cells):
            yield record(line, columns, cells)


class _Lines:
    """The lines of a file, and how many were read."""

    def __init__(self, source: Source) -> None:
        self.lines, self.number = source.lines(), 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.number, line = next(self.lines)
        return (line.lstrip("\ufeff") if self.number == 1 else line).replace("\0", "") + "\n"


def record(line: int, columns: list[str], cells: list[str]) -> Record:
    """One row. What stands in columns that are not known is kept in the details."""
    values: dict[str, list[str]] = {}
    made = Record(line)
    for column, cell in zip(columns, cells, strict=False):
        plain = _GUARDED.sub("", cell).strip()
        known = COLUMNS.get(folded(column))
        if plain and known:
            values.setdefault(known, []).append(plain)
        elif plain:
            made.details[f"csv-{normalise(column).lower()[:40]}"] = normalise(plain)
    if any(cell.strip() for cell in cells[len(columns) :]):
        made.doubts.append("its row has more cells than the table has columns; the last were left out")
    fill(made, values)
    return made


def fill(made: Record, values: dict[str, list[str]]) -> None:
    """Put the values where they belong."""
    made.title = one(values, "title")
    spelled = one(values, "fullnames") or one(values, "authors")
    made.authors = [name for name in people(re.sub(r"\s\(\d{6,}\)", "", spelled)) if name]
    made.published = dates.published(one(values, "date")) or dates.year(one(values, "year"))
    made.venue = one(values, "venue") or one(values, "meeting")
    made.abstract = one(values, "abstract")
    link = next((one(values, name) for name in ("url", "link") if re.match("https?://", one(values, name))), "")
    made.url = link
    made.names = named(values, link)
    made.note = "\n\n".join(dict.fromkeys(markup.text_of_lines(note) for note in values.get("note", [])))
    words = [word for text in values.get("tags", []) for word in re.split(r"[;|]|,(?=\s?\S)", text)]
    folders = [part for text in values.get("folder", []) for part in text.split("/")]
    tags = (word.strip() for word in (*folders, *words))
    made.tags = list(dict.fromkeys(tag for tag in tags if tag and tag.lower() != "unsorted"))
    made.status = STATUSES.get(one(values, "status").lower()) or ("to_read" if yes(values, "unread") else None)
    made.rating = int(one(values, "rating")) if one(values, "rating") in ("1", "2", "3", "4", "5") else None
    made.starred = yes(values, "starred")
    made.saved_at = dates.moment(one(values, "saved"))
    made.links = [{"url": url, "kind": "page", "title": "", "origin": "mine"} for url in one(values, "links").split()]
    made.details |= {name: one(values, name) for name in PLAIN if one(values, name)}
    kind = one(values, "itemtype")
    if kind:
        made.details["type"] = ITEM_TYPES.get(folded(kind), folded(kind) if folded(kind).isascii() else "misc")


def one(values: dict[str, list[str]], name: str) -> str:
    """The first value of a column, on one line."""
    return normalise(values[name][0]) if values.get(name) else ""


def yes(values: dict[str, list[str]], name: str) -> bool:
    """Whether a column says so."""
    return one(values, name).lower() in ("1", "true", "yes")


def people(text: str) -> list[str]:
    """The people of a cell: separated by semicolons, by `and`, or by commas."""
    if ";" in text:
        return [names.comma_name(name)[0] for name in text.split(";") if name.strip()]
    return names.people(text)[0] if text else []


def named(values: dict[str, list[str]], link: str) -> list[str]:
    """What names the paper."""
    doi = one(values, "doi")
    found = [f"doi:{doi}" if doi.startswith("10.") else doi] if doi else []
    found += [f"{scheme}:{one(values, scheme)}" for scheme in ("arxiv", "pmid", "pmcid") if one(values, scheme)]
    found += one(values, "ids").split()
    found += [one(values, "key")] if ":" in one(values, "key") else []
    found += [link] if link else []
    told = (text for name in ("extra", "venue") for text in values.get(name, []))
    return list(dict.fromkeys(found + mined.all_in(told)))


def write(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks as a table, UTF-8 with the mark that spreadsheets look for."""
    yield "\ufeff" + row(OWN)
    for view in views:
        mine = " ".join(link["url"] for link in view["links"] if link["origin"] != "derived")
        people = "; ".join(name.replace(";", ",") for name in view["authors"])
        told = {**view, "ids": " ".join(view["ids"]), "authors": people,
                "tags": "; ".join(tag.replace(";", ",") for tag in view["tags"]), "links": mine,
                "starred": "yes" if view["starred"] else ""}  # fmt: skip
        yield row(told[name] for name in OWN)


def row(cells: Iterable[object]) -> str:
    """One row; no cell of it is a formula."""
    text = io.StringIO()
    csv.writer(text).writerow(["" if cell is None else _FORMULA.sub("'", str(cell)) for cell in cells])
    return text.getvalue()
