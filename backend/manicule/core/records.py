"""What a bookmark and a tag are, as they are stored and as they travel.

A bookmark record:
  id, rev, alive, alias_of, doc        `doc`: the revision that made it
  ids, id_sources                      identities, and where each was learnt ("save", "page", …; "mine" by hand); those
                                       that the user took off are in `id_sources` alone, as "detached"
  meta, meta_sources                   read from pages: title authors abstract venue published url, and of the newest
                                       version met: version (a number), revised (its day, YYYY-MM-DD), withdrawn
  fields                               typed by the user: {name: {v, rev, at, by}}; `saved`: who saved it again, which
                                       a delete that had not seen it respects like any other edit; `status` has a
                                       member `before` while it is `dismissed`: the status that comes back, or None
                                       where the paper was dismissed from a list and never saved; `known`: what I have
                                       seen of the paper, {version, revised, day}, set when I save it, write its note or
                                       say "seen": a version or revision beyond it came since
  note                                 {text, rev, by}
  note_copies                          [{id, text, at, by, rev}], the other side of an overlapping change
  tags                                 {tag id: {device: rev}}, an observed-remove set with a dot per device
  links                                {link id: {v: {kind, url, title, origin}, rev, at, by}}; of one that died `dead`
                                       besides, {why, since}, by the server's own look (core.link_health)
  found_on, saved_at, updated_at
A tag record: id, rev, alive, alias_of, name, name_rev, name_at, name_by, used_rev, used_by.
`rev` counts changes of the library, `at` is ms since 1970, `by` is a device id.
"""

import unicodedata

from manicule.core.text import lowered, normalise

STATUSES = ("to_read", "reading", "read", "dismissed")
LINK_KINDS = ("pdf", "code", "project", "data", "model", "review", "talk", "discussion", "page")
ORIGINS = ("derived", "found", "mine")
META = ("title", "authors", "abstract", "venue", "published", "url")
RISING = ("version", "revised")  # of these the greatest is true, whoever says it
USER_FIELDS = ("status", "rating", "starred", "known", *META)

SEEN_ALL = 2**53 - 1  # the `base` of somebody who means it whatever is stored: the last write wins

DETACHED = "detached"  # what id_sources says of an identity that the user took off: no page puts it back

# The better a source knows the paper, the higher: a listing row never replaces what its own page said.
SOURCE_RANK = {"save": 0, "import": 0, "listing": 1, "page": 2, "api": 3}


def fold(name: str) -> str:
    """The form in which tag names are compared: without case, width or surplus space; as extension/lib/view.js."""
    return normalise(lowered(unicodedata.normalize("NFKC", name)))


def new_bookmark(bookmark_id: str, rev: int, saved_at: int) -> dict:
    """A bookmark record that knows nothing yet."""
    return {
        "id": bookmark_id, "rev": rev, "alive": True, "alias_of": None, "doc": rev,
        "ids": [], "id_sources": {}, "meta": {}, "meta_sources": {}, "fields": {},
        "note": {"text": "", "rev": 0, "by": None}, "note_copies": [], "tags": {}, "links": {},
        "found_on": None, "saved_at": saved_at, "updated_at": saved_at,
    }  # fmt: skip


def new_tag(tag_id: str, name: str, rev: int, at: int, by: str) -> dict:
    """A tag record that nothing uses yet."""
    return {
        "id": tag_id, "rev": rev, "alive": True, "alias_of": None,
        "name": name, "name_rev": rev, "name_at": at, "name_by": by, "used_rev": 0, "used_by": None,
    }  # fmt: skip


def wire_bookmark(record: dict) -> dict:
    """The record as sync sends it. The dead and the aliased travel without what they hold."""
    head = {"kind": "bookmark", "id": record["id"], "rev": record["rev"], "alive": record["alive"],
            "alias_of": record["alias_of"]}  # fmt: skip
    if not record["alive"]:
        return {**head, "ids": []}
    names = ("ids", "id_sources", "meta", "meta_sources", "fields", "note", "note_copies", "tags", "links",
             "found_on", "saved_at", "updated_at", "doc")  # fmt: skip
    return {**head, **{name: record[name] for name in names}}


def wire_tag(record: dict) -> dict:
    """The tag as sync sends it."""
    return {"kind": "tag", **{name: record[name] for name in ("id", "rev", "alive", "alias_of", "name")}}
