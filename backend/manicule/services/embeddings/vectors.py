"""The stored sentence embeddings: a vector for each bookmark that relates, and how far they are made."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from peewee import fn

from manicule.models import Library, RelatedMeaning, RelatedVector, RevTag
from manicule.services.embeddings import embedding
from manicule.services.statements import Statement, in_parts, put, select

PART = 500  # of a DELETE
TOGETHER = 1_000  # read at once, 0.8 MB


class Vector(NamedTuple):
    """`numbers` are 768 bytes (embedding.pack); `made_of` is the digest of the text, `rev` the bookmark's revision."""

    rev: int
    made_of: bytes
    numbers: bytes


class Made(NamedTuple):
    """How far the vectors of a library are made, as models.RelatedMeaning says it."""

    model: str
    rev: int
    after: str
    owner: str
    until: int


MADE = Statement(
    lambda n: RelatedMeaning.select(*[getattr(RelatedMeaning, name) for name in Made._fields]).where(
        RelatedMeaning.library == n("library")
    )
)
TAG = Statement(lambda n: RevTag.select(RevTag.tag).where(RevTag.library == n("library"), RevTag.rev == n("rev")))


def since_statement() -> Statement:
    """The next vectors behind one, in the order of their revisions."""
    rev, doc = RelatedVector.rev, RelatedVector.doc
    return Statement(
        lambda n: (
            RelatedVector.select(doc, RelatedVector.numbers, rev)
            .where(RelatedVector.library == n("library"), rev >= n("rev"), (rev > n("rev")) | (doc > n("doc")))
            .order_by(rev, doc)
            .limit(TOGETHER)
        )
    )


SINCE = since_statement()
PUT_MADE = put(RelatedMeaning, ("library",))
PUT_VECTOR = put(RelatedVector, ("library", "doc"))


def made(library: Library) -> Made | None:
    """How far they are made by this version's model; None where that has not begun."""
    [found] = MADE(library=library.id) or [None]
    return Made(*found) if found and found[0] == embedding.NAME else None


def keep_made(library: Library, now: Made) -> None:
    """Write it down."""
    PUT_MADE(library=library.id, **now._asdict())


def history(library: Library, rev: int) -> str:
    """The random bits of a revision: in a library that was put back from a backup they are others."""
    return next((tag for (tag,) in TAG(library=library.id, rev=rev)), "")


def of_docs(library: Library, docs: Iterable[int]) -> dict[int, bytes]:
    """The numbers of these bookmarks' vectors, where they have one."""
    found = select("doc, numbers FROM related_vector", "doc", library, docs)
    return {doc: bytes(numbers) for doc, numbers in found}


def since(library: Library, rev: int) -> Iterator[list[tuple[int, bytes]]]:
    """The numbers of the vectors made of this revision or a later one, each with its bookmark's `doc`, part by part."""
    found = SINCE(library=library.id, rev=rev, doc=-1)
    while found:
        yield [(doc, bytes(numbers)) for doc, numbers, _ in found]
        doc, _, rev = found[-1]
        found = SINCE(library=library.id, rev=rev, doc=doc) if len(found) == TOGETHER else []


def digests(library: Library, docs: Iterable[int]) -> dict[int, bytes]:
    """What the vectors of these bookmarks were made of."""
    return {doc: bytes(of) for doc, of in select("doc, made_of FROM related_vector", "doc", library, docs)}


def count(library: Library) -> int:
    """How many bookmarks have one."""
    return RelatedVector.select(fn.COUNT(RelatedVector.doc)).where(RelatedVector.library == library).scalar()


def keep(library: Library, new: Mapping[int, Vector]) -> None:
    """Store these vectors."""
    for doc, vector in new.items():
        PUT_VECTOR(library=library.id, doc=doc, **vector._asdict())


def drop(library: Library, docs: Collection[int]) -> None:
    """Forget the vectors of these bookmarks."""
    for part in in_parts(docs, PART):
        RelatedVector.delete().where(RelatedVector.library == library, RelatedVector.doc.in_(part)).execute()


def clear(library: Library) -> None:
    """Forget all of them."""
    RelatedVector.delete().where(RelatedVector.library == library).execute()
