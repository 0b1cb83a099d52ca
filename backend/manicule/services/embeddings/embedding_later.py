"""The making of sentence embeddings in the background: a few bookmarks at a time, in the order of their last changes.

The progress is kept in the database, so that the work continues where it stopped. Only one process does it at a time:
the others find it taken, until the time for which it was taken is over.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from peewee import Expression, fn

from manicule.core.views import told
from manicule.errors import EmbedderEnded, SemanticMissing
from manicule.models import Bookmark, Library, database
from manicule.services import edits, repeating, shelf
from manicule.services.embeddings import embedder, embedding, vectors
from manicule.services.embeddings.vectors import Made, Vector
from manicule.services.related_papers import relating

STEP = 32  # bookmarks; a second or two
TAKEN = 120_000  # ms for which a process has the work to itself, from each step on
EVERY = 30.0  # seconds between two looks for work
WAIT = 1.0  # seconds until it is looked again how far another process is
Clock = Callable[[], int]
log = logging.getLogger("manicule")


def waiting(library: Library) -> int:
    """How many bookmarks are still to be looked at."""
    behind = _behind(vectors.made(library) or _beginning())
    return Bookmark.select(fn.COUNT(Bookmark.id)).where(Bookmark.library == library, *behind).scalar()


def _beginning() -> Made:
    return Made(embedding.NAME, 0, "", "", 0)


def said(library: Library) -> str:
    """How far it is, as a sentence."""
    if not embedding.available():
        return "Not installed: pip install 'manicule[semantic]' lets papers relate that share no words."
    left, have = waiting(library), vectors.count(library)
    if embedder.ours.trouble:
        return f"{have:,} papers have theirs, {left:,} wait. {embedder.ours.trouble} It is started again by itself."
    if left:
        return (
            f"{have:,} of {have + left:,} papers have theirs. `manicule serve` makes the others beside its other work, "
            "`manicule embed` makes them now."
        )
    return f"All {have:,} papers have theirs." if have else "No paper has words to make one of yet."


def catch_up(
    library: Library, now: Clock, done: Callable[[int], None] = lambda papers: None,
    wait: Callable[[float], object] = time.sleep,
) -> None:  # fmt: skip
    """Make all that are missing, or wait for the process that is making them.

    :param done: is told again and again how many bookmarks were looked at
    :raise SemanticMissing: where `manicule[semantic]` is not installed
    """
    embedding.check()
    owner, todo = secrets.token_hex(8), waiting(library)
    while left := waiting(library):
        if step(library, owner, now) is None:
            wait(WAIT)
        done(max(0, todo - left))
    done(todo)


def step(library: Library, owner: str, now: Clock) -> int | None:
    """Make those of the next few bookmarks; returns how many were looked at, or None if another process is at it.

    The work between the two transactions is the long one; what is edited meanwhile comes again.
    """
    if not waiting(library):
        return 0
    begun = _take(library, owner, now)
    if begun is None:
        return None
    records = _next(library, begun)
    texts = {record["doc"]: text for record in records if (text := text_of(record))}
    known = vectors.digests(library, texts)
    changed = {doc: text for doc, text in texts.items() if known.get(doc) != embedding.digest(text)}
    revs = {record["doc"]: record["rev"] for record in records}
    numbers = embedder.ours.embed(list(changed.values())) if changed else ()
    made = {
        doc: Vector(revs[doc], embedding.digest(text), packed)
        for (doc, text), packed in zip(changed.items(), numbers, strict=True)
    }
    return len(records) if _finish(library, begun, records, made, now) else None


def text_of(record: dict) -> str:
    """What is embedded of a bookmark: title and abstract, or nothing if it is not to relate to anything."""
    title = str(told(record, "title")).strip()
    return embedding.text_of(title, str(told(record, "abstract"))) if title and relating.relates(record) else ""


def _take(library: Library, owner: str, now: Clock) -> Made | None:
    """Where to go on, for `owner` alone; None if another has it. Another model's vectors are forgotten."""
    with edits.together(library):
        made = vectors.made(library)
        if made is None:
            vectors.clear(library)
            made = _beginning()
        if made.owner not in ("", owner) and made.until > now():
            return None
        begun = made._replace(owner=owner, until=now() + TAKEN)
        vectors.keep_made(library, begun)
        return begun


def _next(library: Library, made: Made) -> list[dict]:
    rows = Bookmark.select().where(Bookmark.library == library, *_behind(made)).order_by(Bookmark.rev, Bookmark.id)
    return [shelf.bookmark_record(row) for row in rows.limit(STEP)]


def _behind(made: Made) -> Iterable[Expression]:
    """Of one revision there may be several, when they were united."""
    return Bookmark.rev >= made.rev, (Bookmark.rev > made.rev) | (Bookmark.id > made.after)


def _finish(library: Library, begun: Made, records: list[dict], made: dict[int, Vector], now: Clock) -> bool:
    """Keep what was made, but not of bookmarks that were edited meanwhile, nor after somebody else has taken over."""
    docs = [record["doc"] for record in records]
    with edits.together(library):
        held = vectors.made(library)
        if held is None or held[:4] != begun[:4]:
            return False
        rows = Bookmark.select(Bookmark.doc, Bookmark.rev).where(Bookmark.library == library, Bookmark.doc.in_(docs))
        revs = dict(rows.tuples())
        vectors.keep(library, {doc: one for doc, one in made.items() if revs.get(doc) == one.rev})
        vectors.drop(library, [record["doc"] for record in records if not text_of(record)])
        last = records[-1]
        owner, until = (begun.owner, now() + TAKEN) if len(records) == STEP else ("", 0)
        vectors.keep_made(library, Made(begun.model, last["rev"], last["id"], owner, until))
    return True


def start(now: Clock) -> threading.Event | None:
    """Make them in a thread of its own, until the event is set, if they are installed."""
    if not embedding.available():
        return None
    owner = secrets.token_hex(8)
    return repeating.every(
        EVERY, "embedding", lambda stop: _all(owner, now, stop), "Sentence embeddings could not be made"
    )


def _all(owner: str, now: Clock, stop: threading.Event) -> None:
    try:
        with database.obj.connection_context(), suppress(EmbedderEnded):  # which is told already
            for library in list(Library.select()):
                _follow(library, owner, now, stop)
    except SemanticMissing as error:  # it will not be there the next time either
        log.warning("%s", error)
        stop.set()


def _follow(library: Library, owner: str, now: Clock, stop: threading.Event) -> None:
    began = waiting(library)
    if began > STEP:
        log.info("Making sentence embeddings of %d papers", began)
    while not stop.is_set() and step(library, owner, now):
        pass
    if began > STEP and not waiting(library):
        log.info("All sentence embeddings are made")
