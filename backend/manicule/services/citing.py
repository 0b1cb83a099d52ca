"""The cite key of each bookmark, the same in a whole export and in one citation: of several that would have the same
key, the oldest has it, and the others get a few letters behind it that follow from their own id.
"""

from collections.abc import Iterable

from manicule.core.citations import cite_key, cited
from manicule.core.cite_keys import shared_out
from manicule.core.facts import cite_token
from manicule.models import Bookmark, Library
from manicule.services import ledger, search, sites

LAST = 1 << 53  # behind every doc


def key_of(library: Library, view: dict) -> str:
    """The cite key of the bookmark with this view. Two queries; one more where others would have the same."""
    usual = cite_key(view)
    alike = ledger.of_docs(library, sorted(_having(library, usual, LAST)))
    named = [(record["id"], cite_key(cited(record, sites.key_rules()))) for record in alike]
    return shared_out(named, lambda key: bool(_having(library, key, 1))).get(view["id"], usual)


def _having(library: Library, key: str, most: int) -> list[int]:
    """The docs of bookmarks that would have this key."""
    token = {"op": "token", "token": cite_token(key), "prefix": False}
    return search.engine().docs(library, token, LAST, most)


def different(library: Library) -> dict[str, str]:
    """The cite keys of those bookmarks that do not get their usual one, whatever of the library is exported."""
    alike: dict[str, list[tuple[str, str]]] = {}
    for bookmark, usual in _usual(library):
        alike.setdefault(usual.lower(), []).append((bookmark, usual))
    shared = [named for named in alike.values() if len(named) > 1]
    return {
        bookmark: key
        for named in shared
        for bookmark, key in shared_out(named, lambda key: key.lower() in alike).items()
        if bookmark != named[0][0]
    }


def _usual(library: Library) -> Iterable[tuple[str, str]]:
    """Each bookmark with its usual key, the oldest first."""
    rows = Bookmark.select(Bookmark.id, Bookmark.ids, Bookmark.meta, Bookmark.fields)
    rows = rows.where(Bookmark.library == library, Bookmark.alive).order_by(Bookmark.doc)
    for bookmark, ids, meta, fields in rows.tuples().iterator():
        yield bookmark, cite_key(cited({"ids": ids, "meta": meta, "fields": fields}, sites.key_rules()))
