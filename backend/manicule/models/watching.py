"""The watched lists, and the papers that the digest has told of."""

from peewee import BigIntegerField, CompositeKey, TextField

from manicule.models.base import OfLibrary


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
