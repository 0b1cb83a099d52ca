"""The library's tags."""

from flask import g

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import MergeBody, RenameBody
from manicule.api.routes import Route
from manicule.errors import EditRejected, TagUnknown
from manicule.services import tags


def list_tags() -> dict:
    """List the tags with the number of bookmarks that carry each."""
    return {"items": tags.listing(g.library), "next": None}


def rename_tag(name: str, body: RenameBody) -> dict:
    """Rename a tag; into a name that is taken, the two become one."""
    return tags.rename(g.library, g.device.id, name, body.name, now())


def merge_tag(name: str, body: MergeBody) -> dict:
    """Make one tag of two: what carried the first carries the second."""
    return tags.merge(g.library, g.device.id, name, body.into, now())


def delete_tag(name: str) -> dict:
    """Delete a tag; the bookmarks stay."""
    tags.delete(g.library, g.device.id, name, now())
    return {}


ERRORS = (TagUnknown, EditRejected)
ROUTES = [
    Route("GET", "/tags", list_tags, {200: answers.Tags}),
    Route("PATCH", "/tags/<name:name>", rename_tag, {200: answers.Tag}, body=RenameBody, errors=ERRORS),
    Route("POST", "/tags/<name:name>/merge", merge_tag, {200: answers.Tag}, body=MergeBody, errors=ERRORS),
    Route("DELETE", "/tags/<name:name>", delete_tag, {204: None}, errors=ERRORS),
]
