"""The tables. Every row carries its library and every key begins with it, so that a library can live on any shard.

A bookmark is one row: what sync sends is stored as it travels (JSON columns), and the few columns that lists filter
and sort by stand beside it. Identifier and Label are indexes of their own over `ids` and `tags`.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    Database,
    DatabaseProxy,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)
from playhouse.postgres_ext import TSVectorField
from playhouse.sqlite_ext import FTS5Model, RowIDField, SearchField

from manicule import postgres, sqlite
from manicule.postgres import Postgres
from manicule.sqlite import Sqlite

database = DatabaseProxy()


def connect(url: str) -> Database:
    """The database behind `url` (`sqlite:///path` or `postgresql://…`), not yet open, bound to the models.

    :raise ValueError: if `url` is of no form that is known here
    :raise ImproperlyConfigured: if it needs a driver that is not installed
    """
    if not url.startswith((sqlite.SCHEME, *postgres.SCHEMES)):
        raise ValueError("it begins with neither sqlite: nor postgresql:")
    bound = postgres.connect(url) if url.startswith(postgres.SCHEMES) else sqlite.connect(url)
    if database.obj is not None:
        disconnect(database.obj)
    database.initialize(bound)
    return bound


def disconnect(bound: Postgres | Sqlite) -> None:
    """Close every connection, those in the pool too."""
    bound.close_all()


@contextmanager
def writing(bound: Database) -> Iterator[None]:
    """A transaction that will write: on SQLite it takes the write lock at once, so that it cannot fail half-way.

    Within another it is part of that one: what raises undoes all. A savepoint would keep every page a second time.
    """
    if bound.in_transaction():
        yield
        return
    with bound.atomic("IMMEDIATE") if isinstance(bound, Sqlite) else bound.atomic():
        yield


@contextmanager
def reading(bound: Database) -> Iterator[None]:
    """A transaction that sees one moment of the database, whatever is written meanwhile."""
    with bound.atomic(isolation_level="REPEATABLE READ") if isinstance(bound, Postgres) else bound.atomic():
        yield


class JSONField(TextField):
    """A JSON value kept as text, the same on SQLite and PostgreSQL."""

    def db_value(self, value: object) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> object:
        return None if value is None else json.loads(value)


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class Server(Table):
    """One row: the name by which a client tells this server from another on the same port."""

    uid = TextField(primary_key=True)
    index_form = IntegerField(default=0)  # services.searching.search.FORM of the rows in the index
    related_form = IntegerField(default=0)  # services.related_papers.relating.FORM of the index of related papers
    checker = TextField(null=True)  # the process that checks links, of all that serve this database
    checker_until = BigIntegerField(default=0)  # ms since 1970: then another may


class Library(Table):
    """One person's bookmarks."""

    name = TextField(unique=True)
    created_at = BigIntegerField()


class OfLibrary(Table):
    library = ForeignKeyField(Library, on_delete="CASCADE", index=False)


class Head(OfLibrary):
    """`rev` counts a library's changes; this row is the lock that orders them. A table of its own, so that it lives
    on its library's shard, where everybody's `Library` does not change."""

    rev = BigIntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("library")


class RevTag(OfLibrary):
    """Random bits of each revision: a cursor that names them proves the client saw this very history."""

    rev = BigIntegerField()
    tag = TextField()

    class Meta:
        primary_key = CompositeKey("library", "rev")


class Device(OfLibrary):
    """One paired client. A token `mn_<library number>_<secret>` is kept as its SHA-256: a lookup names the library."""

    id = TextField()
    name = TextField()
    token_hash = TextField(null=True)  # NULL: no token, as the terminal's own device
    last_seq = BigIntegerField(default=0)
    created_at = BigIntegerField()
    seen_at = BigIntegerField(null=True)
    revoked_at = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("library", "id")
        indexes = ((("library", "token_hash"), True),)


class PairingCode(Table):
    """A short-lived code, as its SHA-256. It is looked up before the library is known."""

    code_hash = TextField(primary_key=True)
    library = ForeignKeyField(Library, on_delete="CASCADE", index=False)
    expires_at = BigIntegerField()
    offered_by = TextField(null=True)  # the device that asked for it, or whose session did; NULL: the terminal


class WrongGuess(Table):
    """A pairing code that was none, so that guessing is throttled whichever process it reaches."""

    at = BigIntegerField(index=True)
    by_whom = TextField(default="")  # the address it came from, or its network


