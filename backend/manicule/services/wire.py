"""Rows as sync sends them, put together from the very text they are stored as: a page of a first sync is hundreds of
records, and reading each to write it again took most of the time. core.records says what the text holds.
"""

import json
from collections import namedtuple
from collections.abc import Iterator
from functools import partial

from peewee import ModelSelect

from manicule.models import Bookmark, Library, Tag
from manicule.services.statements import Named, Statement

TEXTS = ("ids", "id_sources", "meta", "meta_sources", "fields", "note_copies", "tags", "links", "found_on")
HEAD = ("id", "rev", "alive", "alias_of")

PLAIN = ("note", "note_rev", "note_by", "saved_at", "updated_at", "doc")

StoredBookmark = namedtuple("StoredBookmark", [*HEAD, *TEXTS, *PLAIN])
StoredTag = namedtuple("StoredTag", [*HEAD, "name"])
SHAPES = {Bookmark: StoredBookmark, Tag: StoredTag}


def rows(library: Library, model: type, after: int, until: int) -> Iterator[StoredBookmark | StoredTag]:
    """The rows of `model` with these revisions, ascending, their JSON columns as text."""
    return map(SHAPES[model]._make, ROWS[model](library=library.id, after=after, until=until))


def _rows(model: type, n: Named) -> ModelSelect:
    columns = [getattr(model, name) for name in SHAPES[model]._fields]
    between = (model.rev > n("after")) & (model.rev <= n("until"))
    return model.select(*columns).where(model.library == n("library"), between).order_by(model.rev)


ROWS = {model: Statement(partial(_rows, model)) for model in SHAPES}


def text(row: StoredBookmark | StoredTag) -> str:
    """The row as JSON, what core.records.wire_bookmark or wire_tag says of it."""
    kind = "bookmark" if isinstance(row, StoredBookmark) else "tag"
    head = {"kind": kind, "id": row.id, "rev": row.rev, "alive": bool(row.alive), "alias_of": row.alias_of}
    if kind == "tag":
        return json.dumps({**head, "name": row.name}, ensure_ascii=False)
    if not row.alive:
        return json.dumps({**head, "ids": []}, ensure_ascii=False)
    note = {"text": row.note, "rev": row.note_rev, "by": row.note_by}
    plain = {**head, "note": note, "saved_at": row.saved_at, "updated_at": row.updated_at, "doc": row.doc}
    stored = [f'"{name}":{getattr(row, name) or "null"}' for name in TEXTS]
    return f"{json.dumps(plain, ensure_ascii=False)[:-1]},{','.join(stored)}}}"
