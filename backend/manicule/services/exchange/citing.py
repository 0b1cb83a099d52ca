"""The cite key of each bookmark, the same in a whole export and in one citation: of several that would have the same
key, the oldest has it, and the others get a few letters behind it that follow from their own id.
"""

from array import array
from bisect import bisect_left
from itertools import pairwise

from manicule.core.citations import cite_key, cited
from manicule.core.cite_keys import shared_out
from manicule.core.facts import cite_token
from manicule.models import Bookmark, Library
from manicule.services import ledger, sites
from manicule.services.searching import search
from manicule.services.statements import in_parts

LAST = 1 << 53  # behind every doc
BATCH = 200  # bookmarks read together


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
    """The cite keys of those bookmarks that do not get their usual one, whatever of the library is exported.

    Of a large library only few are read twice, and of all others 16 bytes are kept.
    """
    usual, shared = _known(library)
    alike: dict[str, list[tuple[str, str]]] = {}
    for docs in in_parts(shared, BATCH):
        for record in ledger.of_docs(library, docs):
            key = cite_key(cited(record, sites.key_rules()))
            alike.setdefault(key.lower(), []).append((record["id"], key))
    return {
        bookmark: key
        for named in alike.values()
        for bookmark, key in shared_out(named, lambda key: _among(hash(key.lower()), usual)).items()
        if bookmark != named[0][0]
    }


def _known(library: Library) -> tuple["array[int]", list[int]]:
    """The hashes of all usual keys, sorted, and the bookmarks that have the same as another, the oldest first."""
    rows = Bookmark.select(Bookmark.doc, Bookmark.ids, Bookmark.meta, Bookmark.fields)
    hashes, docs = array("q"), array("q")
    for doc, ids, meta, fields in rows.where(Bookmark.library == library, Bookmark.alive).tuples().iterator():
        found = cite_key(cited({"ids": ids, "meta": meta, "fields": fields}, sites.key_rules()))
        hashes.append(hash(found.lower()))
        docs.append(doc)
    usual = array("q", sorted(hashes))
    twice = {one for one, next_one in pairwise(usual) if one == next_one}
    return usual, sorted(doc for one, doc in zip(hashes, docs, strict=True) if one in twice)


def _among(one: int, numbers: "array[int]") -> bool:
    place = bisect_left(numbers, one)
    return place < len(numbers) and numbers[place] == one
