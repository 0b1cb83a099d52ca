"""What the web library keeps: sessions, undos, feeds, the map, saved searches."""

from peewee import BigIntegerField, BooleanField, CompositeKey, TextField

from manicule.models.base import JSONField, OfLibrary


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
