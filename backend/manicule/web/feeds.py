"""Feeds: made and revoked by those signed in, read by whoever has an address, without cookie or token."""

import uuid

from flask import Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from manicule.api import bodies, received
from manicule.api.auth import now
from manicule.core.text import printable
from manicule.services import feeds, tags
from manicule.web import markup
from manicule.web.session import sent

SPACE = uuid.UUID("6f0c7d0e-4a4b-5e0e-9f0a-7a9a0d8f2a11")  # ours, so that an entry keeps its id in every feed


def read_feed(path: str) -> Response:
    """The feed as Atom (RFC 4287)."""
    feed, papers = feeds.read(path)
    home = request.host_url.rstrip("/")
    page = render_template(
        "feed.xml", feed=feed, papers=papers, home=home, urn=urn, note=markup.render, clean=printable
    )
    return current_app.response_class(page, mimetype="application/atom+xml")


def urn(name: str) -> str:
    """The same `urn:uuid:…` for the same name, whatever the server is called today."""
    return uuid.uuid5(SPACE, name).urn


def show_feeds() -> ResponseReturnValue:
    """The feeds of the library."""
    names = [tag["name"] for tag in tags.listing(g.library)]
    return render_template("feeds.html", feeds=feeds.listed(g.library), tags=names)


def create_feed() -> ResponseReturnValue:
    """Make a feed."""
    typed = {"tag": sent("tag").strip() or None, "q": sent("q").strip(), "notes": bool(sent("notes"))}
    name = sent("name").strip() or typed["q"] or typed["tag"] or "All papers"
    made = received.checked(bodies.FeedBody, {"name": name[:100], **typed})
    feeds.create(g.library, made.name, made.tag, made.q, made.notes, now())
    return redirect(url_for("web.show_feeds"), 303)


def revoke_feed() -> ResponseReturnValue:
    """Revoke a feed."""
    feeds.revoke(g.library, sent("feed"))
    return redirect(url_for("web.show_feeds"), 303)


OPEN_ROUTES = [("GET", "/feeds/<path>.xml", read_feed)]
ROUTES = [
    ("GET", "/feeds", show_feeds),
    ("POST", "/feeds", create_feed),
    ("POST", "/feeds/revoke", revoke_feed),
]