class Bookmark(OfLibrary):
    """One saved paper. Times are ms since 1970; the JSON columns hold what core.records describes."""

    id = TextField()
    rev = BigIntegerField()
    alive = BooleanField()
    alias_of = TextField(null=True)
    doc = BigIntegerField()  # the revision that made it: its number in the search index
    ids = JSONField()
    id_sources = JSONField()
    meta = JSONField()
    meta_sources = JSONField()
    fields = JSONField()
    note = TextField()
    note_rev = BigIntegerField()
    note_by = TextField(null=True)
    note_copies = JSONField()
    tags = JSONField()
    links = JSONField()
    found_on = JSONField(null=True)
    saved_at = BigIntegerField()
    updated_at = BigIntegerField()
    # what lists filter and sort by, derived from the columns above
    title = TextField()
    status = TextField()
    rating = IntegerField(null=True)
    published = TextField()

    class Meta:
        primary_key = CompositeKey("library", "id")
        indexes = (
            (("library", "rev"), False),
            (("library", "doc"), True),
            (("library", "alive", "saved_at", "id"), False),
            (("library", "alive", "updated_at", "id"), False),
            (("library", "alive", "status", "saved_at", "id"), False),
            (("library", "alive", "title", "id"), False),
            (("library", "alive", "published", "id"), False),
        )


class Identifier(OfLibrary):
    """Which live bookmark a paper's identity belongs to: at most one."""

    value = TextField()
    bookmark = TextField()

    class Meta:
        primary_key = CompositeKey("library", "value")
        indexes = ((("library", "bookmark"), False),)


class Tag(OfLibrary):
    id = TextField()
    rev = BigIntegerField()
    alive = BooleanField()
    alias_of = TextField(null=True)
    name = TextField()
    folded = TextField()
    name_rev = BigIntegerField()
    name_at = BigIntegerField()
    name_by = TextField()
    used_rev = BigIntegerField(default=0)
    used_by = TextField(null=True)

    class Meta:
        primary_key = CompositeKey("library", "id")
        indexes = ((("library", "rev"), False), (("library", "folded"), False), (("library", "alias_of"), False))


class Label(OfLibrary):
    """Which live bookmark carries which live tag, aliases resolved."""

    tag = TextField()
    bookmark = TextField()

    class Meta:
        primary_key = CompositeKey("library", "tag", "bookmark")
        indexes = ((("library", "bookmark", "tag"), False),)


class Applied(OfLibrary):
    """The result of every mutation ever taken, so that a resend is harmless."""

    mid = TextField()
    device = TextField()
    seq = BigIntegerField(null=True)
    result = JSONField()

    class Meta:
        primary_key = CompositeKey("library", "mid")


class History(OfLibrary):
    """A value that a later one superseded, or that lost a tie. `rev` is the revision that put it here."""

    rev = BigIntegerField()
    n = IntegerField()
    bookmark = TextField()
    field = TextField()
    value = JSONField(null=True)
    at = BigIntegerField()
    by = TextField(null=True)
    reason = TextField()

    class Meta:
        primary_key = CompositeKey("library", "rev", "n")
        indexes = ((("library", "bookmark", "rev"), False),)


class Session(OfLibrary):
    """A browser that is signed in to the web library. Its cookie holds the library and a secret, kept hashed."""

    secret_hash = TextField()
    device = TextField()
    created_at = BigIntegerField()
    seen_at = BigIntegerField()
    opened_by = TextField(null=True)  # as `offered_by` of its code: revoked, it takes the session along

    class Meta:
        primary_key = CompositeKey("library", "secret_hash")


class Undo(OfLibrary):
    """What takes back one edit made in the web library: mutations, offered once, for a day."""

    id = TextField()
    said = TextField()
    steps = JSONField()
    made_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library", "id")


class Feed(OfLibrary):
    """An address at which feed readers find news of the library. Who reads this table has the library anyway, so the
    secret is kept as it is: it can be shown again.
    """

    id = TextField()
    secret = TextField()
    name = TextField()
    tag = TextField(null=True)
    q = TextField()
    notes = BooleanField()
    created_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library", "id")


class MapDrawing(OfLibrary):
    """The map of a library as it was last drawn, with the revision it shows."""

    rev = BigIntegerField()
    drawing = JSONField()

    class Meta:
        primary_key = CompositeKey("library")


