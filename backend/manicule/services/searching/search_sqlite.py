"""The full-text index in SQLite: an FTS5 table of the words that core.words spells, so that its own tokenizer, which
takes them apart at spaces, decides nothing. The facts of a bookmark are words of their own column.

Rows are asked for by their number, the newest first: FTS5 then reads no further than it must. Their texts are read
from the table in which FTS5 keeps them (its documented `_content`), in half the time that FTS5 takes to hand them out.
"""

import json
from collections.abc import Iterable, Sequence

from peewee import ModelSelect, Value, fn

from manicule.core.asked import EVERYTHING, by_facts
from manicule.core.query_fields import Node
from manicule.core.ranking import MANY, Row
from manicule.core.typos import entries, sought, word_of
from manicule.models import Library, SearchIndex, Vocabulary, database

SHIFT = 1 << 40  # a row's number is library * SHIFT + doc
COLUMNS = {"title": "title", "author": "authors", "abstract": "abstract", "note": "note", "venue": "venue"}
NOTHING = '"@nothing"'  # a token that no row has
MATCHING = "FROM search_index WHERE search_index MATCH ? AND rowid > ? AND rowid < ?"
NEWEST = f"SELECT rowid AS number {MATCHING} ORDER BY rowid DESC LIMIT ?"
# In the order of the columns; more of a note changes no rank, and few notes are long enough to be worth a copy.
TEXTS = "c0, c1, c2, iif(length(c3) > 20000, substr(c3, 1, 20000), c3), c4"
ROWS = f"SELECT id - ?, {TEXTS}, {{}} FROM ({NEWEST}) CROSS JOIN search_index_content ON id = number"
WITH_FACTS, WITHOUT_FACTS = ROWS.format("c5"), ROWS.format("''")
COUNT = f"(SELECT COUNT(*) FROM (SELECT 1 {MATCHING} LIMIT {MANY}))"
WRITTEN = ("title", "authors", "abstract", "note", "venue", "facts")
WRITE = f"INSERT INTO search_index (rowid, {', '.join(WRITTEN)}) VALUES (?, ?, ?, ?, ?, ?, ?)"
UNKNOWN = """SELECT value FROM json_each(?) WHERE NOT EXISTS (
    SELECT 1 FROM vocabulary WHERE library_id = ? AND word = value)"""
# How many pages the index's pieces have, without a look at each page.
PIECES = """WITH RECURSIVE piece (id) AS (
    SELECT MIN(segid) FROM search_index_idx
    UNION ALL SELECT (SELECT MIN(segid) FROM search_index_idx WHERE segid > id) FROM piece WHERE id IS NOT NULL)
    SELECT (SELECT COUNT(*) FROM search_index_idx WHERE segid = id) FROM piece WHERE id IS NOT NULL"""
MERGE = "INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)"
STEP = 300  # pages that are brought together at once: some 10 ms
SMALL = 0.1  # of the largest piece: while the others are less, they are brought together without it
LEARN = "INSERT OR IGNORE INTO vocabulary (library_id, word) SELECT ?, value FROM json_each(?)"
NEAR = """SELECT word FROM json_each(?) CROSS JOIN vocabulary ON library_id = ? AND word = value
    UNION ALL SELECT word FROM json_each(?) CROSS JOIN vocabulary
    ON library_id = ? AND word >= '-' || value || ' ' AND word < '-' || value || '!'"""


def write(library: Library, rows: dict[int, dict[str, str]]) -> None:
    """Make the rows of bookmarks say this, by their docs."""
    forget(library, rows)
    for doc, columns in rows.items():
        database.execute_sql(WRITE, (library.id * SHIFT + doc, *map(columns.get, WRITTEN)))


def forget(library: Library, docs: Iterable[int]) -> None:
    """Delete the rows of bookmarks."""
    for doc in docs:
        database.execute_sql("DELETE FROM search_index WHERE rowid = ?", (library.id * SHIFT + doc,))


def settle() -> bool:
    """Bring a few pages of its pieces together, as FTS5 documents for `merge`; whether there may be more to do.

    All of them become one where that is worth it, and else those of about one size: nothing is written anew for each
    paper that is saved.
    """
    pieces = sorted(pages for (pages,) in database.execute_sql(PIECES))
    whole = len(pieces) > 1 and sum(pieces[:-1]) >= SMALL * pieces[-1]
    before = database.connection().total_changes
    database.execute_sql(MERGE, (-STEP if whole else STEP,))
    return database.connection().total_changes - before > 1


