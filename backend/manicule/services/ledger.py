"""The only writer of bookmarks, tags, notes and links: loads what a mutation touches, applies it, writes the outcome.

One transaction per mutation. Its first statement raises the library's revision, which is also the lock: revisions are
committed in their order, so a reader never steps over one (SYNC.md, rule 1).
"""

import secrets
import uuid
from collections.abc import Callable, Iterable

from manicule.core.mutations import Moment, Outcome, State, apply
from manicule.core.records import fold
from manicule.errors import DeviceForked, SeqGap
from manicule.models import (
    Applied,
    Bookmark,
    Device,
    Head,
    History,
    Identifier,
    Library,
    RevTag,
    Tag,
    database,
    writing,
)
from manicule.services import shelf

Kind = tuple[type, Callable[..., dict]]
BOOKMARKS: Kind = (Bookmark, shelf.bookmark_record)
TAGS: Kind = (Tag, shelf.tag_record)


def new_id(prefix: str) -> str:
    """A new id such as `bm_…`: 128 random bits, url-safe."""
    return f"{prefix}_{secrets.token_urlsafe(16)}"


def submit(library: Library, device_id: str, mutations: Iterable[dict], now: int) -> list[dict]:
    """Apply edits that were made on this server (web, terminal, API), in order.

    :param now: ms since 1970
    :return: a result per mutation, as sync answers them
    """
    return [take(library, device_id, {"mid": str(uuid.uuid4()), "at": now, **m}, now) for m in mutations]


def take(library: Library, device_id: str, mutation: dict, now: int) -> dict:
    """Apply one mutation in a transaction of its own. One that carries a `seq` comes from a device's outbox.

    :return: `{mid, status, …}`; a `mid` seen before answers `duplicate` with what it answered then as `was`
    :raise SeqGap: if `seq` skips one
    :raise DeviceForked: if `seq` was used before, for another mutation
    """
    with writing(database.obj):
        rev = _next_rev(library)
        known = Applied.get_or_none(Applied.library == library, Applied.mid == mutation["mid"])
        if known is not None:
            _count_again(library, device_id, mutation)
            return {"mid": known.mid, "status": "duplicate", "was": known.result}
        if "seq" in mutation:
            _advance(library, device_id, mutation["seq"])
        outcome = apply(_slice(library, mutation), mutation, Moment(rev, now, device_id))
        _write(library, rev, outcome)
        Applied.insert(
            library=library, mid=mutation["mid"], device=device_id, seq=mutation.get("seq"), result=outcome.result
        ).execute()
    return {"mid": mutation["mid"], **outcome.result}


def take_together(library: Library, device_id: str, mutations: list[dict], now: int) -> list[dict]:
    """Apply edits of one bookmark, made on this server, as one revision: all of them, or none if one is rejected.

    :return: a result per mutation, up to the first that was rejected
    """
    results = []
    with writing(database.obj):
        rev = _next_rev(library)
        state, whole = _slice_of_all(library, mutations), Outcome({})
        for mutation in mutations:
            outcome = apply(state, {"at": now, **mutation}, Moment(rev, now, device_id))
            results.append(outcome.result)
            if outcome.result["status"] == "rejected":
                return results
            _go_on(state, outcome)
            whole.bookmarks.update(outcome.bookmarks)
            whole.tags.update(outcome.tags)
            whole.history += outcome.history
        _write(library, rev, whole)
    return results


def _slice_of_all(library: Library, mutations: list[dict]) -> State:
    state = State()
    for mutation in mutations:
        part = _slice(library, mutation)
        state.bookmarks |= part.bookmarks
        state.tags |= part.tags
        state.owners |= part.owners
        state.names |= part.names
    return state


def _go_on(state: State, outcome: Outcome) -> None:
    """The state after an outcome, for the mutation that follows it in the same revision."""
    state.bookmarks |= outcome.bookmarks
    state.tags |= outcome.tags
    living = [record for record in outcome.bookmarks.values() if record["alive"]]
    state.owners |= {paper: record["id"] for record in living for paper in record["ids"]}
    for tag in outcome.tags.values():
        if tag["alive"]:
            state.names[fold(tag["name"])] = tag["id"]


def _next_rev(library: Library) -> int:
    raised = Head.update(rev=Head.rev + 1).where(Head.library == library).returning(Head.rev)
    ((rev,),) = raised.tuples().execute()
    RevTag.insert(library=library, rev=rev, tag=secrets.token_hex(8)).execute()
    return rev


def _advance(library: Library, device_id: str, seq: int) -> None:
    mine = (Device.library == library) & (Device.id == device_id)
    last = Device.select(Device.last_seq).where(mine).scalar()
    if seq > last + 1:
        raise SeqGap()
    if seq <= last:
        raise DeviceForked()
    Device.update(last_seq=seq).where(mine).execute()


