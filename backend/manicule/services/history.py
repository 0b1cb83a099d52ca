"""What was there before: values that later ones superseded, and those that lost a tie."""

from peewee import Tuple

from manicule.core.records import SEEN_ALL, USER_FIELDS
from manicule.core.views import rfc3339
from manicule.errors import HistoryGone
from manicule.models import History, Library
from manicule.services import devices, edits, ledger
from manicule.services.cursors import read_cursor, sign, write_cursor


def page(library: Library, bookmark: str, limit: int, cursor: str | None = None) -> dict:
    """`{items, next}` of one bookmark, newest first, each `{field, value, at, by, device, reason, rev}`.

    :raise CursorInvalid: if the cursor is not of this list
    """
    signature = sign("history", bookmark)
    # What nobody wrote, such as the empty note before the first, is no value to go back to.
    written = (History.library == library) & (History.bookmark == bookmark) & History.by.is_null(False)
    query = History.select().where(written)
    if cursor:
        query = query.where(Tuple(History.rev, History.n) < tuple(read_cursor(cursor, signature, [int, int])))
    rows = list(query.order_by(History.rev.desc(), History.n.desc()).limit(limit + 1))
    names = devices.names(library) if rows else {}
    last = rows[limit - 1] if len(rows) > limit else None
    items = [entry(row, names) for row in rows[:limit]]
    return {"items": items, "next": last and write_cursor([last.rev, last.n], signature)}


def entry(row: History, names: dict[str, str]) -> dict:
    """One superseded value, with the name of the device that had written it."""
    return {
        "field": row.field,
        "value": row.value,
        "at": rfc3339(row.at),
        "by": row.by,
        "device": names.get(row.by),
        "reason": row.reason,
        "rev": row.rev,
        "n": row.n,
    }


def put_back(library: Library, device: str, bookmark: str, place: tuple[int, int], now: int) -> str:
    """Make an old value the present one, by an edit like any other. Returns the name of the field.

    :param place: its `rev` and `n`
    :raise HistoryGone: if there is no such value, or it is of a kind that cannot be put back
    """
    with edits.together(library):
        mine = (History.library == library) & (History.bookmark == bookmark)
        row = History.get_or_none(mine, History.rev == place[0], History.n == place[1])
        if row is None or row.field not in ("note", "link", "ids", *USER_FIELDS):
            raise HistoryGone()
        edits.submit(library, device, restored(ledger.record(library, bookmark), row), now)
    return row.field


def restored(record: dict, row: History) -> list[dict]:
    """The mutations that put the value back."""
    if row.field == "note":
        return [{"op": "note.edit", "bookmark": record["id"], "base_text": record["note"]["text"], "text": row.value}]
    if row.field == "ids":
        return identities(record, row)
    if row.field == "link":
        return edits.add_links(record, [row.value], SEEN_ALL)
    return edits.fields(record, {row.field: row.value}, SEEN_ALL)


def identities(record: dict, row: History) -> list[dict]:
    """What was joined is taken apart, what was taken off is put on again.

    :raise HistoryGone: if it is so already
    """
    here = [one for one in row.value["ids"] if one in record["ids"]]
    missing = [one for one in row.value["ids"] if one not in record["ids"]]
    if row.reason == "detached" and missing:
        return [{"op": "bookmark.attach", "bookmark": record["id"], "ids": missing}]
    if row.reason != "detached" and here and len(here) < len(record["ids"]):
        return [{"op": "bookmark.detach", "bookmark": record["id"], "ids": here}]
    raise HistoryGone()
