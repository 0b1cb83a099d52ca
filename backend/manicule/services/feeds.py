"""Feeds: addresses nobody can guess, at which a reader finds what is new in the library. Revoked, they are gone."""

import hmac
import re
import secrets

from manicule.core.checks import clean
from manicule.core.limits import MAX_FEEDS
from manicule.core.views import rfc3339
from manicule.errors import FeedUnknown, LimitReached
from manicule.models import Feed, Library
from manicule.services import listing

PATH = re.compile(r"([0-9]{1,7})-([A-Za-z0-9_-]{43})")
ENTRIES = 50


def create(library: Library, name: str, tag: str | None, q: str, notes: bool, now: int) -> dict:
    """A new feed of all papers, of a tag, or of a search. Returns it as `listing` has it.

    :param notes: whether whoever has the address reads my notes too
    :raise LimitReached: if the library has as many as it may
    """
    if Feed.select().where(Feed.library == library).count() >= MAX_FEEDS:
        raise LimitReached(f"This library has {MAX_FEEDS} feeds. Revoke one that nobody reads.")
    made = {"id": f"fd_{secrets.token_urlsafe(9)}", "secret": secrets.token_urlsafe(32)}
    feed = Feed.create(
        library=library, name=clean(name), tag=tag and clean(tag), q=clean(q), notes=notes, created_at=now, **made
    )
    return shown(feed)


def listed(library: Library) -> list[dict]:
    """All feeds, the oldest first: `{id, name, tag, q, notes, path, created_at}`."""
    rows = Feed.select().where(Feed.library == library).order_by(Feed.created_at, Feed.id)
    return [shown(feed) for feed in rows]


def shown(feed: Feed) -> dict:
    """A feed as people and programs see it; `path` leads to it on this server."""
    kept = {name: getattr(feed, name) for name in ("id", "name", "tag", "q", "notes")}
    path = f"/feeds/{feed.library_id}-{feed.secret}.xml"
    return {**kept, "path": path, "created_at": rfc3339(feed.created_at)}


def revoke(library: Library, feed: str) -> None:
    """Make an address lead nowhere, at once.

    :raise FeedUnknown: if no feed has that id
    """
    if not Feed.delete().where(Feed.library == library, Feed.id == feed).execute():
        raise FeedUnknown()


def read(path: str) -> tuple[dict, list[dict]]:
    """The feed at an address and its newest papers, the last saved first; of the dismissed only what it asks for.

    :param path: `<library number>-<secret>`
    :raise FeedUnknown: if it leads to none
    """
    form = PATH.fullmatch(path)
    known = Feed.select(Feed, Library).join(Library).where(Feed.library == int(form[1])) if form else ()
    feed = next((one for one in known if hmac.compare_digest(one.secret, form[2])), None)
    if feed is None:
        raise FeedUnknown()
    page = listing.page(feed.library, q=feed.q, tag=feed.tag, sort="saved", limit=ENTRIES, without="dismissed")
    return shown(feed), page["items"]
