"""Records as rows, and the indexes that follow from them: identities, labels, full text. Only the ledger writes."""

from collections.abc import Iterable, Mapping
from functools import partial

from peewee import Expression, Insert, ModelSelect
from pydantic_core import from_json

from manicule.core.records import fold
from manicule.core.views import told
from manicule.models import Bookmark, Identifier, Label, Library, Tag
from manicule.services.related_papers import relating
from manicule.services.searching import search
from manicule.services.statements import Named, Statement, in_parts, parts

PLAIN = ("id", "rev", "alive", "alias_of", "doc", "saved_at", "updated_at")
AS_JSON = ("ids", "id_sources", "meta", "meta_sources", "fields", "note_copies", "tags", "links", "found_on")
STORED = (*PLAIN, *AS_JSON)
READ = (*PLAIN, "note", "note_rev", "note_by", *AS_JSON)
TAG_COLUMNS = ("id", "rev", "alive", "alias_of", "name", "name_rev", "name_at", "name_by", "used_rev", "used_by")


BOOKMARKS = Statement(lambda n: _columns(Bookmark, READ).where(_among(Bookmark, n)))
OF_DOCS = Statement(
    lambda n: _columns(Bookmark, READ).where(Bookmark.library == n("library"), Bookmark.doc.in_(n.each("docs")))
)
TAGS = Statement(lambda n: _columns(Tag, TAG_COLUMNS).where(_among(Tag, n)))
TAGS_NAMED = Statement(
    lambda n: _columns(Tag, TAG_COLUMNS).where(Tag.library == n("library"), Tag.folded.in_(n.each("names")), Tag.alive)
)
IDS = Statement(
    lambda n: Identifier.select(Identifier.value, Identifier.bookmark).where(
        Identifier.library == n("library"), Identifier.bookmark.in_(n.each("bookmarks"))
    )
)
CLAIM = Statement(lambda n: _claim(n))
# Two papers may have one title: the first keeps it.
CLAIM_TITLE = Statement(lambda n: _claim(n).on_conflict_ignore())
LABEL = Statement(lambda n: Label.insert({name: n(name) for name in ("library", "tag", "bookmark")}))
LABELS = Statement(
    lambda n: Label.select(Label.tag, Label.bookmark).where(
        Label.library == n("library"), Label.bookmark.in_(n.each("bookmarks"))
    )
)


def _columns(model: type, names: Iterable[str]) -> ModelSelect:
    return model.select(*[getattr(model, name) for name in names])


def _claim(n: Named) -> Insert:
    return Identifier.insert({name: n(name) for name in ("library", "value", "bookmark")})


def _among(model: type, n: Named) -> Expression:
    return (model.library == n("library")) & model.id.in_(n.each("ids"))


def bookmarks(library: Library, ids: Iterable[str]) -> list[dict]:
    """The records with these ids, dead or alive, in any order. One query per 512."""
    rows = (row for part in parts(ids) for row in BOOKMARKS(library=library.id, ids=part))
    return [_bookmark_of(row) for row in rows]


def bookmarks_of_docs(library: Library, docs: Iterable[int]) -> list[dict]:
    """The records with these numbers in the search index, in any order. One query per 512."""
    rows = (row for part in parts(docs) for row in OF_DOCS(library=library.id, docs=part))
    return [_bookmark_of(row) for row in rows]


def tags(library: Library, ids: Iterable[str]) -> list[dict]:
    """The tags with these ids, dead or alive, in any order. One query per 512."""
    return [_tag_of(row) for part in parts(ids) for row in TAGS(library=library.id, ids=part)]


def tags_named(library: Library, folded: Iterable[str]) -> list[dict]:
    """The live tags with these folded names."""
    return [_tag_of(row) for part in parts(folded) for row in TAGS_NAMED(library=library.id, names=part)]


