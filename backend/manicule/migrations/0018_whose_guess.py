"""Wrong pairing codes are counted for each address too, so that one who guesses keeps nobody else out."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE wrong_guess ADD COLUMN by_whom TEXT NOT NULL DEFAULT ''")
