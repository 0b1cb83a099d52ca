"""One mutation under way: the records it may touch, what it changed so far, and who wins a tie."""

import copy
from dataclasses import dataclass, field
from typing import NamedTuple


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


class UnknownRow(Exception):
    """The mutation names a bookmark or tag that this library never had."""


class Work:
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
                raise UnknownRow(row_id)
            if record["alias_of"] is None:
                return record
            row_id = record["alias_of"]
        raise UnknownRow(row_id)

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
