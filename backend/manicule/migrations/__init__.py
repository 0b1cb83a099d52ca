"""Numbered schema changes, applied in order by playhouse.migrations and recorded in `schema_migration`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import Database, SqliteDatabase
from playhouse.migrations import Runner

from manicule.errors import DatabaseEncodingWrong, DatabaseNewer
from manicule.models import writing
from manicule.postgres import Postgres

FOLDER = Path(__file__).parent
LOCK = 0x4D616E69  # any number, as long as no other program on the server takes it


def upgrade(database: Database) -> list[str]:
    """Bring `database` to this program's schema. Returns the names of the migrations applied now.

    :raise DatabaseNewer: if a newer Manicule has written it; nothing is changed then.
    :raise DatabaseEncodingWrong: if not every letter can be kept in it
    """
    runner = Runner(database, str(FOLDER))
    steps = runner.status()
    unknown = [step.name for step in steps if step.path is None]
    if unknown:
        raise DatabaseNewer()
    if all(step.applied for step in steps):
        return []
    if isinstance(database, Postgres) and database.execute_sql("SHOW server_encoding").fetchone() != ("UTF8",):
        raise DatabaseEncodingWrong()
    with _without_cascades(database), writing(database):  # of two that start at once, the second finds the work done
        if isinstance(database, Postgres):
            database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        return runner.up()


def names() -> set[str]:
    """The migrations that this program knows."""
    return {path.stem for path in FOLDER.glob("[0-9]*.py")}


@contextmanager
def _without_cascades(database: Database) -> Iterator[None]:
    """SQLite changes a column by copying its table; dropping the old one must not delete what points to it.

    The switch does nothing within a transaction, so it is thrown before ours begins.
    """
    if not isinstance(database, SqliteDatabase):
        yield
        return
    database.pragma("foreign_keys", 0)
    try:
        yield
    finally:
        database.pragma("foreign_keys", 1)