def clear() -> None:
    """Forget every row and word of every library."""
    SearchIndex.delete().execute()
    Vocabulary.delete().execute()


def count(library: Library) -> int:
    """How many rows the library has."""
    mine = (SearchIndex.rowid > library.id * SHIFT) & (SearchIndex.rowid < (library.id + 1) * SHIFT)
    return SearchIndex.select(fn.COUNT(SearchIndex.rowid)).where(mine).scalar()


def learn(library: Library, words: Iterable[str]) -> None:
    """Remember that the library has these words."""
    new = [word for (word,) in database.execute_sql(UNKNOWN, (_json(words), library.id))]
    if new:
        database.execute_sql(LEARN, (library.id, _json(entries(new))))


def near(library: Library, words: Iterable[str]) -> set[str]:
    """Words that the library has, among them those of these that it has and all that are one slip away from one."""
    asked = _json(sought(words))
    return {word_of(entry) for (entry,) in database.execute_sql(NEAR, (asked, library.id, asked, library.id))}


def _json(words: Iterable[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def rows(library: Library, wanted: Sequence[tuple[Node, int]]) -> list[Row]:
    """Of each question as many of the newest rows that match it, in any order; some may be there twice."""
    base = library.id * SHIFT
    params = [part for question, most in wanted for part in (base, expression(question), base, base + SHIFT, most)]
    each = (WITH_FACTS if by_facts(question) else WITHOUT_FACTS for question, _ in wanted)
    return database.execute_sql(" UNION ALL ".join(each), params).fetchall()


def docs(library: Library, question: Node, before: int, limit: int) -> list[int]:
    """The docs that match, the newest first, of those before this one."""
    base = library.id * SHIFT
    sql = f"SELECT rowid {MATCHING} ORDER BY rowid DESC LIMIT ?"
    found = database.execute_sql(sql, (expression(question), base, base + min(before, SHIFT), limit))
    return [rowid - base for (rowid,) in found]


def said(library: Library, question: Node) -> str:
    """The question as `matching` takes it."""
    return expression(question)


def matching(library: int | Value, said: str | Value) -> ModelSelect:
    """Every doc of the library of that number that matches, to be asked for within another query."""
    base = Value(SHIFT) * library
    mine = (SearchIndex.rowid > base) & (SearchIndex.rowid < base + SHIFT)
    return SearchIndex.select((SearchIndex.rowid - base).alias("doc")).where(SearchIndex.match(said), mine)


def counts(library: Library, questions: Sequence[Node]) -> list[int]:
    """How many rows match each of these, MANY for more."""
    base = library.id * SHIFT
    params = [part for one in questions for part in (expression(one), base, base + SHIFT)]
    return list(database.execute_sql(f"SELECT {', '.join([COUNT] * len(questions))}", params).fetchone())


def expression(node: Node) -> str:
    """The question in FTS5's language. Words and tokens hold no quotes."""
    if node["op"] == "not":
        return _every([node])
    if node["op"] == "all":
        return _every(node["of"])
    if node["op"] == "any":
        return _any([expression(inner) for inner in node["of"]])
    if node["op"] == "token":
        return f'"{node["token"]}"'
    star = " *" if node["prefix"] else ""
    column = f"{COLUMNS[node['in']]} : " if node["in"] in COLUMNS else ""
    said = [f'{column}"{" ".join(node["words"])}"{star}'] if column or not node["in"] else []
    return _any([*said, *map(expression, node["or"])])


def _any(said: list[str]) -> str:
    return said[0] if len(said) == 1 else f"({' OR '.join(said)})" if said else NOTHING


def _every(nodes: list[Node]) -> str:
    """FTS5 can only take away from something: from every row, if nothing else is asked for."""
    wanted = [expression(node) for node in nodes if node["op"] != "not"] or [expression(EVERYTHING)]
    unwanted = [expression(node["of"]) for node in nodes if node["op"] == "not"]
    said = " AND ".join(wanted)
    return f"(({said}) NOT {_any(unwanted)})" if unwanted else f"({said})"
