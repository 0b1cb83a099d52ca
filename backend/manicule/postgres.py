"""PostgreSQL: addresses as its own programs read them, and a pool of connections."""

import os
import select
from collections.abc import Sequence
from typing import ClassVar

from peewee import ImproperlyConfigured, OperationalError
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase

SCHEMES = ("postgresql://", "postgres://")
POOL = {"max_connections": 64, "timeout": 10, "stale_timeout": 300}  # as many as `serve --workers`; seconds
# lock_timeout (ms): who waits longer for the library's row is told that the database is busy, as on SQLite.
DEFAULTS = {"connect_timeout": 5, "options": "-c lock_timeout=5000", "application_name": "manicule"}


class Postgres(PooledPostgresqlDatabase):
    """A database behind an address; `params` are what libpq calls connection parameters."""

    # Not what the server may be set to: a higher level would refuse writers that have waited for each other.
    level: ClassVar = "READ COMMITTED"

    def __init__(self, dbname: str, **params: object) -> None:
        super().__init__(dbname, isolation_level=self.level, prefer_psycopg3=True, **POOL, **params)

    def connect(self, reuse_if_open: bool = False) -> bool:
        """Take a connection from the pool, waiting for one that another thread gives back."""
        try:
            return super().connect(reuse_if_open)
        except MaxConnectionsExceeded as error:
            raise OperationalError("all connections are in use") from error

    def _is_closed(self, conn: object) -> bool:
        """Whether a pooled connection is of no use. One that nobody uses has nothing to tell, unless its server has
        ended: then the farewell can be read, and the next request need not be the one that learns of it."""
        return super()._is_closed(conn) or bool(select.select([conn.fileno()], [], [], 0)[0])

    def execute_sql(self, sql: str, params: object = None) -> object:
        """As ever; what is asked for may hold NUL, which PostgreSQL has no text with: nothing is found then."""
        return super().execute_sql(sql, params and [_storable(value) for value in params])


def _storable(value: object) -> object:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def connect(url: str) -> Postgres:
    """The database behind `url`, not yet open.

    :raise ImproperlyConfigured: if the driver is not installed.  :raise ValueError: if `url` cannot be read
    """
    params = parameters(url)
    return Postgres(params.pop("dbname"), **{**DEFAULTS, **params}, cursor_factory=_cursor())


def _cursor() -> type:
    """The driver's cursor, made here for the driver may not be installed."""
    from psycopg import Cursor

    class Planning(Cursor):
        """Lets every search be planned for the words it asks for. The driver prepares what it has run a few times, and
        PostgreSQL then knows one plan for all words: half of a library would be read for one that no paper has.
        """

        def execute(self, query: str, params: Sequence | None = None, **more: object) -> "Planning":
            """As ever; a search is not prepared."""
            return super().execute(query, params, **more, **({"prepare": False} if "tsquery" in query else {}))

    return Planning


def parameters(url: str) -> dict[str, str]:
    """The parts of an address, by the names that libpq has for them: `{dbname, host?, user?, password?, …}`.

    :raise ImproperlyConfigured: if the driver is not installed.  :raise ValueError: if `url` cannot be read
    """
    try:
        from psycopg import ProgrammingError, conninfo
    except ImportError as error:
        raise ImproperlyConfigured(str(error)) from error
    try:
        params = conninfo.conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ValueError(str(error)) from error
    if not params.get("dbname"):
        raise ValueError("it names no database")
    return params


def for_programs(url: str) -> tuple[str, dict[str, str]]:
    """The address for pg_dump and psql, and their environment: passwords stay out of the list of processes."""
    from psycopg.conninfo import make_conninfo

    params = parameters(url)
    password = params.pop("password", None)
    environment = {**os.environ, "PGCLIENTENCODING": "UTF8", **({"PGPASSWORD": password} if password else {})}
    return make_conninfo(**params), environment
