"""The map of the library."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from manicule.services.related_papers import drawing


def show_map() -> ResponseReturnValue:
    """The map. A small library's is drawn while one waits; a larger one's when that is asked for."""
    found = drawing.show(g.library)
    if not found["fresh"] and drawing.small(g.library):
        drawing.draw(g.library)  # no edit: it is kept only to be quick next time
        found = drawing.show(g.library)
    return render_template("map.html", map=found)


def draw_map() -> ResponseReturnValue:
    """Draw the map anew."""
    drawing.draw(g.library)
    return redirect(url_for("web.show_map"), 303)


ROUTES = [("GET", "/map", show_map), ("POST", "/map", draw_map)]
