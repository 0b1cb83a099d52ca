"""The full-text index in SQLite: an FTS5 table."""

import json
from collections.abc import Iterable

from peewee import Expression, ModelSelect, fn
from playhouse import fts_parser

from manicule.models import Bookmark, Library, SearchIndex, database

COLUMNS = ("title", "authors", "abstract", "note", "tags")
WEIGHTS = (8.0, 3.0, 1.0, 4.0, 4.0)  # a word of the title or of my own says more than one of the abstract
SHIFT = 1 << 40  # a row's number is library * SHIFT + doc
WRITE_TAGS = """
    UPDATE search_index SET tags = json_extract(new.value, '$[1]') FROM json_each(?) AS new
    WHERE search_index.rowid = json_extract(new.value, '$[0]')"""


def write(library: Library, rows: dict[int, dict[str, str]]) -> None:
    """Make the rows of bookmarks say this, by their docs."""
    forget(library, rows)
    SearchIndex.insert_many([{"rowid": library.id * SHIFT + doc, **columns} for doc, columns in rows.items()]).execute()


def write_tags(library: Library, tags: dict[int, str]) -> None:
    """Change the tags of rows, by their docs."""
    rows = [[library.id * SHIFT + doc, names] for doc, names in tags.items()]
    database.execute_sql(WRITE_TAGS, (json.dumps(rows, ensure_ascii=False),))


def forget(library: Library, docs: Iterable[int]) -> None:
    """Delete the rows of bookmarks."""
    SearchIndex.delete().where(SearchIndex.rowid.in_([library.id * SHIFT + doc for doc in docs])).execute()


def of(library: Library) -> Expression:
    """The rows of a library."""
    return (SearchIndex.rowid >= library.id * SHIFT) & (SearchIndex.rowid < (library.id + 1) * SHIFT)


def count(library: Library) -> int:
    """How many rows the library has."""
    return SearchIndex.select(fn.COUNT(SearchIndex.rowid)).where(of(library)).scalar()


def match(library: Library, query: str, bookmarks: ModelSelect) -> ModelSelect:
    """Those of the bookmarks that match what was typed."""
    rows = bookmarks.join(SearchIndex, on=(Bookmark.doc == SearchIndex.rowid - library.id * SHIFT))
    return rows.where(SearchIndex.match(fts_parser.parse(query, COLUMNS)), of(library))


def relevance(query: str) -> Expression:
    """FTS5's bm25, the best match lowest."""
    return SearchIndex.bm25(*WEIGHTS)
