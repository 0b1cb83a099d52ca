"""Records as rows, and the indexes that follow from them: identities, labels, full text. Only the ledger writes."""

from collections.abc import Iterable

from peewee import chunked

from manicule.core.records import fold
from manicule.core.views import told
from manicule.models import Bookmark, Identifier, Label, Library, Tag
from manicule.services import search

PLAIN = ("id", "rev", "alive", "alias_of", "doc", "ids", "id_sources", "meta", "meta_sources", "fields", "note_copies",
         "tags", "links", "found_on", "saved_at", "updated_at")  # fmt: skip
TAG_COLUMNS = ("id", "rev", "alive", "alias_of", "name", "name_rev", "name_at", "name_by", "used_rev", "used_by")


def bookmark_record(row: Bookmark) -> dict:
    """The record (core.records) that this row holds."""
    record = {name: getattr(row, name) for name in PLAIN}
    return {**record, "note": {"text": row.note, "rev": row.note_rev, "by": row.note_by}}


def tag_record(row: Tag) -> dict:
    """The tag record that this row holds."""
    return {name: getattr(row, name) for name in TAG_COLUMNS}


def put_bookmarks(library: Library, records: list[dict]) -> None:
    """Write these records and bring every index of them in step, with a few statements for all of them."""
    _put(Bookmark, [{"library": library, **bookmark_columns(record)} for record in records])
    _index_ids(library, records)
    _index_labels(library, records)
    search.remove(library, [record for record in records if not record["alive"]])
    search.index(library, [record for record in records if record["alive"]])


def _put(model: type, rows: list[dict]) -> None:
    for part in chunked(rows, 100):
        keys = [model.library, model.id]
        preserve = [getattr(model, name) for name in part[0] if name not in ("library", "id")]
        model.insert_many(part).on_conflict(conflict_target=keys, preserve=preserve).execute()


def bookmark_columns(record: dict) -> dict:
    """The columns of this record's row, but for its library."""
    rating = told(record, "rating", None)
    return {
        **{name: record[name] for name in PLAIN},
        "note": record["note"]["text"], "note_rev": record["note"]["rev"], "note_by": record["note"].get("by"),
        "title": str(told(record, "title")), "published": str(told(record, "published")),
        "status": told(record, "status", "to_read"), "rating": rating,
    }  # fmt: skip


def _index_ids(library: Library, records: list[dict]) -> None:
    """Whom each identity belongs to. All that are let go are free before the first is claimed."""
    mine = (Identifier.library == library) & Identifier.bookmark.in_([record["id"] for record in records])
    stored = set(Identifier.select(Identifier.value, Identifier.bookmark).where(mine).tuples())
    wanted = {(value, record["id"]) for record in records if record["alive"] for value in record["ids"]}
    gone = [value for value, _ in stored - wanted]
    if gone:
        Identifier.delete().where(Identifier.library == library, Identifier.value.in_(gone)).execute()
    rows = [{"library": library, "value": value, "bookmark": bookmark} for value, bookmark in sorted(wanted - stored)]
    titles = [row for row in rows if row["value"].startswith("title:")]
    for part in chunked(titles, 300):  # two papers may have one title: the first keeps it
        Identifier.insert_many(part).on_conflict_ignore().execute()
    for part in chunked((row for row in rows if not row["value"].startswith("title:")), 300):
        Identifier.insert_many(part).execute()


def _index_labels(library: Library, records: list[dict]) -> None:
    """Which live tags each bookmark carries."""
    rows = _with_targets(library, {tag for record in records if record["alive"] for tag in record["tags"]})
    found = ((_target(tag, rows), record["id"]) for record in records if record["alive"] for tag in record["tags"])
    wanted = {(tag.id, bookmark) for tag, bookmark in found if tag is not None}
    mine = (Label.library == library) & Label.bookmark.in_([record["id"] for record in records])
    stored = set(Label.select(Label.tag, Label.bookmark).where(mine).tuples())
    for tag, bookmark in stored - wanted:
        Label.delete().where(Label.library == library, Label.tag == tag, Label.bookmark == bookmark).execute()
    labels = [{"library": library, "tag": tag, "bookmark": bookmark} for tag, bookmark in sorted(wanted - stored)]
    for part in chunked(labels, 300):
        Label.insert_many(part).execute()


def tag_names(library: Library, records: Iterable[dict]) -> dict[str, str]:
    """Name of each live tag by every id that the records use for it: what core.views.view asks for. One query."""
    used = {tag for record in records for tag in record["tags"]}
    rows = _with_targets(library, used)
    return {tag: row.name for tag in used if (row := _target(tag, rows)) is not None}


def _with_targets(library: Library, tag_ids: Iterable[str]) -> dict[str, Tag]:
    """These tags and those they are aliases of, by id. One query, and one more for each step along the aliases."""
    rows, wanted = {}, set(tag_ids)
    while wanted:
        found = {row.id: row for row in Tag.select().where(Tag.library == library, Tag.id.in_(wanted))}
        rows.update(found)
        wanted = {row.alias_of for row in found.values() if row.alias_of} - rows.keys()
    return rows


def _target(tag_id: str, rows: dict[str, Tag]) -> Tag | None:
    """The live tag that this one is or stands for."""
    for _ in range(len(rows) + 1):
        row = rows.get(tag_id)
        if row is None or not row.alias_of:
            break
        tag_id = row.alias_of
    return row if row is not None and row.alive else None


def put_tags(library: Library, records: list[dict]) -> None:
    """Write these tags; where a tag was merged, deleted or brought back, its bookmarks are labelled anew.

    A new name changes no bookmark: the search index, too, holds ids of tags.
    """
    rows = Tag.select().where(Tag.library == library, Tag.id.in_([record["id"] for record in records]))
    before = {row.id: row for row in rows} if records else {}
    _put(Tag, [{"library": library, **record, "folded": fold(record["name"])} for record in records])
    for record in records:
        if record["id"] in before:
            _relabel(library, before[record["id"]], record)


def _relabel(library: Library, before: Tag, after: dict) -> None:
    if (before.alive, before.alias_of) == (after["alive"], after["alias_of"]):
        return
    leads_to = after["id"] if after["alive"] else after["alias_of"]
    if before.alive and not leads_to:
        _drop_labels(library, after["id"])
    elif not before.alive and leads_to:
        _label_again(library, after["id"], leads_to)
    elif leads_to != after["id"]:
        _move_labels(library, after["id"], leads_to)


def _drop_labels(library: Library, tag_id: str) -> None:
    Label.delete().where(Label.library == library, Label.tag == tag_id).execute()


def _move_labels(library: Library, tag_id: str, into: str) -> None:
    rows = Label.select(Label.bookmark).where(Label.library == library, Label.tag == tag_id)
    _label(library, into, [row.bookmark for row in rows])
    _drop_labels(library, tag_id)


def _label_again(library: Library, tag_id: str, leads_to: str) -> None:
    """A tag means something again, itself or another: whoever still carries its dots is labelled with that."""
    carrying = Bookmark.select(Bookmark.id, Bookmark.tags).where(
        Bookmark.library == library, Bookmark.alive, Bookmark.tags.contains(f'"{tag_id}"')
    )
    _label(library, leads_to, [row.id for row in carrying if tag_id in row.tags])


def _label(library: Library, tag_id: str, bookmarks: list[str]) -> None:
    rows = [{"library": library, "tag": tag_id, "bookmark": bookmark} for bookmark in bookmarks]
    for part in chunked(rows, 300):
        Label.insert_many(part).on_conflict_ignore().execute()
