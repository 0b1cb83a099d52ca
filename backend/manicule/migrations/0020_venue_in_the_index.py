"""The search index with the words of a venue in a column, one after the other; they were facts, each for itself.

Its rows are written by services.reindexing. Frozen, as every migration.
"""

from peewee import SqliteDatabase

SQLITE = [
    "DROP TABLE search_index",
    """CREATE VIRTUAL TABLE search_index USING fts5 (title, authors, abstract, note, venue, facts,
        prefix='2 3', tokenize="ascii tokenchars '@:._-'")""",
    "INSERT INTO search_index (search_index, rank) VALUES ('usermerge', 2)",  # for services.searching.settling
]
POSTGRES = ["ALTER TABLE search_document ADD COLUMN venue TEXT NOT NULL DEFAULT ''"]


def up(migrator, db):
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRES:
        db.execute_sql(statement)
