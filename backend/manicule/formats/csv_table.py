"""Tables: Zotero's, Raindrop's, Pocket's and other programs' CSV by the names of their columns, and our own.

A cell that a spreadsheet would take for a formula (CWE-1236), or for a number that it writes otherwise, is written with
an apostrophe before it, and read without.
"""

import ast
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from manicule.core.text import normalise
from manicule.formats import dates, markup, mined, names
from manicule.formats.csv_columns import COLUMNS, ITEM_TYPES, PLAIN, STATUSES
from manicule.formats.name_lists import medical
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

MAX_CELL = 1 << 20  # characters
MAX_ROW = 4 << 20  # of all lines of a row
MAX_HEADER = 20_000
OWN = ("key", "ids", "title", "authors", "published", "venue", "url", "status", "rating", "starred", "tags", "note",
       "links", "abstract", "saved_at")  # fmt: skip
# Texts in quotation marks between brackets: nothing else is given to a parser.
_LIST = re.compile(r"""\[\s*(?:(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')\s*(?:,\s*|(?=\])))+\]$""")
_WORD = re.compile(r"(?:\([^()]*\)|[^,|])++")  # what a tag says in brackets may have commas in it
# Wide signs too: a spreadsheet that is set to Japanese or Chinese takes them for the narrow ones.
# The first line that spreadsheets write where cells are not separated by what they usually are.
_SEPARATOR = re.compile(r"\"?sep=([,;\t|])\"?\s*\n", re.IGNORECASE)
_APART = re.compile(r"(?<![;\s])[;\s]++(?=https?://)")
# Some programs leave out what cannot be seen before the sign.
_BEGINNING = r"'*(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@＝＋－＠])"
# Nothing but a number, a fraction or a time, which spreadsheets write their own way: 007 as 7, 1e5 as 100000.
_NUMBER = r"'*(?!(?:0|[1-9]\d{0,14})$)\(?[$€£¥]?[\d.,:/ ]{0,40}\d[\d.,:/ ]{0,40}(?:[eE][+-]?\d{1,9})?\s?%?\)?$"
_FORMULA = re.compile(rf"^(?={_BEGINNING}|{_NUMBER})")
_GUARDED = re.compile(rf"^'(?={_BEGINNING}|{_NUMBER})")


def dialect(sample: str) -> str | None:
    """What separates the cells, if the first line names columns that are known; else None."""
    told = _SEPARATOR.match(sample)
    if told:
        return told[1]
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
            lines.begin_row()
            rows = csv.reader(lines, delimiter=mark)
            continue
        if cells is None:
            return
        if lines.quotes % 2 and lines.number > line and lines.ended():
            yield Unreadable(line, "a quotation mark that opens in this row does not end", " ".join(cells)[:80])
            return
        lines.begin_row()
        if columns is None:
            columns = None if cells[:1] and cells[0].lower()[:4] == "sep=" else cells
        elif any(cell.strip() for cell in cells):
            yield record(line, columns, cells)


class _Lines:
    """The lines of a file, how many were read, and how many characters and quotation marks those of this row have."""

    def __init__(self, source: Source) -> None:
        self.lines, self.number, self.quotes, self.size = source.lines(), 0, 0, 0
        self.ahead = next(self.lines, None)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.ahead is None:
            raise StopIteration
        self.number, line = self.ahead
        self.ahead = next(self.lines, None)
        self.quotes += line.count('"')
        self.size += len(line) + 1
        if self.size > MAX_ROW:
            raise csv.Error(f"it has more than {MAX_ROW:,} characters")
        return (line.lstrip("\ufeff") if self.number == 1 else line).replace("\0", "") + "\n"

    def begin_row(self) -> None:
        """What is read next begins another row."""
        self.quotes = self.size = 0

    def ended(self) -> bool:
        """Whether that was all."""
        return self.ahead is None


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
    if "selection" in map(folded, columns):
        of_instapaper(values)
    fill(made, values)
    return made


def of_instapaper(values: dict[str, list[str]]) -> None:
    """Instapaper tells by the folder what was read and what has a star; all others are its reader's own."""
    folder = one(values, "folder").lower()
    if folder in STATUSES:
        values["status"] = values.pop("folder")
    elif folder == "starred":
        values["starred"] = ["yes"]
        del values["folder"]


def fill(made: Record, values: dict[str, list[str]]) -> None:
    """Put the values where they belong."""
    made.title = one(values, "title")
    made.authors = authors(values)
    made.published = dates.published(one(values, "date")) or dates.year(one(values, "year"))
    made.venue = one(values, "venue") or one(values, "meeting")
    made.abstract = one(values, "abstract")
    addresses = [text for name in ("url", "link") for cell in values.get(name, []) for text in _APART.split(cell)]
    pages = [text for text in dict.fromkeys(addresses) if re.match("https?://", text)]
    made.url = next(iter(pages), "")
    made.names = named(values, made.url)
    made.note = "\n\n".join(dict.fromkeys(markup.text_of_lines(note) for note in values.get("note", [])))
    words = [word for text in values.get("tags", []) for word in split_tags(text)]
    words += [word for text in values.get("words", []) for word in re.split(r"[,\s]+", text)]
    folders = [part for text in values.get("folder", []) for part in re.split("[/;]", text)]
    tags = (word.strip() for word in (*folders, *words))
    made.tags = list(dict.fromkeys(tag for tag in tags if tag and tag.lower() != "unsorted"))
    made.status = STATUSES.get(one(values, "status").lower()) or ("to_read" if yes(values, "unread") else None)
    made.rating = int(one(values, "rating")) if one(values, "rating") in ("1", "2", "3", "4", "5") else None
    made.starred = yes(values, "starred")
    made.saved_at = dates.moment(one(values, "saved"))
    further = [(url, "page") for url in (*pages[1:], *one(values, "links").split())]
    further += [(url, "pdf") for url in one(values, "pdf").split() if re.match("https?://", url)]
    made.links = [{"url": url, "kind": kind, "title": "", "origin": "mine"} for url, kind in further]
    made.details |= described(made, values, [text for text in addresses if text and text not in pages])
    kind = one(values, "itemtype")
    if kind:
        made.details["type"] = ITEM_TYPES.get(folded(kind), folded(kind) if folded(kind).isascii() else "misc")