def _bookmark_of(row: tuple) -> dict:
    bookmark, rev, alive, alias_of, doc, saved_at, updated_at, text, note_rev, by, *columns, found_on = row
    # All its JSON is read as one array: most of these columns are so short that it is the calls that cost.
    read = from_json(f"[{','.join(columns)},{found_on or 'null'}]")
    ids, id_sources, meta, meta_sources, fields, note_copies, tags, links, found_on = read
    return {
        "id": bookmark, "rev": rev, "alive": bool(alive), "alias_of": alias_of, "doc": doc,  # SQLite has numbers
        "ids": ids, "id_sources": id_sources, "meta": meta, "meta_sources": meta_sources, "fields": fields,
        "note": {"text": text, "rev": note_rev, "by": by}, "note_copies": note_copies, "tags": tags, "links": links,
        "found_on": found_on, "saved_at": saved_at, "updated_at": updated_at,
    }  # fmt: skip


def _tag_of(row: tuple) -> dict:
    record = dict(zip(TAG_COLUMNS, row, strict=True))
    return {**record, "alive": bool(record["alive"])}


def bookmark_record(row: Bookmark) -> dict:
    """The record (core.records) that this row holds."""
    record = {name: getattr(row, name) for name in STORED}
    return {**record, "note": {"text": row.note, "rev": row.note_rev, "by": row.note_by}}


def tag_record(row: Tag) -> dict:
    """The tag record that this row holds."""
    return {name: getattr(row, name) for name in TAG_COLUMNS}


def put_bookmarks(library: Library, records: list[dict], before: Mapping[str, dict]) -> None:
    """Write these records and bring every index of them in step, with a few statements for all of them.

    :param before: by their ids, those of them that are stored already, as they are stored
    """
    _put(Bookmark, [{"library": library, **bookmark_columns(record)} for record in records])
    _index_ids(library, records)
    _index_labels(library, records)
    search.remove(library, [record for record in records if not record["alive"]])
    search.index(library, [record for record in records if record["alive"]])
    relating.index(library, [record for record in records if relating.says_more(before.get(record["id"]), record)])


def _put(model: type, rows: list[dict]) -> None:
    fields = {field.name: field.db_value for field in model._meta.sorted_fields}
    for row in rows:
        PUT[model](**{name: value if value is None else fields[name](value) for name, value in row.items()})


def _insert(model: type, n: Named) -> Insert:
    fields = model._meta.sorted_fields
    preserve = [field for field in fields if field.name not in ("library", "id")]
    row = {field: n(field.name) for field in fields}
    return model.insert(row).on_conflict(conflict_target=[model.library, model.id], preserve=preserve)


PUT = {model: Statement(partial(_insert, model)) for model in (Bookmark, Tag)}


def bookmark_columns(record: dict) -> dict:
    """The columns of this record's row, but for its library."""
    rating = told(record, "rating", None)
    return {
        **{name: record[name] for name in STORED},
        "note": record["note"]["text"], "note_rev": record["note"]["rev"], "note_by": record["note"].get("by"),
        "title": str(told(record, "title")), "published": str(told(record, "published")),
        "status": told(record, "status", "to_read"), "rating": rating,
    }  # fmt: skip


def _index_ids(library: Library, records: list[dict]) -> None:
    """Whom each identity belongs to. All that are let go are free before the first is claimed."""
    mine = parts(record["id"] for record in records)
    stored = {row for part in mine for row in IDS(library=library.id, bookmarks=part)}
    wanted = {(value, record["id"]) for record in records if record["alive"] for value in record["ids"]}
    gone = [value for value, _ in stored - wanted]
    if gone:
        Identifier.delete().where(Identifier.library == library, Identifier.value.in_(gone)).execute()
    for value, bookmark in sorted(wanted - stored):
        claim = CLAIM_TITLE if value.startswith("title:") else CLAIM
        claim(library=library.id, value=value, bookmark=bookmark)


