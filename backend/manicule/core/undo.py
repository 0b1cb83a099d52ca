"""What takes an edit back, as ordinary mutations: told from how a bookmark was before it and how it is after it.

Nobody's later edit is lost by it: notes merge, and what another device set meanwhile is a value that was never seen.
"""

import hashlib

from manicule.core.limits import MAX_NOTE
from manicule.core.records import SEEN_ALL, USER_FIELDS
from manicule.core.views import told

UNTYPED = {"status": "to_read", "rating": None, "starred": False, "authors": []}  # the others are empty text


def back(before: dict | None, after: dict) -> list[dict]:
    """The mutations that make `after` what `before` was; for a bookmark that was not there, its delete."""
    if before is None or not before["alive"]:
        return [delete(after)] if after["alive"] else []
    if not after["alive"]:
        return [{"op": "bookmark.restore", "bookmark": after["id"]}]
    parts = (ids, fields, note, tags, links)
    return [step for part in parts for step in part(before, after)]


def delete(record: dict) -> dict:
    """The mutation that deletes the bookmark as it is."""
    seen = hashlib.sha256(record["note"]["text"].encode()).hexdigest()
    return {"op": "bookmark.delete", "bookmark": record["id"], "base": record["rev"], "note_sha256": seen}


def ids(before: dict, after: dict) -> list[dict]:
    """The identities as they were: off with those that were not there, on with those that were."""
    new = [one for one in after["ids"] if one not in before["ids"]]
    gone = [one for one in before["ids"] if one not in after["ids"]]
    on = [{"op": "bookmark.attach", "bookmark": after["id"], "ids": gone}] if gone else []
    return on + ([{"op": "bookmark.detach", "bookmark": after["id"], "ids": new}] if new and before["ids"] else [])


def fields(before: dict, after: dict) -> list[dict]:
    """Every typed field as it was."""
    return [
        {"op": "bookmark.set", "bookmark": after["id"], "base": after["rev"], "field": name, "value": was}
        for name in USER_FIELDS
        if (was := told(before, name, UNTYPED.get(name, ""))) != told(after, name, UNTYPED.get(name, ""))
    ]


def note(before: dict, after: dict) -> list[dict]:
    """The note as it was. A version that is gone comes back below it, since no version can be made by hand."""
    was, text = before["note"]["text"], after["note"]["text"]
    if was != text:
        return [edit_note(after, text, was), *drop_new_copies(before, after)]
    kept = {copy["id"] for copy in after["note_copies"]}
    words = [copy["text"] for copy in before["note_copies"] if copy["id"] not in kept and copy["text"] not in text]
    whole = "\n\n".join([text.rstrip(), *words]).lstrip()
    if words and len(whole.encode()) <= MAX_NOTE:
        return [edit_note(after, text, whole)]
    return drop_new_copies(before, after)


def edit_note(record: dict, base: str, text: str) -> dict:
    """The mutation that makes `text` of the note `base`."""
    return {"op": "note.edit", "bookmark": record["id"], "base_text": base, "text": text}


def drop_new_copies(before: dict, after: dict) -> list[dict]:
    """Versions of the note that this edit has left beside it."""
    known = {copy["id"] for copy in before["note_copies"]}
    made = [copy["id"] for copy in after["note_copies"] if copy["id"] not in known]
    return [{"op": "note.resolve", "bookmark": after["id"], "copy": copy} for copy in made]


def tags(before: dict, after: dict) -> list[dict]:
    """Off with the tags that were not there, on with those that were."""
    new = sorted(after["tags"].keys() - before["tags"].keys())
    off = [{"op": "bookmark.untag", "bookmark": after["id"], "tags": new, "base": after["rev"]}] if new else []
    gone = [tag for tag in before["tags"] if tag not in after["tags"]]
    return off + [{"op": "bookmark.tag", "bookmark": after["id"], "tag": tag} for tag in gone]


def links(before: dict, after: dict) -> list[dict]:
    """Every link as it was."""
    base = {"bookmark": after["id"], "base": after["rev"]}
    new = [link for link in after["links"] if link not in before["links"]]
    off = [{"op": "link.delete", **base, "link": link} for link in new]
    was = {link: one["v"] for link, one in before["links"].items()}
    changed = [link for link in was if link not in after["links"] or after["links"][link]["v"] != was[link]]
    return off + [{"op": "link.put", **base, "link": link, "value": was[link]} for link in changed]


def tag_back(before: dict, after: dict, carried: dict[str, list[str]] | None, new_id: str) -> list[dict]:
    """What makes a tag what it was. One that was merged into another is made anew, and put where it was.

    :param carried: the tags of each bookmark that carried it; None if they are too many, then a merge stays
    """
    if not before["alive"] or (before["name"], after["alive"]) == (after["name"], True):
        return []
    if not after["alias_of"]:  # renamed, or deleted: a name brings it back, and it is still on its bookmarks
        return [{"op": "tag.rename", "tag": before["id"], "name": before["name"], "base": SEEN_ALL}]
    return part(before, after["alias_of"], carried, new_id) if carried is not None else []


def part(before: dict, into: str, carried: dict[str, list[str]], new_id: str) -> list[dict]:
    """The mutations that make two tags of the one they became."""
    steps: list[dict] = [{"op": "tag.create", "tag": new_id, "name": before["name"]}]
    for bookmark, tags in carried.items():
        steps.append({"op": "bookmark.untag", "bookmark": bookmark, "tags": [before["id"]], "base": SEEN_ALL})
        steps += [{"op": "bookmark.tag", "bookmark": bookmark, "tag": tag} for tag in (new_id, into)
                  if tag == new_id or into in tags]  # fmt: skip
    return steps
