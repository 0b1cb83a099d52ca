"""The versions of a note that were written at the same time: kept, merged, or discarded."""

from manicule.errors import VersionGone
from manicule.models import Library
from manicule.services import edits, ledger


def keep(library: Library, device: str, bookmark: str, copy: str, now: int) -> None:
    """Make a version the note; what the note was stays in the history.

    :raise VersionGone: if there is no such version any more
    """
    with edits.together(library):
        record = ledger.record(library, bookmark)
        text = version(record, copy)["text"]
        write = {"op": "note.edit", "bookmark": bookmark, "base_text": record["note"]["text"], "text": text}
        edits.submit(library, device, [write, resolve(bookmark, copy)], now)


def merge(library: Library, device: str, bookmark: str, copy: str, base_text: str, text: str, now: int) -> None:
    """Write the note that was made of both, and drop the version. `base_text` is the note its author saw.

    :raise EditRejected: if the note is too long
    """
    with edits.together(library):
        write = {"op": "note.edit", "bookmark": bookmark, "base_text": base_text, "text": text}
        edits.submit(library, device, [write, resolve(bookmark, copy)], now)


def discard(library: Library, device: str, bookmark: str, copy: str, now: int) -> None:
    """Drop a version; its words stay in the history."""
    with edits.together(library):
        edits.submit(library, device, [resolve(bookmark, copy)], now)


def resolve(bookmark: str, copy: str) -> dict:
    """The mutation that drops a version."""
    return {"op": "note.resolve", "bookmark": bookmark, "copy": copy}


def version(record: dict, copy: str) -> dict:
    """The version with that id.

    :raise VersionGone: if it was dealt with already
    """
    found = next((one for one in record["note_copies"] if one["id"] == copy), None)
    if found is None:
        raise VersionGone()
    return found
