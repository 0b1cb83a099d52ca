"""The lists that somebody watches, and what the digest has told of them already."""

from collections.abc import Iterable
from urllib.parse import urldefrag

from manicule.core import rows
from manicule.core.limits import MAX_LISTS, MAX_URL
from manicule.errors import ListUnknown, ListUnreadable, TooMany
from manicule.models import Library, ToldPaper, WatchedList, database, writing
from manicule.services import sites
from manicule.services.statements import in_parts

REMEMBERED = 366 * 86_400_000  # ms; no list shows a paper as new for longer


def listing(library: Library) -> list[str]:
    """The addresses of the watched lists, in the order they were added."""
    rows = WatchedList.select(WatchedList.url).where(WatchedList.library == library)
    return [url for (url,) in rows.order_by(WatchedList.added_at, WatchedList.url).tuples()]


def watch(library: Library, url: str, now: int) -> bool:
    """Watch a list from now on; whether it was not watched before.

    :raise ListUnreadable: if no site rule reads a list at that address
    :raise TooMany: if there are MAX_LISTS already
    """
    url, name = urldefrag(url.strip()).url, site_of(url.strip())
    if name is None or len(url) > MAX_URL:
        raise ListUnreadable(f"No site rule reads a list of papers at {url[:200]!r}.")
    known = listing(library)
    if url in known:
        return False
    if len(known) >= MAX_LISTS:
        raise TooMany(f"{MAX_LISTS} lists are watched already. Let go of one with --unwatch.")
    WatchedList.insert(library=library, url=url, name=name, added_at=now).on_conflict_ignore().execute()
    return True


def site_of(url: str) -> str | None:
    """The name of the site that shows a list at this address, or None."""
    if not url.lower().startswith(("http://", "https://")):
        return None
    rule = sites.rule_for(urldefrag(url).url, sites.site_rules())
    page = rule and rows.page_of(rule, url)
    return rule["name"] if page and page["kind"] != "paper" else None


def unwatch(library: Library, url: str) -> None:
    """Watch a list no longer.

    :raise ListUnknown: if it was not watched
    """
    address = urldefrag(url.strip()).url
    if not WatchedList.delete().where(WatchedList.library == library, WatchedList.url == address).execute():
        raise ListUnknown(f"No list at {url[:200]!r} is watched.")


def told(library: Library, ids: Iterable[str]) -> set[str]:
    """Those of the identities that were told of before."""
    mine = ToldPaper.select(ToldPaper.value).where(ToldPaper.library == library)
    return {value for part in in_parts(ids, 500) for (value,) in mine.where(ToldPaper.value.in_(part)).tuples()}


def remember(library: Library, ids: Iterable[str], now: int) -> None:
    """Count papers with these identities as told, and forget those of long ago."""
    found = [{"library": library, "value": value, "at": now} for value in dict.fromkeys(ids)]
    with writing(database.obj):
        for part in in_parts(found, 300):
            ToldPaper.insert_many(part).on_conflict_ignore().execute()
        ToldPaper.delete().where(ToldPaper.library == library, ToldPaper.at < now - REMEMBERED).execute()
