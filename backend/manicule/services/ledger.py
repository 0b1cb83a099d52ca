"""The only writer of bookmarks, tags, notes and links: loads what a mutation touches, applies it, writes the outcome.

One transaction per mutation. Its first statement raises the library's revision, which is also the lock: revisions are
committed in their order, so a reader never steps over one (services/sync.py, rule 1).
"""

import json
import secrets
import uuid
from collections.abc import Callable, Iterable

from peewee import Expression

from manicule.core.checks import clean
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
    database,
    writing,
)
from manicule.services import shelf
from manicule.services.statements import Named, Statement, parts

Read = Callable[[Library, Iterable[str]], list[dict]]

RAISE = Statement(
    lambda n: Head.update(rev=Head.rev + n("count")).where(Head.library == n("library")).returning(Head.rev)
)
MARK = Statement(lambda n: RevTag.insert(library=n("library"), rev=n("rev"), tag=n("tag")))
ANSWERED = Statement(
    lambda n: Applied.select(Applied.result).where(Applied.library == n("library"), Applied.mid == n("mid"))
)
ANSWER = Statement(lambda n: Applied.insert({name: n(name) for name in ("library", "mid", "device", "seq", "result")}))
LAST_SEQ = Statement(lambda n: Device.select(Device.last_seq).where(_device(n)))
ADVANCE = Statement(lambda n: Device.update(last_seq=n("seq")).where(_device(n)))
KEEP = Statement(lambda n: History.insert({field: n(field.name) for field in History._meta.sorted_fields}))
OWNERS = Statement(
    lambda n: Identifier.select(Identifier.value, Identifier.bookmark).where(
        Identifier.library == n("library"), Identifier.value.in_(n.each("values"))
    )
)


def _device(n: Named) -> Expression:
    return (Device.library == n("library")) & (Device.id == n("device"))


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
        rev = _raise_rev(library, 1)
        known = ANSWERED(library=library.id, mid=mutation["mid"])
        if known:
            _count_again(library, device_id, mutation)
            return {"mid": mutation["mid"], "status": "duplicate", "was": json.loads(known[0][0])}
        if "seq" in mutation:
            _advance(library, device_id, mutation["seq"])
        state = _slice(library, mutation)
        outcome = apply(state, mutation, Moment(rev, now, device_id))
        _write(library, state, outcome, _numbered(rev, outcome.history))
        result, seq = Applied.result.db_value(outcome.result), mutation.get("seq")
        ANSWER(library=library.id, mid=mutation["mid"], device=device_id, seq=seq, result=result)
    return {"mid": mutation["mid"], **outcome.result}


def take_together(library: Library, device_id: str, groups: list[tuple[list[dict], int]]) -> list[list[dict]]:
    """Apply edits made on this server, each group as one revision: all of its edits, or none if one is rejected.

    Many groups cost little more than one: what they touch is read together, and written together.

    :param groups: the edits of one bookmark each, and when they are made
    :return: for each group a result per mutation, up to the first that was rejected
    """
    whole, history, results = Outcome({}), [], []
    with writing(database.obj):
        first = _raise_rev(library, len(groups))
        state = stored = _slice(library, *(mutation for mutations, _ in groups for mutation in mutations))
        for rev, (mutations, now) in enumerate(groups, first):
            told, state = _take_group(state, mutations, Moment(rev, now, device_id), whole, history)
            results.append(told)
        _write(library, stored, whole, history)
    return results


def _take_group(
    before: State, mutations: list[dict], moment: Moment, whole: Outcome, history: list[dict]
) -> tuple[list[dict], State]:
    """The results of a group, and the state after it: as before if one of its edits was rejected."""
    state = State(dict(before.bookmarks), dict(before.tags), dict(before.owners), dict(before.names))
    results, mine = [], Outcome({})
    for mutation in mutations:
        outcome = apply(state, {"at": moment.now, **mutation}, moment)
        results.append(outcome.result)
        if outcome.result["status"] == "rejected":
            return results, before
        _go_on(state, outcome)
        mine.bookmarks.update(outcome.bookmarks)
        mine.tags.update(outcome.tags)
        mine.history += outcome.history
    whole.bookmarks.update(mine.bookmarks)
    whole.tags.update(mine.tags)
    history += _numbered(moment.rev, mine.history)
    return results, state


def _go_on(state: State, outcome: Outcome) -> None:
    """The state after an outcome, for the mutation that follows."""
    state.bookmarks.update(outcome.bookmarks)
    state.tags.update(outcome.tags)
    for record in outcome.bookmarks.values():
        if record["alive"]:
            state.owners.update(dict.fromkeys(record["ids"], record["id"]))
    state.names.update({fold(tag["name"]): tag["id"] for tag in outcome.tags.values() if tag["alive"]})


def _numbered(rev: int, history: list[dict]) -> list[dict]:
    return [{"rev": rev, "n": n, **entry} for n, entry in enumerate(history)]


def _raise_rev(library: Library, count: int) -> int:
    """Take so many revisions; returns the first of them."""
    ((last,),) = RAISE(library=library.id, count=count)
    first = last - count + 1
    for rev in range(first, last + 1):
        MARK(library=library.id, rev=rev, tag=secrets.token_hex(8))
    return first


