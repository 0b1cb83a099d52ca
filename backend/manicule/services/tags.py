"""Tags of a library: count, rename, merge, delete."""

from collections import Counter

from peewee import JOIN, ModelSelect, fn

from manicule.core.records import SEEN_ALL, fold
from manicule.errors import TagUnknown
from manicule.models import Bookmark, Label, Library, Tag
from manicule.services import edits


def listing(library: Library, *tags: str) -> list[dict]:
    """`{id, name, count}` of every tag, or of those with the ids given, the most used first."""
    used = fn.COUNT(Label.bookmark)
    query = (
        Tag.select(Tag.id, Tag.name, used.alias("count"))
        .join(Label, JOIN.LEFT_OUTER, on=((Label.library == Tag.library) & (Label.tag == Tag.id)))
        .where(Tag.library == library, Tag.alive)
        .group_by(Tag.id, Tag.name, Tag.folded)
        .order_by(used.desc(), Tag.folded)
    )
    return list((query.where(Tag.id.in_(tags)) if tags else query).dicts())


def of_dismissed(library: Library) -> Counter[str]:
    """How many dismissed bookmarks carry each tag, by its id."""
    return Counter(dict(dismissed(library.id).tuples()))


def dismissed(library: int) -> ModelSelect:
    """The id of each tag that dismissed bookmarks carry, and how many of them do."""
    carrying = (Label.library == Bookmark.library) & (Label.bookmark == Bookmark.id)
    gone = (Bookmark.library == library) & (Bookmark.alive == True) & (Bookmark.status == "dismissed")  # noqa: E712
    rows = Bookmark.select(Label.tag, fn.COUNT(Label.bookmark)).join(Label, on=carrying)
    return rows.where(gone).group_by(Label.tag)


def find(library: Library, name: str) -> str:
    """The id of the tag of that name, in whatever case.

    :raise TagUnknown: if there is none.
    """
    tag = edits.tags_named(library, [fold(name)]).get(fold(name))
    if tag is None:
        raise TagUnknown(f"No tag in the library is called {name[:100]!r}.")
    return tag


def rename(library: Library, device: str, name: str, new: str, now: int) -> dict:
    """Rename; a name that is taken makes one tag of the two. Returns `{id, name, count}`.

    :raise TagUnknown: if no tag has the old name.  :raise EditRejected: if the new one cannot be a name
    """
    with edits.together(library):
        tag = find(library, name)
        mutation = {"op": "tag.rename", "tag": tag, "name": new, "base": SEEN_ALL}
        edits.submit(library, device, [mutation], now)
        return listing(library, find(library, new))[0]


def merge(library: Library, device: str, name: str, into: str, now: int) -> dict:
    """Make one tag of two. Returns `{id, name, count}` of the one that stays.

    :raise TagUnknown: if one of them is unknown.
    """
    with edits.together(library):
        tag, other = find(library, name), find(library, into)
        edits.submit(library, device, [{"op": "tag.merge", "tag": tag, "into": other}], now)
        return listing(library, other)[0]


def delete(library: Library, device: str, name: str, now: int) -> None:
    """Delete the tag; its bookmarks stay.

    :raise TagUnknown: if there is none of that name.
    """
    with edits.together(library):
        mutation = {"op": "tag.delete", "tag": find(library, name), "base": SEEN_ALL}
        edits.submit(library, device, [mutation], now)
