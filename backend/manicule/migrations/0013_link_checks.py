"""Whether links answer: what is known of each, who holds it, and how far that is kept up with."""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"

STATEMENTS = [
    "CREATE TABLE link_check ({library}, name TEXT NOT NULL, url TEXT NOT NULL, due_at BIGINT NOT NULL, "
    "checked_at BIGINT, wait BIGINT NOT NULL, why TEXT NOT NULL, times INTEGER NOT NULL, since BIGINT, "
    "dead {truth} NOT NULL, PRIMARY KEY (library_id, name))",
    "CREATE INDEX link_check_library_id_due_at ON link_check (library_id, due_at)",
    "CREATE TABLE link_holder ({library}, name TEXT NOT NULL, bookmark TEXT NOT NULL, "
    "PRIMARY KEY (library_id, name, bookmark))",
    "CREATE INDEX link_holder_library_id_bookmark ON link_holder (library_id, bookmark)",
    "CREATE TABLE link_sweep ({library}, rev BIGINT NOT NULL, PRIMARY KEY (library_id))",
    "ALTER TABLE server ADD COLUMN checker TEXT",
    "ALTER TABLE server ADD COLUMN checker_until BIGINT NOT NULL DEFAULT 0",
]


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    for statement in STATEMENTS:
        collated = statement if sqlite else statement.replace(" TEXT", ' TEXT COLLATE "C"')
        db.execute_sql(collated.format(library=LIBRARY, truth="INTEGER" if sqlite else "BOOLEAN"))