def _index_labels(library: Library, records: list[dict]) -> None:
    """Which live tags each bookmark carries."""
    rows = _with_targets(library, {tag for record in records if record["alive"] for tag in record["tags"]})
    found = ((_target(tag, rows), record["id"]) for record in records if record["alive"] for tag in record["tags"])
    wanted = {(tag["id"], bookmark) for tag, bookmark in found if tag is not None}
    mine = parts(record["id"] for record in records)
    stored = {row for part in mine for row in LABELS(library=library.id, bookmarks=part)}
    for tag, bookmark in stored - wanted:
        Label.delete().where(Label.library == library, Label.tag == tag, Label.bookmark == bookmark).execute()
    for tag, bookmark in sorted(wanted - stored):
        LABEL(library=library.id, tag=tag, bookmark=bookmark)


def tag_names(library: Library, records: Iterable[dict]) -> dict[str, str]:
    """Name of each live tag by every id that the records use for it: what core.views.view asks for. One query."""
    used = {tag for record in records for tag in record["tags"]}
    rows = _with_targets(library, used)
    return {tag: target["name"] for tag in used if (target := _target(tag, rows)) is not None}


def _with_targets(library: Library, tag_ids: Iterable[str]) -> dict[str, dict]:
    """These tags and those they are aliases of, by id. One query, and one more for each step along the aliases."""
    rows, wanted = {}, set(tag_ids)
    while wanted:
        found = {tag["id"]: tag for tag in tags(library, wanted)}
        rows.update(found)
        wanted = {tag["alias_of"] for tag in found.values() if tag["alias_of"]} - rows.keys()
    return rows


def _target(tag_id: str, rows: dict[str, dict]) -> dict | None:
    """The live tag that this one is or stands for."""
    for _ in range(len(rows) + 1):
        tag = rows.get(tag_id)
        if tag is None or not tag["alias_of"]:
            break
        tag_id = tag["alias_of"]
    return tag if tag is not None and tag["alive"] else None


def put_tags(library: Library, records: list[dict]) -> None:
    """Write these tags; where a tag was merged, deleted or brought back, its bookmarks are labelled anew.

    A new name changes no bookmark: the search index, too, holds ids of tags, and related papers hear of it later.
    """
    before = {tag["id"]: tag for tag in tags(library, [record["id"] for record in records])}
    _put(Tag, [{"library": library, **record, "folded": fold(record["name"])} for record in records])
    for record in records:
        if record["id"] in before:
            _relabel(library, before[record["id"]], record)
            if any(before[record["id"]][name] != record[name] for name in ("name", "alive", "alias_of")):
                relating.later(library, record["id"])


def _relabel(library: Library, before: dict, after: dict) -> None:
    if all(before[name] == after[name] for name in ("alive", "alias_of")):
        return
    leads_to = after["id"] if after["alive"] else after["alias_of"]
    if before["alive"] and not leads_to:
        _drop_labels(library, after["id"])
    elif not before["alive"] and leads_to:
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
    """A tag means something again, itself or another: whoever still carries its dots, or those of a tag that was merged
    into it, is labelled with that."""
    for tag in [tag_id, *_merged_into(library, tag_id)]:
        carrying = Bookmark.select(Bookmark.id, Bookmark.tags).where(
            Bookmark.library == library, Bookmark.alive, Bookmark.tags.contains(f'"{tag}"')
        )
        _label(library, leads_to, [row.id for row in carrying if tag in row.tags])


def _merged_into(library: Library, tag_id: str) -> set[str]:
    """The tags that stand for this one, or for one that does. One query for each step."""
    found, newer = set(), {tag_id}
    while newer:
        standing = [
            row.id
            for part in in_parts(newer, 300)
            for row in Tag.select(Tag.id).where(Tag.library == library, Tag.alias_of.in_(part))
        ]
        newer = {*standing} - found
        found |= newer
    return found


def _label(library: Library, tag_id: str, bookmarks: list[str]) -> None:
    rows = [{"library": library, "tag": tag_id, "bookmark": bookmark} for bookmark in bookmarks]
    for part in in_parts(rows, 300):
        Label.insert_many(part).on_conflict_ignore().execute()
