"""On SQLite whom an identity belongs to is read, and written, in one tree and not in two: an index that led to a table.

In a library of a million a lookup read half of its pages there. Labels and the marks of revisions likewise. Frozen.
"""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"

TABLES = {
    "identifier": "value TEXT NOT NULL, bookmark TEXT NOT NULL, PRIMARY KEY (library_id, value)",
    "label": "tag TEXT NOT NULL, bookmark TEXT NOT NULL, PRIMARY KEY (library_id, tag, bookmark)",
    "rev_tag": "rev BIGINT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (library_id, rev)",
}
INDEXES = [
    "CREATE INDEX identifier_library_id_bookmark ON identifier (library_id, bookmark)",
    "CREATE INDEX label_library_id_bookmark_tag ON label (library_id, bookmark, tag)",
]


def up(migrator, db):
    if not isinstance(db, SqliteDatabase):
        return
    for table, columns in TABLES.items():
        db.execute_sql(f"CREATE TABLE again ({LIBRARY}, {columns}) WITHOUT ROWID")
        db.execute_sql(f"INSERT INTO again SELECT * FROM {table} ORDER BY 1, 2, 3")
        db.execute_sql(f"DROP TABLE {table}")
        db.execute_sql(f"ALTER TABLE again RENAME TO {table}")
    for statement in INDEXES:
        db.execute_sql(statement)
