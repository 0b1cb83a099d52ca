"""Bookmarks. Any of a paper's ids finds it in the path, percent-encoded."""

from flask import current_app, g

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import ListQuery, LookupBody, PageQuery, PatchBody, SaveBody
from manicule.api.routes import Route
from manicule.errors import BookmarkUnknown, CursorInvalid, EditRejected, NotAPaper
from manicule.services import bookmarks, history, listing, same


def list_bookmarks(query: ListQuery) -> dict:
    """Search and list bookmarks, a page at a time."""
    return listing.page(g.library, **query.model_dump())


def save_bookmark(body: SaveBody) -> tuple[dict, int]:
    """Save a paper: 201 when it is new, 200 when what was sent was merged into the bookmark it has.

    Where the server may ask the sites (MANICULE_FETCH), the bookmark is completed with what they say of the paper.
    """
    fetch = current_app.extensions.get("manicule.fetch")
    bookmark, new = bookmarks.save(g.library, g.device.id, body.given(), now(), fetch)
    return bookmark, 201 if new else 200


def lookup_bookmarks(body: LookupBody) -> dict:
    """Find bookmarks by any of their ids, up to 5,000 at once."""
    return {"found": bookmarks.lookup(g.library, body.keys)}


def get_bookmark(key: str) -> dict:
    """Get one bookmark."""
    return bookmarks.get(g.library, key)


def patch_bookmark(key: str, body: PatchBody) -> dict:
    """Change the fields given; with `base_rev`, merge with what changed since."""
    return bookmarks.patch(g.library, g.device.id, key, body.given(), now())


def delete_bookmark(key: str) -> dict:
    """Delete a bookmark; a device that edits it without having seen this brings it back."""
    bookmarks.delete(g.library, g.device.id, key, now())
    return {}


def bookmark_history(key: str, query: PageQuery) -> dict:
    """List the values that later ones superseded, newest first, with device and time."""
    return history.page(g.library, bookmarks.find(g.library, key), query.limit, query.cursor)


def probably_same_bookmarks(key: str) -> dict:
    """List the other bookmarks that are probably of the same paper, by title; PATCH with their ids joins them."""
    return {"items": same.probably(g.library, key), "next": None}


ONE = "/bookmarks/<name:key>"
ROUTES = [
    Route("GET", "/bookmarks", list_bookmarks, {200: answers.Bookmarks}, query=ListQuery, errors=(CursorInvalid,)),
    Route("POST", "/bookmarks", save_bookmark, {201: answers.Bookmark, 200: answers.Bookmark}, body=SaveBody,
          errors=(NotAPaper, EditRejected)),
    Route("POST", "/bookmarks/lookup", lookup_bookmarks, {200: answers.Found}, body=LookupBody),
    Route("GET", ONE, get_bookmark, {200: answers.Bookmark}, errors=(BookmarkUnknown,)),
    Route("PATCH", ONE, patch_bookmark, {200: answers.Bookmark}, body=PatchBody,
          errors=(BookmarkUnknown, EditRejected, NotAPaper)),
    Route("DELETE", ONE, delete_bookmark, {204: None}, errors=(BookmarkUnknown, EditRejected)),
    Route("GET", ONE + "/same", probably_same_bookmarks, {200: answers.Bookmarks}, errors=(BookmarkUnknown,)),
    Route("GET", ONE + "/history", bookmark_history, {200: answers.History}, query=PageQuery,
          errors=(BookmarkUnknown, CursorInvalid)),
]  # fmt: skip
