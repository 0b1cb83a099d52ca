"""The full-text indexes, one for each kind of database, and the vocabulary beside them."""

from peewee import BigIntegerField, CompositeKey, TextField
from playhouse.postgres_ext import TSVectorField
from playhouse.sqlite_ext import FTS5Model, RowIDField, SearchField

from manicule.models.base import OfLibrary
from manicule.models.connection import database


class Vocabulary(OfLibrary):
    """Words that bookmarks of the library had at some time: one that is not among them may be mistyped. Each is here
    several times, so that it is found by a slip of the finger too (core.typos)."""

    word = TextField()

    class Meta:
        primary_key = CompositeKey("library", "word")


class SearchIndex(FTS5Model):
    """SQLite's full-text index. A row's number is `library << 40 | bookmark.doc`, so one range is one library."""

    rowid = RowIDField()
    title = SearchField()
    authors = SearchField()
    abstract = SearchField()
    note = SearchField()
    venue = SearchField()
    facts = SearchField()

    class Meta:
        database = database
        table_name = "search_index"


class SearchDocument(OfLibrary):
    """PostgreSQL's full-text index: the words and facts of a bookmark, and the same as text to rank by."""

    doc = BigIntegerField()
    words = TSVectorField(index=False)
    title = TextField()
    authors = TextField()
    abstract = TextField()
    note = TextField()
    venue = TextField()
    facts = TextField()

    class Meta:
        primary_key = CompositeKey("library", "doc")
