"""Tags for a paper, out of the library's own tagging."""

from collections.abc import Iterable

from manicule.core.suggest import FAINT, NEIGHBOURS, Suggestion, suggest
from manicule.core.terms import count
from manicule.models import Bookmark, Library
from manicule.services import bookmarks, ledger
from manicule.services.related_papers import related, relating, tag_names


def tags(
    library: Library,
    title: str,
    abstract: str = "",
    keywords: Iterable[str] = (),
    limit: int = 5,
    without: frozenset[int] = frozenset(),
) -> list[Suggestion]:
    """Up to `limit` tags for a paper, best first; one that is not yet the library's is a keyword of the page.

    :param without: numbers of bookmarks that have no vote, such as the paper's own
    """
    [close] = related.closest(library, [related.Asked(count(title, abstract), without=without)], NEIGHBOURS, FAINT)
    carried = _carried(library, [doc for doc, _ in close.found])
    neighbours = [(carried.get(doc, []), score) for doc, score in close.found]
    return suggest(f"{title}\n{abstract}", neighbours, tag_names.of(library), keywords, limit)


def for_bookmark(library: Library, text: str, limit: int = 5) -> list[str]:
    """Tags that fit the bookmark which `text` names and that it does not carry yet.

    :raise BookmarkUnknown: if `text` names none
    """
    here = ledger.record(library, bookmarks.find(library, text))
    [shown] = bookmarks.shown(library, [here], None)
    there = set(shown["tags"])
    asked = limit + len(there)
    found = tags(library, shown["title"], shown["abstract"], limit=asked, without=frozenset({here["doc"]}))
    return [one.name for one in found if one.name not in there][:limit]


def _carried(library: Library, docs: list[int]) -> dict[int, list[str]]:
    """The names of the tags of each of these papers."""
    rows = Bookmark.select(Bookmark.doc, Bookmark.id).where(Bookmark.library == library, Bookmark.doc.in_(docs))
    ids = dict(rows.tuples())
    found = relating.tag_names(library, ids.values())
    return {doc: found[bookmark] for doc, bookmark in ids.items() if bookmark in found}
