"""Files in: `preview` says what an import would do, `commit` does it.

Every record of a file ends in exactly one of four lists (see `Report`). What can be read is imported, suspicious or
not: nothing is lost, and what a careful reader should look at is named. Importing again changes nothing.
"""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial

from manicule.core.limits import MAX_FILE as MAX_FILE  # for those above
from manicule.core.records import fold
from manicule.errors import FileNotUnderstood, FileTooLarge
from manicule.formats import strangers
from manicule.formats.detect import detect
from manicule.formats.record import Record, TagName, Unreadable
from manicule.formats.registry import FORMATS, READABLE, Format, named
from manicule.formats.source import Source as Source  # for those above, which see no formats
from manicule.models import History, Library, Tag
from manicule.services import edits, ledger, papers, shelf
from manicule.services.exchange import exact, incoming
from manicule.services.exchange.incoming import Paper
from manicule.services.exchange.judging import Judge
from manicule.services.exchange.own import Own
from manicule.services.exchange.readings import Reading
from manicule.services.exchange.report import Report as Report  # for those above

BATCH = 200  # records, and tags that a file names for themselves, judged together
MAX_BATCH = 2 << 20  # characters of them
PART = 2_000  # records written in one transaction: whole or not at all

Progress = Callable[[int], None]


def preview(
    library: Library, source: Source, format_name: str | None = None, progress: Progress | None = None
) -> Report:
    """What importing the file would do. Nothing is written.

    :param format_name: one of formats.registry.READABLE; by default it is told from the content
    :param progress: called with the number of records read so far
    :raise FormatUnknown: if the name is none.  :raise FileNotUnderstood: if the content is of no format known here
    :raise FileTooLarge: if it has more than 256 MiB
    """
    return _Import(library, source, chosen(source, format_name), progress).preview()


