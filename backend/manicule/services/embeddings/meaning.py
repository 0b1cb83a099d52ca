"""Which bookmarks mean about the same as a text, by their sentence embeddings, in whatever words they say it.

To find who may be near, the process that embeds holds the vectors of a library in memory (nearest.py). How
near they are is then computed from what is stored, so a memory that is behind misses some and never says anything
wrong. Where that process has ended, nothing is near by its meaning, and words alone count.
"""

import threading
from collections.abc import Collection, Sequence
from contextlib import suppress

from manicule.errors import EmbedderEnded
from manicule.models import Library, database
from manicule.services.embeddings import embedder, embedding, vectors

_following = threading.Lock()


def ready(library: Library) -> bool:
    """Whether this library has sentence embeddings, and others can be made to compare with them."""
    return vectors.made(library) is not None and embedding.available()


def compared(
    library: Library, asked: Sequence[bytes | None], also: Sequence[Collection[int]], most: int
) -> list[dict[int, float]]:
    """For each packed vector the cosines of the `most` bookmarks that are nearest, and of those that it is to be
    compared with anyway; bookmarks without a vector are left out, and all are for None."""
    answers: list[dict[int, float]] = [{} for _ in asked]
    places = [place for place, vector in enumerate(asked) if vector is not None]
    if not places:
        return answers
    with suppress(EmbedderEnded):  # it is told already
        found = _compared(library, [asked[place] for place in places], [also[place] for place in places], most)
        for place, cosines in zip(places, found, strict=True):
            answers[place] = cosines
    return answers


def _compared(library: Library, asked: list[bytes], also: list[Collection[int]], most: int) -> list[dict[int, float]]:
    shelf = _shelf(library)
    _follow(library, shelf)
    near = embedder.ours.near(shelf, asked, most)
    docs = [list(dict.fromkeys([*some, *others])) for some, others in zip(also, near, strict=True)]
    stored = vectors.of_docs(library, set().union(*docs))
    if gone := [doc for some in near for doc in some if doc not in stored]:
        embedder.ours.forget(shelf, gone)
    places = {doc: place for place, doc in enumerate(stored)}
    docs = [[doc for doc in some if doc in places] for some in docs]
    cosines = embedder.ours.cosines(asked, list(stored.values()), [[places[doc] for doc in some] for some in docs])
    return [dict(zip(*pair, strict=True)) for pair in zip(docs, cosines, strict=True)]


def _shelf(library: Library) -> str:
    return f"{library.id} of {database.database}"


def _follow(library: Library, shelf: str) -> None:
    """Hand over what was made since the last time; of a library that was put back, all."""
    made = vectors.made(library)
    if made is None:
        return
    with _following:
        known = embedder.ours.known(shelf)  # revision, last bookmark of it, random bits of it
        if known and (tuple(known[:2]) > made[1:3] or known[2] != vectors.history(library, known[0])):
            known = None
        if known is None or tuple(known[:2]) != made[1:3]:
            now = made.rev, made.after, vectors.history(library, made.rev)
            if known is None:
                embedder.ours.clear(shelf)
            for some in vectors.since(library, known[0] if known else 0):
                embedder.ours.put(shelf, some)
            embedder.ours.write_known(shelf, now)
