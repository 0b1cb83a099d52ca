"""Manicule: my own notes, tags and related links on the paper lists I read."""

import logging

from flask import Flask

from manicule import api
from manicule.api import guard, paths, problems
from manicule.config import Config
from manicule.models import database
from manicule.services import libraries
from manicule.services.pairing import Guesses
from manicule.version import __version__

__all__ = ["__version__", "create_app"]


def create_app(config: Config | None = None) -> Flask:
    """The whole server. The only place that wires its parts; nothing happens when a module is loaded.

    :raise DatabaseTrouble: one of its kinds, if the database cannot be opened
    """
    config = config or Config()
    bound = libraries.open_database(config.database)
    libraries.find_or_make(config.library, config.now())
    app = Flask(__name__, static_folder=None)
    app.logger.setLevel(logging.INFO)
    app.extensions["manicule"] = config
    app.extensions["manicule.guesses"] = Guesses()
    guard.install(app, config, libraries.server_uid())
    paths.install(app)
    problems.install(app)
    api.install(app)
    connect_per_request(app)
    bound.close()
    return app


def connect_per_request(app: Flask) -> None:
    """Each request has a connection of its own, returned however it ends."""

    @app.before_request
    def connect() -> None:
        database.connect(reuse_if_open=True)

    @app.teardown_request
    def disconnect(_error: BaseException | None) -> None:
        if not database.is_closed():
            database.close()
