"""Searches with names: kept in the library, on the server alone."""

from manicule.core.checks import clean
from manicule.core.limits import MAX_SEARCHES
from manicule.core.records import fold
from manicule.core.views import rfc3339
from manicule.errors import LimitReached, SearchUnknown
from manicule.models import Library, SavedSearch


def listing(library: Library) -> list[dict]:
    """`{name, q, created_at}` of every saved search, by name."""
    rows = SavedSearch.select().where(SavedSearch.library == library).order_by(SavedSearch.folded)
    return list(map(shown, rows))


def find(library: Library, name: str) -> dict:
    """The saved search of that name, in whatever case.

    :raise SearchUnknown: if there is none
    """
    row = SavedSearch.get_or_none(SavedSearch.library == library, SavedSearch.folded == fold(clean(name)))
    if row is None:
        raise SearchUnknown(f"No saved search is called {name[:100]!r}.")
    return shown(row)


def save(library: Library, name: str, q: str, now: int) -> dict:
    """Keep a query under a name, in place of what had that name before.

    :raise LimitReached: if the library has as many as it may, and none of that name
    """
    others = SavedSearch.select().where(SavedSearch.library == library, SavedSearch.folded != fold(clean(name)))
    if others.count() >= MAX_SEARCHES:
        raise LimitReached(f"This library has {MAX_SEARCHES} saved searches. Delete one to make room.")
    row = {"library": library, "folded": fold(clean(name)), "name": clean(name), "q": clean(q), "created_at": now}
    key = [SavedSearch.library, SavedSearch.folded]
    preserve = [SavedSearch.name, SavedSearch.q]
    SavedSearch.insert(**row).on_conflict(conflict_target=key, preserve=preserve).execute()
    return find(library, name)


def delete(library: Library, name: str) -> None:
    """Forget a saved search; no bookmark changes.

    :raise SearchUnknown: if there is none of that name
    """
    folded = fold(clean(name))
    if not SavedSearch.delete().where(SavedSearch.library == library, SavedSearch.folded == folded).execute():
        raise SearchUnknown(f"No saved search is called {name[:100]!r}.")


def shown(row: SavedSearch) -> dict:
    """A saved search as programs see it."""
    return {"name": row.name, "q": row.q, "created_at": rfc3339(row.created_at)}