def split_tags(text: str) -> list[str]:
    """The tags of a cell: semicolons separate them, else commas or bars; Instapaper writes a list of JSON."""
    if (inside := in_brackets(text)) is not None:
        return inside
    parts = text.split(";") if ";" in text else _WORD.findall(text)
    return [part.strip() for part in parts if part.strip()]


def in_brackets(text: str) -> list[str] | None:
    """The texts of a cell that holds them as a list of JSON or Python's; None of any other."""
    if not _LIST.match(text):
        return None
    for parse in (json.loads, ast.literal_eval):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            return [normalise(str(part)) for part in parse(text) if str(part).strip()]
    return None


def described(made: Record, values: dict[str, list[str]], odd: list[str]) -> dict[str, str]:
    """What the row says besides; `odd` are the addresses that are none."""
    kept = {name: one(values, name) for name in PLAIN}
    kept["pages"] = kept["pages"] or "–".join(filter(None, (one(values, "start"), one(values, "end"))))
    kept["editor"] = " and ".join(part.strip() for part in one(values, "editor").split(";"))
    kept["csv-url"] = " ".join(odd)
    if not made.published:
        kept["pubstate"] = one(values, "date") or one(values, "year")
    return {name: value for name, value in kept.items() if value}


def one(values: dict[str, list[str]], name: str) -> str:
    """The first value of a column, on one line."""
    return normalise(values[name][0]) if values.get(name) else ""


def yes(values: dict[str, list[str]], name: str) -> bool:
    """Whether a column says so."""
    return one(values, name).lower() in ("1", "true", "yes")


def authors(values: dict[str, list[str]]) -> list[str]:
    """The people of a row. A column `Author` has `Family, Given`,
    one named `Authors` also `Given Family, Given Family`."""
    full = one(values, "fullnames") or one(values, "authors")
    if full:
        return [name for name in people(re.sub(r"\s\(\d{6,}\)", "", full)) if name]
    alone = one(values, "author")
    return [names.comma_name(alone)[0]] if alone.count(",") == 1 and ";" not in alone else people(alone)


def people(text: str) -> list[str]:
    """The people of a cell: a list of JSON, or separated by semicolons, by `and`, or by commas."""
    if (inside := in_brackets(text)) is not None:
        return [names.comma_name(name)[0] for name in inside]
    if ";" in text:
        apart = [name.strip() for name in text.split(";") if name.strip()]
        return medical(apart) or [one_of_many(name) for name in apart]
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and all(" " in part for part in parts) and not re.search(r"\band\b", text):
        return medical(parts) or parts
    return names.people(text)[0] if text else []


def one_of_many(text: str) -> str:
    """A name out of a list with semicolons, as shown; what stands in braces is no person's."""
    return text[1:-1] if text[:1] == "{" and text[-1:] == "}" else names.comma_name(text)[0]


def named(values: dict[str, list[str]], link: str) -> list[str]:
    """What names the paper."""
    doi = one(values, "doi")
    found = [f"doi:{doi}" if doi.startswith("10.") else doi] if doi else []
    found += [f"{scheme}:{one(values, scheme)}" for scheme in ("arxiv", "pmid", "pmcid") if one(values, scheme)]
    found += one(values, "ids").split()
    found += [one(values, "key")] if ":" in one(values, "key") else []
    found += [link] if link else []
    told = (text for name in ("extra", "venue") for text in values.get(name, []))
    return mined.besides(found, told)


def write(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks as a table, UTF-8 with the mark that spreadsheets look for."""
    yield "\ufeff" + row(OWN)
    for view in views:
        mine = " ".join(link["url"] for link in view["links"] if link["origin"] != "derived")
        told = {**view, "ids": " ".join(view["ids"]), "authors": people_of(view["authors"]),
                "note": markup.kept(view["note"]),
                "tags": listed([tag.replace(";", ",") for tag in view["tags"]], split_tags), "links": mine,
                "starred": "yes" if view["starred"] else ""}  # fmt: skip
        yield row(told[name] for name in OWN)


def people_of(shown: list[str]) -> str:
    """The names in one cell; in braces where `people` would read them otherwise."""
    plain = [normalise(name.replace(";", ",")) for name in shown]
    return listed([name if names.comma_name(name)[0] == name else f"{{{name}}}" for name in plain], people)


def listed(texts: list[str], read_as: Callable[[str], list[str]]) -> str:
    """Several texts in one cell, with a semicolon at its end where they would be read as others without it."""
    cell = "; ".join(texts)
    return cell if read_as(cell) == texts else f"{cell};"


def row(cells: Iterable[object]) -> str:
    """One row; a spreadsheet takes each cell for what it is."""
    text = io.StringIO()
    csv.writer(text).writerow(["" if cell is None else _FORMULA.sub("'", str(cell)) for cell in cells])
    return text.getvalue()
