"""`apply(state, mutation, moment)`: the only place where edits meet and merge (SYNC.md). Pure: what goes in is not changed.

Concurrency is decided by what the author saw (`base`), never by a clock: an edit is causal if the value is not newer than
`base`, or was last written by the same device. Only a truly concurrent edit is a tie, decided by (`at`, device); the loser
goes to the history.
"""

import copy
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from manicule.core.merge import merge3
from manicule.core.records import MAX_LINKS, MAX_NOTE, MAX_TAGS, SOURCE_RANK, fold, new_bookmark, new_tag
from manicule.core.shapes import Refused, checked


class Moment(NamedTuple):
    """When and by whom: the revision this mutation gets, the server's time in ms, the author's device."""

    rev: int
    now: int
    device: str


@dataclass
class State:
    """The part of a library that a mutation can touch: records by id, who owns a paper id, which tag has a folded name.

    `owners` names live bookmarks and `names` live tags only.
    """

    bookmarks: dict[str, dict] = field(default_factory=dict)
    tags: dict[str, dict] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """The result for the author, the records that changed (new copies), and the values that were superseded."""

    result: dict
    bookmarks: dict[str, dict] = field(default_factory=dict)
    tags: dict[str, dict] = field(default_factory=dict)
    history: list[dict] = field(default_factory=list)


def apply(state: State, mutation: dict, moment: Moment) -> Outcome:
    """Apply one mutation. Never raises for what a mutation says: a broken rule is a result `rejected` with code and message.

    :return: `result` is `{status, …}` with status applied, merged, copied, superseded, kept, aliased, unknown_row, rejected
    """
    try:
        known = checked(mutation)
    except Refused as refusal:
        return Outcome({"status": "rejected", "code": refusal.code, "message": str(refusal)})
    work = _Work(state, moment, min(known["at"], moment.now))
    try:
        result = OPERATIONS[known["op"]](work, known)
    except Refused as refusal:
        return Outcome({"status": "rejected", "code": refusal.code, "message": str(refusal)})
    except _UnknownRow:
        return Outcome({"status": "unknown_row"})
    return Outcome(result, work.bookmarks, work.tags, work.history)


class _UnknownRow(Exception):
    """The mutation names a bookmark or tag that this library never had."""


class _Work:
    """One mutation under way: records are copied when first changed, and read through those copies."""

    def __init__(self, state: State, moment: Moment, at: int) -> None:
        self.state, self.moment, self.at = state, moment, at
        self.bookmarks: dict[str, dict] = {}
        self.tags: dict[str, dict] = {}
        self.history: list[dict] = []
        self.owners = dict(state.owners)

    def bookmark(self, bookmark_id: str) -> dict:
        """The record behind an id, aliases followed, as it stands now."""
        return self._follow(bookmark_id, self.bookmarks, self.state.bookmarks)

    def tag(self, tag_id: str) -> dict:
        return self._follow(tag_id, self.tags, self.state.tags)

    def _follow(self, row_id: str, changed: dict, stored: dict) -> dict:
        for _ in range(len(changed) + len(stored) + 1):
            record = changed.get(row_id) or stored.get(row_id)
            if record is None:
                raise _UnknownRow(row_id)
            if record["alias_of"] is None:
                return record
            row_id = record["alias_of"]
        raise _UnknownRow(row_id)

    def change(self, record: dict) -> dict:
        """A copy of the record that may be written to; it carries this mutation's revision from now on."""
        table = self.tags if "name" in record else self.bookmarks
        mine = table.get(record["id"])
        if mine is None:
            mine = table[record["id"]] = copy.deepcopy(record)
        mine["rev"] = self.moment.rev
        if table is self.bookmarks:
            mine["updated_at"] = self.moment.now
        return mine

    def remember(self, record: dict, name: str, value: object, at: int, by: str | None, reason: str) -> None:
        self.history.append(
            {"bookmark": record["id"], "field": name, "value": value, "at": at, "by": by, "reason": reason}
        )

    def causal(self, stored: dict, base: int | None) -> bool:
        """Whether the author had seen what is stored, or wrote it."""
        return stored["by"] == self.moment.device or (base is not None and stored["rev"] <= base)

    def newer(self, stored: dict) -> bool:
        """Who wins a tie: the later, then the greater device id."""
        return (self.at, self.moment.device) > (stored["at"], stored["by"] or "")

    def stamp(self, value: object) -> dict:
        return {"v": value, "rev": self.moment.rev, "at": self.at, "by": self.moment.device}


# Bookmarks


