"""A revision leaves the row with the name: on a distributed database that row is everywhere and never changes."""


def up(migrator, db):
    db.execute_sql(
        "CREATE TABLE head (library_id INTEGER NOT NULL PRIMARY KEY REFERENCES library (id) ON DELETE CASCADE, "
        "rev BIGINT NOT NULL)"
    )
    db.execute_sql("INSERT INTO head (library_id, rev) SELECT id, rev FROM library")
    db.execute_sql("ALTER TABLE library DROP COLUMN rev")
