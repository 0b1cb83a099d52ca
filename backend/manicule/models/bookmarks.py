"""Bookmarks and tags as sync sends them, their indexes, the edits that were applied, and the values they replaced.

A bookmark is one row: what sync sends is stored as it travels (JSON columns), and the few columns that lists filter
and sort by stand beside it. Identifier and Label are indexes of their own over `ids` and `tags`.
"""

from peewee import BigIntegerField, BooleanField, CompositeKey, IntegerField, TextField

from manicule.models.base import JSONField, OfLibrary


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
    """One tag. Bookmarks name it by its id, so that a rename changes this row alone."""

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
