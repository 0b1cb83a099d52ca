"""SQLite: connections that are kept, so that a request finds its statements written and the top of every index read."""

import sqlite3
from pathlib import Path

from playhouse import db_url
from playhouse.pool import PooledSqliteDatabase

SCHEME = "sqlite:"
POOL = {"max_connections": 64, "timeout": 10}  # seconds
# WAL lets readers read while one writes; FULL makes an acknowledged edit survive a power cut.
# A cache of 24 MB (in KiB) holds what leads to the rows of a million bookmarks and what a search reads of ten thousand.
# All connections of a process together keep to 36 MB (in bytes), each then using its own pages again.
PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": "full",
           "cache_size": -24_000, "soft_heap_limit": 36 << 20}  # fmt: skip


class Connection(sqlite3.Connection):
    """A connection that knows which file it has open, whatever its name leads to now."""

    def __init__(self, path: str, *rest: object, **more: object) -> None:
        self.file = identity(path)  # before it is opened: of a file that changes places meanwhile we must not be sure
        super().__init__(path, *rest, **more)


class Sqlite(PooledSqliteDatabase):
    """A database in a file."""

    def __init__(self, path: str, **more: object) -> None:
        # One thread at a time has a connection, but the next may be another.
        shared = {"factory": Connection, "check_same_thread": False}
        super().__init__(path, pragmas=PRAGMAS, **shared, **POOL, **more)

    def _is_closed(self, conn: Connection) -> bool:
        """Whether a kept connection is of no use, as when `manicule restore` has put another file in the place."""
        return super()._is_closed(conn) or conn.file != identity(self.database)


def identity(path: str) -> tuple[int, int] | None:
    """What tells a file from every other, None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def connect(url: str) -> Sqlite:
    """The database behind `url`, not yet open."""
    params = db_url.parse(url)
    return Sqlite(params.pop("database"), **params)