def _advance(library: Library, device_id: str, seq: int) -> None:
    ((last,),) = LAST_SEQ(library=library.id, device=device_id)
    if seq > last + 1:
        raise SeqGap()
    if seq <= last:
        raise DeviceForked()
    ADVANCE(library=library.id, device=device_id, seq=seq)


def _count_again(library: Library, device_id: str, mutation: dict) -> None:
    """A device that had to register anew numbers what it sends again from 1: these numbers count like any other."""
    if "seq" in mutation:
        before = (Device.library == library) & (Device.id == device_id) & (Device.last_seq == mutation["seq"] - 1)
        Device.update(last_seq=mutation["seq"]).where(before).execute()


def _slice(library: Library, *mutations: dict) -> State:
    """What they can touch: the bookmarks and tags they name, the owners of their identities and of their tag names."""
    state = State()
    _load(library, shelf.bookmarks, state.bookmarks, [mutation.get("bookmark") for mutation in mutations])
    if any(mutation.get("op") == "bookmark.detach" for mutation in mutations):
        _load_joined(library, state)
    claimed = [i for mutation in mutations for i in _strings(mutation.get("ids"))]
    claimed += [i for b in state.bookmarks.values() for i in b["ids"]]
    if claimed:
        state.owners = find(library, claimed)
        _load(library, shelf.bookmarks, state.bookmarks, state.owners.values())
    tags: list[object] = []
    for mutation in mutations:
        tags += [mutation.get("tag"), mutation.get("into"), *_strings(mutation.get("tags"))]
    _load(library, shelf.tags, state.tags, tags)
    told = [mutation.get("name") for mutation in mutations] + [tag["name"] for tag in state.tags.values()]
    names = {fold(clean(name)) for name in told if isinstance(name, str)}
    if names:
        named = shelf.tags_named(library, names)
        state.names = {fold(tag["name"]): tag["id"] for tag in named}
        state.tags.update({tag["id"]: tag for tag in named})
    return state


def _strings(value: object) -> list[str]:
    return [item for item in value if _is_storable(item)][:1_000] if isinstance(value, list) else []


def _is_storable(value: object) -> bool:
    """Whether it is text that a database can hold: nothing in one has another name."""
    return isinstance(value, str) and clean(value) == value


def _load(library: Library, read: Read, known: dict[str, dict], ids: Iterable[object]) -> None:
    """Add these rows to the known ones, and those they are aliases of."""
    wanted = {i for i in ids if _is_storable(i)} - known.keys()
    while wanted:
        found = {record["id"]: record for record in read(library, wanted)}
        known.update(found)
        wanted = {r["alias_of"] for r in found.values() if r["alias_of"]} - known.keys()


def _load_joined(library: Library, state: State) -> None:
    """Add the bookmarks that became aliases of the known ones, as the history tells without a look at every row."""
    todo = set(state.bookmarks)
    while todo:
        united = (History.library == library) & History.bookmark.in_(todo) & (History.reason == "united")
        before = set(state.bookmarks)
        _load(
            library, shelf.bookmarks, state.bookmarks, [row.value["joined"] for row in History.select().where(united)]
        )
        todo = state.bookmarks.keys() - before


def _write(library: Library, stored: State, outcome: Outcome, history: list[dict]) -> None:
    shelf.put_tags(library, list(outcome.tags.values()))
    shelf.put_bookmarks(library, list(outcome.bookmarks.values()), stored.bookmarks)
    for entry in history:
        KEEP(library=library.id, **{**entry, "value": History.value.db_value(entry["value"])})


def find(library: Library, paper_ids: Iterable[str]) -> dict[str, str]:
    """Which live bookmark each of these paper identities belongs to; the unknown are left out. One query per 512."""
    found = {}
    for part in parts(paper_ids):
        found.update(OWNERS(library=library.id, values=part))
    return found


def record(library: Library, bookmark_id: str) -> dict | None:
    """The bookmark with this id, dead or alive, or None."""
    return next(iter(shelf.bookmarks(library, [bookmark_id])), None)


def standing(library: Library, bookmark_id: str) -> dict | None:
    """The bookmark that stands for this one now, dead or alive: itself, or the one that it was joined to."""
    while (row := record(library, bookmark_id)) and row["alias_of"]:
        bookmark_id = row["alias_of"]
    return row


def records(library: Library, ids: Iterable[str]) -> list[dict]:
    """These bookmarks, in the order asked for; the unknown are left out. One query per 512."""
    wanted = list(dict.fromkeys(ids))
    found = {record["id"]: record for record in shelf.bookmarks(library, wanted)}
    return [found[i] for i in wanted if i in found]


def of_docs(library: Library, docs: list[int]) -> list[dict]:
    """The bookmarks with these numbers in the search index, in that order; the unknown are left out."""
    found = {record["doc"]: record for record in shelf.bookmarks_of_docs(library, docs)}
    return [found[doc] for doc in docs if doc in found]


def docs(library: Library, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of these bookmarks in the indexes. One query per 500."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), 500):
        rows = Bookmark.select(Bookmark.id, Bookmark.doc)
        found.update(rows.where(Bookmark.library == library, Bookmark.id.in_(wanted[start : start + 500])).tuples())
    return found
