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


def put_bookmarks(library: Library, records: Iterable[dict]) -> None:
    """Write these records and bring every index of them in step."""
    for record in records:
        _put(Bookmark, {"library": library, **bookmark_columns(record)})
        _index_ids(library, record)
        names = _index_labels(library, record)
        if record["alive"]:
            search.index(library, record, names)
        else:
            search.remove(library, record)


def _put(model: type, row: dict) -> None:
    keys = [model.library, model.id]
    preserve = [getattr(model, name) for name in row if name not in ("library", "id")]
    model.insert(**row).on_conflict(conflict_target=keys, preserve=preserve).execute()


def bookmark_columns(record: dict) -> dict:
    """The columns of this record's row, but for its library."""
    rating = told(record, "rating", None)
    return {
        **{name: record[name] for name in PLAIN},
        "note": record["note"]["text"], "note_rev": record["note"]["rev"], "note_by": record["note"].get("by"),
        "title": str(told(record, "title")), "published": str(told(record, "published")),
        "status": told(record, "status", "to_read"), "rating": rating,
    }  # fmt: skip


def _index_ids(library: Library, record: dict) -> None:
    mine = (Identifier.library == library) & (Identifier.bookmark == record["id"])
    stored = {row.value for row in Identifier.select(Identifier.value).where(mine)}
    wanted = set(record["ids"]) if record["alive"] else set()
    if stored - wanted:
        Identifier.delete().where(mine, Identifier.value.in_(stored - wanted)).execute()
    if wanted - stored:
        rows = [{"library": library, "value": value, "bookmark": record["id"]} for value in sorted(wanted - stored)]
        Identifier.insert_many(rows).execute()


def _index_labels(library: Library, record: dict) -> list[str]:
    """Label rows of one bookmark. Returns the names of its live tags."""
    names = live_tags(library, record["tags"]) if record["alive"] else {}
    mine = (Label.library == library) & (Label.bookmark == record["id"])
    stored = {row.tag for row in Label.select(Label.tag).where(mine)}
    if stored - names.keys():
        Label.delete().where(mine, Label.tag.in_(stored - names.keys())).execute()
    if names.keys() - stored:
        rows = [{"library": library, "tag": tag, "bookmark": record["id"]} for tag in sorted(names.keys() - stored)]
        Label.insert_many(rows).execute()
    return sorted(names.values())


def live_tags(library: Library, tag_ids: Iterable[str]) -> dict[str, str]:
    """Name by id of the live tags that these ids lead to, aliases followed."""
    return {row.id: row.name for row in _with_targets(library, tag_ids).values() if row.alive}


def tag_names(library: Library, records: Iterable[dict]) -> dict[str, str]:
    """Name of each live tag by every id that the records use for it: what core.views.view asks for. One query."""
    used = {tag for record in records for tag in record["tags"]}
    rows = _with_targets(library, used)
    return {tag: name for tag in used if (name := _name_of(tag, rows))}


def _with_targets(library: Library, tag_ids: Iterable[str]) -> dict[str, Tag]:
    """These tags and those they are aliases of, by id. One query, and one more for each step along the aliases."""
    rows, wanted = {}, set(tag_ids)
    while wanted:
        found = {row.id: row for row in Tag.select().where(Tag.library == library, Tag.id.in_(wanted))}
        rows.update(found)
        wanted = {row.alias_of for row in found.values() if row.alias_of} - rows.keys()
    return rows


def _name_of(tag_id: str, rows: dict[str, Tag]) -> str | None:
    for _ in range(len(rows) + 1):
        row = rows.get(tag_id)
        if row is None or not row.alias_of:
            break
        tag_id = row.alias_of
    return row.name if row is not None and row.alive else None


def put_tags(library: Library, records: Iterable[dict]) -> None:
    """Write these tags; where a tag was renamed, merged, deleted or brought back, its bookmarks are labelled anew."""
    for record in records:
        before = Tag.get_or_none(Tag.library == library, Tag.id == record["id"])
        _put(Tag, {"library": library, **record, "folded": fold(record["name"])})
        if before is not None:
            _relabel(library, before, record)


def _relabel(library: Library, before: Tag, after: dict) -> None:
    if (before.name, before.alive, before.alias_of) == (after["name"], after["alive"], after["alias_of"]):
        return
    leads_to = after["id"] if after["alive"] else after["alias_of"]
    if before.alive and not leads_to:
        search.reindex(library, _drop_labels(library, after["id"]))
    elif not before.alive and leads_to:
        _label_again(library, after["id"], leads_to)
    elif leads_to != after["id"]:
        _move_labels(library, after["id"], leads_to)
    else:
        search.reindex(library, _labelled(library, after["id"]))


def _labelled(library: Library, tag_id: str) -> list[str]:
    rows = Label.select(Label.bookmark).where(Label.library == library, Label.tag == tag_id)
    return [row.bookmark for row in rows]


def _drop_labels(library: Library, tag_id: str) -> list[str]:
    bookmarks = _labelled(library, tag_id)
    Label.delete().where(Label.library == library, Label.tag == tag_id).execute()
    return bookmarks


def _move_labels(library: Library, tag_id: str, into: str) -> None:
    bookmarks = _drop_labels(library, tag_id)
    _label(library, into, bookmarks)


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
    search.reindex(library, bookmarks)
