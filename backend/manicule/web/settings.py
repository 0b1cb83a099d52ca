"""What is set on this server. Most of it is set where the server is started, so it is only shown."""

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from manicule.services import libraries, stats
from manicule.services.embeddings import embedding_later
from manicule.version import __version__


def show_settings() -> ResponseReturnValue:
    """The server, the library, and where each setting is changed."""
    config = current_app.extensions["manicule"]
    shown = {
        "Version": __version__,
        "Address": request.host_url.rstrip("/"),
        "Database": libraries.place(config.database),
        "Library": g.library.name,
        "Links": "checked now and then" if config.check_links else "not checked (`manicule serve --check-links`)",
        "Revision": f"{stats.count(g.library)['rev']:,}",
        "Sentence embeddings": embedding_later.said(g.library)
        + ("" if config.embed else " This server makes none (`--no-embed`)."),
    }
    opened = {"MANICULE_HOSTS": config.hosts, "MANICULE_ORIGINS": config.origins}
    return render_template("settings.html", shown=shown, opened=opened)


ROUTES = [("GET", "/settings", show_settings)]