def _create(work: _Work, mutation: dict) -> dict:
    bookmark_id = mutation["bookmark"]
    existing = work.bookmarks.get(bookmark_id) or work.state.bookmarks.get(bookmark_id)
    if existing is not None:
        record = work.change(_revived(work, work.bookmark(bookmark_id)))
    else:
        record = work.change(new_bookmark(bookmark_id, work.moment.rev, work.at))
    _learn(work, record, mutation["meta"], mutation["source"])
    if mutation["found_on"] and not record["found_on"]:
        record["found_on"] = mutation["found_on"]
    record = _claim(work, record, mutation["ids"], "save")
    for name, value in mutation["fields"].items():
        _set_field(work, record, name, value, None)
    if record["id"] != bookmark_id:
        return {"status": "aliased", "bookmark": record["id"]}
    return {"status": "applied"}


def _set(work: _Work, mutation: dict) -> dict:
    record = _revived(work, work.bookmark(mutation["bookmark"]))
    return {"status": _set_field(work, record, mutation["field"], mutation["value"], mutation["base"])}


def _set_field(work: _Work, record: dict, name: str, value: object, base: int | None) -> str:
    stored = record["fields"].get(name)
    if stored is not None and stored["v"] == value:
        return "applied"
    if stored is not None and not work.causal(stored, base) and not work.newer(stored):
        work.remember(record, name, value, work.at, work.moment.device, "superseded")
        return "superseded"
    record = work.change(record)
    if stored is not None:
        work.remember(record, name, stored["v"], stored["at"], stored["by"], "replaced")
    record["fields"][name] = work.stamp(value)
    return "applied"


def _meta(work: _Work, mutation: dict) -> dict:
    record = work.bookmark(mutation["bookmark"])
    if not record["alive"]:
        return {"status": "superseded"}
    _learn(work, record, mutation["meta"], mutation["source"])
    record = work.bookmark(record["id"])
    if set(mutation["ids"]) - set(record["ids"]):
        _claim(work, work.change(record), mutation["ids"], mutation["source"])
    return {"status": "applied"}


def _learn(work: _Work, record: dict, meta: dict, source: str) -> None:
    """What a page says joins what pages said before: the better source wins, then the newer."""
    for name, value in meta.items():
        stored, known_from = record["meta"].get(name), record["meta_sources"].get(name)
        worse = known_from is not None and SOURCE_RANK[source] < SOURCE_RANK.get(known_from, 0)
        if not value or value == stored or (stored and worse):
            continue
        record = work.change(record)
        record["meta"][name], record["meta_sources"][name] = value, source


def _delete(work: _Work, mutation: dict) -> dict:
    record = work.bookmark(mutation["bookmark"])
    if not record["alive"]:
        return {"status": "applied"}
    if _unseen(work, record, mutation["base"]) or _sha256(record["note"]["text"]) != mutation["note_sha256"]:
        return {"status": "kept"}
    work.change(record)["alive"] = False
    return {"status": "applied"}


def _unseen(work: _Work, record: dict, base: int | None) -> bool:
    """Whether the bookmark holds anything of another device that the author of a delete had not seen."""
    dots = ({"rev": rev, "by": by} for tag in record["tags"].values() for by, rev in tag.items())
    written = [*record["fields"].values(), *record["links"].values(), record["note"], *record["note_copies"], *dots]
    return any(item["by"] is not None and not work.causal(item, base) for item in written)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _restore(work: _Work, mutation: dict) -> dict:
    record = work.bookmark(mutation["bookmark"])
    revived = _revived(work, record)
    return {"status": "applied"} if revived["id"] == record["id"] else {"status": "aliased", "bookmark": revived["id"]}


def _revived(work: _Work, record: dict) -> dict:
    """A deleted bookmark comes back with all it held: an edit beats a delete that it had not seen."""
    if record["alive"]:
        return record
    record = work.change(record)
    record["alive"] = True
    return _claim(work, record, record["ids"], "save")


def _claim(work: _Work, record: dict, ids: Iterable[str], source: str) -> dict:
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


def _unite(work: _Work, one: dict, two: dict) -> dict:
    """Two bookmarks of one paper become one; the other is its alias and keeps what it held, so it can be undone."""
    first, second = sorted((one, two), key=lambda r: (r["doc"], r["saved_at"], r["id"]))
    kept, gone = work.change(first), work.change(second)
    work.remember(kept, "ids", {"before": list(first["ids"]), "joined": gone["id"], "ids": list(gone["ids"])},
                  work.at, work.moment.device, "united")  # fmt: skip
    kept["ids"] += [i for i in gone["ids"] if i not in kept["ids"]]
    kept["id_sources"] = {**gone["id_sources"], **kept["id_sources"]}
    _learn_all(kept, gone)
    _unite_fields(work, kept, gone)
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


