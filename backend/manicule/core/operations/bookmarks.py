"""Bookmarks: created, set, completed from pages, deleted, brought back."""

import hashlib

from manicule.core.operations.dismissals import is_dismissed, never_saved
from manicule.core.operations.unite import claim, mark_saved, revived
from manicule.core.records import RISING, SOURCE_RANK, new_bookmark
from manicule.core.views import told
from manicule.core.work import Work


def create(work: Work, mutation: dict) -> dict:
    """Save a paper. Whoever saved it before keeps its id: then the result is `aliased` and names that bookmark."""
    bookmark_id = mutation["bookmark"]
    existing = work.bookmarks.get(bookmark_id) or work.state.bookmarks.get(bookmark_id)
    if existing is not None:
        was_saved = existing["alive"] or existing["alias_of"] is not None
        record = work.change(revived(work, work.bookmark(bookmark_id)))
    else:
        was_saved = False
        record = work.change(new_bookmark(bookmark_id, work.moment.rev, work.at))
    _learn(work, record, mutation["meta"], mutation["source"])
    if mutation["found_on"] and not record["found_on"]:
        record["found_on"] = mutation["found_on"]
    record = claim(work, record, mutation["ids"], "save")
    was_saved = was_saved or record["id"] != bookmark_id  # somebody else had saved it
    for name, value in mutation["fields"].items():
        set_field(work, record, name, value, None)
    if not was_saved:
        never_saved(work.change(record))
    if existing is not None:
        mark_saved(work, work.change(record), work.moment.device)
    if record["id"] != bookmark_id:
        return {"status": "aliased", "bookmark": record["id"]}
    return {"status": "applied"}


def set_value(work: Work, mutation: dict) -> dict:
    """Set one field as typed by the user: `applied`, or `superseded` when a tie was lost."""
    record = revived(work, work.bookmark(mutation["bookmark"]))
    return {"status": set_field(work, record, mutation["field"], mutation["value"], mutation["base"])}


def set_field(work: Work, record: dict, name: str, value: object, base: int | None) -> str:
    """Set a field of a record; returns the status. What it replaces, or the loser of a tie, goes to the history."""
    stored = record["fields"].get(name)
    if stored is not None and stored["v"] == value:
        return "applied"
    if stored is not None and not work.causal(stored, base) and not work.newer(stored):
        work.remember(record, name, value, work.at, work.moment.device, "superseded")
        return "superseded"
    record = work.change(record)
    if stored is not None and name != "known":  # what was seen before is no value that anybody wants back
        work.remember(record, name, stored["v"], stored["at"], stored["by"], "replaced")
    before = told(record, name, "to_read")
    record["fields"][name] = work.stamp(value)
    if is_dismissed(record["fields"], name):
        record["fields"][name]["before"] = before
    return "applied"


def learn_from_page(work: Work, mutation: dict) -> dict:
    """Complete a living bookmark from what a page says of its paper. It brings no deleted one back."""
    record = work.bookmark(mutation["bookmark"])
    if not record["alive"]:
        return {"status": "superseded"}
    _learn(work, record, mutation["meta"], mutation["source"])
    record = work.bookmark(record["id"])
    if set(mutation["ids"]) - set(record["ids"]):
        claim(work, work.change(record), mutation["ids"], mutation["source"])
    return {"status": "applied"}


def _learn(work: Work, record: dict, meta: dict, source: str) -> None:
    """What a page says joins what pages said before: the better source wins, then the newer."""
    for name, value in meta.items():
        stored, known_from = record["meta"].get(name), record["meta_sources"].get(name)
        worse = known_from is not None and SOURCE_RANK[source] < SOURCE_RANK.get(known_from, 0)
        if name in RISING and type(value) is type(stored):
            worse = value < stored
        if not value or value == stored or (stored and worse):
            continue
        record = work.change(record)
        record["meta"][name], record["meta_sources"][name] = value, source


def delete(work: Work, mutation: dict) -> dict:
    """Delete a bookmark, unless it holds anything its author had not seen: then it is `kept`."""
    record = work.bookmark(mutation["bookmark"])
    if not record["alive"]:
        return {"status": "applied"}
    if _unseen(work, record, mutation["base"]) or _sha256(record["note"]["text"]) != mutation["note_sha256"]:
        return {"status": "kept"}
    work.change(record)["alive"] = False
    return {"status": "applied"}


def _unseen(work: Work, record: dict, base: int | None) -> bool:
    """Whether the bookmark holds anything of another device that the author of a delete had not seen."""
    dots = ({"rev": rev, "by": by} for tag in record["tags"].values() for by, rev in tag.items())
    written = [*record["fields"].values(), *record["links"].values(), record["note"], *record["note_copies"], *dots]
    return any(item["by"] is not None and not work.causal(item, base) for item in written)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def restore(work: Work, mutation: dict) -> dict:
    """Bring a deleted bookmark back."""
    record = work.bookmark(mutation["bookmark"])
    stands = revived(work, record)
    return {"status": "applied"} if stands["id"] == record["id"] else {"status": "aliased", "bookmark": stands["id"]}
