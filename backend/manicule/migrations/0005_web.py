"""Sessions of the web library, what takes an edit back, feeds, and the map as it was last drawn."""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"

TABLES = [
    """CREATE TABLE session ({library}, secret_hash TEXT NOT NULL, device TEXT NOT NULL, created_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL, PRIMARY KEY (library_id, secret_hash))""",
    """CREATE TABLE undo ({library}, id TEXT NOT NULL, said TEXT NOT NULL, steps TEXT NOT NULL,
        made_at BIGINT NOT NULL, PRIMARY KEY (library_id, id))""",
    """CREATE TABLE feed ({library}, id TEXT NOT NULL, secret TEXT NOT NULL, name TEXT NOT NULL, tag TEXT,
        q TEXT NOT NULL, notes BOOLEAN NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (library_id, id))""",
    "CREATE TABLE map_drawing ({library}, rev BIGINT NOT NULL, drawing TEXT NOT NULL, PRIMARY KEY (library_id))",
]


def up(migrator, db):
    for statement in TABLES:
        collated = statement if isinstance(db, SqliteDatabase) else statement.replace(" TEXT", ' TEXT COLLATE "C"')
        db.execute_sql(collated.format(library=LIBRARY))
