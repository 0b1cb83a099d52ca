"""What a library can be narrowed by: how many bookmarks have each status and carry each tag. One statement."""

from peewee import Value, fn

from manicule.core.records import STATUSES
from manicule.models import Bookmark, Label, Library, Tag


def count(library: Library) -> dict:
    """`{statuses: {status: number}, tags: [{name, count}]}`, tags in use only, the most used first."""
    alive = (Bookmark.library == library) & (Bookmark.alive == True)  # noqa: E712
    statuses = Bookmark.select(Value("status"), Bookmark.status, fn.COUNT(Bookmark.id)).where(alive)
    used = (Label.library == Tag.library) & (Label.tag == Tag.id)
    tags = Tag.select(Value("tag"), Tag.name, fn.COUNT(Label.bookmark)).join(Label, on=used)
    tags = tags.where(Tag.library == library, Tag.alive == True).group_by(Tag.id, Tag.name)  # noqa: E712
    rows = list(statuses.group_by(Bookmark.status).union_all(tags).tuples())
    counted = {name: number for kind, name, number in rows if kind == "status"}
    cloud = [{"name": name, "count": number} for kind, name, number in rows if kind == "tag"]
    return {
        "statuses": {status: counted.get(status, 0) for status in STATUSES},
        "tags": sorted(cloud, key=lambda tag: (-tag["count"], tag["name"].casefold())),
    }
