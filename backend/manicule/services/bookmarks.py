"""Save, change and delete bookmarks, and find them by any identity of their paper."""

import hashlib
from typing import TYPE_CHECKING

from manicule.core.records import META, SEEN_ALL, USER_FIELDS, new_bookmark
from manicule.core.views import told, view
from manicule.errors import BookmarkUnknown, FetchFailed, NotAPaper
from manicule.models import Library
from manicule.services import completing, edits, ledger, papers, shelf, sites

if TYPE_CHECKING:
    from manicule.services.fetch import Fetcher

OF_THE_USER = [name for name in USER_FIELDS if name not in META]


def views(library: Library, bookmarks: list[str], names: dict[str, str] | None = None) -> list[dict]:
    """These bookmarks as people see them, in that order; two queries, however many.

    :param names: of the tags, by every id that leads to each; where they are known a query is spared
    """
    return shown(library, ledger.records(library, bookmarks), names)


def of_docs(library: Library, docs: list[int], names: dict[str, str]) -> list[dict]:
    """The same by their numbers in the search index."""
    return shown(library, ledger.of_docs(library, docs) if docs else [], names)


def shown(library: Library, records: list[dict], names: dict[str, str] | None) -> list[dict]:
    """Records as people see them."""
    names, rules = shelf.tag_names(library, records) if names is None else names, sites.key_rules()
    return [view(record, names, rules) for record in records]


def find(library: Library, text: str) -> str:
    """The id of the live bookmark that `text` names: its own id, an address, or any id of its paper.

    :raise BookmarkUnknown: if there is none.
    """
    if text.startswith("bm_"):
        return standing(library, text)
    candidates = [text, *papers.identities(text)]
    owners = ledger.find(library, candidates)
    for candidate in candidates:
        if candidate in owners:
            return owners[candidate]
    raise BookmarkUnknown(f"No bookmark in the library is {text[:200]!r}.")


def standing(library: Library, bookmark: str) -> str:
    """The id of the live bookmark that stands for the one with this id: itself, or the one it was joined to.

    :raise BookmarkUnknown: if there is none.
    """
    record = ledger.standing(library, bookmark)
    if not record or not record["alive"]:
        raise BookmarkUnknown()
    return record["id"]


def is_gone(library: Library, bookmark: str) -> bool:
    """Whether no live bookmark stands for this id."""
    try:
        return not standing(library, bookmark)
    except BookmarkUnknown:
        return True


def get(library: Library, text: str) -> dict:
    """The view of the bookmark that `text` names.

    :raise BookmarkUnknown: if there is none.
    """
    return views(library, [find(library, text)])[0]


def lookup(library: Library, keys: list[str]) -> dict[str, dict]:
    """The view of the bookmark of each key that the library knows, by the key as it was asked for."""
    of_key = ledger.find(library, keys)
    meant = {key: papers.identities(key) for key in keys if key not in of_key}
    owners = ledger.find(library, [one for several in meant.values() for one in several])
    for key, several in meant.items():
        bookmark = next((owners[one] for one in several if one in owners), None)
        if bookmark:
            of_key[key] = bookmark
    found = {one["id"]: one for one in views(library, list(of_key.values()))}
    return {key: found[bookmark] for key, bookmark in of_key.items()}


def save(library: Library, device: str, given: dict, now: int, fetch: "Fetcher | None" = None) -> tuple[dict, bool]:
    """Save a paper, or merge what is given into the bookmark that it has; nothing the user typed is overwritten.

    :param given: `url`, `key` or `ids`, with any of the fields of a bookmark
    :param fetch: where the sites may be asked about it; what they do not say is completed when its page is next seen
    :return: the view, and whether it is new
    :raise NotAPaper: if no paper can be told from it.  :raise EditRejected: if a field breaks a rule; nothing is saved
    """
    heard, source = asked(library, given, fetch) if fetch else ({}, "")
    ids = paper_ids(given, heard)
    with edits.together(library):
        owners = ledger.find(library, ids)
        known = next((owners[one] for one in ids if one in owners), None)
        record = ledger.record(library, known) if known else new_bookmark(ledger.new_id("bm"), 0, now)
        first = met_again(record, ids, given) if known else met(record, ids, given, now)
        learnt = learning(record, given, heard, source)
        edits.submit(library, device, [*first, *learnt, *added(library, record, given)], now)
    return get(library, ids[0]), known is None


def asked(library: Library, given: dict, fetch: "Fetcher") -> tuple[dict, str]:
    """What the sites say of a paper that has no title or authors yet, and the source: `api` or `page`. Else nothing.

    Call it before the transaction: it may take seconds.
    """
    named = [text for text in [given.get("key"), *given.get("ids", []), given.get("url")] if text]
    ids = list(dict.fromkeys(one for text in named for one in papers.identities(text)))
    owner = next(iter(ledger.find(library, ids).values()), None)
    if owner and told(ledger.record(library, owner), "title") and told(ledger.record(library, owner), "authors", []):
        return {}, ""
    try:
        return completing.told(fetch, ids, given.get("url") or "")
    except FetchFailed:
        return {}, ""


def learning(record: dict, given: dict, heard: dict, source: str) -> list[dict]:
    """The mutations for what sites said, except what was sent with the paper, now or when it was saved."""
    if not heard:
        return []
    sent = {name for name, known_from in record["meta_sources"].items() if known_from == "save"} | given.keys()
    meta = {name: heard[name] for name in META if heard.get(name) and (name == "url" or name not in sent)}
    links = [link for link in heard["links"] if link["origin"] == "found"]
    mutation = {"op": "bookmark.meta", "bookmark": record["id"], "ids": heard["ids"], "meta": meta, "source": source}
    return [mutation, *edits.add_links(record, links, SEEN_ALL)]


