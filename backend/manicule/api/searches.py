"""Saved searches."""

from flask import g

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import SearchBody
from manicule.api.routes import Route
from manicule.errors import LimitReached, SearchUnknown
from manicule.services.searching import searches


def list_searches() -> dict:
    """List the saved searches by name."""
    return {"items": searches.listing(g.library), "next": None}


def save_search(name: str, body: SearchBody) -> dict:
    """Keep a query under a name, in place of what had that name."""
    return searches.save(g.library, body.checked_name(name), body.q, now())


def delete_search(name: str) -> dict:
    """Forget a saved search."""
    searches.delete(g.library, name)
    return {}


ROUTES = [
    Route("GET", "/searches", list_searches, {200: answers.Searches}),
    Route(
        "PUT", "/searches/<name:name>", save_search, {200: answers.SavedSearch}, body=SearchBody, errors=(LimitReached,)
    ),
    Route("DELETE", "/searches/<name:name>", delete_search, {204: None}, errors=(SearchUnknown,)),
]
