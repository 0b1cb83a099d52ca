"""The full-text index in PostgreSQL: a `tsvector` that we write ourselves from core.words, so that every server finds
what SQLite finds and needs no extension or dictionary; beside it the words as text, to rank by.

A word bears the weight of its field: A title, B authors, C note, D abstract. There are no more weights, so a word of
the venue is written `@venue:word`. Facts stand among the words, and so does `@library:7`, by which one GIN index over
everything keeps libraries apart.
"""

from collections.abc import Iterable, Iterator, Sequence

from peewee import Cast, Expression, ModelSelect, Value

from manicule.core.asked import EVERYTHING
from manicule.core.query_fields import Node
from manicule.core.ranking import MANY, Row
from manicule.core.typos import entries, sought, word_of
from manicule.models import Library, SearchDocument, Vocabulary, database

# The column and the weight of each field; a note may be the longest, and what has no room is at the end.
FIELDS = {"title": ("title", "A"), "author": ("authors", "B"), "abstract": ("abstract", "D"), "note": ("note", "C")}
VENUE = "@venue:"
WORD, WORD_OF_VENUE = "'{}':", f"'{VENUE}{{}}':"
# How a word is asked for in each field; in any of them, "", in two ways.
ASKED = {
    **{field: [WORD + weight] for field, (_, weight) in FIELDS.items()},
    "venue": [WORD_OF_VENUE],
    "": [WORD, WORD_OF_VENUE],
    "id": [],
}
ROOM = 1_000_000  # bytes; a tsvector holds 1 MiB
RANKED = 20_000  # characters of a field; more changes no rank
NOTHING = "'@nothing'"  # a token that no row has
MATCHING = "FROM search_document WHERE library_id = %s AND words @@ %s::tsquery AND doc < %s"
ROWS = f"(SELECT doc, title, authors, abstract, note, venue, facts {MATCHING} ORDER BY doc DESC LIMIT %s)"
COUNT = f"(SELECT COUNT(*) FROM (SELECT 1 {MATCHING} LIMIT {MANY}) AS found)"
UNKNOWN = """SELECT word FROM unnest(%s::text[]) AS given (word) WHERE NOT EXISTS (
    SELECT 1 FROM vocabulary WHERE library_id = %s AND vocabulary.word = given.word)"""
LEARN = """INSERT INTO vocabulary (library_id, word) SELECT %s, word FROM unnest(%s::text[]) AS word
    ON CONFLICT DO NOTHING"""
NEAR = """SELECT word FROM vocabulary JOIN unnest(%s::text[]) AS asked ON library_id = %s AND word = asked
    UNION ALL SELECT word FROM vocabulary JOIN unnest(%s::text[]) AS asked
    ON library_id = %s AND word >= '-' || asked || ' ' AND word < '-' || asked || '!'"""
LAST = 1 << 53


def write(library: Library, rows: dict[int, dict[str, str]]) -> None:
    """Make the rows of bookmarks say this, by their docs."""
    new = [
        {"library": library, "doc": doc, "words": vector(library, columns), **_cut(columns)}
        for doc, columns in rows.items()
    ]
    columns = ("words", "title", "authors", "abstract", "note", "venue", "facts")
    preserve = [getattr(SearchDocument, name) for name in columns]
    key = [SearchDocument.library, SearchDocument.doc]
    SearchDocument.insert_many(new).on_conflict(conflict_target=key, preserve=preserve).execute()


def _cut(columns: dict[str, str]) -> dict[str, str]:
    return {name: text[:RANKED] for name, text in columns.items()}


def forget(library: Library, docs: Iterable[int]) -> None:
    """Delete the rows of bookmarks."""
    SearchDocument.delete().where(SearchDocument.library == library, SearchDocument.doc.in_(list(docs))).execute()


def settle() -> bool:
    """Nothing: PostgreSQL keeps its index in one piece (migration 0017)."""
    return False


def clear() -> None:
    """Forget every row and word of every library."""
    SearchDocument.delete().execute()
    Vocabulary.delete().execute()


def count(library: Library) -> int:
    """How many rows the library has."""
    return SearchDocument.select().where(SearchDocument.library == library).count()


