"""The stored index of related papers: its statements, a few for any number of terms and papers.

What is appended to a term is appended by the database itself, so that nothing is read to add a paper.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from peewee import SqliteDatabase, chunked

from manicule.core.postings import PART, SEPARATOR, SIZE, pack_counts, unpack_counts, without
from manicule.models import Library, RelatedJob, RelatedPaper, RelatedPart, RelatedState, RelatedTerm, database

ROWS = 300  # of an INSERT
MANY = 5_000  # terms asked for at once
NONE = 0, 0


class Held(NamedTuple):
    """What is stored of a term: how many papers hold it, how many full parts there are, and its newest postings."""

    df: int
    parts: int
    entries: bytes


class Paper(NamedTuple):
    """What is stored of a paper; `made` is the library's size when the norm was made."""

    norm: float
    made: int
    counts: dict[str, int]
    ties: list[str]


def size(library: Library) -> tuple[int, int]:
    """How many papers the index holds, and how many it held when the norms were last looked over."""
    found = RelatedState.select(RelatedState.size, RelatedState.made).where(RelatedState.library == library)
    return found.tuples().first() or NONE


def keep_size(library: Library, now: int, made: int) -> None:
    """Write both down."""
    row = RelatedState.insert(library=library, size=now, made=made)
    row.on_conflict(conflict_target=[RelatedState.library], preserve=[RelatedState.size, RelatedState.made]).execute()


def terms(library: Library, asked: Iterable[str]) -> dict[str, Held]:
    """What is stored of these terms, the unknown left out."""
    return {term: Held(df, parts, bytes(entries)) for term, df, parts, entries in
            _rows("term, df, parts, entries FROM related_term", "term", library, asked)}  # fmt: skip


def frequencies(library: Library, asked: Iterable[str]) -> dict[str, int]:
    """How many papers hold each of these terms, the unknown left out."""
    return dict(_rows("term, df FROM related_term", "term", library, asked))


def parts(library: Library, asked: Iterable[str]) -> dict[str, list[tuple[int, bytes]]]:
    """The full parts of these terms, by their numbers."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    for term, part, entries in _rows("term, part, entries FROM related_part", "term", library, asked):
        found.setdefault(term, []).append((part, bytes(entries)))
    return found


def papers(library: Library, docs: Iterable[int]) -> dict[int, Paper]:
    """What is stored of these papers, the unknown left out."""
    rows = _rows("doc, norm, made, counts, terms, ties FROM related_paper", "doc", library, docs)
    return {
        doc: Paper(norm, made, unpack_counts(names, counts), ties.split(SEPARATOR) if ties else [])
        for doc, norm, made, counts, names, ties in rows
    }


def put_papers(library: Library, new: Mapping[int, Paper]) -> None:
    """Store these papers."""
    rows = []
    for doc, paper in new.items():
        names, numbers = pack_counts(paper.counts)
        rows.append({"library": library, "doc": doc, "norm": paper.norm, "made": paper.made, "counts": numbers,
                     "terms": names, "ties": SEPARATOR.join(paper.ties)})  # fmt: skip
    columns = [getattr(RelatedPaper, name) for name in ("norm", "made", "counts", "terms", "ties")]
    for part in chunked(rows, ROWS):
        keys = [RelatedPaper.library, RelatedPaper.doc]
        RelatedPaper.insert_many(part).on_conflict(conflict_target=keys, preserve=columns).execute()


def drop_papers(library: Library, docs: Iterable[int]) -> None:
    """Forget these papers."""
    for part in chunked(docs, ROWS):
        RelatedPaper.delete().where(RelatedPaper.library == library, RelatedPaper.doc.in_(part)).execute()


def append(library: Library, new: Mapping[str, tuple[int, bytes]]) -> None:
    """Append postings to terms: for each, by how much its number of papers grows, and the postings."""
    for part in chunked(sorted(new.items()), ROWS):
        values = [value for term, (grown, entries) in part for value in (library.id, term, grown, entries)]
        database.execute_sql(_append(len(part)), values)
    full = [
        term for (term,) in _rows("term FROM related_term", "term", library, new, f" AND length(entries) >= {_FULL}")
    ]
    if full:
        _put_aside(library, full)


def take_out(library: Library, old: Mapping[str, tuple[int, Collection[int]]]) -> None:
    """Take papers out of terms: for each, by how much its number of papers shrinks, and the papers."""
    held, aside = terms(library, old), None
    for term, (shrunk, docs) in old.items():
        if term not in held:
            continue
        df, full, entries = held[term]
        left = without(entries, docs)
        if full and len(entries) - len(left) < SIZE * len(docs):
            aside = parts(library, old) if aside is None else aside
            _take_out_of_parts(library, term, docs, aside.get(term, []))
        mine = (RelatedTerm.library == library) & (RelatedTerm.term == term)
        if df <= shrunk and not left:
            RelatedTerm.delete().where(mine).execute()
        else:
            RelatedTerm.update(df=df - shrunk, entries=left).where(mine).execute()


def _take_out_of_parts(library: Library, term: str, docs: Collection[int], full: list[tuple[int, bytes]]) -> None:
    for part, entries in full:
        left = without(entries, docs)
        if len(left) < len(entries):
            mine = (RelatedPart.library == library) & (RelatedPart.term == term) & (RelatedPart.part == part)
            RelatedPart.update(entries=left).where(mine).execute()


def clear() -> None:
    """Forget everything of every library."""
    for model in (RelatedJob, RelatedState, RelatedTerm, RelatedPart, RelatedPaper):
        model.delete().execute()


_FULL = PART * SIZE


def _put_aside(library: Library, full: list[str]) -> None:
    mine, params = _in("term", library, full)
    database.execute_sql(
        "INSERT INTO related_part (library_id, term, part, entries) "
        f"SELECT library_id, term, parts + 1, entries FROM related_term WHERE {mine}", params
    )  # fmt: skip
    database.execute_sql(f"UPDATE related_term SET parts = parts + 1, entries = {_EMPTY[_kind()]} WHERE {mine}", params)


_EMPTY = {"BLOB": "X''", "BYTEA": "''::bytea"}


def _append(count: int) -> str:
    param = database.obj.param
    row = f"({param}, {param}, {param}, 0, {param})"
    joined = f"CAST(related_term.entries || excluded.entries AS {_kind()})"  # SQLite makes a text of two blobs
    return (
        f"INSERT INTO related_term (library_id, term, df, parts, entries) VALUES {', '.join([row] * count)} "
        f"ON CONFLICT (library_id, term) DO UPDATE SET df = related_term.df + excluded.df, entries = {joined}"
    )


def _rows(what: str, column: str, library: Library, asked: Iterable, more: str = "") -> Iterable[tuple]:
    for part in chunked(asked, MANY):
        mine, params = _in(column, library, part)
        yield from database.execute_sql(f"SELECT {what} WHERE {mine}{more}", params).fetchall()


def _in(column: str, library: Library, values: Iterable) -> tuple[str, tuple]:
    """The condition that a row is this library's and one of these: one parameter for all of them."""
    if isinstance(database.obj, SqliteDatabase):
        told = json.dumps(list(values), ensure_ascii=False)
        return f"library_id = ? AND {column} IN (SELECT value FROM json_each(?))", (library.id, told)
    return f"library_id = %s AND {column} = ANY(%s)", (library.id, list(values))


def _kind() -> str:
    return "BLOB" if isinstance(database.obj, SqliteDatabase) else "BYTEA"
