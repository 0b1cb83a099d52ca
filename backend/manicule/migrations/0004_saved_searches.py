"""Searches that were given a name."""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"
TABLE = f"""CREATE TABLE saved_search ({LIBRARY}, folded TEXT NOT NULL, name TEXT NOT NULL, q TEXT NOT NULL,
    created_at BIGINT NOT NULL, PRIMARY KEY (library_id, folded))"""


def up(migrator, db):
    db.execute_sql(TABLE if isinstance(db, SqliteDatabase) else TABLE.replace(" TEXT", ' TEXT COLLATE "C"'))
