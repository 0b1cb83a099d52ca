"""The list of bookmarks, and the page of one."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from manicule.api import bodies, received
from manicule.services import bookmarks, devices, history, same
from manicule.services import listing as lists
from manicule.services.exchange import exporting
from manicule.services.related_papers import related, relations, suggesting
from manicule.web import markup

PAGE = 50
CLOUD = 40
ROW_TAGS = 12  # of a paper in the list; its page has them all
OLD_VALUES = 20
RELATED = 8


class ListQuery(bodies.ListQuery):
    """The parameters of the list. `done` is the edit that the page offers to undo."""

    status: bodies.Status | None = None
    done: str = ""


def listing() -> ResponseReturnValue:
    """The bookmarks that were searched for, or all but the dismissed."""
    query = received.checked(ListQuery, {name: value for name, value in request.args.items() if value})
    asked = query.model_dump(exclude={"done", "limit"})
    found = lists.page(g.library, **asked, limit=PAGE, without="dismissed", tags=g.overview.tags)
    return render_template("list.html", found=found, query=query, overview=g.overview, cloud=CLOUD, row_tags=ROW_TAGS)


def show(key: str) -> ResponseReturnValue:
    """One bookmark, by its id or any identity of its paper."""
    bookmark = bookmarks.get(g.library, key)
    if bookmark["id"] != key:
        return redirect(url_for("web.show", key=bookmark["id"]), 302)
    past = history.page(g.library, bookmark["id"], OLD_VALUES, request.args.get("before"))
    names = devices.names(g.library) if bookmark["note_copies"] else {}
    form = request.args.get("cite", "text")
    cited = {"form": form, "forms": exporting.CITATIONS, "text": exporting.citation(g.library, bookmark["id"], form)}
    near = related.of_bookmark(g.library, bookmark["id"], RELATED)
    twins = same.probably(g.library, bookmark["id"])
    return render_template("bookmark.html", bookmark=bookmark, note=markup.render(bookmark["note"]), past=past,
                           devices=names, cited=cited, same=twins, related=near,
                           relations=relations.of_bookmark(g.library, bookmark["id"]), meant=meant(bookmark["id"]),
                           suggested=suggesting.for_bookmark(g.library, bookmark["id"]))  # fmt: skip


def meant(bookmark: str) -> list[dict]:
    """The papers that may be meant by what was typed into the form of a relation."""
    text = request.args.get("relate", "").strip()
    return relations.candidates(g.library, text, bookmark) if text else []


ROUTES = [
    ("GET", "/", listing),
    ("GET", "/papers/<name:key>", show),
]
