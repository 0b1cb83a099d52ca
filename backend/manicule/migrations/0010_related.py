"""The index of related papers. Its rows are written by services.related_papers.relating, whose work begins
with the jobs made here.
"""

from peewee import SqliteDatabase

LIBRARY = "library_id INTEGER NOT NULL REFERENCES library (id) ON DELETE CASCADE"

TABLES = [
    f"CREATE TABLE related_state ({LIBRARY}, size INTEGER NOT NULL, made INTEGER NOT NULL, PRIMARY KEY (library_id))",
    f"""CREATE TABLE related_job ({LIBRARY}, what {{text}} NOT NULL, after {{text}} NOT NULL,
        PRIMARY KEY (library_id, what)){{clustered}}""",
    f"""CREATE TABLE related_term ({LIBRARY}, term {{text}} NOT NULL, df INTEGER NOT NULL, parts INTEGER NOT NULL,
        entries {{blob}} NOT NULL, PRIMARY KEY (library_id, term)){{clustered}}""",
    f"""CREATE TABLE related_part ({LIBRARY}, term {{text}} NOT NULL, part INTEGER NOT NULL, entries {{blob}} NOT NULL,
        PRIMARY KEY (library_id, term, part)){{clustered}}""",
    f"""CREATE TABLE related_paper ({LIBRARY}, doc BIGINT NOT NULL, norm DOUBLE PRECISION NOT NULL,
        made INTEGER NOT NULL, counts {{blob}} NOT NULL, terms {{text}} NOT NULL, ties {{text}} NOT NULL,
        PRIMARY KEY (library_id, doc))""",
]


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    text, blob, clustered = ("TEXT", "BLOB", " WITHOUT ROWID") if sqlite else ('TEXT COLLATE "C"', "BYTEA", "")
    for statement in TABLES:
        db.execute_sql(statement.format(text=text, blob=blob, clustered=clustered))
    db.execute_sql("ALTER TABLE server ADD COLUMN related_form INTEGER NOT NULL DEFAULT 0")
