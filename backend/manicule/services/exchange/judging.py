"""Whose each paper of a file is, and what is odd about it: a bookmark's of the library, another record's, or new."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from manicule.core import titles
from manicule.core.views import told
from manicule.models import Bookmark, Library
from manicule.services import ledger
from manicule.services.bookmarks import views
from manicule.services.exchange.incoming import Paper
from manicule.services.exchange.scratch import Names

END = b"\n"


class Judge:
    """Knows the papers of a library, and those of the file that came before."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.seen = Names()  # titles, by ids
        self.titles = Titles(library)

    def find_owners(self, batch: list[Paper]) -> None:
        """Find out whose each paper is, and what is odd about it."""
        owners = ledger.find(self.library, (one for paper in batch for one in paper.ids))
        stored = {record["id"]: record for record in ledger.records(self.library, owners.values())}
        for paper in batch:
            self.own(paper, owners, stored)
            if paper.owner is None:
                self.compare(paper)

    def own(self, paper: Paper, owners: dict[str, str], stored: dict[str, dict]) -> None:
        """Set its owner: the bookmark that has its strongest id. Two bookmarks are never made one by a file."""
        mine = [one for one in paper.ids if one in owners]
        if not mine:
            return
        paper.owner = owners[mine[0]]
        title = str(told(stored[paper.owner], "title"))
        if titles.unlike(title, paper.record.title):
            self.differ(paper, title)
            if paper.key.startswith("title:"):
                paper.owner = ledger.find(self.library, paper.ids).get(paper.key)
                return
        for other in mine:
            if owners[other] != paper.owner:
                paper.doubts.append(f"in the library {mine[0]} and {other} are two papers; it was taken for the first")
        paper.ids = [one for one in paper.ids if owners.get(one, paper.owner) == paper.owner]

    def differ(self, paper: Paper, title: str) -> None:
        """Say that it is known under another title; an address alone names no paper twice, so it is one of its own."""
        if paper.key.startswith("url:"):
            said = paper.record
            spelled = [one for one in paper.ids if one.startswith("title:")]
            paper.ids = spelled or [titles.key(said.title, said.authors, said.published)]
        else:
            paper.doubts.append(f"the library has this paper under another title, “{title[:200]}”")

    def compare(self, paper: Paper) -> None:
        """Say which bookmark may be the same paper, by title, first author and year."""
        said = {"authors": paper.record.authors, "published": paper.record.published}
        for key, other in self.titles.like(paper.record.title):
            if key not in paper.ids and titles.probably_same(said, other):
                other_one = "another one" if key.startswith("title:") else key  # a digest tells nobody anything
                paper.doubts.append(f"it is probably the same paper as {other_one}, which has this title")
                return

    def met(self, paper: Paper) -> bool:
        """Whether the file had the paper before; remembers it, and is told apart from it as from one of the library."""
        known = self.title_met(paper)
        if known is not None and titles.unlike(known, paper.record.title):
            self.differ(paper, known)
        before = self.title_met(paper) is not None
        for one in paper.ids:
            self.seen.put_new(one, paper.record.title[:200])
        if not before:
            self.titles.add(paper)
        return before

    def title_met(self, paper: Paper) -> str | None:
        """The title under which the file had one of its ids before."""
        return next((title for title in map(self.seen.get, paper.ids) if title is not None), None)


class Titles:
    """Which papers have a title: those of the library, read when first asked for, and those that the file added."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.known: _Known | None = None
        self.added = Names()  # key, date and first author, a line each, by folded title

    def like(self, title: str) -> Iterator[tuple[str, dict]]:
        """Key, authors and year of each that has this title."""
        fold = titles.folded(title)
        if not titles.telling(fold):
            return
        if self.known is None:
            self.known = _Known(self.library)
        added, bookmark = self.added.get(fold), self.known.bookmark(fold)
        if added is not None:
            key, published, author = added.split("\n", 2)
            yield key, {"authors": [author] if author else [], "published": published}
        elif bookmark is not None:
            for view in views(self.library, [bookmark]):
                yield view["key"], view

    def add(self, paper: Paper) -> None:
        """Remember a paper of the file."""
        record = paper.record
        said = (paper.key, record.published, next(iter(record.authors), ""))
        self.added.put(titles.folded(record.title), "\n".join(said))


class _Known:
    """The titles of a library, some 40 bytes for each: sorted hashes, and where the id of its bookmark begins."""

    def __init__(self, library: Library) -> None:
        rows = Bookmark.select(Bookmark.title, Bookmark.id).where(Bookmark.library == library, Bookmark.alive)
        hashes, starts, self.ids = array("q"), array("q"), bytearray()
        for title, bookmark in rows.tuples().iterator():
            hashes.append(hash(titles.folded(title)))
            starts.append(len(self.ids))
            self.ids += bookmark.encode() + END
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        self.hashes = array("q", map(hashes.__getitem__, order))
        self.starts = array("q", map(starts.__getitem__, order))

    def bookmark(self, fold: str) -> str | None:
        """The id of one that has this folded title."""
        place = bisect_left(self.hashes, hash(fold))
        if place == len(self.hashes) or self.hashes[place] != hash(fold):
            return None
        start = self.starts[place]
        return self.ids[start : self.ids.index(END, start)].decode()
