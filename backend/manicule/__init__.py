"""Manicule: my own notes, tags and related links on the paper lists I read."""

from typing import TYPE_CHECKING

from manicule.version import __version__

if TYPE_CHECKING:
    from flask import Flask

    from manicule.config import Config

__all__ = ["__version__", "create_app"]


def create_app(config: "Config | None" = None) -> "Flask":
    """The whole server. The only place that wires its parts; nothing happens when a module is loaded.

    :raise DatabaseTrouble: one of its kinds, if the database cannot be opened
    """
    # Imported here, so that `manicule key` and whoever wants only `manicule.core` load no server.
    from flask import Flask

    from manicule import api, web
    from manicule.api import connection, guard, observe, paths, problems, throttle
    from manicule.config import Config
    from manicule.services import completing, libraries

    config = config or Config()
    bound = libraries.open_database(config.database)
    libraries.find_or_make(config.library, config.now())
    app = Flask(__name__, static_folder=None)
    app.extensions["manicule"] = config
    app.extensions["manicule.fetch"] = completing.fetcher() if config.fetch else None
    observe.install(app, config)
    uid = libraries.server_uid()
    guard.install(app, config, uid)
    throttle.install(app)
    connection.install(app)
    paths.install(app)
    problems.install(app)
    api.install(app)
    web.install(app, uid)
    bound.close()
    return app
