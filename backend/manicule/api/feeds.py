"""Feeds of the library, at addresses that nobody can guess."""

from flask import g, request

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import FeedBody
from manicule.api.routes import Route
from manicule.errors import FeedUnknown, LimitReached
from manicule.services import feeds


def list_feeds() -> dict:
    """List the feeds with their addresses."""
    return {"items": [addressed(feed) for feed in feeds.listed(g.library)], "next": None}


def create_feed(body: FeedBody) -> dict:
    """Make a feed of all papers, of a tag or of a search; whoever has its address can read it."""
    return addressed(feeds.create(g.library, body.name, body.tag, body.q, body.notes, now()))


def revoke_feed(feed: str) -> dict:
    """Revoke a feed: its address leads nowhere from now on."""
    feeds.revoke(g.library, feed)
    return {}


def addressed(feed: dict) -> dict:
    """The feed with its whole address in place of its path."""
    return {"url": request.host_url.rstrip("/") + feed.pop("path"), **feed}


ROUTES = [
    Route("GET", "/feeds", list_feeds, {200: answers.Feeds}),
    Route("POST", "/feeds", create_feed, {201: answers.Feed}, body=FeedBody, errors=(LimitReached,)),
    Route("DELETE", "/feeds/<feed>", revoke_feed, {204: None}, errors=(FeedUnknown,)),
]
