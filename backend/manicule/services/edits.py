"""What a person asked for, as mutations: only what differs from what is stored, with what its author had seen."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager

from peewee import OperationalError

from manicule.core.limits import MAX_IDS
from manicule.core.records import USER_FIELDS, fold
from manicule.core.views import told
from manicule.errors import DatabaseBusy, EditRejected, database_trouble
from manicule.models import Head, Library, database, writing
from manicule.postgres import Postgres
from manicule.services import ledger, shelf

BATCH = 200  # bookmarks that are read and written together
TURN = 0.2  # seconds: SQLite looks every 0.1 whether a lock is free, and without a pause the next would never get it
TRIES = 12  # of long work to get a lock; before each failure the driver has waited for five seconds

_long_work = threading.RLock()


@contextmanager
def together(library: Library) -> Iterator[None]:
    """A transaction around several mutations: what raises within it undoes them all.

    Nobody else writes to the library meanwhile, so that what is read first still holds when the mutations are applied.
    """
    with writing(database.obj):
        if isinstance(database.obj, Postgres):
            Head.select(Head.rev).where(Head.library == library).for_update("FOR NO KEY UPDATE").execute()
        yield


@contextmanager
def patiently(library: Library, wait: Callable[[float], object] = time.sleep) -> Iterator[None]:
    """The same for long work, which waits for others up to a minute: it must not fail half-way because they write.

    To be followed by a pause of `TURN`, for those that wait. Of this process one does such work at a time: where the
    next began to write at once, SQLite could never empty its write-ahead log, which grew by gigabytes.
    """
    with _long_work, ExitStack() as stack:
        for left in range(TRIES, 0, -1):
            try:
                stack.enter_context(together(library))
                break
            except OperationalError as error:
                if left == 1 or not isinstance(database_trouble(error), DatabaseBusy):
                    raise
                wait(TURN)
        yield


def submit(library: Library, device: str, mutations: Iterable[dict], now: int) -> None:
    """Apply all of them, or none. To be called within `together(library)`.

    :raise EditRejected: with the sentence and code of the first that breaks a rule
    """
    for result in ledger.submit(library, device, mutations, now):
        _accepted(result)


def submit_many(library: Library, device: str, mutations: Iterable[dict], now: int) -> None:
    """The same for edits of thousands of bookmarks, which are read and written by the hundred.

    :raise EditRejected: as `submit` does
    """
    groups: list[tuple[list[dict], int]] = []
    last = None
    for mutation in mutations:
        if last is None or mutation.get("bookmark") != last:
            groups.append(([], now))
        groups[-1][0].append(mutation)
        last = mutation.get("bookmark")
    for start in range(0, len(groups), BATCH):
        for results in ledger.take_together(library, device, groups[start : start + BATCH]):
            _accepted(results[-1])


def _accepted(result: dict) -> None:
    if result["status"] == "rejected":
        raise EditRejected(result["message"], code=result["code"])


def fields(record: dict, given: dict, base: int) -> list[dict]:
    """Set the fields of `given` that are the user's to type."""
    return [
        {"op": "bookmark.set", "bookmark": record["id"], "base": base, "field": name, "value": given[name]}
        for name in USER_FIELDS
        if name in given and told(record, name, None) != given[name]
    ]


def ids(record: dict, wanted: list[str]) -> list[dict]:
    """Make these the identities of the paper: those that are missing join it, those that are not named leave it.

    Joined first, so that a paper can change the one identity it has.
    """
    joins = [paper_id for paper_id in dict.fromkeys(wanted) if paper_id not in record["ids"]]
    leaves = [paper_id for paper_id in record["ids"] if paper_id not in wanted]
    made = [("bookmark.attach", joins), ("bookmark.detach", leaves)]
    return [
        {"op": op, "bookmark": record["id"], "ids": named[start : start + MAX_IDS]}
        for op, named in made
        for start in range(0, len(named), MAX_IDS)
    ]


def note(record: dict, text: str, base: int, base_text: str | None) -> list[dict]:
    """Write the note. `base_text` is what its author saw; without it, a note newer than `base` keeps its words too."""
    current = record["note"]
    if base_text is None:
        base_text = "" if current["rev"] > base else current["text"]
    return [{"op": "note.edit", "bookmark": record["id"], "base_text": base_text, "text": text}]


def add_note(record: dict, text: str) -> list[dict]:
    """Add `text` to the note, unless it is there already."""
    if not text or text in record["note"]["text"]:
        return []
    return [{"op": "note.edit", "bookmark": record["id"], "base_text": "", "text": text}]


def add_tags(library: Library, record: dict, names: list[str]) -> list[dict]:
    """Tag with these names; those the library does not know yet are made."""
    here = {fold(name) for name in shelf.tag_names(library, [record]).values()}
    missing = {fold(name): name for name in reversed(names) if fold(name) not in here}
    known = tags_named(library, missing)
    mutations = []
    for folded, name in reversed(missing.items()):
        tag = known.get(folded)
        if tag is None:
            tag = ledger.new_id("tag")
            mutations.append({"op": "tag.create", "tag": tag, "name": name})
        mutations.append({"op": "bookmark.tag", "bookmark": record["id"], "tag": tag})
    return mutations


def drop_tags(library: Library, record: dict, keep: list[str], base: int) -> list[dict]:
    """Remove the tags that are not among `keep`; one that was put on after `base` stays."""
    wanted = {fold(name) for name in keep}
    gone = [tag for tag, name in shelf.tag_names(library, [record]).items() if fold(name) not in wanted]
    return [{"op": "bookmark.untag", "bookmark": record["id"], "tags": gone, "base": base}] if gone else []


def tags_named(library: Library, folded: Iterable[str]) -> dict[str, str]:
    """The id of each live tag among these folded names."""
    return {fold(tag["name"]): tag["id"] for tag in shelf.tags_named(library, folded)}


def add_links(record: dict, links: list[dict], base: int) -> list[dict]:
    """Put these links; one whose address is there already is changed in place, those derived from the ids stay so."""
    stored = {link["v"]["url"]: (link_id, link["v"]) for link_id, link in record["links"].items()}
    mutations = []
    for link in links:
        link_id, known = stored.get(link["url"], (None, None))
        if link["origin"] == "derived" or (known and same(known, link)):
            continue
        value = {**link, "origin": known["origin"] if known else link["origin"]}
        mutations.append(
            {"op": "link.put", "bookmark": record["id"], "link": link_id or ledger.new_id("lnk"), "base": base,
             "value": value}
        )  # fmt: skip
    return mutations


def same(one: dict, two: dict) -> bool:
    """Whether both say the same about their address; how it was learnt does not count."""
    return (one["kind"], one["title"]) == (two["kind"], two["title"])


def drop_links(record: dict, keep: list[dict], base: int) -> list[dict]:
    """Remove the stored links whose address is not among `keep`."""
    wanted = {link["url"] for link in keep}
    return [
        {"op": "link.delete", "bookmark": record["id"], "link": link_id, "base": base}
        for link_id, link in record["links"].items()
        if link["v"]["url"] not in wanted
    ]
