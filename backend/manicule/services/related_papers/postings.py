"""The stored index of related papers: its statements, a few for any number of terms and papers.

What is appended to a term is appended by the database itself, so that nothing is read to add a paper.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from peewee import SqliteDatabase

from manicule.core.postings import PART, SEPARATOR, SIZE, pack_counts, unpack_counts, without
from manicule.models import Library, RelatedJob, RelatedPaper, RelatedPart, RelatedState, RelatedTerm, database
from manicule.services.statements import Statement, among, for_each, in_parts, put, select

ROWS = 300  # of an INSERT
NONE = 0, 0


STATE = Statement(
    lambda n: RelatedState.select(RelatedState.size, RelatedState.made).where(RelatedState.library == n("library"))
)
PUT_STATE = put(RelatedState, ("library",))
PUT_PART = put(RelatedPart, ("library", "term", "part"))
PUT_PAPER = put(RelatedPaper, ("library", "doc"))


class Held(NamedTuple):
    """What is stored of a term: how many papers hold it, how many full parts there are, and its newest postings."""

    df: int
    parts: int
    entries: bytes


class Size(NamedTuple):
    """How many papers hold a term, and how many bytes its newest postings are."""

    df: int
    bytes: int


NOTHING = Size(0, 0)


class Paper(NamedTuple):
    """What is stored of a paper; `made` is the library's size when the norm was made."""

    norm: float
    made: int
    counts: dict[str, int]
    ties: list[str]


class Packed(NamedTuple):
    """What is needed of a paper to compare it: its terms, what they count and its ties as they are stored."""

    norm: float
    counts: bytes
    terms: str
    ties: str


def size(library: Library) -> tuple[int, int]:
    """How many papers the index holds, and how many it held when the norms were last looked over."""
    return next(iter(STATE(library=library.id)), NONE)


def keep_size(library: Library, now: int, made: int) -> None:
    """Write both down."""
    PUT_STATE(library=library.id, size=now, made=made)


def terms(library: Library, asked: Iterable[str]) -> dict[str, Held]:
    """What is stored of these terms, the unknown left out."""
    return {term: Held(df, parts, bytes(entries)) for term, df, parts, entries in
            select("term, df, parts, entries FROM related_term", "term", library, asked)}  # fmt: skip


def rare(library: Library, asked: Iterable[str]) -> tuple[dict[str, int], dict[str, bytes]]:
    """How many papers hold each of these terms, and the postings of the rare ones, which are likely to be asked for."""
    df, entries = {}, {}
    what = f"term, df, CASE WHEN df <= {PART} AND parts = 0 THEN entries END FROM related_term"
    for term, papers, packed in select(what, "term", library, asked):
        df[term] = papers
        if packed is not None:
            entries[term] = bytes(packed)
    return df, entries


def frequencies(library: Library, asked: Iterable[str]) -> dict[str, int]:
    """How many papers hold each of these terms, the unknown left out."""
    return dict(select("term, df FROM related_term", "term", library, asked))


def sizes(library: Library, asked: Iterable[str]) -> dict[str, Size]:
    """How much is stored of each of these terms, the unknown left out; what is stored itself is not read."""
    found = select("term, df, length(entries) FROM related_term", "term", library, asked)
    return {term: Size(df, length) for term, df, length in found}


