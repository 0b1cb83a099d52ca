"""What the index of related papers does later, in small transactions: others write in between."""

import threading
from collections.abc import Callable

from manicule.core.related import aged
from manicule.models import Bookmark, Label, Library, RelatedJob, RelatedPaper, Server, database, writing
from manicule.services import edits, repeating, shelf
from manicule.services.related_papers import postings, relating

FORM = 3  # of what is written: raise it when that changes, and every library is counted anew
STEP = 50  # papers in one transaction
EVERY = 30.0  # seconds between two looks for jobs


def renew() -> None:
    """Have every library counted anew if an older Manicule wrote its index; of two at once, the second has no work."""
    if Server.get().related_form == FORM:
        return
    with writing(database.obj):
        if Server.update(related_form=FORM).where(Server.related_form != FORM).execute():
            postings.clear()
            for library in Library.select():
                relating.later(library, relating.EVERYTHING)


def waiting(library: Library) -> bool:
    """Whether there is something to do."""
    return RelatedJob.select().where(RelatedJob.library == library).exists()


def catch_up(library: Library, done: Callable[[int], None] = lambda papers: None) -> None:
    """Do all that is waiting. `done` is told again and again how many papers were looked at."""
    looked = 0
    while waiting(library):
        looked += step(library)
        done(looked)


def step(library: Library) -> int:
    """The next few papers of the next job, in one transaction; returns how many."""
    with edits.patiently(library):
        job = RelatedJob.select().where(RelatedJob.library == library).order_by(RelatedJob.what).first()
        if job is None:
            return 0
        looked, last = (_renorm if job.what == relating.NORMS else _recount)(library, job)
        same = (RelatedJob.library == library) & (RelatedJob.what == job.what)
        if looked < STEP:
            RelatedJob.delete().where(same).execute()
        else:
            RelatedJob.update(after=last).where(same).execute()
        return looked


def _recount(library: Library, job: RelatedJob) -> tuple[int, str]:
    """Bookmarks behind the last that was looked at, by their ids."""
    rows = Bookmark.select().where(Bookmark.library == library, Bookmark.id > job.after)
    if job.what != relating.EVERYTHING:
        labelled = Label.select(Label.bookmark).where(Label.library == library, Label.tag == job.what)
        rows = rows.where(Bookmark.id.in_(labelled) | Bookmark.tags.contains(f'"{job.what}"'))
    found = list(rows.order_by(Bookmark.id).limit(STEP))
    relating.index(library, [shelf.bookmark_record(row) for row in found])
    return len(found), found[-1].id if found else ""


def _renorm(library: Library, job: RelatedJob) -> tuple[int, str]:
    """Papers of the index behind the last that was looked at, by their numbers."""
    mine = (RelatedPaper.library == library) & (RelatedPaper.doc > int(job.after or 0))
    rows = RelatedPaper.select(RelatedPaper.doc).where(mine).order_by(RelatedPaper.doc).limit(STEP)
    docs = [doc for (doc,) in rows.tuples()]
    size, _ = postings.size(library)
    old = {doc: paper for doc, paper in postings.papers(library, docs).items() if aged(paper.made, size)}
    counted = {doc: paper.counts for doc, paper in old.items()}
    df = postings.frequencies(library, {term for counts in counted.values() for term in counts})
    lengths = relating.norms(counted, df, size)
    postings.put_papers(library, {doc: paper._replace(norm=lengths[doc], made=size) for doc, paper in old.items()})
    return len(docs), str(docs[-1]) if docs else ""


def start() -> threading.Event:
    """Catch up in a thread of its own, until the event is set."""
    return repeating.every(EVERY, "relating", _all, "Related papers could not be counted")


def _all(stop: threading.Event) -> None:
    with database.obj.connection_context():
        for library in list(Library.select()):
            while not stop.is_set() and waiting(library):
                step(library)
                stop.wait(edits.TURN)
