"""Identities: a bookmark claims the ids of its paper, and two bookmarks that share one become one."""

from collections.abc import Iterable

from manicule.core.merge import merge3
from manicule.core.operations import dismissals
from manicule.core.records import MAX_NOTE, SOURCE_RANK
from manicule.core.work import Work

SOMEBODY = ""  # several devices, of which none may take what it writes for its own


def mark_saved(work: Work, record: dict, by: str) -> None:
    """Say that the paper was saved again, so that no delete applies whose author had not seen it."""
    before = record["fields"].get("saved", {"by": by})
    record["fields"]["saved"] = {**work.stamp(True), "by": by if before["by"] == by else SOMEBODY}


def claim(work: Work, record: dict, ids: Iterable[str], source: str) -> dict:
    """Give the bookmark these identities. Whoever has one of them is the same paper: they become one bookmark.

    :return: the bookmark that stands for all of them, the one saved first
    """
    for paper_id in ids:
        if paper_id not in record["ids"]:
            record["ids"].append(paper_id)
            record["id_sources"][paper_id] = source
    others = {work.owners[i] for i in record["ids"] if not i.startswith("title:") and i in work.owners} - {record["id"]}
    for other in sorted(others):
        record = _unite(work, record, work.bookmark(other))
    work.owners.update(dict.fromkeys(record["ids"], record["id"]))
    return record


def _unite(work: Work, one: dict, two: dict) -> dict:
    """Two bookmarks of one paper become one; the other is its alias and keeps what it held, so it can be undone."""
    first, second = sorted((one, two), key=lambda r: (r["doc"], r["saved_at"], r["id"]))
    kept, gone = work.change(first), work.change(second)
    work.remember(kept, "ids", {"before": list(first["ids"]), "joined": gone["id"], "ids": list(gone["ids"])},
                  work.at, work.moment.device, "united")  # fmt: skip
    kept["ids"] += [i for i in gone["ids"] if i not in kept["ids"]]
    kept["id_sources"] = {**gone["id_sources"], **kept["id_sources"]}
    _learn_all(kept, gone)
    _unite_fields(work, kept, gone)
    mark_saved(work, kept, SOMEBODY)
    _unite_notes(work, kept, gone)
    for tag_id, dots in gone["tags"].items():
        kept["tags"].setdefault(tag_id, {}).update(dots)
    kept["links"] = {**gone["links"], **kept["links"]}
    kept["found_on"] = kept["found_on"] or gone["found_on"]
    kept["saved_at"] = min(kept["saved_at"], gone["saved_at"])
    gone["alive"], gone["alias_of"] = False, kept["id"]
    return kept


def _learn_all(kept: dict, gone: dict) -> None:
    for name, value in gone["meta"].items():
        ours, theirs = kept["meta_sources"].get(name), gone["meta_sources"].get(name)
        if not kept["meta"].get(name) or SOURCE_RANK.get(theirs, 0) > SOURCE_RANK.get(ours, 0):
            kept["meta"][name] = value
            if theirs:
                kept["meta_sources"][name] = theirs


def _unite_fields(work: Work, kept: dict, gone: dict) -> None:
    both = (dismissals.saved_as(kept["fields"]), dismissals.saved_as(gone["fields"]))
    for name, theirs in gone["fields"].items():
        ours = kept["fields"].get(name)
        if ours is None:
            kept["fields"][name] = {**theirs, "rev": work.moment.rev}
        elif ours["v"] != theirs["v"]:
            winner, loser = sorted((ours, theirs), key=lambda f: (f["at"], f["by"] or ""), reverse=True)
            kept["fields"][name] = {**winner, "rev": work.moment.rev}
            if name != "known":
                work.remember(kept, name, loser["v"], loser["at"], loser["by"], "superseded")
    dismissals.unite(kept["fields"], *both)


def _unite_notes(work: Work, kept: dict, gone: dict) -> None:
    kept["note_copies"] += gone["note_copies"]
    theirs, ours = gone["note"]["text"], kept["note"]["text"]
    if not theirs or theirs == ours:
        return
    both = merge3("", ours, theirs) or ours
    if len(both.encode()) > MAX_NOTE:
        keep_copy(work, kept, theirs, gone["note"]["by"])
    else:
        kept["note"] = {"text": both, "rev": work.moment.rev, "by": gone["note"]["by"]}


def revived(work: Work, record: dict) -> dict:
    """A deleted bookmark comes back with all it held: an edit beats a delete that it had not seen."""
    if record["alive"]:
        return record
    record = work.change(record)
    record["alive"] = True
    return claim(work, record, record["ids"], "save")


def keep_copy(work: Work, record: dict, text: str, by: str | None) -> None:
    """The other side of an overlapping change, beside the note, under an id that follows from the moment."""
    n = len(record["note_copies"])
    copy_id = f"nc_{work.moment.rev:x}-{n}"
    record["note_copies"].append({"id": copy_id, "text": text, "at": work.at, "by": by, "rev": work.moment.rev})
