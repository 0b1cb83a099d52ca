"""Lists of bookmarks, a page at a time. A page costs the same at any depth, and rows saved meanwhile shift nothing.

A list makes at most six statements, whatever its size: the library's tags; the rows to rank or sort, what was mistyped
and then the rows again; how many papers have each word, or the page's ids; the page's bookmarks.
"""

from functools import cache, partial
from typing import NamedTuple

from peewee import JOIN, Expression, Field, Join, ModelSelect, Tuple, Value

from manicule.core.asked import Tags, asked, terms
from manicule.core.query import Query, leaving_out, parse
from manicule.core.query_fields import Node, all_of
from manicule.core.records import fold
from manicule.models import Bookmark, Head, Label, Library, Tag
from manicule.services import bookmarks, papers
from manicule.services.cursors import read_cursor, sign, write_cursor
from manicule.services.searching import finding, search
from manicule.services.statements import Named, Statement

DESCENDING = {"saved": Bookmark.saved_at, "updated": Bookmark.updated_at, "published": Bookmark.published}
ASCENDING = {"title": Bookmark.title}
# Bookmarks that are sorted once they are found, by the search index or by their tag; more are met on the way through
# the list in its order.
SORTED, LISTED = 500, 2_000


# With the tag the library's revision, which is its size but for the edits of a bookmark after its first.
TAG_NAMED = Statement(
    lambda n: (
        Tag.select(Tag.id, Head.rev)
        .join(Head, on=Head.library == Tag.library)
        .where(Tag.library == n("library"), Tag.folded == n("name"), Tag.alive == True)  # noqa: E712
    )
)
LABELLED = Statement(lambda n: Label.select(Label.bookmark).where(_labels(n)).limit(LISTED + 1))


class Kept(NamedTuple):
    """What a list is of, beside its words: the bookmarks of a tag and of a status, without those of another status."""

    tag: str | None
    status: str | None
    without: str | None


class Shape(NamedTuple):
    """What a statement of a list depends on, values apart."""

    sort: str
    after: bool  # not the first page
    few: bool  # bookmarks that carry the tag
    tag: bool
    status: bool
    without: bool


class Page(NamedTuple):
    """Which page of a list: where it begins, None for the first, and how long it is; `of` tells the list."""

    cursor: str | None
    limit: int
    of: tuple

    @property
    def signature(self) -> str:
        """What its cursors are signed with. Few lists have any."""
        return sign(*self.of)


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
    wanted = Page(cursor, limit, (q.strip(), tag, status, sort, without))
    kept = Kept(tag, status, without)
    labels = labels_of(query.tree, kept)
    if labels is not None:
        return {**walked(library, labels, plain(sort or query.sort), wanted, tags), "notices": query.notices}
    return answered(library, query, narrowed(query.tree, kept), sort, wanted, tags)


def everything(library: Library, q: str, kept: Kept, most: int) -> tuple[list[str], bool]:
    """The ids of all bookmarks that the pages of this list show, or of `most` of them; and whether these are all."""
    tags, tree = finding.tags(library), parse(q, papers.named).tree
    question = asked(narrowed(tree or all_of([]), kept), tags)
    found = finding.every(library, question, tags, most)
    rows = live(library).where(Bookmark.doc.in_(found.docs)).select(Bookmark.id)
    return [bookmark for (bookmark,) in rows.tuples()], found.rest is None


def labels_of(tree: Node | None, kept: Kept) -> Kept | None:
    """The same with the tag and status of a query that asks for nothing else, as `tag:rl is:unread`; else None."""
    for leaf in [] if tree is None else tree["of"] if tree["op"] == "all" else [tree]:
        if leaf["op"] == "status" and kept.status is None:
            kept = kept._replace(status=leaf["status"])
        elif leaf["op"] == "tag" and kept.tag is None and not leaf["prefix"]:
            kept = kept._replace(tag=leaf["name"])
        else:
            return None
    return kept._replace(without=None) if kept.status else kept


def plain(sort: str | None) -> str:
    """The order of a list without words."""
    return "saved" if sort in (None, "relevance") else sort


def narrowed(tree: Node, kept: Kept) -> Node:
    """The question, asked only of the bookmarks that the list is of."""
    parts = [tree]
    if kept.tag is not None:
        parts.append({"op": "tag", "name": fold(kept.tag), "prefix": False})
    if kept.status is not None:
        parts.append({"op": "status", "status": kept.status})
    return leaving_out(all_of(parts), kept.without) if kept.without else all_of(parts)


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
        found = finding.every(library, question, tags, SORTED)
        answer = listed(library, found, plain(sort), wanted, tags)
    return {**answer, "notices": [*query.notices, *found.notices]}


def answering(library: Library, q: str) -> ModelSelect:
    """All live bookmarks that answer a query, none of its words mended, not yet ordered."""
    tree = parse(q, papers.named).tree
    if tree is None:
        return live(library)
    said = search.engine().said(library, asked(tree, finding.tags(library)))
    return live(library).where(Bookmark.doc.in_(search.engine().matching(library.id, said)))


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


def live(library: Library | Value) -> ModelSelect:
    """The live bookmarks, not yet ordered."""
    return Bookmark.select().where(Bookmark.library == library, Bookmark.alive == True)  # noqa: E712


