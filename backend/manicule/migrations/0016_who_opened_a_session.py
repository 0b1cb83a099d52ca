"""Which device a code to sign in came from, and so a session: a revoked device takes along what it opened."""

from peewee import SqliteDatabase


def up(migrator, db):
    kind = "TEXT" if isinstance(db, SqliteDatabase) else 'TEXT COLLATE "C"'
    db.execute_sql(f"ALTER TABLE pairing_code ADD COLUMN offered_by {kind}")
    db.execute_sql(f"ALTER TABLE session ADD COLUMN opened_by {kind}")
