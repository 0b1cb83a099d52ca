"""Links between my own bookmarks: a link whose address is the paper of another, named by its title, such as "extends".

It is stored with the one and shown on both: the other finds it in the index, by the identities that links lead to.
"""

from collections.abc import Iterable

from manicule.core.postings import postings as unpacked
from manicule.core.ties import COMMON, leads_to, led_to
from manicule.models import Library
from manicule.services import bookmarks, ledger, postings, sites


def of_bookmark(library: Library, text: str) -> list[dict]:
    """Each `{relation, direction, id, key, title}`: `to` papers that this one links to, `from` those that link here.

    :raise BookmarkUnknown: if `text` names none
    """
    here = ledger.record(library, bookmarks.find(library, text))
    outward = _links(here)
    owners = ledger.find(library, [paper_id for _, ids in outward for paper_id in ids])
    told = [("to", owners[one], relation) for relation, ids in outward for one in ids[:1] if one in owners]
    for other in _linking(library, here):
        said = [relation for relation, ids in _links(other) if set(ids) & set(here["ids"])]
        told += [("from", other["id"], relation) for relation in said]
    views = {one["id"]: one for one in bookmarks.views(library, [bookmark for _, bookmark, _ in told])}
    return [
        {"relation": relation, "direction": way, **{name: views[bookmark][name] for name in ("id", "key", "title")}}
        for way, bookmark, relation in told
    ]


def _links(record: dict) -> list[tuple[str, list[str]]]:
    """What each link to another paper says, and that paper's ids."""
    found = []
    for link in record["links"].values():
        ids = leads_to(link["v"]["url"], record["ids"], sites.key_rules())
        if ids:
            found.append((link["v"].get("title") or "", ids))
    return found


def _linking(library: Library, here: dict) -> Iterable[dict]:
    """The bookmarks with a link to this one's paper."""
    held = postings.terms(library, led_to(here))
    docs = dict.fromkeys(doc for known in held.values() for doc in unpacked(known.entries)[0])
    return ledger.of_docs(library, [doc for doc in docs if doc != here["doc"]][:COMMON])
