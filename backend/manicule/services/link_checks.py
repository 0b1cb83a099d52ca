"""Whether links still answer: looked at now and then, in the background, where that is switched on.

All of it is in the database. One process at a time does this for all libraries, so that a site is asked once a second
by all of them together; a link is taken by moving the time when it is due, so that nobody looks at it twice.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from manicule.core.facts import name_token
from manicule.core.link_health import NO_ANSWER, SILENT, Health, after, mark
from manicule.core.links import resource
from manicule.models import Bookmark, Library, LinkCheck, LinkHolder, LinkSweep, Server, database
from manicule.services import devices, edits, ledger, repeating, shelf, sites

if TYPE_CHECKING:
    from manicule.services.fetch import Fetcher

EVERY = 60.0  # seconds between two searches for what is due
LEASE = 120_000  # ms that a process checks links without saying so again: longer than one look takes
TAKEN = 3_600_000  # ms: when whoever took a link has said nothing of it, it is due again
STEP = 200  # bookmarks of which the links are noted in one transaction
ROUND = 20  # links looked at before what was found is written down


def lead(process: str, now: int) -> bool:
    """Whether this process is the one that checks links, for a while from now on (ms since 1970)."""
    free = (Server.checker == process) | (Server.checker_until < now)
    return bool(Server.update(checker=process, checker_until=now + LEASE).where(free).execute())


def keep_up(library: Library, now: int) -> None:
    """Note which links there are, of the bookmarks that changed since this was last done."""
    while _note_some(library, now) >= STEP:
        pass


def _note_some(library: Library, now: int) -> int:
    with edits.together(library):
        sweep = LinkSweep.get_or_none(LinkSweep.library == library)
        changed = Bookmark.select().where(Bookmark.library == library, Bookmark.rev > (sweep.rev if sweep else 0))
        rows = list(changed.order_by(Bookmark.rev).limit(STEP))
        if len(rows) == STEP:  # all of the last revision: there are several when they were united
            rows = [*changed.where(Bookmark.rev <= rows[-1].rev).order_by(Bookmark.rev)]
        if rows:
            _note(library, [shelf.bookmark_record(row) for row in rows], now)
            swept = LinkSweep.insert(library=library, rev=rows[-1].rev)
            swept.on_conflict(conflict_target=[LinkSweep.library], preserve=[LinkSweep.rev]).execute()
        return len(rows)


def _note(library: Library, records: list[dict], now: int) -> None:
    """Who holds which link now. One that nobody held before is due at once, and so is a dead one that is added."""
    held = {(name, record["id"]): url for record in records for name, url in links(record)}
    mine = (LinkHolder.library == library) & LinkHolder.bookmark.in_([record["id"] for record in records])
    stored = set(LinkHolder.select(LinkHolder.name, LinkHolder.bookmark).where(mine).tuples())
    for name, bookmark in stored - held.keys():
        LinkHolder.delete().where(mine, LinkHolder.name == name, LinkHolder.bookmark == bookmark).execute()
    for name, bookmark in sorted(held.keys() - stored):
        LinkHolder.insert(library=library, name=name, bookmark=bookmark).execute()
        check = LinkCheck.insert(library=library, name=name, url=held[name, bookmark], due_at=now)
        check.on_conflict_ignore().execute()
        dead = (LinkCheck.library == library) & (LinkCheck.name == name) & LinkCheck.dead
        LinkCheck.update(due_at=now).where(dead).execute()


def links(record: dict) -> Iterator[tuple[str, str]]:
    """Name and address of what a bookmark has links of its own to. Those that follow from its ids are not among them:
    rules make these, and to ask a site about each of thousands would only tell it what I read.
    """
    if record["alive"]:
        for link in record["links"].values():
            url = link["v"]["url"]
            yield name_token("link", resource(url, sites.key_rules())), url


def look_round(library: Library, fetch: "Fetcher", process: str, clock: Callable[[], int]) -> int:
    """Look at the next few links that are due; returns how many they were.

    What does not answer while nothing else does says more of this machine's network than of the link: it counts only
    if something else did answer, in this round or asked for that alone.
    """
    due = LinkCheck.select().where(LinkCheck.library == library, LinkCheck.due_at <= clock())
    rows = list(due.order_by(LinkCheck.due_at, LinkCheck.name).limit(ROUND))
    found = [(row, _look(fetch, row)) for row in rows if lead(process, clock()) and take(row, clock())]
    silent = any(word == SILENT for _, word in found)
    online = any(word not in NO_ANSWER for _, word in found) or (silent and _online(library, fetch))
    for row, word in found:
        if word != SILENT or online:
            settle(library, row, word, clock())
    return len(rows)


def _look(fetch: "Fetcher", row: LinkCheck) -> str:
    from manicule.services import link_looks  # here, as only fetching needs an HTTP client

    return link_looks.look(fetch, row.url, sites.key_rules())


def _online(library: Library, fetch: "Fetcher") -> bool:
    """Whether the network is there at all: the archive that a dead link leads to answers, or the link that did last."""
    from manicule.services import link_looks

    archive = urlsplit(sites.key_rules()["archive"])
    answered = LinkCheck.select().where(LinkCheck.library == library, LinkCheck.why == "", LinkCheck.wait > 0)
    last = answered.order_by(LinkCheck.checked_at.desc()).limit(1)
    return link_looks.reaches(fetch, [f"{archive.scheme}://{archive.netloc}/", *(row.url for row in last)])


def take(row: LinkCheck, now: int) -> bool:
    """Whether the link is this process's to look at; of one that no bookmark has any more nothing is kept."""
    mine = (LinkCheck.library == row.library_id) & (LinkCheck.name == row.name)
    held = (LinkHolder.library == row.library_id) & (LinkHolder.name == row.name)
    if not LinkHolder.select().where(held).exists():
        LinkCheck.delete().where(mine).execute()
        return False
    return bool(LinkCheck.update(due_at=now + TAKEN).where(mine, LinkCheck.due_at == row.due_at).execute())


