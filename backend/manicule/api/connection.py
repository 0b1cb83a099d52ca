"""Each request has a database connection of its own, returned however the request ends."""

from flask import Flask

from manicule.models import database


def install(app: Flask) -> None:
    """Open before and close after every request of `app`."""

    @app.before_request
    def connect() -> None:
        database.connect(reuse_if_open=True)

    @app.teardown_request
    def disconnect(_error: BaseException | None) -> None:
        if not database.is_closed():
            database.close()
