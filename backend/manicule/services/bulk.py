"""One edit of many bookmarks at once. To be called with the ids of bookmarks; the dead among them are left alone."""

from collections.abc import Iterable

from manicule.core.records import fold
from manicule.core.undo import delete as deletion
from manicule.core.views import told
from manicule.models import Library
from manicule.services import edits, ledger, shelf

MOST = 5_000  # edited in one transaction, which is some seconds


def alive(library: Library, bookmarks: Iterable[str]) -> list[dict]:
    """The records of these that are there."""
    return [record for record in ledger.records(library, bookmarks) if record["alive"]]


def tag(library: Library, device: str, bookmarks: list[str], names: list[str], now: int) -> None:
    """Put these tags on all; those the library does not know yet are made.

    :raise EditRejected: if a name cannot be one, or a bookmark has too many tags; nothing is changed then
    """
    wanted = {fold(name): name for name in reversed(names) if fold(name)}
    with edits.together(library):
        known = edits.tags_named(library, wanted)
        made = {folded: ledger.new_id("tag") for folded in wanted if folded not in known}
        mutations = [{"op": "tag.create", "tag": made[folded], "name": wanted[folded]} for folded in made]
        for record in alive(library, bookmarks):
            put = [tag for tag in {**known, **made}.values() if tag not in record["tags"]]
            mutations += [{"op": "bookmark.tag", "bookmark": record["id"], "tag": tag} for tag in put]
        edits.submit_many(library, device, mutations, now)


def untag(library: Library, device: str, bookmarks: list[str], names: list[str], now: int) -> None:
    """Take these tags off all."""
    wanted = {fold(name) for name in names}
    with edits.together(library):
        records = alive(library, bookmarks)
        called = {tag for tag, name in shelf.tag_names(library, records).items() if fold(name) in wanted}
        mutations = [
            {"op": "bookmark.untag", "bookmark": record["id"], "tags": gone, "base": record["rev"]}
            for record in records
            if (gone := sorted(called & record["tags"].keys()))
        ]
        edits.submit_many(library, device, mutations, now)


def set_status(library: Library, device: str, bookmarks: list[str], status: str, now: int) -> None:
    """Give all this status.

    :raise EditRejected: if it is none
    """
    with edits.together(library):
        mutations = [
            {"op": "bookmark.set", "bookmark": record["id"], "base": record["rev"], "field": "status", "value": status}
            for record in alive(library, bookmarks)
            if told(record, "status", "to_read") != status
        ]
        edits.submit_many(library, device, mutations, now)


def delete(library: Library, device: str, bookmarks: list[str], now: int) -> None:
    """Delete all."""
    with edits.together(library):
        edits.submit_many(library, device, [deletion(record) for record in alive(library, bookmarks)], now)
