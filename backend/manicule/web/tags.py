"""The tags of the library: renamed, merged, deleted, and which go together."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from manicule.api.auth import now
from manicule.core import charts
from manicule.services import activity, tags, undo
from manicule.web.session import done, sent

RADIUS = 150


def show_tags() -> ResponseReturnValue:
    """All tags with their counts, and which go together."""
    known = tags.listing(g.library)
    graph = activity.tags_together(g.library, known)
    return render_template(
        "tags.html",
        tags=known,
        dismissed=tags.of_dismissed(g.library),
        graph=graph,
        ring=charts.ring(len(graph["tags"]), graph["pairs"], RADIUS),
    )


def rename_tag() -> ResponseReturnValue:
    """Rename a tag; into a name that is taken, the two become one."""
    tag = tags.find(g.library, sent("tag"))
    with undo.recording(g.library, f"Tag “{sent('tag')[:100]}” renamed", [], now(), [tag]) as receipt:
        tags.rename(g.library, g.device, sent("tag"), sent("name"), now())
    return done(receipt.id, url_for("web.show_tags"))


def delete_tag() -> ResponseReturnValue:
    """Delete a tag; its papers stay."""
    tag = tags.find(g.library, sent("tag"))
    with undo.recording(g.library, f"Tag “{sent('tag')[:100]}” deleted", [], now(), [tag]) as receipt:
        tags.delete(g.library, g.device, sent("tag"), now())
    return done(receipt.id, url_for("web.show_tags"))


ROUTES = [
    ("GET", "/tags", show_tags),
    ("POST", "/tags/rename", rename_tag),
    ("POST", "/tags/delete", delete_tag),
]