def learn(library: Library, words: Iterable[str]) -> None:
    """Remember that the library has these words."""
    new = [word for (word,) in database.execute_sql(UNKNOWN, (list(words), library.id)).fetchall()]
    if new:
        database.execute_sql(LEARN, (library.id, entries(new)))


def near(library: Library, words: Iterable[str]) -> set[str]:
    """Words that the library has, among them those of these that it has and all that are one slip away from one."""
    asked = list(sought(words))
    found = database.execute_sql(NEAR, (asked, library.id, asked, library.id)).fetchall()
    return {word_of(entry) for (entry,) in found}


def rows(library: Library, wanted: Sequence[tuple[Node, int]]) -> list[Row]:
    """Of each question as many of the newest rows that match it, in any order; some may be there twice."""
    params = [part for question, most in wanted for part in (library.id, said(library, question), LAST, most)]
    return database.execute_sql(" UNION ALL ".join([ROWS] * len(wanted)), params).fetchall()


def docs(library: Library, question: Node, before: int, limit: int) -> list[int]:
    """The docs that match, the newest first, of those before this one."""
    sql = f"SELECT doc {MATCHING} ORDER BY doc DESC LIMIT %s"
    found = database.execute_sql(sql, (library.id, said(library, question), before, limit))
    return [doc for (doc,) in found.fetchall()]


def matching(library: int | Value, said: str | Value) -> ModelSelect:
    """Every doc of the library of that number that matches, to be asked for within another query."""
    suits = Expression(SearchDocument.words, "@@", Cast(said, "tsquery"))
    return SearchDocument.select(SearchDocument.doc).where(SearchDocument.library == library, suits)


def counts(library: Library, questions: Sequence[Node]) -> list[int]:
    """How many rows match each of these, MANY for more."""
    params = [part for one in questions for part in (library.id, said(library, one), LAST)]
    return list(database.execute_sql(f"SELECT {', '.join([COUNT] * len(questions))}", params).fetchone())


def vector(library: Library, columns: dict[str, str]) -> str:
    """A tsvector as text: the facts, then the words with their places; what there is no room for is left out."""
    facts = [f"'@library:{library.id}'", *(f"'{fact}'" for fact in columns["facts"].split())]
    facts += [f"'{VENUE}{word}':{place}" for place, word in enumerate(columns["venue"].split(), 1)]
    texts = [(columns[column], weight) for column, weight in FIELDS.values()]
    return " ".join([*facts, *(f"'{word}':{place}{letter}" for word, place, letter in placed(texts))])


def placed(texts: list[tuple[str, str]]) -> Iterator[tuple[str, int, str]]:
    """Each word with its place. Between two texts a place is free, so that no phrase spans them."""
    place, room = 0, ROOM
    for text, letter in texts:
        for word in text.split():
            place += 1
            room -= len(word.encode()) + 6  # its place, a count, and what aligns them
            if room < 0:
                return
            yield word, place, letter
        place += 1


def said(library: Library, question: Node) -> str:
    """The question in PostgreSQL's language, about this library. Words and tokens hold no quotes."""
    return f"'@library:{library.id}' & {expression(question)}"


def expression(node: Node) -> str:
    """The question as text that becomes a tsquery."""
    if node["op"] == "not":
        return f"({expression(EVERYTHING)} & !{expression(node['of'])})"
    if node["op"] == "all":
        return f"({' & '.join(map(expression, node['of']))})" if node["of"] else expression(EVERYTHING)
    if node["op"] == "any":
        return _any([expression(inner) for inner in node["of"]])
    if node["op"] == "token":
        return f"'{node['token']}'"
    phrases = [_phrase(map(form.format, node["words"]), node["prefix"]) for form in ASKED[node["in"]]]
    return _any([*phrases, *map(expression, node["or"])])


def _phrase(words: Iterable[str], prefix: bool) -> str:
    """Words that follow one another; the last may be the beginning of one."""
    return f"({' <-> '.join(words)}{'*' if prefix else ''})"


def _any(said: list[str]) -> str:
    return said[0] if len(said) == 1 else f"({' | '.join(said)})" if said else NOTHING