def _count_again(library: Library, device_id: str, mutation: dict) -> None:
    """A device that had to register anew numbers what it sends again from 1: these numbers count like any other."""
    if "seq" in mutation:
        before = (Device.library == library) & (Device.id == device_id) & (Device.last_seq == mutation["seq"] - 1)
        Device.update(last_seq=mutation["seq"]).where(before).execute()


def _slice(library: Library, mutation: dict) -> State:
    """What `mutation` can touch: the bookmarks and tags it names, the owners of its identities and of its tag name."""
    state = State()
    _load(library, BOOKMARKS, state.bookmarks, [mutation.get("bookmark")])
    if mutation.get("op") == "bookmark.detach":
        _load_joined(library, state)
    claimed = [*_strings(mutation.get("ids")), *(i for b in state.bookmarks.values() for i in b["ids"])]
    if claimed:
        owners = Identifier.select().where(Identifier.library == library, Identifier.value.in_(set(claimed)))
        state.owners = {row.value: row.bookmark for row in owners}
        _load(library, BOOKMARKS, state.bookmarks, state.owners.values())
    tags = [mutation.get("tag"), mutation.get("into"), *_strings(mutation.get("tags"))]
    _load(library, TAGS, state.tags, tags)
    names = {fold(n) for n in [mutation.get("name"), *(t["name"] for t in state.tags.values())] if isinstance(n, str)}
    if names:
        rows = Tag.select().where(Tag.library == library, Tag.folded.in_(names), Tag.alive)
        state.names = {row.folded: row.id for row in rows}
        state.tags.update({row.id: shelf.tag_record(row) for row in rows})
    return state


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)][:1_000] if isinstance(value, list) else []


def _load(library: Library, kind: Kind, known: dict[str, dict], ids: Iterable[object]) -> None:
    """Add these rows to the known ones, and those they are aliases of."""
    model, record_of = kind
    wanted = {i for i in ids if isinstance(i, str)} - known.keys()
    while wanted:
        rows = model.select().where(model.library == library, model.id.in_(wanted))
        found = {row.id: record_of(row) for row in rows}
        known.update(found)
        wanted = {r["alias_of"] for r in found.values() if r["alias_of"]} - known.keys()


def _load_joined(library: Library, state: State) -> None:
    """Add the bookmarks that became aliases of the known ones, as the history tells without a look at every row."""
    todo = set(state.bookmarks)
    while todo:
        united = (History.library == library) & History.bookmark.in_(todo) & (History.reason == "united")
        before = set(state.bookmarks)
        _load(library, BOOKMARKS, state.bookmarks, [row.value["joined"] for row in History.select().where(united)])
        todo = state.bookmarks.keys() - before


def _write(library: Library, rev: int, outcome: Outcome) -> None:
    shelf.put_tags(library, outcome.tags.values())
    # the dead first, so that an identity is free before the living claim it
    shelf.put_bookmarks(library, sorted(outcome.bookmarks.values(), key=lambda record: record["alive"]))
    if outcome.history:
        rows = [{"library": library, "rev": rev, "n": n, **entry} for n, entry in enumerate(outcome.history)]
        History.insert_many(rows).execute()


def find(library: Library, paper_ids: Iterable[str]) -> dict[str, str]:
    """Which live bookmark each of these paper identities belongs to; the unknown are left out. One query per 500."""
    wanted = list(dict.fromkeys(paper_ids))
    found = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = Identifier.select(Identifier.value, Identifier.bookmark)
        found.update(rows.where(Identifier.library == library, Identifier.value.in_(part)).tuples())
    return found


def record(library: Library, bookmark_id: str) -> dict | None:
    """The bookmark with this id, dead or alive, or None."""
    row = Bookmark.get_or_none(Bookmark.library == library, Bookmark.id == bookmark_id)
    return row and shelf.bookmark_record(row)


def standing(library: Library, bookmark_id: str) -> str:
    """The bookmark that stands for this one now: itself, or the one that it was joined to."""
    while (row := record(library, bookmark_id)) and row["alias_of"]:
        bookmark_id = row["alias_of"]
    return bookmark_id


def records(library: Library, ids: Iterable[str]) -> list[dict]:
    """These bookmarks, in the order asked for; the unknown are left out. One query per 500."""
    wanted = list(dict.fromkeys(ids))
    found = {}
    for start in range(0, len(wanted), 500):
        rows = Bookmark.select().where(Bookmark.library == library, Bookmark.id.in_(wanted[start : start + 500]))
        found.update({row.id: shelf.bookmark_record(row) for row in rows})
    return [found[i] for i in wanted if i in found]
