"""The library in numbers."""

from flask import g

from manicule.api import answers
from manicule.api.routes import Route
from manicule.services import stats as numbers


def stats() -> dict:
    """Count bookmarks, notes, tags and devices."""
    return numbers.count(g.library)


ROUTES = [Route("GET", "/stats", stats, {200: answers.Stats})]