def _unite_fields(work: _Work, kept: dict, gone: dict) -> None:
    for name, theirs in gone["fields"].items():
        ours = kept["fields"].get(name)
        if ours is None:
            kept["fields"][name] = {**theirs, "rev": work.moment.rev}
        elif ours["v"] != theirs["v"]:
            winner, loser = sorted((ours, theirs), key=lambda f: (f["at"], f["by"] or ""), reverse=True)
            kept["fields"][name] = {**winner, "rev": work.moment.rev}
            work.remember(kept, name, loser["v"], loser["at"], loser["by"], "superseded")


def _unite_notes(work: _Work, kept: dict, gone: dict) -> None:
    kept["note_copies"] += gone["note_copies"]
    theirs, ours = gone["note"]["text"], kept["note"]["text"]
    if not theirs or theirs == ours:
        return
    both = merge3("", ours, theirs) or ours
    if len(both.encode()) > MAX_NOTE:
        _keep_copy(work, kept, theirs, gone["note"]["by"])
    else:
        kept["note"] = {"text": both, "rev": work.moment.rev, "by": gone["note"]["by"]}


# Notes


def _edit_note(work: _Work, mutation: dict) -> dict:
    record = work.bookmark(mutation["bookmark"])
    base, text, current = mutation["base_text"], mutation["text"], record["note"]["text"]
    if text == base or (text == current and record["alive"]):
        return {"status": "applied"}
    record = _revived(work, record)
    current = record["note"]["text"]
    merged = merge3(base, current, text)
    record = work.change(record)
    if merged is None or len(merged.encode()) > MAX_NOTE:
        _keep_copy(work, record, text, work.moment.device)
        return {"status": "copied"}
    work.remember(record, "note", current, work.at, record["note"]["by"], "replaced")
    record["note"] = {"text": merged, "rev": work.moment.rev, "by": work.moment.device}
    return {"status": "applied" if base == current else "merged"}


def _keep_copy(work: _Work, record: dict, text: str, by: str | None) -> None:
    """The other side of an overlapping change, beside the note. Its id follows from the moment, so a replay gives the same."""
    n = len(record["note_copies"])
    copy_id = f"nc_{work.moment.rev:x}-{n}"
    record["note_copies"].append({"id": copy_id, "text": text, "at": work.at, "by": by, "rev": work.moment.rev})


def _resolve_note(work: _Work, mutation: dict) -> dict:
    record = work.bookmark(mutation["bookmark"])
    found = [c for c in record["note_copies"] if c["id"] == mutation["copy"]]
    if not record["alive"] or not found:
        return {"status": "applied"}
    record = work.change(record)
    record["note_copies"] = [c for c in record["note_copies"] if c["id"] != mutation["copy"]]
    work.remember(record, "note", found[0]["text"], found[0]["at"], found[0]["by"], "resolved")
    return {"status": "applied"}


# Tags on a bookmark: an observed-remove set, one dot per (tag, device)


def _tag(work: _Work, mutation: dict) -> dict:
    tag = work.tag(mutation["tag"])
    record = work.change(_revived(work, work.bookmark(mutation["bookmark"])))
    if tag["id"] not in record["tags"] and len(record["tags"]) >= MAX_TAGS:
        raise Refused("too_many_tags", f"A bookmark can carry {MAX_TAGS} tags.")
    if not tag["alive"]:  # somebody still uses it: that beats a delete which had not seen it
        tag = _revived_tag(work, tag)
    record["tags"].setdefault(tag["id"], {})[work.moment.device] = work.moment.rev
    used = work.change(tag)
    used["rev"] = tag["rev"]  # being used is no change of the tag: nothing of it travels
    used["used_rev"], used["used_by"] = work.moment.rev, work.moment.device
    return {"status": "applied"}


def _untag(work: _Work, mutation: dict) -> dict:
    record = work.bookmark(mutation["bookmark"])
    if not record["alive"]:
        return {"status": "superseded"}
    named = set(mutation["tags"]) | {_resolved(work, tag_id) for tag_id in mutation["tags"]}
    here = [tag_id for tag_id in record["tags"] if tag_id in named or _resolved(work, tag_id) in named]
    survived = False
    for tag_id in here:
        dots = work.bookmark(record["id"])["tags"][tag_id]
        left = {by: rev for by, rev in dots.items() if not work.causal({"by": by, "rev": rev}, mutation["base"])}
        survived = survived or bool(left)
        if left == dots:
            continue
        tags = work.change(record)["tags"]
        if left:
            tags[tag_id] = left
        else:
            del tags[tag_id]
    return {"status": "kept" if survived else "applied"}


def _resolved(work: _Work, tag_id: str) -> str:
    try:
        return work.tag(tag_id)["id"]
    except _UnknownRow:
        return tag_id


# Tags themselves: entities with an id, so a rename is one change


