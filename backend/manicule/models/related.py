"""The index of related papers, and the sentence embeddings."""

from peewee import BigIntegerField, BlobField, CompositeKey, DoubleField, IntegerField, TextField

from manicule.models.base import OfLibrary


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
