"""Lists of bookmarks, a page at a time. A page costs the same at any depth, and rows saved meanwhile shift nothing.

A list makes at most six statements, whatever its size: the library's tags; the rows to rank or sort, what was mistyped
and then the rows again; how many papers have each word, or the page's ids; the page's bookmarks.
"""

from typing import NamedTuple

from peewee import ModelSelect, Tuple

from manicule.core.asked import Tags, asked, terms
from manicule.core.query import Query, leaving_out, parse
from manicule.core.query_fields import Node, all_of
from manicule.core.records import fold
from manicule.models import Bookmark, Label, Library, Tag
from manicule.services import bookmarks, finding, papers, search
from manicule.services.cursors import read_cursor, sign, write_cursor

DESCENDING = {"saved": Bookmark.saved_at, "updated": Bookmark.updated_at, "published": Bookmark.published}
ASCENDING = {"title": Bookmark.title}
LISTED = 2_000  # bookmarks that are sorted once they are found; of more, the list is walked in its order instead


class Page(NamedTuple):
    """Which page of a list: where it begins, None for the first, and how long it is; `signature` tells the list."""

    cursor: str | None
    limit: int
    signature: str


def page(
    library: Library,
    q: str = "",
    tag: str | None = None,
    status: str | None = None,
    sort: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
    without: str | None = None,
    tags: Tags | None = None,
) -> dict:
    """`{items, next, notices}`: up to `limit` views, the cursor of the next page or None, and sentences about `q`.

    :param q: as core.query reads it
    :param sort: saved (the default), updated, published (newest first), title, or relevance (the default for words)
    :param without: a status to leave out where no status is asked for
    :param tags: all of the library's, if they were read already
    :raise CursorInvalid: if the cursor is not of this list
    """
    query = parse(q, papers.named)
    wanted = Page(cursor, limit, sign(q.strip(), tag, status, sort, without))
    if query.tree is None:
        rows = filtered(library, tag, status, without)
        return {**listed(library, rows, plain(sort or query.sort), wanted, tags), "notices": query.notices}
    return answered(library, query, narrowed(query.tree, tag, status, without), sort, wanted, tags)


def plain(sort: str | None) -> str:
    """The order of a list without words."""
    return "saved" if sort in (None, "relevance") else sort


def narrowed(tree: Node, tag: str | None, status: str | None, without: str | None) -> Node:
    """What is asked for, of that tag and that status."""
    parts = [tree]
    if tag is not None:
        parts.append({"op": "tag", "name": fold(tag), "prefix": False})
    if status is not None:
        parts.append({"op": "status", "status": status})
    return leaving_out(all_of(parts), without) if without else all_of(parts)


def answered(
    library: Library, query: Query, tree: Node, sort: str | None, wanted: Page, tags: Tags | None = None
) -> dict:
    """A page of what answers a query."""
    tags = tags or finding.tags(library)
    question = asked(tree, tags)
    sort = sort or query.sort or ("relevance" if terms(question) else "saved")
    if sort == "relevance" and terms(question):
        found = finding.candidates(library, question, tags)
        answer = best_first(library, found, tags, wanted)
    else:
        found = finding.every(library, question, tags, LISTED)
        docs = found.docs if found.rest is None else search.engine().matching(library, found.question)
        rows = live(library).where(Bookmark.doc.in_(docs))
        answer = listed(library, rows, plain(sort), wanted, tags)
    return {**answer, "notices": [*query.notices, *found.notices]}


def answering(library: Library, q: str) -> ModelSelect:
    """All live bookmarks that answer a query, none of its words mended, not yet ordered."""
    tree = parse(q, papers.named).tree
    if tree is None:
        return live(library)
    return live(library).where(Bookmark.doc.in_(search.engine().matching(library, asked(tree, finding.tags(library)))))


def best_first(library: Library, found: finding.Found, tags: Tags, wanted: Page) -> dict:
    """A page of the ranked, or behind them of the rest, newest first; no page holds some of both.

    Ranks shift with every row that is saved, so a place in them is a number of rows and not a rank.
    """
    shown, last = read_cursor(wanted.cursor, wanted.signature, [int, int]) if wanted.cursor else (0, 0)
    if shown < len(found.docs) or found.rest is None:
        docs = finding.in_order(library, found)[shown : shown + wanted.limit]
        more = shown + len(docs) < len(found.docs) or found.rest is not None
        place = [shown + len(docs), found.rest or 0] if more else None
    else:
        docs = finding.rest(library, found, last, wanted.limit + 1)
        docs, more = docs[: wanted.limit], len(docs) > wanted.limit
        place = [shown, docs[-1]] if more else None
    items = bookmarks.of_docs(library, docs, tags.names)
    return {"items": items, "next": place and write_cursor(place, wanted.signature)}


def live(library: Library) -> ModelSelect:
    """The live bookmarks, not yet ordered."""
    return Bookmark.select().where(Bookmark.library == library, Bookmark.alive == True)  # noqa: E712


def filtered(library: Library, tag: str | None, status: str | None, without: str | None) -> ModelSelect:
    """The live bookmarks of that tag and that status, not yet ordered."""
    query = live(library)
    if status is not None:
        query = query.where(Bookmark.status == status)
    elif without is not None:
        query = query.where(Bookmark.status != without)
    if tag is not None:
        query = query.where(Bookmark.id.in_(labelled(library, tag)))
    return query


def labelled(library: Library, tag: str) -> ModelSelect:
    """The ids of the bookmarks that carry the tag of that name."""
    named = Tag.select(Tag.id).where(Tag.library == library, Tag.folded == fold(tag), Tag.alive == True)  # noqa: E712
    return Label.select(Label.bookmark).where(Label.library == library, Label.tag.in_(named))


def listed(library: Library, query: ModelSelect, sort: str, wanted: Page, tags: Tags | None = None) -> dict:
    """A page of these bookmarks in that order."""
    types = [int if sort in ("saved", "updated") else str, str]
    after = read_cursor(wanted.cursor, wanted.signature, types) if wanted.cursor else None
    rows = list(ordered(query, sort, after).limit(wanted.limit + 1).tuples())
    shown = rows[: wanted.limit]
    place = [shown[-1][1], shown[-1][0]] if len(rows) > wanted.limit else None
    items = bookmarks.views(library, [bookmark for bookmark, _ in shown], tags and tags.names)
    return {"items": items, "next": place and write_cursor(place, wanted.signature)}


def ordered(query: ModelSelect, sort: str, after: list | None) -> ModelSelect:
    """Rows `(id, what they are sorted by)` behind the place `after`."""
    column = DESCENDING.get(sort) or ASCENDING[sort]
    place = Tuple(column, Bookmark.id)
    query = query.select(Bookmark.id, column)
    if sort in ASCENDING:
        return (query.where(place > tuple(after)) if after else query).order_by(column, Bookmark.id)
    return (query.where(place < tuple(after)) if after else query).order_by(column.desc(), Bookmark.id.desc())