def listed(library: Library, found: finding.Found, sort: str, wanted: Page, tags: Tags) -> dict:
    """A page of the bookmarks that answer, in that order."""
    after = behind(sort, wanted)
    place, bookmark = after or (None, None)
    said, limit = search.engine().said(library, found.question), wanted.limit + 1
    statement = matching(sort, after is not None, found.rest is None)
    rows = statement(library=library.id, said=said, place=place, bookmark=bookmark, limit=limit)
    return told(library, rows, wanted, tags)


@cache
def matching(sort: str, after: bool, few: bool) -> Statement:
    """The statement of the bookmarks that the index finds: rows as those of `walk`."""
    return Statement(partial(_matching, sort, after, few))


def _matching(sort: str, after: bool, few: bool, n: Named) -> ModelSelect:
    """Few are looked up by their docs, many are met on the way through the list: SQLite, which does not know how many
    they are, keeps to the order of a CROSS JOIN.
    """
    docs = search.engine().matching(n("library"), n("said"))
    query = live(n("library")).select(Bookmark.id, column(sort))
    if few:
        of_docs = docs.alias("few")
        query = query.from_(Join(of_docs, Bookmark, JOIN.CROSS)).where(Bookmark.doc == of_docs.c.doc)
    else:
        query = query.where(Bookmark.doc.in_(docs))
    if after:
        query = query.where(beyond(sort, [n("place"), n("bookmark")]))
    return in_order(query, sort).limit(n("limit"))


def behind(sort: str, wanted: Page) -> list | None:
    """The place that the page begins behind; None for the first."""
    types = [int if sort in ("saved", "updated") else str, str]
    return read_cursor(wanted.cursor, wanted.signature, types) if wanted.cursor else None


def told(library: Library, rows: list[tuple], wanted: Page, tags: Tags | None) -> dict:
    """The page of these rows `(id, what they are sorted by)`, one more than it shows if another follows."""
    shown = rows[: wanted.limit]
    place = [shown[-1][1], shown[-1][0]] if len(rows) > wanted.limit else None
    items = bookmarks.views(library, [bookmark for bookmark, _ in shown], tags and tags.names)
    return {"items": items, "next": place and write_cursor(place, wanted.signature)}


def walked(library: Library, kept: Kept, sort: str, wanted: Page, tags: Tags | None) -> dict:
    """A page of the bookmarks of that tag and that status, in that order."""
    after = behind(sort, wanted)
    tag, few = (None, False) if kept.tag is None else labelled(library, kept.tag)
    if kept.tag is not None and tag is None:
        return {"items": [], "next": None}
    given = {"tag": tag, "status": kept.status, "without": kept.without}
    shape = Shape(sort, after is not None, few, *(value is not None for value in given.values()))
    place, bookmark = after or (None, None)
    limit = wanted.limit + 1
    rows = walk(shape)(library=library.id, **given, place=place, bookmark=bookmark, limit=limit)
    return told(library, rows, wanted, tags)


def labelled(library: Library, name: str) -> tuple[str | None, bool]:
    """The tag of that name, and whether so few bookmarks carry it that they are better sorted than met by the way.

    To sort costs a row for each of them; a page of a hundred is met on the way through size / many hundreds, each of
    which costs a twentieth of a row.
    """
    for tag, size in TAG_NAMED(library=library.id, name=fold(name)):
        many = len(LABELLED(library=library.id, tag=tag))
        return tag, many <= LISTED and many * many <= 5 * size
    return None, False


@cache
def walk(shape: Shape) -> Statement:
    """The statement of a list of that shape: rows `(id, what they are sorted by)`."""
    return Statement(partial(_walk, shape))


def _walk(shape: Shape, n: Named) -> ModelSelect:
    query = Bookmark.select(Bookmark.id, column(shape.sort))
    if shape.tag and shape.few:  # from the labels to the bookmarks: SQLite keeps to the order of a CROSS JOIN
        query = Label.select(Bookmark.id, column(shape.sort)).join(Bookmark, JOIN.CROSS)
        query = query.where(_labels(n), Bookmark.id == Label.bookmark)
    elif shape.tag:
        query = query.where(Bookmark.id.in_(Label.select(Label.bookmark).where(_labels(n))))
    query = query.where(Bookmark.library == n("library"), Bookmark.alive == True)  # noqa: E712
    if shape.status:
        query = query.where(Bookmark.status == n("status"))
    if shape.without:
        query = query.where(Bookmark.status != n("without"))
    if shape.after:
        query = query.where(beyond(shape.sort, [n("place"), n("bookmark")]))
    return in_order(query, shape.sort).limit(n("limit"))


def _labels(n: Named) -> Expression:
    return (Label.library == n("library")) & (Label.tag == n("tag"))


def column(sort: str) -> Field:
    """What a list is sorted by."""
    return DESCENDING.get(sort) or ASCENDING[sort]


def beyond(sort: str, after: list) -> Expression:
    """The condition that a row is behind that place."""
    place = Tuple(column(sort), Bookmark.id)
    return place > tuple(after) if sort in ASCENDING else place < tuple(after)


def in_order(query: ModelSelect, sort: str) -> ModelSelect:
    """The rows in that order."""
    if sort in ASCENDING:
        return query.order_by(column(sort), Bookmark.id)
    return query.order_by(column(sort).desc(), Bookmark.id.desc())
