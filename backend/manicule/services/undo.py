"""What takes back an edit made in the web library: found out while the edit is made, offered once, for a day."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from manicule.core import undo
from manicule.errors import UndoGone
from manicule.models import Label, Library, Undo
from manicule.services import edits, ledger, shelf

LIFETIME = 86_400_000  # ms
UNDONE = "Undone: "
MOST_CARRIED = 1_000  # bookmarks of a merged tag: more are not put back one by one


class Receipt:
    """What came of an edit: the id of what takes it back, None where nothing was changed or it cannot be taken back."""

    def __init__(self) -> None:
        self.id: str | None = None
        self.made: list[str] = []  # bookmarks that the edit makes: whoever makes one says so here


@contextmanager
def recording(
    library: Library, said: str, bookmarks: Iterable[str], now: int, tags: Iterable[str] = ()
) -> Iterator[Receipt]:
    """A transaction around an edit of these bookmarks and tags; afterwards the receipt knows what takes it back.

    :param now: ms since 1970
    """
    receipt, touched, named = Receipt(), list(bookmarks), list(tags)
    with edits.together(library):
        labels = {tag: carried(library, tag) for tag in named}
        tags_before = tag_records(library, named)
        before = {record["id"]: record for record in ledger.records(library, touched)}
        yield receipt
        after = tag_records(library, named)
        steps = [step for tag in named for step in undo.tag_back(tags_before[tag], after[tag], labels[tag], tag_id())]
        for record in ledger.records(library, [*touched, *receipt.made]):
            steps += undo.back(before.get(record["id"]), record)
        receipt.id = keep(library, said, steps, now)


def tag_id() -> str:
    """An id for a tag that is made anew."""
    return ledger.new_id("tag")


def tag_records(library: Library, tags: list[str]) -> dict[str, dict]:
    """These tags, by id."""
    return {tag["id"]: tag for tag in shelf.tags(library, tags)}


def carried(library: Library, tag: str) -> dict[str, list[str]] | None:
    """The tags of each bookmark that carries this one; None if those are too many to be put back one by one."""
    mine = Label.select(Label.bookmark).where(Label.library == library, Label.tag == tag)
    if mine.count() > MOST_CARRIED:
        return None
    rows = Label.select(Label.bookmark, Label.tag).where(Label.library == library, Label.bookmark.in_(mine))
    found: dict[str, list[str]] = {}
    for bookmark, other in rows.order_by(Label.bookmark, Label.tag).tuples():
        found.setdefault(bookmark, []).append(other)
    return found


def keep(library: Library, said: str, steps: list[dict], now: int) -> str | None:
    """Remember what takes an edit back. Returns its id, or None if that is nothing."""
    if not steps:
        return None
    Undo.delete().where(Undo.library == library, Undo.made_at < now - LIFETIME).execute()
    made = secrets.token_urlsafe(12)
    Undo.insert(library=library, id=made, said=said, steps=steps, made_at=now).execute()
    return made


def take_back(library: Library, device: str, undo_id: str, now: int) -> Receipt:
    """Undo an edit, once. The receipt is of the undoing, which can be undone too.

    :raise UndoGone: if it was undone already, or a day has passed
    """
    with edits.together(library):
        mine = (Undo.library == library) & (Undo.id == undo_id)
        row = Undo.get_or_none(mine, Undo.made_at >= now - LIFETIME)
        if row is None or not Undo.delete().where(mine).execute():
            raise UndoGone()
        said = row.said.removeprefix(UNDONE) if row.said.startswith(UNDONE) else UNDONE + row.said
        bookmarks = dict.fromkeys(step["bookmark"] for step in row.steps if "bookmark" in step)
        tags = dict.fromkeys(step["tag"] for step in row.steps if step["op"] in ("tag.rename", "tag.merge"))
        with recording(library, said, bookmarks, now, tags) as receipt:
            apply = edits.submit_many if all("bookmark" in step for step in row.steps) else edits.submit
            apply(library, device, row.steps, now)
        return receipt
