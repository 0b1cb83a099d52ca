"""Sentence embeddings of bookmarks, and how far they are made. Their rows are written by
services.embeddings.embedding_later.
"""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"

STATEMENTS = [
    f"""CREATE TABLE related_meaning ({LIBRARY}, model {{text}} NOT NULL, rev BIGINT NOT NULL, after {{text}} NOT NULL,
        owner {{text}} NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (library_id))""",
    f"""CREATE TABLE related_vector ({LIBRARY}, doc BIGINT NOT NULL, rev BIGINT NOT NULL, made_of {{blob}} NOT NULL,
        numbers {{blob}} NOT NULL, PRIMARY KEY (library_id, doc))""",
    "CREATE INDEX related_vector_library_id_rev ON related_vector (library_id, rev)",
]


def up(migrator, db):
    text, blob = ("TEXT", "BLOB") if isinstance(db, SqliteDatabase) else ('TEXT COLLATE "C"', "BYTEA")
    for statement in STATEMENTS:
        db.execute_sql(statement.format(text=text, blob=blob))
