"""What an import has to remember of each paper, in files of its own that are gone with it.

A file may have millions of records, and several people may import at once: the server's memory must not grow with that.
"""

import sqlite3
import weakref
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

IN_MEMORY = 256 << 10  # bytes of a list that need no file
AT_ONCE = 64 << 10  # bytes read together
CACHE = 1_000  # KiB of names that are kept in memory


class Texts:
    """A list that grows, of texts without line breaks."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (it lives as long as the list)
        self._size = self._count = 0
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._count

    def append(self, text: str) -> None:
        """Add one at the end."""
        self._file.seek(self._size)
        self._size += self._file.write(text.encode("utf-8", "surrogatepass") + b"\n")
        self._count += 1

    def __iter__(self) -> Iterator[str]:
        at = 0
        while at < self._size:
            self._file.seek(at)
            lines = self._file.readlines(AT_ONCE)
            at += sum(map(len, lines))
            yield from (line[:-1].decode("utf-8", "surrogatepass") for line in lines)


class Names:
    """Texts by their names."""

    def __init__(self) -> None:
        # No file name: SQLite makes a file that nobody else sees, once the cache is full.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        self._db.execute(f"PRAGMA cache_size = -{CACHE}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE one (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def get(self, name: str) -> str | None:
        """The text of that name."""
        found = self._db.execute("SELECT value FROM one WHERE name = ?", (name,)).fetchone()
        return found and found[0]

    def put(self, name: str, text: str) -> None:
        """Remember the text, in place of the one of that name."""
        self._db.execute("REPLACE INTO one VALUES (?, ?)", (name, text))

    def put_new(self, name: str, text: str) -> None:
        """Remember the text unless there is one of that name."""
        self._db.execute("INSERT OR IGNORE INTO one VALUES (?, ?)", (name, text))
