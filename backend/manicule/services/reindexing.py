"""The search index written anew, as after Manicule learnt to write it otherwise."""

import logging

from manicule.models import Bookmark, Library, Server, database, writing
from manicule.services import shelf
from manicule.services.searching import search

PART = 200  # bookmarks read at once
log = logging.getLogger(__name__)


def renew() -> None:
    """Write every row anew if an older Manicule wrote them; of two that start at once, the second finds it done."""
    if Server.get().index_form == search.FORM:
        return
    with writing(database.obj):
        if Server.update(index_form=search.FORM).where(Server.index_form != search.FORM).execute():
            search.engine().clear()
            for library in Library.select():
                write_all(library)


def write_all(library: Library) -> None:
    """Write the row of every live bookmark, a part at a time: memory does not grow with the library."""
    after, written = "", 0
    while rows := list(_part(library, after)):
        search.index(library, [shelf.bookmark_record(row) for row in rows])
        after, written = rows[-1].id, written + len(rows)
        if written % 10_000 < PART:
            log.warning("Writing the search index anew: %s bookmarks of library %s so far.", written, library.name)


def _part(library: Library, after: str) -> object:
    live = (Bookmark.library == library) & (Bookmark.alive == True) & (Bookmark.id > after)  # noqa: E712
    return Bookmark.select().where(live).order_by(Bookmark.id).limit(PART)
