"""The HTTP API, version 1: one module per noun, each with its list ROUTES."""

from flask import Flask

from manicule.api import (
    bookmarks,
    devices,
    exchange,
    feeds,
    health,
    openapi,
    pair,
    related,
    searches,
    sign_in,
    stats,
    sync,
    tags,
)
from manicule.api.routes import Route, blueprint

NOUNS = {
    "health": health,
    "pair": pair,
    "sign-in": sign_in,
    "devices": devices,
    "bookmarks": bookmarks,
    "related": related,
    "tags": tags,
    "sync": sync,
    "exchange": exchange,
    "feeds": feeds,
    "searches": searches,
    "stats": stats,
    "openapi": openapi,
}


def install(app: Flask) -> None:
    """Add all routes to `app`."""
    for name, module in NOUNS.items():
        app.register_blueprint(blueprint(name, module.ROUTES))
    app.extensions["manicule.routes"] = routes()


def routes() -> list[tuple[str, Route]]:
    """Every route of the API with its noun."""
    return [(name, route) for name, module in NOUNS.items() for route in module.ROUTES]