def settle(library: Library, row: LinkCheck, found: str, now: int) -> None:
    """Write down what was found, and mark the link where it is kept, if it died or lives again."""
    health = after(Health(row.wait, row.why, row.times, row.since, row.dead), found, now)
    with edits.together(library):
        mine = (LinkCheck.library == library) & (LinkCheck.name == row.name)
        changed = {**health._asdict(), "due_at": now + health.wait, "checked_at": now}
        LinkCheck.update(changed).where(mine).execute()
        marks = list(_marks(library, row.name, mark(health)))
        if marks:
            edits.submit(library, devices.own(library, "link check", now), marks, now)


def _marks(library: Library, name: str, said: dict | None) -> Iterator[dict]:
    """What makes every link to this resource say so."""
    held = LinkHolder.select(LinkHolder.bookmark).where(LinkHolder.library == library, LinkHolder.name == name)
    for record in ledger.records(library, [bookmark for (bookmark,) in held.tuples()]):
        named = zip(record["links"].items(), links(record), strict=False)
        for (link_id, link), (its_name, url) in named:
            if its_name == name and link.get("dead") != said:
                yield {"op": "link.mark", "bookmark": record["id"], "link": link_id, "url": url, "dead": said}


def start(clock: Callable[[], int]) -> threading.Event:
    """Check links in a thread of its own, until the event is set."""
    from manicule.services import link_looks

    process, fetch = uuid.uuid4().hex, link_looks.fetcher()

    def check_all(stop: threading.Event) -> None:
        with database.obj.connection_context():
            if not lead(process, clock()):
                return
            for library in list(Library.select()):
                keep_up(library, clock())
                while not stop.is_set() and look_round(library, fetch, process, clock) == ROUND:
                    pass

    return repeating.every(EVERY, "links", check_all, "Links could not be checked")
