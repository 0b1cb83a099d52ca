"""The full-text index of a library: kept in step by the ledger, asked by lists. Each kind of database has its own."""

from collections.abc import Iterable
from types import ModuleType

from peewee import Expression, ModelSelect, chunked

from manicule.core.checks import clean
from manicule.core.views import told
from manicule.models import Bookmark, Label, Library, Tag, database
from manicule.postgres import Postgres
from manicule.services import search_postgres, search_sqlite


def engine() -> ModuleType:
    """The module that speaks to the index of the open database."""
    return search_postgres if isinstance(database.obj, Postgres) else search_sqlite


def index(library: Library, records: Iterable[tuple[dict, Iterable[str]]]) -> None:
    """Make the index say what these bookmark records say now, each with the names of its tags; called in the
    transaction that wrote them.
    """
    rows = {record["doc"]: columns_of(record, tag_names) for record, tag_names in records}
    for part in chunked(rows.items(), 100):
        engine().write(library, dict(part))


def columns_of(record: dict, tag_names: Iterable[str]) -> dict[str, str]:
    """The text of each column of a bookmark's row."""
    return {
        "title": str(told(record, "title")),
        "authors": ", ".join(told(record, "authors", [])),
        "abstract": str(told(record, "abstract")),
        "note": record["note"]["text"],
        "tags": ", ".join(tag_names),
    }


def remove(library: Library, records: Iterable[dict]) -> None:
    """Forget these bookmarks."""
    for part in chunked(records, 300):
        engine().forget(library, [record["doc"] for record in part])


def reindex(library: Library, bookmarks: Iterable[str]) -> None:
    """Write the tags of these bookmarks anew, as after a tag was renamed: three statements per 300."""
    wanted = list(bookmarks)
    for start in range(0, len(wanted), 300):
        part = wanted[start : start + 300]
        names = labels(library, part)
        docs = Bookmark.select(Bookmark.id, Bookmark.doc).where(Bookmark.library == library, Bookmark.id.in_(part))
        tags = {doc: ", ".join(names.get(bookmark, [])) for bookmark, doc in docs.tuples()}
        if tags:
            engine().write_tags(library, tags)


def labels(library: Library, bookmarks: list[str]) -> dict[str, list[str]]:
    """Names of the tags that each of these bookmarks carries."""
    mine = (Tag.library == Label.library) & (Tag.id == Label.tag)
    rows = Label.select(Label.bookmark, Tag.name).join(Tag, on=mine)
    rows = rows.where(Label.library == library, Label.bookmark.in_(bookmarks)).order_by(Tag.name)
    names: dict[str, list[str]] = {}
    for bookmark, name in rows.tuples():
        names.setdefault(bookmark, []).append(name)
    return names


def count(library: Library) -> int:
    """How many bookmarks of the library the index knows."""
    return engine().count(library)


def find(library: Library, query: str, *columns: object) -> ModelSelect:
    """Bookmarks that match what was typed in a search box, not yet ordered. Anything typed is a valid query.

    Columns of a bookmark may be named as in `title:word`.
    """
    return engine().match(library, clean(query), Bookmark.select(*columns).where(Bookmark.library == library))


def relevance(query: str) -> Expression:
    """What to order the found by: the best match first."""
    return engine().relevance(clean(query))