class SavedSearch(OfLibrary):
    """A query with a name, compared without case."""

    folded = TextField()
    name = TextField()
    q = TextField()
    created_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library", "folded")


class WatchedList(OfLibrary):
    """A listing page that the digest reads; `name` is its site's."""

    url = TextField()
    name = TextField()
    added_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library", "url")


class ToldPaper(OfLibrary):
    """An identity of a paper that the digest has told of: it is no news a second time."""

    value = TextField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library", "value")


class Vocabulary(OfLibrary):
    """Words that bookmarks of the library had at some time: one that is not among them may be mistyped. Each is here
    several times, so that it is found by a slip of the finger too (core.typos)."""

    word = TextField()

    class Meta:
        primary_key = CompositeKey("library", "word")


class RelatedState(OfLibrary):
    """How many papers the index of related papers holds, and how many when their norms were last looked over."""

    size = IntegerField()
    made = IntegerField()

    class Meta:
        primary_key = CompositeKey("library")


class RelatedJob(OfLibrary):
    """Bookmarks that are still to be counted anew: all (`what` is empty) or those of a tag, behind this bookmark."""

    what = TextField()
    after = TextField()

    class Meta:
        primary_key = CompositeKey("library", "what")


class RelatedTerm(OfLibrary):
    """A term: how many papers hold it, its newest postings (core.postings), and how many full parts lie beside."""

    term = TextField()
    df = IntegerField()
    parts = IntegerField()
    entries = BlobField()

    class Meta:
        primary_key = CompositeKey("library", "term")


class RelatedPart(OfLibrary):
    """Postings of a term that are full: common terms have many."""

    term = TextField()
    part = IntegerField()
    entries = BlobField()

    class Meta:
        primary_key = CompositeKey("library", "term", "part")


class RelatedPaper(OfLibrary):
    """What each term of a bookmark counts, and how long that vector is; `made` is the library's size at that time."""

    doc = BigIntegerField()
    norm = DoubleField()
    made = IntegerField()
    counts = BlobField()
    terms = TextField()
    ties = TextField()

    class Meta:
        primary_key = CompositeKey("library", "doc")


class LinkCheck(OfLibrary):
    """What is known of whether a link answers, under the digest of its resource: core.link_health. Whoever takes one
    moves `due_at`, so that nobody else does.
    """

    name = TextField()
    url = TextField()
    due_at = BigIntegerField()
    checked_at = BigIntegerField(null=True)
    wait = BigIntegerField(default=0)
    why = TextField(default="")
    times = IntegerField(default=0)
    since = BigIntegerField(null=True)
    dead = BooleanField(default=False)

    class Meta:
        primary_key = CompositeKey("library", "name")
        indexes = ((("library", "due_at"), False),)


class LinkHolder(OfLibrary):
    """Which live bookmark has a link of its own to which resource, as far as revision `rev` of LinkSweep."""

    name = TextField()
    bookmark = TextField()

    class Meta:
        primary_key = CompositeKey("library", "name", "bookmark")
        indexes = ((("library", "bookmark"), False),)


class LinkSweep(OfLibrary):
    """Up to which revision the links of a library are known to be checked."""

    rev = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library")


class RelatedMeaning(OfLibrary):
    """How far the sentence embeddings of a library are made: all bookmarks up to this revision, and of those that are
    of it the ones up to `after`, have theirs by `model`. Whoever goes on has it to itself until `until`."""

    model = TextField()
    rev = BigIntegerField()
    after = TextField()
    owner = TextField()
    until = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library")


class RelatedVector(OfLibrary):
    """The sentence embedding of a bookmark as it was in revision `rev`; `made_of` is the digest of its text."""

    doc = BigIntegerField()
    rev = BigIntegerField()
    made_of = BlobField()
    numbers = BlobField()

    class Meta:
        primary_key = CompositeKey("library", "doc")
        indexes = ((("library", "rev"), False),)


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


TABLES = [
    Server, Library, Head, RevTag, Device, PairingCode, WrongGuess, Bookmark, Identifier, Tag, Label, Applied, History,
    Session, Undo, Feed, MapDrawing, Vocabulary, SavedSearch, RelatedState, RelatedJob, RelatedTerm, RelatedPart,
    RelatedPaper, RelatedMeaning, RelatedVector, WatchedList, ToldPaper, LinkCheck, LinkHolder, LinkSweep,
]  # fmt: skip
