"""The server, the revisions of each library, and who may read and write it."""

from peewee import BigIntegerField, CompositeKey, ForeignKeyField, IntegerField, TextField

from manicule.models.base import Library, OfLibrary, Table


class Server(Table):
    """One row: the name by which a client tells this server from another on the same port."""

    uid = TextField(primary_key=True)
    index_form = IntegerField(default=0)  # services.searching.search.FORM of the rows in the index
    related_form = IntegerField(default=0)  # services.related_papers.relating.FORM of the index of related papers
    checker = TextField(null=True)  # the process that checks links, of all that serve this database
    checker_until = BigIntegerField(default=0)  # ms since 1970: then another may


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
    """A wrong pairing code, kept so that guessing is throttled whichever process it reaches."""

    at = BigIntegerField(index=True)
    by_whom = TextField(default="")  # the address it came from, or its network