def parts(library: Library, asked: Iterable[str]) -> dict[str, list[tuple[int, bytes]]]:
    """The full parts of these terms, by their numbers."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    for term, part, entries in select("term, part, entries FROM related_part", "term", library, asked):
        found.setdefault(term, []).append((part, bytes(entries)))
    return found


def papers(library: Library, docs: Iterable[int]) -> dict[int, Paper]:
    """What is stored of these papers, the unknown left out."""
    found = select("doc, norm, made, counts, terms, ties FROM related_paper", "doc", library, docs)
    return {
        doc: Paper(norm, made, unpack_counts(names, counts), ties.split(SEPARATOR) if ties else [])
        for doc, norm, made, counts, names, ties in found
    }


def packed(library: Library, docs: Iterable[int]) -> dict[int, Packed]:
    """These papers, to be compared; the unknown are left out."""
    found = select("doc, norm, counts, terms, ties FROM related_paper", "doc", library, docs)
    return {doc: Packed(*rest) for doc, *rest in found}


def put_papers(library: Library, new: Mapping[int, Paper]) -> None:
    """Store these papers."""
    for doc, paper in new.items():
        names, numbers = pack_counts(paper.counts)
        PUT_PAPER(library=library.id, doc=doc, norm=paper.norm, made=paper.made, counts=numbers, terms=names,
                  ties=SEPARATOR.join(paper.ties))  # fmt: skip


def drop_papers(library: Library, docs: Iterable[int]) -> None:
    """Forget these papers."""
    for part in in_parts(docs, ROWS):
        RelatedPaper.delete().where(RelatedPaper.library == library, RelatedPaper.doc.in_(part)).execute()


def append(library: Library, new: Mapping[str, tuple[int, bytes]], known: Mapping[str, Size]) -> None:
    """Append postings to terms: for each, by how much its number of papers grows, and the postings.

    :param known: the terms that were there before
    """
    joined = f"CAST(related_term.entries || excluded.entries AS {_kind()})"  # SQLite makes a text of two blobs
    _put_terms(library, new, joined)
    full = [term for term, (_, told) in new.items() if known.get(term, NOTHING).bytes + len(told) >= _FULL]
    if full:
        _put_aside(library, full)


def take_out(library: Library, old: Mapping[str, tuple[int, frozenset[int]]]) -> None:
    """Take papers out of terms: for each, by how much its number of papers shrinks, and the papers."""
    held, left, elsewhere = terms(library, old), {}, []
    for term, known in held.items():
        shrunk, docs = old[term]
        left[term] = -shrunk, without(known.entries, docs)
        if known.parts and len(known.entries) - len(left[term][1]) < SIZE * len(docs):
            elsewhere.append(term)
    for term, full in parts(library, elsewhere).items():
        _take_out_of_parts(library, term, old[term][1], full)
    _put_terms(library, left, "excluded.entries")
    gone = [term for term, (grown, _) in left.items() if held[term].df + grown <= 0]
    if gone:
        mine, params = among("term", library, gone)
        database.execute_sql(f"DELETE FROM related_term WHERE {mine}", params)


def _take_out_of_parts(library: Library, term: str, docs: frozenset[int], full: list[tuple[int, bytes]]) -> None:
    for part, entries in full:
        left = without(entries, docs)
        if len(left) < len(entries):
            PUT_PART(library=library.id, term=term, part=part, entries=left)


def clear() -> None:
    """Forget everything of every library."""
    for model in (RelatedJob, RelatedState, RelatedTerm, RelatedPart, RelatedPaper):
        model.delete().execute()


_FULL = PART * SIZE


def _put_aside(library: Library, full: list[str]) -> None:
    mine, params = among("term", library, full)
    database.execute_sql(
        "INSERT INTO related_part (library_id, term, part, entries) "
        f"SELECT library_id, term, parts + 1, entries FROM related_term WHERE {mine}", params
    )  # fmt: skip
    database.execute_sql(f"UPDATE related_term SET parts = parts + 1, entries = {_EMPTY[_kind()]} WHERE {mine}", params)


_EMPTY = {"BLOB": "X''", "BYTEA": "''::bytea"}


def _put_terms(library: Library, new: Mapping[str, tuple[int, bytes]], entries: str) -> None:
    """Let the numbers of papers grow, and write `entries`, which is SQL for what was there and is given."""
    rows = [(library.id, term, grown, told) for term, (grown, told) in sorted(new.items())]
    if isinstance(database.obj, SqliteDatabase):  # of a statement that writes many rows it first keeps all old pages
        for_each(_upsert("?", 1, entries), rows)
        return
    for part in in_parts(rows, ROWS):
        database.execute_sql(_upsert("%s", len(part), entries), [value for row in part for value in row])


@cache
def _upsert(param: str, count: int, entries: str) -> str:
    row = f"({param}, {param}, {param}, 0, {param})"
    return (
        f"INSERT INTO related_term (library_id, term, df, parts, entries) VALUES {', '.join([row] * count)} "
        f"ON CONFLICT (library_id, term) DO UPDATE SET df = related_term.df + excluded.df, entries = {entries}"
    )


def _kind() -> str:
    return "BLOB" if isinstance(database.obj, SqliteDatabase) else "BYTEA"
