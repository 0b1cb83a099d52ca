"""Lists of bookmarks, a page at a time. A page costs the same at any depth, and rows saved meanwhile shift nothing."""

import base64
import binascii
import hashlib
import json

from peewee import ModelSelect, Tuple

from manicule.core.checks import clean
from manicule.core.records import fold
from manicule.errors import CursorInvalid
from manicule.models import Bookmark, Label, Library, Tag
from manicule.services import search
from manicule.services.bookmarks import views

DESCENDING = {"saved": Bookmark.saved_at, "updated": Bookmark.updated_at, "published": Bookmark.published}
ASCENDING = {"title": Bookmark.title}


def page(
    library: Library,
    q: str = "",
    tag: str | None = None,
    status: str | None = None,
    sort: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
    without: str | None = None,
) -> dict:
    """`{items, next}`: up to `limit` views, and the cursor of the next page or None.

    :param sort: saved (the default), updated, published (newest first), title, or relevance (the default with `q`)
    :param without: a status to leave out
    :raise CursorInvalid: if the cursor is not of this list
    """
    words = q.strip()
    sort = sort or ("relevance" if words else "saved")
    if sort == "relevance" and not words:
        sort = "saved"
    signature = sign(words, tag, status, sort, *([without] if without else []))
    after = read_cursor(cursor, signature, place_of(sort)) if cursor else None
    found = filtered(library, words, tag, status)
    if without is not None:
        found = found.where(Bookmark.status != without)
    rows = list(ordered(found, words, sort, after).limit(limit + 1).tuples())
    shown = [bookmark for bookmark, _ in rows[:limit]]
    place = next_place(sort, after, rows[:limit]) if len(rows) > limit else None
    return {"items": views(library, shown), "next": place and write_cursor(place, signature)}


def filtered(library: Library, words: str, tag: str | None, status: str | None) -> ModelSelect:
    """The live bookmarks that have all that is asked for, not yet ordered."""
    query = search.find(library, words) if words else Bookmark.select().where(Bookmark.library == library)
    query = query.where(Bookmark.alive == True)  # noqa: E712
    if status is not None:
        query = query.where(Bookmark.status == status)
    if tag is not None:
        query = query.where(Bookmark.id.in_(labelled(library, tag)))
    return query


def labelled(library: Library, tag: str) -> ModelSelect:
    """The ids of the bookmarks that carry the tag of that name."""
    named = Tag.select(Tag.id).where(Tag.library == library, Tag.folded == fold(tag), Tag.alive == True)  # noqa: E712
    return Label.select(Label.bookmark).where(Label.library == library, Label.tag.in_(named))


def ordered(query: ModelSelect, words: str, sort: str, after: list | None) -> ModelSelect:
    """Rows `(id, what they are sorted by)` behind the place `after`."""
    if sort == "relevance":
        # Ranks shift with every row that is saved, so a place in them is a number of rows and not a rank.
        best = query.select(Bookmark.id, Bookmark.saved_at).order_by(search.relevance(words), Bookmark.id)
        return best.offset(after[0] if after else 0)
    column = DESCENDING.get(sort) or ASCENDING[sort]
    place = Tuple(column, Bookmark.id)
    query = query.select(Bookmark.id, column)
    if sort in ASCENDING:
        return (query.where(place > tuple(after)) if after else query).order_by(column, Bookmark.id)
    return (query.where(place < tuple(after)) if after else query).order_by(column.desc(), Bookmark.id.desc())


def place_of(sort: str) -> list[type]:
    """The types of what says where a page of that order ends."""
    if sort == "relevance":
        return [int]
    return [int if sort in ("saved", "updated") else str, str]


def next_place(sort: str, after: list | None, rows: list[tuple]) -> list:
    """Where the next page begins, behind `rows`."""
    if sort == "relevance":
        return [(after[0] if after else 0) + len(rows)]
    bookmark, value = rows[-1]
    return [value, bookmark]


def sign(*question: object) -> str:
    """A few letters that tell one list from another."""
    return hashlib.sha256(json.dumps(question).encode()).hexdigest()[:8]


def write_cursor(place: list, signature: str) -> str:
    """The place as an opaque word."""
    return base64.urlsafe_b64encode(json.dumps([signature, *place]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, signature: str, types: list[type]) -> list:
    """The place behind an opaque word: values of these types.

    :raise CursorInvalid: if `write_cursor` has not made it, or made it for another list
    """
    try:
        made_for, *place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise CursorInvalid from error
    if made_for != signature or [type(part) for part in place] != types or not all(map(is_plain, place)):
        raise CursorInvalid
    return place


def is_plain(part: str | int) -> bool:
    """Whether a database can hold it."""
    return clean(part) == part if isinstance(part, str) else 0 <= part < 1 << 53