def _create_tag(work: _Work, mutation: dict) -> dict:
    tag_id, name = mutation["tag"], mutation["name"]
    if tag_id in work.state.tags:
        return {"status": "applied"}
    tag = work.change(new_tag(tag_id, name, work.moment.rev, work.at, work.moment.device))
    same = work.state.names.get(fold(name))
    if same is None:
        return {"status": "applied"}
    tag["alive"], tag["alias_of"] = False, same
    return {"status": "aliased", "tag": same}


def _rename_tag(work: _Work, mutation: dict) -> dict:
    tag, name = work.tag(mutation["tag"]), mutation["name"]
    if tag["name"] == name and tag["alive"]:
        return {"status": "applied"}
    stored = {"rev": tag["name_rev"], "at": tag["name_at"], "by": tag["name_by"]}
    if not work.causal(stored, mutation["base"]) and not work.newer(stored):
        return {"status": "superseded"}
    same = work.state.names.get(fold(name))
    if same is not None and same != tag["id"]:
        return _merge_tags(work, tag, work.tag(same))
    tag = work.change(tag)
    tag.update(alive=True, name=name, name_rev=work.moment.rev, name_at=work.at, name_by=work.moment.device)
    return {"status": "applied"}


def _merge_tag(work: _Work, mutation: dict) -> dict:
    tag, into = work.tag(mutation["tag"]), work.tag(mutation["into"])
    if tag["id"] == into["id"]:
        return {"status": "applied"}
    return _merge_tags(work, tag, into if into["alive"] else _revived_tag(work, into))


def _merge_tags(work: _Work, tag: dict, into: dict) -> dict:
    gone = work.change(tag)
    gone["alive"], gone["alias_of"] = False, into["id"]
    kept = work.change(into)
    kept["used_rev"], kept["used_by"] = work.moment.rev, work.moment.device
    return {"status": "merged", "tag": into["id"]}


def _delete_tag(work: _Work, mutation: dict) -> dict:
    tag, base = work.tag(mutation["tag"]), mutation["base"]
    if not tag["alive"]:
        return {"status": "applied"}
    used = {"rev": tag["used_rev"], "by": tag["used_by"]}
    named = {"rev": tag["name_rev"], "by": tag["name_by"]}
    if not work.causal(named, base) or (tag["used_by"] and not work.causal(used, base)):
        return {"status": "kept"}
    work.change(tag)["alive"] = False
    return {"status": "applied"}


def _revived_tag(work: _Work, tag: dict) -> dict:
    """A deleted tag is wanted again: it comes back, or its name's new owner stands for it."""
    same = work.state.names.get(fold(tag["name"]))
    if same is not None:
        gone = work.change(tag)
        gone["alias_of"] = same
        return work.tag(same)
    tag = work.change(tag)
    tag["alive"] = True
    return tag


# Links


def _put_link(work: _Work, mutation: dict) -> dict:
    record = _revived(work, work.bookmark(mutation["bookmark"]))
    stored = record["links"].get(mutation["link"])
    if stored is not None and stored["v"] == mutation["value"]:
        return {"status": "applied"}
    if stored is None and len(record["links"]) >= MAX_LINKS:
        raise Refused("too_many_links", f"A bookmark can hold {MAX_LINKS} links.")
    if stored is not None and not work.causal(stored, mutation["base"]) and not work.newer(stored):
        work.remember(record, "link", mutation["value"], work.at, work.moment.device, "superseded")
        return {"status": "superseded"}
    record = work.change(record)
    if stored is not None:
        work.remember(record, "link", stored["v"], stored["at"], stored["by"], "replaced")
    record["links"][mutation["link"]] = work.stamp(mutation["value"])
    return {"status": "applied"}


def _delete_link(work: _Work, mutation: dict) -> dict:
    record = work.bookmark(mutation["bookmark"])
    stored = record["links"].get(mutation["link"])
    if not record["alive"] or stored is None:
        return {"status": "applied"}
    if not work.causal(stored, mutation["base"]):
        return {"status": "kept"}
    record = work.change(record)
    work.remember(record, "link", stored["v"], stored["at"], stored["by"], "replaced")
    del record["links"][mutation["link"]]
    return {"status": "applied"}


OPERATIONS = {
    "bookmark.create": _create, "bookmark.set": _set, "bookmark.meta": _meta,
    "bookmark.delete": _delete, "bookmark.restore": _restore,
    "bookmark.tag": _tag, "bookmark.untag": _untag,
    "note.edit": _edit_note, "note.resolve": _resolve_note,
    "tag.create": _create_tag, "tag.rename": _rename_tag, "tag.merge": _merge_tag, "tag.delete": _delete_tag,
    "link.put": _put_link, "link.delete": _delete_link,
}  # fmt: skip
