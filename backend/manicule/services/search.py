"""The full-text index of a library: kept in step by the ledger, asked by lists."""

from collections.abc import Iterable

from peewee import Expression, ModelSelect
from playhouse import fts_parser

from manicule.core.views import told
from manicule.models import Bookmark, Label, Library, SearchIndex, Tag

COLUMNS = ("title", "authors", "abstract", "note", "tags")
WEIGHTS = (8.0, 3.0, 1.0, 4.0, 4.0)  # a word of the title or of my own says more than one of the abstract
SHIFT = 1 << 40  # a row's number is library * SHIFT + doc


def index(library: Library, record: dict, tag_names: Iterable[str]) -> None:
    """Make the index say what the bookmark record says now; called in the transaction that wrote it."""
    remove(library, record)
    SearchIndex.insert(
        rowid=row_number(library, record),
        title=told(record, "title"),
        authors=", ".join(told(record, "authors", [])),
        abstract=told(record, "abstract"),
        note=record["note"]["text"],
        tags=", ".join(tag_names),
    ).execute()


def remove(library: Library, record: dict) -> None:
    """Forget the bookmark."""
    SearchIndex.delete().where(SearchIndex.rowid == row_number(library, record)).execute()


def reindex(library: Library, bookmarks: Iterable[str]) -> None:
    """Write the tags of these bookmarks anew, as after a tag was renamed: one statement each, and two per 300."""
    wanted = list(bookmarks)
    for start in range(0, len(wanted), 300):
        part = wanted[start : start + 300]
        names = labels(library, part)
        docs = Bookmark.select(Bookmark.id, Bookmark.doc).where(Bookmark.library == library, Bookmark.id.in_(part))
        for bookmark, doc in docs.tuples():
            row = SearchIndex.rowid == library.id * SHIFT + doc
            SearchIndex.update(tags=", ".join(names.get(bookmark, []))).where(row).execute()


def labels(library: Library, bookmarks: list[str]) -> dict[str, list[str]]:
    """Names of the tags that each of these bookmarks carries."""
    mine = (Tag.library == Label.library) & (Tag.id == Label.tag)
    rows = Label.select(Label.bookmark, Tag.name).join(Tag, on=mine)
    rows = rows.where(Label.library == library, Label.bookmark.in_(bookmarks)).order_by(Tag.name)
    names: dict[str, list[str]] = {}
    for bookmark, name in rows.tuples():
        names.setdefault(bookmark, []).append(name)
    return names


def row_number(library: Library, record: dict) -> int:
    """The number of the record's row in the index."""
    return library.id * SHIFT + record["doc"]


def find(library: Library, query: str, *columns: object) -> ModelSelect:
    """Bookmarks that match what was typed in a search box, not yet ordered. Anything typed is a valid query.

    Columns of a bookmark may be named as in `title:word`.
    """
    first, last = library.id * SHIFT, (library.id + 1) * SHIFT
    return (
        Bookmark.select(*columns)
        .join(SearchIndex, on=(Bookmark.doc == SearchIndex.rowid - first))
        .where(
            Bookmark.library == library,
            SearchIndex.match(fts_parser.parse(query, COLUMNS)),
            SearchIndex.rowid >= first,
            SearchIndex.rowid < last,
        )
    )


def relevance() -> Expression:
    """What to order the found by: the best match first."""
    return SearchIndex.bm25(*WEIGHTS)
