"""The names of a library's tags as a text may say them, kept in the memory of the process.

To fold the names of fifty thousand tags takes a quarter of a second, and every suggestion needs them. So they are
folded once, and then only those that changed since: what a request costs does not grow with the tags.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from manicule.core.suggest import names
from manicule.models import Library, Tag, database
from manicule.services.embeddings import vectors
from manicule.services.statements import Statement

REMEMBERED = 200_000  # tags of all libraries that a process keeps

CHANGED = Statement(
    lambda n: (
        Tag.select(Tag.id, Tag.rev, Tag.alive, Tag.name)
        .where(Tag.library == n("library"), Tag.rev > n("rev"))
        .order_by(Tag.rev, Tag.id)
    )
)
LAST = Statement(lambda n: Tag.select(Tag.rev).where(Tag.library == n("library")).order_by(Tag.rev.desc()).limit(1))


class _Memory:
    """The names of one library, as of the last revision that changed a tag."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Know nothing."""
        self.rev, self.bits = 0, ""  # the revision, and the random bits that say of which history it is
        self.folded: dict[str, str] = {}  # by the tag's id
        self.written: dict[str, dict[str, str]] = {}  # by the folded name, then by the tag's id
        self.known: dict[str, list[str]] = {}

    def follow(self, library: Library) -> None:
        """Take in what changed since; of a library that was put back, all."""
        with self.lock:
            last = next((rev for (rev,) in LAST(library=library.id)), 0)
            if last < self.rev or (self.rev and vectors.history(library, self.rev) != self.bits):
                self.forget()
            if last == self.rev:
                return
            changed: set[str] = set()
            for tag, rev, alive, name in CHANGED(library=library.id, rev=self.rev):
                changed |= self._take(tag, name if alive else "")
                self.rev = rev
            for name in changed:  # a new list each time: others may be reading the old one
                self.known[name] = sorted(self.written[name].values())
            self.bits = vectors.history(library, self.rev)

    def _take(self, tag: str, name: str) -> set[str]:
        """What a tag is called now; returns the folded names that this concerns."""
        before, now = self.folded.pop(tag, ""), next(iter(names([name])), "")
        if before:
            del self.written[before][tag]
        if now:
            self.folded[tag] = now
            self.written.setdefault(now, {})[tag] = name
        return {before, now} - {""}


_memories: "OrderedDict[tuple[str, int], _Memory]" = OrderedDict()
_lock = threading.Lock()


def of(library: Library) -> Mapping[str, list[str]]:
    """The library's tags by their folded names, as core.suggest.names gives them; not to be changed."""
    place = str(database.database), library.id
    with _lock:
        kept = _memories.setdefault(place, _Memory())
        _memories.move_to_end(place)
    kept.follow(library)
    with _lock:
        while len(_memories) > 1 and sum(len(one.folded) for one in _memories.values()) > REMEMBERED:
            _memories.popitem(last=False)
    return kept.known
