"""Deliberate faults of the protocol, each as a change of the program that is made in the simulator's processes only.

A fault of the server replaces a function of it; a fault of the extension is a change of its text, in a copy.
"""

import base64
import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from manicule.config import extension_dir
from manicule.core.operations import OPERATIONS, bookmarks, notes
from manicule.models import Library, RevTag
from manicule.services import ledger, sync, wire


@dataclass(frozen=True)
class Fault:
    """`runs`: within how many histories it must be found. `kind`, `steered`: of histories that find it."""

    runs: int
    server: Callable[[], AbstractContextManager] | None = None
    extension: tuple[tuple[str, str, str], ...] = ()
    kind: str | None = "faults"
    steered: bool = False


def _replaced(*changes: tuple[object, str, object]) -> AbstractContextManager:
    stack = ExitStack()
    for owner, name, value in changes:
        stack.enter_context(patch.object(owner, name, value))
    return stack


def push_cursor() -> AbstractContextManager:
    """The cursor says that everything was pulled, whatever was."""
    real = sync._cursor
    return _replaced((sync, "_cursor", lambda _position, head, tag: real(head, head, tag)))


def whole_notes() -> AbstractContextManager:
    """The last note written stands."""
    return _replaced((notes, "merge3", lambda _base, _ours, theirs: theirs))


def late_revisions() -> AbstractContextManager:
    """A revision given out before its transaction ends: a reader just then sees the next one first."""
    real, answers = wire.rows, {"n": 0}

    def rows(library: Library, model: type, after: int, until: int) -> list:
        answers["n"] += 1
        found = list(real(library, model, after, until))
        late = answers["n"] % 5 == 0
        return [row for row in found if not (late and row.rev == until - 1)]

    return _replaced((wire, "rows", rows))


def deletes_win() -> AbstractContextManager:
    """A delete asks for nothing."""

    def delete(work: object, mutation: dict) -> dict:
        work.change(work.bookmark(mutation["bookmark"]))["alive"] = False
        return {"status": "applied"}

    stack = ExitStack()
    stack.enter_context(patch.dict(OPERATIONS, {"bookmark.delete": delete}))
    return stack


def no_duplicate_check() -> AbstractContextManager:
    """A mutation that arrives twice is applied twice."""
    real, again = ledger.take, {"n": 0}

    def take(library: Library, device: str, mutation: dict, now: int) -> dict:
        again["n"] += 1
        loose = {key: value for key, value in mutation.items() if key != "seq"}
        result = real(library, device, {**loose, "mid": f"{mutation['mid']}-{again['n']}"}, now)
        return {**result, "mid": mutation["mid"]}

    return _replaced((ledger, "take", take))


def clocks_decide() -> AbstractContextManager:
    """The later clock wins, whoever had seen what."""
    real = bookmarks.set_field

    def set_field(work: object, record: dict, name: str, value: object, _base: int | None) -> str:
        with patch.object(type(work), "causal", lambda *_: False):
            return real(work, record, name, value, None)

    return _replaced((bookmarks, "set_field", set_field))


def _position_of(library: Library, cursor: str | None) -> int:
    return json.loads(base64.urlsafe_b64decode(cursor))[0] if cursor else 0


def no_restore_check() -> AbstractContextManager:
    """Any cursor will do."""
    return _replaced((sync, "_position", _position_of))


def check_at_position() -> AbstractContextManager:
    """The cursor proves the place where the pull stopped, not the head that was seen."""
    made = sync._cursor

    def cursor(position: int, _head: int, _tag: str) -> str:
        tag = RevTag.get_or_none(RevTag.rev == position)
        return made(position, position, tag.tag if tag else "")

    return _replaced((sync, "_cursor", cursor))


MARK = "    if (plan.more) cursor.update(entry);\n"
FORGET = (
    (
        "background/store_sync.js",
        '    outgoing: (limits) => transact(db, ["outbox"], "readonly", '
        "(transaction) => outgoing(transaction, limits)),\n",
        '    outgoing: (limits) => transact(db, ["outbox", "meta"], "readwrite", async (transaction) => {\n'
        "      const sent = await outgoing(transaction, limits);\n"
        "      if (limits.mutations === 1 || !sent.length) return sent;\n"
        '      transaction.objectStore("outbox").delete(IDBKeyRange.upperBound(sent.at(-1).seq));\n'
        "      await writeMeta(transaction, {seq: sent.at(-1).seq + 1});\n"
        "      return sent;\n"
        "    }),\n",
    ),
)


def _dropping(due: str) -> tuple[tuple[str, str, str], ...]:
    position = "JSON.parse(atob(plan.cursor.replaceAll('-', '+').replaceAll('_', '/')))"
    early = (
        f"    const [position, head] = {position};\n"
        "    /** @type {any} */ (entry).due ??= " + due + ";\n"
        "    if (plan.more && position < /** @type {any} */ (entry).due) cursor.update(entry);\n"
    )
    return (("background/store_sync.js", MARK, early),)


FAULTS = {
    "cursor taken from the push answer": Fault(3_000, push_cursor),
    "whole-note last writer wins": Fault(3_000, whole_notes),
    "forget mutations when sent": Fault(3_000, extension=FORGET),
    "revision visible out of order": Fault(3_000, late_revisions),
    "delete always wins": Fault(3_000, deletes_win),
    "no duplicate check": Fault(3_000, no_duplicate_check),
    "wall-clock last writer wins": Fault(3_000, clocks_decide),
    "no check for a restored server": Fault(10_000, no_restore_check, kind="disasters"),
    "drop outbox at own revision": Fault(
        6_000,
        extension=_dropping("head - (plan.results.length - 1 - plan.results.indexOf(entry.results[0]))"),
        kind="disasters", steered=True,
    ),
    "restore check at the position, not the head": Fault(10_000, check_at_position, kind="disasters", steered=True),
    "drop outbox at the head": Fault(20_000, extension=_dropping("head"), kind="disasters", steered=True),
}  # fmt: skip


def broken_extension(fault: Fault, folder: Path) -> Path:
    """A copy of the extension's core with the fault in it.

    :raise AssertionError: if the text it changes is not there once: then the fault must be written anew
    """
    for part in ("background", "lib", "sites"):
        shutil.copytree(extension_dir() / part, folder / part)
    (folder / "package.json").write_text('{"type": "module"}')
    for name, old, new in fault.extension:
        text = (folder / name).read_text()
        assert text.count(old) == 1, f"{name} does not hold this once any more: {old}"
        (folder / name).write_text(text.replace(old, new))
    return folder
