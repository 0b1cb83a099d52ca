"""Links between my own bookmarks: a link whose address is the paper of another, named by its title, such as "extends".

It is stored with the one and shown on both: the other finds it in the index, by the identities that links lead to.
"""

from collections.abc import Iterable

from manicule.core.postings import postings as unpacked
from manicule.core.records import fold
from manicule.core.ties import COMMON, leads_to, led_to
from manicule.errors import BookmarkUnknown, NotToBeRelated
from manicule.models import Library
from manicule.services import bookmarks, ledger, listing, sites
from manicule.services.related_papers import postings

MOST = 8  # bookmarks to choose from


def of_bookmark(library: Library, text: str) -> list[dict]:
    """Each `{relation, direction, link, id, key, title}`: `to` papers that this one links to, `from` those that link
    here; `link` is the id of the link, which the one that links has.

    :raise BookmarkUnknown: if `text` names none
    """
    here = ledger.record(library, bookmarks.find(library, text))
    outward = _links(here)
    owners = ledger.find(library, [paper_id for _, ids in outward for paper_id in ids])
    told = [("to", owners[one], said) for said, ids in outward for one in ids[:1] if one in owners]
    for other in _linking(library, here):
        told += [("from", other["id"], said) for said, ids in _links(other) if set(ids) & set(here["ids"])]
    views = {one["id"]: one for one in bookmarks.views(library, [bookmark for _, bookmark, _ in told])}
    return [
        {**said, "direction": way, **{name: views[bookmark][name] for name in ("id", "key", "title")}}
        for way, bookmark, said in told
    ]


def relate(library: Library, device: str, text: str, other: str, relation: str, now: int) -> None:
    """Say what a bookmark is to another, such as "extends"; said again, the new words stand.

    :raise BookmarkUnknown: if there is no such bookmark.  :raise NotToBeRelated: if no address leads to the other
    """
    here, there = bookmarks.get(library, text), bookmarks.get(library, other)
    url = next((link["url"] for link in there["links"] if _names(link["url"], here, there)), None)
    if url is None:
        raise NotToBeRelated()
    link = {"url": url, "kind": "page", "title": relation, "origin": "mine"}
    bookmarks.add_link(library, device, here["id"], link, now)


def _names(url: str, here: dict, there: dict) -> bool:
    return bool(set(leads_to(url, here["ids"], sites.key_rules()) or ()) & set(there["ids"]))


def candidates(library: Library, text: str, bookmark: str) -> list[dict]:
    """The bookmarks that somebody may mean who writes this, as views: the one that an id, address or whole title names,
    else those that a search finds, the best first. The bookmark itself is none of them.
    """
    try:
        found = [bookmarks.get(library, text)]
    except BookmarkUnknown:
        found = listing.page(library, text, sort="relevance", limit=MOST, without="dismissed")["items"]
    others = [one for one in found if one["id"] != bookmark]
    return [one for one in others if fold(one["title"]) == fold(text)][:1] or others


def _links(record: dict) -> list[tuple[dict, list[str]]]:
    """Each link to another paper, with what it says, and that paper's ids."""
    found = []
    for link_id, link in record["links"].items():
        ids = leads_to(link["v"]["url"], record["ids"], sites.key_rules())
        if ids:
            found.append(({"relation": link["v"].get("title") or "", "link": link_id}, ids))
    return found


def _linking(library: Library, here: dict) -> Iterable[dict]:
    """The bookmarks with a link to this one's paper."""
    held = postings.terms(library, led_to(here))
    docs = dict.fromkeys(doc for known in held.values() for doc in unpacked(known.entries)[0])
    return ledger.of_docs(library, [doc for doc in docs if doc != here["doc"]][:COMMON])
