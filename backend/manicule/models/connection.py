"""The open database: connecting to it, and transactions on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from peewee import Database, DatabaseProxy

from manicule import postgres, sqlite
from manicule.postgres import Postgres
from manicule.sqlite import Sqlite

database = DatabaseProxy()


def connect(url: str) -> Database:
    """The database behind `url` (`sqlite:///path` or `postgresql://…`), not yet open, bound to the models.

    :raise ValueError: if `url` is of no form that is known here
    :raise ImproperlyConfigured: if it needs a driver that is not installed
    """
    if not url.startswith((sqlite.SCHEME, *postgres.SCHEMES)):
        raise ValueError("it begins with neither sqlite: nor postgresql:")
    bound = postgres.connect(url) if url.startswith(postgres.SCHEMES) else sqlite.connect(url)
    if database.obj is not None:
        disconnect(database.obj)
    database.initialize(bound)
    return bound


def disconnect(bound: Postgres | Sqlite) -> None:
    """Close every connection, those in the pool too."""
    bound.close_all()


@contextmanager
def writing(bound: Database) -> Iterator[None]:
    """A transaction that will write: on SQLite it takes the write lock at once, so that it cannot fail half-way.

    Within another it is part of that one: what raises undoes all. A savepoint would keep every page a second time.
    """
    if bound.in_transaction():
        yield
        return
    with bound.atomic("IMMEDIATE") if isinstance(bound, Sqlite) else bound.atomic():
        yield


@contextmanager
def reading(bound: Database) -> Iterator[None]:
    """A transaction that sees one moment of the database, whatever is written meanwhile."""
    with bound.atomic(isolation_level="REPEATABLE READ") if isinstance(bound, Postgres) else bound.atomic():
        yield
