"""The tags of a bookmark by an index that holds all that is asked of it: without statistics SQLite else prefers the
primary key, which does too, and reads every label of the library at each edit.
"""


def up(migrator, db):
    db.execute_sql("DROP INDEX label_library_id_bookmark")
    db.execute_sql("CREATE INDEX label_library_id_bookmark_tag ON label (library_id, bookmark, tag)")
