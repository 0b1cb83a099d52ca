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
    """Papers that are still to be counted again: `what` names them (relating.py), those up to `after` are done."""

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
    """What each term of a bookmark counts, and the `norm` of that vector, made when the library had `made` papers."""

    doc = BigIntegerField()
    norm = DoubleField()
    made = IntegerField()
    counts = BlobField()
    terms = TextField()
    ties = TextField()

    class Meta:
        primary_key = CompositeKey("library", "doc")


class RelatedMeaning(OfLibrary):
    """How far the sentence embeddings of a library are made: the bookmarks before revision `rev`, and those of it up to
    the id `after`, have theirs by `model`. The process `owner` has the work to itself until `until` (ms)."""

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
