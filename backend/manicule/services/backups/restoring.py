"""What backups of both kinds share: files for their owner alone, and what a restored database is told, in SQL that
both kinds of database understand.
"""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from peewee import Model

OURS = {"library", "bookmark", "rev_tag", "device", "schema_migration"}  # by these tables a backup is known

# Other random bits at the head: every cursor of later history, and one of this very head, is refused from now on.
# It runs on backups of every version, so it names only a table that all have, with a row for each revision.
MARK = """UPDATE rev_tag SET tag = '{tag}'
    WHERE (library_id, rev) IN (SELECT library_id, MAX(rev) FROM rev_tag GROUP BY library_id)"""

# A device that was paired since keeps its token, so that it can recover by itself; one that was revoked stays revoked.
COLUMNS = ("library_id", "id", "name", "token_hash", "last_seq", "created_at", "seen_at", "revoked_at")
DEVICES = f"""INSERT INTO device ({", ".join(COLUMNS)})
    SELECT {", ".join(f"known.{name}" for name in COLUMNS)} FROM {{device}} AS known
    WHERE known.library_id IN (SELECT id FROM library)
        AND EXISTS (SELECT 1 FROM {{server}} AS here JOIN server AS there ON here.uid = there.uid)
    ON CONFLICT (library_id, id) DO UPDATE SET revoked_at = coalesce(device.revoked_at, excluded.revoked_at)"""


def questions(models: Iterable[type[Model]]) -> list[str]:
    """SQL that fails where a restored database lacks a table or a column which this version asks of it."""
    return [
        f"SELECT {', '.join(f'asked.{field.column_name}' for field in model._meta.sorted_fields)} "
        f"FROM {model._meta.table_name} AS asked LIMIT 0"
        for model in models
    ]


def new_tag() -> str:
    """64 random bits, as the ledger writes them."""
    return secrets.token_hex(8)


def private(file: Path) -> None:
    """Make the file anew, empty, for its owner's eyes only; what a link of that name leads to is left alone."""
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))


def unused(path: Path) -> Path:
    """This path, or the next like it that no file has: two restores in one second must not share what they keep."""
    tried, n = path, 1
    while tried.exists():
        n += 1
        tried = path.with_name(f"{path.stem}-{n}{path.suffix}")
    return tried
