"""A library in numbers."""

from peewee import fn

from manicule.models import Bookmark, Device, Head, Library, Tag


def count(library: Library) -> dict:
    """`{bookmarks, notes, tags, devices, by_status, rev}`, of what is live."""
    alive = (Bookmark.library == library) & (Bookmark.alive == True)  # noqa: E712
    statuses = dict(
        Bookmark.select(Bookmark.status, fn.COUNT(Bookmark.id)).where(alive).group_by(Bookmark.status).tuples()
    )
    return {
        "bookmarks": sum(statuses.values()),
        "notes": Bookmark.select().where(alive, Bookmark.note != "").count(),
        "tags": Tag.select().where(Tag.library == library, Tag.alive == True).count(),  # noqa: E712
        "devices": Device.select()
        .where(Device.library == library, Device.token_hash.is_null(False), Device.revoked_at.is_null())
        .count(),
        "by_status": statuses,
        "rev": Head.select(Head.rev).where(Head.library == library).scalar(),
    }