def commit(
    library: Library,
    device: str,
    source: Source,
    now: int,
    format_name: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Import the file; the same parameters and errors as `preview`, whose report it gives.

    A file of up to 2,000 records is written whole or not at all; of a larger one, each 2,000 are. What was written
    before something went wrong is right as it stands: importing again goes on where it stopped.
    """
    return _Import(library, source, chosen(source, format_name), progress).commit(device, now)


def chosen(source: Source, name: str | None) -> Format:
    """The format to read the file in.

    :raise FormatUnknown: :raise FileNotUnderstood: :raise FileTooLarge: as `preview` does
    """
    if source.size > MAX_FILE:
        raise FileTooLarge()
    known = named(name, READABLE) if name else detect(source)
    if known is None:
        raise FileNotUnderstood(f"{not_understood(source)} Nothing was changed.")
    return FORMATS[known]


def not_understood(source: Source) -> str:
    """What is wrong with a file of no format that is read here."""
    called = source.name or "The file"
    if not source.sample().strip("\ufeff \t\n\0"):
        return f"{called} is empty."
    said = strangers.what(source)
    if said:
        return f"{called} is {said}."
    return f"{called} is in no format that Manicule reads. It reads: {', '.join(READABLE)}."


class _Import:
    """One file on its way into a library."""

    def __init__(self, library: Library, source: Source, form: Format, progress: Progress | None) -> None:
        self.library, self.progress = library, progress or (lambda _: None)
        reader = partial(form.reader(), page=papers.read_page) if form.name == "listing" else form.reader()
        self.records = reader(source)
        self.reading = Reading(source, form)
        self.report = Report(form.name, self.reading.encoding, self.reading.remark)
        self.read = 0
        self.judge = Judge(library)
        self.own = Own(library, form)
        self.tags: list[str] = []

    def preview(self) -> Report:
        for batch in self.batches():
            self.tags.clear()
            self.judge.find_owners(batch)
            for paper in batch:
                new = paper.owner is None and not self.judge.met(paper)
                self.tell(paper, new, True)
        return self.report

    def commit(self, device: str, now: int) -> Report:
        known = Tag.select(Tag.folded, Tag.id).where(Tag.library == self.library, Tag.alive)
        tags = incoming.Tags(dict(known.tuples()))
        batches = self.batches()
        while self.write_part(batches, device, now, tags) >= PART:
            time.sleep(edits.TURN)
        return self.report

    def write_part(self, batches: Iterator[list[Paper]], device: str, now: int, tags: incoming.Tags) -> int:
        """Write the next batches in one transaction; returns how many papers were in them."""
        written = 0
        with edits.patiently(self.library):
            for batch in batches:
                written += len(batch) + len(self.tags)
                self.write(batch, device, now, tags)
                if written >= PART:
                    break
        return written

    def batches(self) -> Iterator[list[Paper]]:
        """Records in parts, none of which has one paper twice."""
        batch: list[Paper] = []
        taken: set[str] = set()
        size = 0
        for record in self.records:
            self.read += 1
            paper = self.told(record)
            is_full = len(batch) + len(self.tags) >= BATCH or size > MAX_BATCH
            if is_full or (paper and taken.intersection(paper.ids)):
                yield batch
                self.progress(self.read)
                batch, taken, size = [], set(), 0
            if paper:
                batch.append(paper)
                taken.update(paper.ids)
                size += paper.size
        yield batch
        self.progress(self.read)

    def told(self, record: Record | TagName | Unreadable) -> Paper | None:
        """The paper of a record; one that cannot be told is reported."""
        if isinstance(record, TagName):
            self.tags.append(record.name)
            return None
        if isinstance(record, Record):
            self.reading.doubt(record)
            paper = incoming.identified(record)
            if paper.ids:
                return paper
            record = Unreadable(record.line, "it has neither a title nor anything else that names a paper")
        self.refuse(record)
        return None

    def free_ids(self, batch: list[Paper]) -> None:
        """Give a new id to bookmarks whose own is taken in this library, be it by a deleted one."""
        wanted = [paper.bookmark for paper in batch if paper.bookmark]
        known = {record["id"] for record in ledger.records(self.library, wanted)}
        for paper in batch:
            if paper.bookmark in known:
                paper.bookmark = None

    def write(self, batch: list[Paper], device: str, now: int, tags: incoming.Tags) -> None:
        """Write the papers of a batch."""
        for name in self.tags:
            tags.id_of(name)
        self.tags = []
        self.judge.find_owners(batch)
        self.free_ids(batch)
        stored = {r["id"]: r for r in ledger.records(self.library, (p.owner for p in batch if p.owner))}
        names = shelf.tag_names(self.library, stored.values())
        past = past_notes(self.library, [p.owner for p in batch if p.owner and p.record.note])
        groups = []
        for paper in batch:
            if paper.owner is None:
                groups.append((incoming.creation(paper, tags, now), exact.updated_at(paper.record, now)))
            else:
                record = stored[paper.owner]
                news = self.news(paper, record, names, past.get(paper.owner, []))
                groups.append((incoming.completion(news, record, tags), now))
        self.submit(batch, groups, tags.taken(), device, now)

    def news(self, paper: Paper, record: dict, names: dict[str, str], past: list[str]) -> incoming.News:
        """What a record of the file says and its bookmark lacks."""
        found = incoming.news(paper, record, {fold(names[tag]) for tag in record["tags"] if tag in names}, past)
        for own in self.own.said(record, names) if found.any() else ():
            found = incoming.besides(found, own)
        return found

    def submit(self, batch: list[Paper], groups: list, made: list[dict], device: str, now: int) -> None:
        """Have the ledger take the edits of each paper, after those that make tags."""
        before = [([mutation], now) for mutation in made]
        full = [group for group in groups if group[0]]
        if before or full:
            results = ledger.take_together(self.library, device, before + full)[len(before) :]
        answers = iter(results if full else ())
        for paper, (mutations, _) in zip(batch, groups, strict=True):
            last = next(answers)[-1] if mutations else {"status": "applied"}
            if last["status"] == "rejected":
                self.refuse(Unreadable(paper.record.line, last["message"], paper.record.title[:80]))
                continue
            if paper.owner is None:
                self.judge.titles.add(paper)
            self.tell(paper, paper.owner is None, bool(mutations))

    def refuse(self, record: Unreadable) -> None:
        """Name what is not taken."""
        said = {"line": record.line, "reason": record.reason, "text": record.text}
        self.report.unreadable.append(json.dumps(said, ensure_ascii=False))

    def tell(self, paper: Paper, new: bool, changes: bool) -> None:
        """Add the paper to the list it belongs to."""
        said = {"line": paper.record.line, "key": paper.key, "title": paper.record.title}
        if paper.doubts:
            said |= {"reason": "; ".join(paper.doubts), "state": "new" if new else "existing"}
            chosen_list = self.report.suspicious
        elif new:
            chosen_list = self.report.new
        else:
            said["changes"] = changes
            chosen_list = self.report.existing
        chosen_list.append(json.dumps(said, ensure_ascii=False))


def past_notes(library: Library, bookmarks: list[str]) -> dict[str, list[str]]:
    """What the notes of these bookmarks were before, by bookmark."""
    rows = History.select(History.bookmark, History.value)
    rows = rows.where(History.library == library, History.bookmark.in_(bookmarks), History.field == "note")
    found: dict[str, list[str]] = {}
    for bookmark, value in rows.tuples():
        if isinstance(value, str):
            found.setdefault(bookmark, []).append(value)
    return found
