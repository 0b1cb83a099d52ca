"""The lists that are read for the digest, and the papers it has told of."""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"

TABLES = [
    "CREATE TABLE watched_list ({library}, url TEXT NOT NULL, name TEXT NOT NULL, added_at BIGINT NOT NULL, "
    "PRIMARY KEY (library_id, url))",
    "CREATE TABLE told_paper ({library}, value TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (library_id, value))",
]


def up(migrator, db):
    for statement in TABLES:
        collated = statement if isinstance(db, SqliteDatabase) else statement.replace(" TEXT", ' TEXT COLLATE "C"')
        db.execute_sql(collated.format(library=LIBRARY))
