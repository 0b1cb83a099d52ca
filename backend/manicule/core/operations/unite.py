"""Identities: a bookmark claims the ids of its paper, and two bookmarks that share one become one."""

from collections.abc import Iterable

from manicule.core.limits import MAX_NOTE
from manicule.core.merge import merge3
from manicule.core.operations import dismissals
from manicule.core.records import DETACHED, SOURCE_RANK
from manicule.core.work import Work

SOMEBODY = ""  # stands for several devices: for none of them is the value one it wrote itself


def mark_saved(work: Work, record: dict, by: str) -> None:
    """Say that the paper was saved again, so that no delete applies whose author had not seen it."""
    before = record["fields"].get("saved", {"by": by})
    record["fields"]["saved"] = {**work.stamp(True), "by": by if before["by"] == by else SOMEBODY}


def claim(work: Work, record: dict, ids: Iterable[str], source: str) -> dict:
    """Give the bookmark these identities. Whoever has one of them is the same paper: they become one bookmark.

    What the user took apart stays apart: a page that names both papers again does not join them again.

    :return: the bookmark that stands for all of them, the one saved first
    """
    for paper_id in dict.fromkeys([*record["ids"], *ids]):
        record = _claim_one(work, record, paper_id, source)
    work.owners.update(dict.fromkeys(record["ids"], record["id"]))
    return record


def _claim_one(work: Work, record: dict, paper_id: str, source: str) -> dict:
    owner = None if paper_id.startswith("title:") else work.owners.get(paper_id)
    other = work.bookmark(owner) if owner else record
    if paper_id not in record["ids"] and (record["id_sources"].get(paper_id) == DETACHED or _apart(record, other)):
        return record
    if other["id"] != record["id"]:
        record = _unite(work, record, other, paper_id)
    if paper_id not in record["ids"]:
        record["ids"].append(paper_id)
        record["id_sources"][paper_id] = source
    return record


def _apart(one: dict, two: dict) -> bool:
    """Whether the user said of an identity of either that it is not the other's."""
    said = [a["id_sources"].get(paper_id) for a, b in ((one, two), (two, one)) for paper_id in b["ids"]]
    return DETACHED in said


def _unite(work: Work, one: dict, two: dict, shared: str) -> dict:
    """Two bookmarks of one paper become one; the other is its alias and keeps what it held, so it can be undone."""
    first, second = sorted((one, two), key=lambda r: (r["doc"], r["saved_at"], r["id"]))
    kept, gone = work.change(first), work.change(second)
    work.remember(kept, "ids", {"before": list(first["ids"]), "joined": gone["id"], "ids": gone["ids"] or [shared]},
                  work.at, work.moment.device, "united")  # fmt: skip
    _unite_ids(kept, gone)
    _learn_all(kept, gone)
    _unite_fields(work, kept, gone)
    mark_saved(work, kept, SOMEBODY)
    _unite_notes(work, kept, gone)
    for tag_id, dots in gone["tags"].items():
        kept["tags"].setdefault(tag_id, {}).update(dots)
    kept["links"] = {**gone["links"], **kept["links"]}
    places = [place for place in (kept["found_on"], gone["found_on"]) if place]
    kept["found_on"] = min(places, key=lambda place: place["at"], default=None)
    kept["saved_at"] = min(kept["saved_at"], gone["saved_at"])
    gone["alive"], gone["alias_of"] = False, kept["id"]
    return kept


def _unite_ids(kept: dict, gone: dict) -> None:
    kept["ids"] += [i for i in gone["ids"] if i not in kept["ids"]]
    here = {paper_id: source for one in (gone, kept) for paper_id, source in one["id_sources"].items()
            if source != DETACHED}  # fmt: skip
    apart = {**gone["id_sources"], **kept["id_sources"]}
    kept["id_sources"] = {i: here.get(i, "save") if i in kept["ids"] else source for i, source in apart.items()}


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
