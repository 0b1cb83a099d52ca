"""Bookmarks that are probably of one paper: by their titles, shown for a person to join, never joined by that alone."""

from manicule.core.records import DETACHED
from manicule.core.titles import folded, probably_same, telling
from manicule.models import Library
from manicule.services import bookmarks, ledger, listing

LONGEST = 5  # words of a title to look for: the rest is compared
MOST = 50  # bookmarks compared


def probably(library: Library, text: str) -> list[dict]:
    """The views of the other bookmarks that are probably of the same paper as the one `text` names.

    :raise BookmarkUnknown: if `text` names none
    """
    here = bookmarks.get(library, text)
    fold = folded(here["title"])
    words = sorted(
        {word for word in fold.split() if len(word) > 2 and word.isalpha()}, key=lambda word: (-len(word), word)
    )
    if not telling(fold) or not words:
        return []
    query = " ".join(f"title:{word}" for word in words[:LONGEST])
    found = listing.page(library, q=query, limit=MOST)["items"]
    sources = ledger.record(library, here["id"])["id_sources"]
    apart = {paper_id for paper_id, source in sources.items() if source == DETACHED}  # the user said that they are not
    others = [other for other in found if other["id"] != here["id"] and not apart & set(other["ids"])]
    return [other for other in others if folded(other["title"]) == fold and probably_same(here, other)]
