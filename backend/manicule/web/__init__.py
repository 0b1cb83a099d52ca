"""The web library: pages that Jinja renders, one module per subject with its ROUTES. They need no JavaScript."""

from flask import Blueprint, Flask

from manicule.web import (
    bookmarks,
    devices,
    door,
    editing,
    exchange,
    feeds,
    maps,
    notes,
    pages,
    pictures,
    session,
    settings,
    tags,
)

SUBJECTS = (bookmarks, editing, notes, tags, maps, pictures, exchange, feeds, devices, settings)


def install(app: Flask, server_uid: str) -> None:
    """Add all pages to `app`."""
    # Cookies of one host are shared by all its ports, so two servers here must not share a name.
    app.config["SESSION_COOKIE_NAME"] = f"manicule_{server_uid}"
    pages.install(app)
    assets = Blueprint(
        "assets", __name__, static_folder="static", static_url_path="/static", template_folder="templates"
    )
    assets.add_url_rule("/icon.svg", "icon", pages.icon)
    assets.after_request(pages.cached)
    app.register_blueprint(assets)
    app.register_blueprint(blueprint("door", door.ROUTES + feeds.OPEN_ROUTES))
    library = blueprint("web", [route for subject in SUBJECTS for route in subject.ROUTES])
    library.before_request(session.require)
    app.register_blueprint(library)


def blueprint(name: str, routes: list[tuple]) -> Blueprint:
    """A blueprint that answers `routes`, each `(method, path, view)`, and says what goes wrong in a page."""
    made = Blueprint(name, __name__)
    made.register_error_handler(Exception, pages.trouble)
    made.after_request(pages.mark)
    for method, path, view in routes:
        made.add_url_rule(path, view.__name__, view, methods=[method])
    return made
