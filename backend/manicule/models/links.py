"""Whether links still answer."""

from peewee import BigIntegerField, BooleanField, CompositeKey, IntegerField, TextField

from manicule.models.base import OfLibrary


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
    """The revision up to which LinkHolder knows the links of a library."""

    rev = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("library")
