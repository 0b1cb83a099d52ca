"""Push and pull in one exchange: the edits of a device in, what changed since its cursor out. The protocol, version 1:

1. An edit is a mutation `{seq, mid, at, op, …}` with what its author saw, `base` (a revision) or `base_text`. Each is a
   transaction, in the order of `seq`, which has no gaps for a device. Its first statement raises the library's
   revision, so revisions are committed in their order, and no reader steps over one.
2. A `mid` that was applied answers `duplicate`, with what was said then: to send an edit twice does no harm. A gap in
   `seq` is a lost edit (`seq_gap`); the same `seq` under another `mid`, a copied profile (`device_forked`).
3. Changes are the rows beyond the cursor, by revision, each once as it is now, read after the mutations in one
   snapshot; there is `more` where the limit cut them.
4. A cursor holds how far the device has read, the head it then saw, and the random tag of that head. A server that has
   no such head is another history, such as a restored backup: `cursor_unknown`. The position alone would not show that
   to a device in the middle of paging. It is checked before a mutation is applied: `base` means nothing elsewhere.
5. A device forgets an edit only with an answer that has no `more`: its row may lie on a page that is still to come.
6. `at` is the device's clock, set by `server_time` and never later than that. It decides ties, nothing else.
7. No result stops the queue: applied, merged, copied, superseded, kept, aliased, duplicate, unknown_row, rejected. What
   was not accepted stays on the device, to be seen.
8. After a conflict (409, errors.SyncConflict) the device registers anew, pulls everything, and says again what the
   server lacks (extension/lib/recovery.js).

core.mutations has what one edit does, tests/proof/ the simulator that this was tried in, and faults it must find.
"""

import base64
import hashlib
import json
from functools import partial

from peewee import JOIN, ModelSelect

from manicule.core.limits import MAX_CHANGES, MAX_MUTATIONS
from manicule.errors import CursorInvalid, CursorUnknown, DeviceUnknown, Invalid, ProtocolOld, TooMany
from manicule.models import Bookmark, Device, Head, Library, RevTag, Tag, database, reading
from manicule.services import cursors, ledger, wire
from manicule.services.statements import Named, Statement

PROTOCOL = 1

HEAD = Statement(
    lambda n: (
        Head.select(Head.rev, RevTag.tag)
        .join(RevTag, JOIN.LEFT_OUTER, on=(RevTag.library == Head.library) & (RevTag.rev == Head.rev))
        .where(Head.library == n("library"))
    )
)
SEEN = Statement(
    lambda n: RevTag.select(RevTag.rev).where(
        RevTag.library == n("library"), RevTag.rev == n("rev"), RevTag.tag == n("tag")
    )
)


def _newer(model: type, n: Named) -> ModelSelect:
    newer = model.select(model.rev).where(model.library == n("library"), model.rev > n("position"))
    return newer.order_by(model.rev).limit(n("limit"))


NEWER = {model: Statement(partial(_newer, model)) for model in (Bookmark, Tag)}


def exchange(library: Library, device: Device, body: dict, now: int) -> dict:
    """One sync request: `{protocol, device, cursor, limit, mutations}` in, results and changes out.

    :param now: ms since 1970
    :return: `{server_time, head, more, cursor, results, changes}`; `changes` ascend by
        revision, each row once in its newest state, each as JSON text
    :raise CursorUnknown: if the cursor is of another history; nothing was applied
    :raise DeviceUnknown: if the request was written by another device than the token's
    :raise SeqGap, DeviceForked: at the mutation that shows it; those before it were applied
    """
    if body["protocol"] != PROTOCOL:
        raise ProtocolOld()
    if body["device"] != device.id:
        raise DeviceUnknown()
    mutations = body.get("mutations") or []
    if len(mutations) > MAX_MUTATIONS:
        raise TooMany()
    position = _position(library, body.get("cursor"))
    results = [ledger.take(library, device.id, mutation, now) for mutation in mutations]
    changes, reached, head = _changes(library, position, min(body.get("limit") or 500, MAX_CHANGES))
    return {
        "server_time": now, "head": head["rev"], "more": reached < head["rev"],
        "cursor": _cursor(reached, head["rev"], head["tag"]), "results": results, "changes": changes,
    }  # fmt: skip


def digest(library: Library) -> dict:
    """What a device compares its copy with once a day.

    :return: `{head, bookmarks, tags, sum}`; `sum` adds, modulo 2^64, the first 8 bytes of sha256("kind|id|rev") of
        every row, in decimal digits since a number of JavaScript cannot hold it
    """
    with reading(database.obj):
        head = Head.select(Head.rev).where(Head.library == library).scalar()
        total, counts = 0, {}
        for kind, model in (("bookmark", Bookmark), ("tag", Tag)):
            counts[kind] = 0
            rows = model.select(model.id, model.rev).where(model.library == library).tuples()
            for row_id, rev in rows.iterator():
                counts[kind] += 1
                total += int.from_bytes(hashlib.sha256(f"{kind}|{row_id}|{rev}".encode()).digest()[:8])
    return {"head": head, "bookmarks": counts["bookmark"], "tags": counts["tag"], "sum": str(total % 2**64)}


def _cursor(position: int, head: int, tag: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([position, head, tag]).encode()).decode()


def _position(library: Library, cursor: str | None) -> int:
    """Where the last pull stopped. The head it then saw must be of this history (rule 4)."""
    if cursor is None:
        return 0
    try:
        position, head, tag = cursors.opened(cursor, [int, int, str])
    except CursorInvalid as error:
        raise Invalid(
            "The cursor is not one that this server made. Pull everything again, without a cursor."
        ) from error
    if head == 0 and position == 0:
        return 0
    if position > head or not SEEN(library=library.id, rev=head, tag=tag):
        raise CursorUnknown()
    return position


def _changes(library: Library, position: int, limit: int) -> tuple[list[str], int, dict]:
    """Rows newer than `position`, whole revisions only: `(changes, the revision they reach, the head)`."""
    with reading(database.obj):
        head = _head(library)
        if head["rev"] == position:
            return [], position, head
        revs = sorted(rev for model in (Bookmark, Tag) for rev in _newer_revs(library, model, position, limit))
        reached = revs[limit - 1] if len(revs) > limit else head["rev"]
        rows = [row for model in (Bookmark, Tag) for row in wire.rows(library, model, position, reached)]
    return [wire.text(row) for row in sorted(rows, key=lambda row: row.rev)], reached, head


def _head(library: Library) -> dict:
    """The library's revision and its random bits, in one query: `{rev, tag}`."""
    ((rev, tag),) = HEAD(library=library.id)
    return {"rev": rev, "tag": tag or ""}


def _newer_revs(library: Library, model: type, position: int, limit: int) -> list[int]:
    return [rev for (rev,) in NEWER[model](library=library.id, position=position, limit=limit + 1)]
