"""Numbered schema changes, applied in order by playhouse.migrations and recorded in `schema_migration`."""

from pathlib import Path

from peewee import Database
from playhouse.migrations import Runner

from manicule.errors import DatabaseNewer

FOLDER = Path(__file__).parent


def upgrade(database: Database) -> list[str]:
    """Bring `database` to this program's schema. Returns the names of the migrations applied now.

    :raise DatabaseNewer: if a newer Manicule has written it; nothing is changed then.
    """
    runner = Runner(database, str(FOLDER))
    unknown = [step.name for step in runner.status() if step.path is None]
    if unknown:
        raise DatabaseNewer(unknown[-1])
    return runner.up()
