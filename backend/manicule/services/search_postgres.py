"""The full-text index in PostgreSQL: `tsvector` columns that we write ourselves from core.words, so that every server
finds what SQLite finds and needs no extension or dictionary.

A word bears the weight of its column: A title, B authors, C note, D abstract. The words of tags stand in a column of
their own as `#word`, with weight C, so that a renamed tag rewrites no notes. `@7` stands with them: the library, by
which one GIN index over everything keeps libraries apart.
"""

import re
from collections.abc import Iterable, Iterator

from peewee import Cast, Expression, ModelSelect, ValuesList, fn
from playhouse import fts_parser

from manicule.core.words import words
from manicule.models import Bookmark, Library, SearchDocument
from manicule.services.search_sqlite import COLUMNS

LETTERS = {"title": "A", "authors": "B", "abstract": "D", "note": "C"}  # in the order that their words are counted
WEIGHTS = "{0.125, 0.5, 0.375, 1}"  # of D, C, B, A; the same ratios as in search_sqlite
ROOM = 1_000_000  # bytes; a tsvector holds 1 MiB
BY_LENGTH = 1  # ts_rank divides by 1 + the logarithm of the length
NOTHING = "'##'"  # a word that no text has
EVERYTHING = Expression(SearchDocument.tags, "||", SearchDocument.words)  # what the index is made of
TOKEN = re.compile(r'"((?:[^"]|"")*)"(\*?)(:?)|\{([^}]*)\}:|(AND|OR|NOT)|([()])')
OPERATORS = {"AND": "&", "OR": "|", "NOT": "& !"}


def write(library: Library, rows: dict[int, dict[str, str]]) -> None:
    """Make the rows of bookmarks say this, by their docs."""
    new = [
        {
            "library": library,
            "doc": doc,
            "words": vector(weighed(columns)),
            "tags": tag_vector(library, columns["tags"]),
        }
        for doc, columns in rows.items()
    ]
    preserve = [SearchDocument.words, SearchDocument.tags]
    key = [SearchDocument.library, SearchDocument.doc]
    SearchDocument.insert_many(new).on_conflict(conflict_target=key, preserve=preserve).execute()


def weighed(columns: dict[str, str]) -> list[tuple[str, str, str]]:
    """The texts of a row, each with its weight."""
    return [(columns[name], letter, "") for name, letter in LETTERS.items()]


def write_tags(library: Library, tags: dict[int, str]) -> None:
    """Change the tags of rows, by their docs."""
    new = ValuesList([(doc, tag_vector(library, names)) for doc, names in tags.items()], columns=("doc", "tags"))
    rows = (SearchDocument.library == library) & (SearchDocument.doc == Cast(new.c.doc, "bigint"))
    SearchDocument.update(tags=Cast(new.c.tags, "tsvector")).from_(new).where(rows).execute()


def forget(library: Library, docs: Iterable[int]) -> None:
    """Delete the rows of bookmarks."""
    SearchDocument.delete().where(SearchDocument.library == library, SearchDocument.doc.in_(list(docs))).execute()


def count(library: Library) -> int:
    """How many rows the library has."""
    return SearchDocument.select().where(SearchDocument.library == library).count()


def match(library: Library, query: str, bookmarks: ModelSelect) -> ModelSelect:
    """Those of the bookmarks that match what was typed."""
    same = (SearchDocument.library == Bookmark.library) & (SearchDocument.doc == Bookmark.doc)
    wanted = f"'@{library.id}' & ({tsquery(query)})"
    rows = bookmarks.join(SearchDocument, on=same).where(SearchDocument.library == library)
    return rows.where(Expression(EVERYTHING, "@@", Cast(wanted, "tsquery")))


def relevance(query: str) -> Expression:
    """PostgreSQL's rank, the best match lowest."""
    return -fn.ts_rank(WEIGHTS, EVERYTHING, Cast(tsquery(query), "tsquery"), BY_LENGTH)


def vector(texts: list[tuple[str, str, str]]) -> str:
    """A tsvector as text, of `(text, weight, prefix of each word)`; what there is no room for is left out."""
    return " ".join(f"'{word}':{place}{letter}" for word, place, letter in placed(texts))


def placed(texts: list[tuple[str, str, str]]) -> Iterator[tuple[str, int, str]]:
    """Each word with its place. Between two texts a place is free, so that no phrase spans them."""
    place, room = 0, ROOM
    for text, letter, prefix in texts:
        for word in words(text):
            place += 1
            room -= len(word.encode()) + 6  # its place, a count, and what aligns them
            if room < 0:
                return
            yield prefix + word, place, letter
        place += 1


def tag_vector(library: Library, tags: str) -> str:
    """The tsvector of the tags' names, and of the library."""
    return f"'@{library.id}' {vector([(name, 'C', '#') for name in tags.split(', ')])}"


def tsquery(query: str) -> str:
    """What was typed as a tsquery, by the same grammar as in SQLite: the parser's FTS5 query, token by token."""
    said, open_columns, column = [], [COLUMNS], COLUMNS
    for text, star, names_column, names, operator, bracket in TOKEN.findall(fts_parser.parse(query, COLUMNS)):
        if names_column or names:
            named = [text] if names_column else re.findall(r'"([^"]*)"', names)
            column = [name for name in column if name in named]
            continue
        if bracket == "(":
            open_columns.append(column)
        elif bracket == ")":
            open_columns.pop()
        said.append(bracket or OPERATORS.get(operator) or phrase(words(text), star, column))
        column = open_columns[-1]
    return " ".join(said)


def phrase(wanted: list[str], star: str, columns: list[str] | tuple[str, ...]) -> str:
    """Words that follow one another, in any of the columns; with a star, the last is the beginning of a word."""
    plain = [LETTERS[name] for name in columns if name in LETTERS]
    # Weights are not in the index, so that asking for them costs a look at each row.
    letters = "" if len(plain) == len(LETTERS) else "".join(plain)
    found = [chain(wanted, "", letters, star)] if plain else []
    found += [chain(wanted, "#", "", star)] if "tags" in columns else []
    return f"({' | '.join(found)})" if wanted and found else NOTHING


def chain(wanted: list[str], prefix: str, letters: str, star: str) -> str:
    """Words that follow one another, each with this prefix and one of these weights."""
    said = [f"'{prefix}{word}':{letters}" for word in wanted]
    return " <-> ".join(said) + star