def paper_ids(given: dict, heard: dict) -> list[str]:
    """The identities behind what was sent; `heard` is what its site says of it, where that was asked.

    :raise NotAPaper: if a key or id is none, or there is nothing but an address of no paper.
    """
    ids = stated_ids([text for text in [given.get("key"), *given.get("ids", [])] if text])
    ids += papers.of_address(given.get("url") or "", given.get("title"))
    ids = ids or heard.get("ids", [])
    if not ids:
        raise NotAPaper(f"{(given.get('url') or '')[:200]!r} is no paper. {NotAPaper.detail}")
    return list(dict.fromkeys(ids))


def stated_ids(stated: list[str]) -> list[str]:
    """The identities that these texts name.

    :raise NotAPaper: if one names none
    """
    ids: list[str] = []
    for text in stated:
        known = papers.identities(text)
        if not known:
            raise NotAPaper(f"{text[:200]!r} is no paper. {NotAPaper.detail}")
        ids += known
    return ids


def met(record: dict, ids: list[str], given: dict, now: int) -> list[dict]:
    """The mutation that makes the bookmark."""
    found_on = given.get("found_on")
    return [
        {"op": "bookmark.create", "bookmark": record["id"], "ids": ids, "meta": described(given), "source": "save",
         "fields": typed(given), "found_on": found_on and {"title": "", **found_on, "at": now}}
    ]  # fmt: skip


def met_again(record: dict, ids: list[str], given: dict) -> list[dict]:
    """The mutations that tell the bookmark what is new about its paper."""
    learnt = {"op": "bookmark.meta", "bookmark": record["id"], "ids": ids, "meta": described(given), "source": "save"}
    return [learnt, *edits.fields(record, typed(given), SEEN_ALL)]


def typed(given: dict) -> dict:
    """What was sent about the user's own reading."""
    return {name: given[name] for name in OF_THE_USER if given.get(name) is not None}


def described(given: dict) -> dict:
    """What was sent about the paper itself."""
    return {name: given[name] for name in META if given.get(name)}


def added(library: Library, record: dict, given: dict) -> list[dict]:
    """The note, tags and links that were sent, beside those already there."""
    return [
        *edits.add_note(record, given.get("note", "")),
        *edits.add_tags(library, record, given.get("tags", [])),
        *edits.add_links(record, given.get("links", []), SEEN_ALL),
    ]


def patch(library: Library, device: str, text: str, given: dict, now: int) -> dict:
    """Change the fields given, and only those. Returns the view.

    :param given: with `base_rev` and `base_text`, what its author saw, it is merged; else the last write wins
    :raise BookmarkUnknown: if `text` names none.  :raise EditRejected: if a field breaks a rule; nothing is changed
    :raise NotAPaper: if one of the `ids` given names no paper
    """
    with edits.together(library):
        bookmark = find(library, text)
        record = ledger.record(library, bookmark)
        edits.submit(library, device, changed(library, record, given), now)
    return shown(library, [ledger.standing(library, bookmark)], None)[0]


def changed(library: Library, record: dict, given: dict) -> list[dict]:
    """The mutations that make the bookmark what was sent."""
    base = given.get("base_rev", SEEN_ALL)
    mutations = edits.fields(record, given, base)
    if "ids" in given:
        mutations += edits.ids(record, stated_ids(given["ids"]))
    if "note" in given:
        mutations += edits.note(record, given["note"], base, given.get("base_text"))
    if "tags" in given:
        mutations += edits.drop_tags(library, record, given["tags"], base)
        mutations += edits.add_tags(library, record, given["tags"])
    if "links" in given:
        mutations += edits.drop_links(record, given["links"], base)
        mutations += edits.add_links(record, given["links"], base)
    return mutations


def delete(library: Library, device: str, text: str, now: int) -> None:
    """Delete the bookmark that `text` names.

    :raise BookmarkUnknown: if there is none.
    """
    with edits.together(library):
        record = ledger.record(library, find(library, text))
        seen = hashlib.sha256(record["note"]["text"].encode()).hexdigest()
        mutation = {"op": "bookmark.delete", "bookmark": record["id"], "base": SEEN_ALL, "note_sha256": seen}
        edits.submit(library, device, [mutation], now)


def join(library: Library, device: str, text: str, other: str, now: int) -> None:
    """Make one bookmark of two that are of the same paper; the history can take them apart again.

    :raise BookmarkUnknown: if one of them is unknown
    """
    with edits.together(library):
        ids = ledger.record(library, find(library, other))["ids"]
        edits.submit(library, device, [{"op": "bookmark.attach", "bookmark": find(library, text), "ids": ids}], now)


def add_link(library: Library, device: str, text: str, link: dict, now: int) -> None:
    """Add a link `{url, kind, title, origin}`, or change the one with that address.

    :raise BookmarkUnknown: if `text` names none.  :raise EditRejected: if there are too many already
    """
    with edits.together(library):
        record = ledger.record(library, find(library, text))
        edits.submit(library, device, edits.add_links(record, [link], SEEN_ALL), now)


def remove_link(library: Library, device: str, text: str, link: str, now: int) -> None:
    """Remove the stored link with that id; one that is gone already is no mistake.

    :raise BookmarkUnknown: if `text` names none.
    """
    with edits.together(library):
        mutation = {"op": "link.delete", "bookmark": find(library, text), "link": link, "base": SEEN_ALL}
        edits.submit(library, device, [mutation], now)
