"""A library in memory for tests of core: every mutation goes through `apply`, as the ledger does it with a database."""

import hashlib
from itertools import count

from manicule.core.mutations import Moment, State, apply
from manicule.core.records import fold


class World:
    """`world.do(device, op, **members)` applies one mutation, returns its result; `world.rev` is the last revision."""

    def __init__(self) -> None:
        self.state, self.rev, self.now, self.history = State(), 0, 1_000_000, []
        self._numbers = count(1)

    def do(self, device: str, op: str, at: int | None = None, **members: object) -> dict:
        self.rev += 1
        self.now += 1_000
        mutation = {"op": op, "at": self.now if at is None else at, **members}
        outcome = apply(self._whole(), mutation, Moment(self.rev, self.now, device))
        self.state.bookmarks.update(outcome.bookmarks)
        self.state.tags.update(outcome.tags)
        self.history += outcome.history
        return outcome.result

    def _whole(self) -> State:
        alive = [b for b in self.state.bookmarks.values() if b["alive"]]
        return State(
            self.state.bookmarks,
            self.state.tags,
            {paper_id: b["id"] for b in alive for paper_id in b["ids"]},
            {fold(t["name"]): t["id"] for t in self.state.tags.values() if t["alive"]},
        )

    def save(self, device: str, *ids: str, bookmark: str | None = None, **members: object) -> str:
        bookmark = bookmark or f"bm_{next(self._numbers)}"
        self.do(device, "bookmark.create", bookmark=bookmark, ids=list(ids or [f"arxiv:2501.{next(self._numbers):05}"]),
                **members)  # fmt: skip
        return bookmark

    def tag(self, device: str, name: str) -> str:
        tag = f"tag_{next(self._numbers)}"
        self.do(device, "tag.create", tag=tag, name=name)
        return tag

    def note(self, device: str, bookmark: str, base_text: str, text: str) -> dict:
        return self.do(device, "note.edit", bookmark=bookmark, base_text=base_text, text=text)

    def delete(self, device: str, bookmark: str, base: int | None, note: str = "") -> dict:
        digest = hashlib.sha256(note.encode()).hexdigest()
        return self.do(device, "bookmark.delete", bookmark=bookmark, base=base, note_sha256=digest)

    def __getitem__(self, bookmark: str) -> dict:
        record = self.state.bookmarks[bookmark]
        return self[record["alias_of"]] if record["alias_of"] else record
