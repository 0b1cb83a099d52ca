"""The search index without names of tags, with facts instead; its rows are written by services.reindexing.

A vocabulary for each library. Frozen, as every migration.
"""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"

SQLITE = [
    "DROP TABLE search_index",
    """CREATE VIRTUAL TABLE search_index USING fts5 (title, authors, abstract, note, facts,
        prefix='2 3', tokenize="ascii tokenchars '@:._-'")""",
    f"CREATE TABLE vocabulary ({LIBRARY}, word TEXT NOT NULL, PRIMARY KEY (library_id, word)) WITHOUT ROWID",
]

POSTGRES = [
    "DROP TABLE search_document",
    f"""CREATE TABLE search_document ({LIBRARY}, doc BIGINT NOT NULL, words TSVECTOR NOT NULL, title TEXT NOT NULL,
        authors TEXT NOT NULL, abstract TEXT NOT NULL, note TEXT NOT NULL, facts TEXT NOT NULL,
        PRIMARY KEY (library_id, doc))""",
    "CREATE INDEX search_document_words ON search_document USING gin (words)",  # the words hold the library
    f"""CREATE TABLE vocabulary ({LIBRARY}, word TEXT COLLATE "C" NOT NULL, PRIMARY KEY (library_id, word))""",
]


def up(migrator, db):
    db.execute_sql("ALTER TABLE server ADD COLUMN index_form INTEGER NOT NULL DEFAULT 0")
    for statement in SQLITE if isinstance(db, SqliteDatabase) else POSTGRES:
        db.execute_sql(statement)
