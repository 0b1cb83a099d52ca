"""What is wrong, and what to do: each check is a sentence, and none changes anything."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from peewee import PeeweeException, SqliteDatabase, fn

from manicule import config, errors
from manicule.models import Bookmark, Library, Server, database
from manicule.services.backups import backup, backup_sqlite, daily
from manicule.services.embeddings import embedding, embedding_later
from manicule.services.searching import search

LITTLE_SPACE = 100 << 20  # bytes


class Finding(NamedTuple):
    """One check: its name, whether all is well, and what was found."""

    check: str
    ok: bool
    said: str


def ask_database() -> None:
    """Ask the database for one row.

    :raise DatabaseTrouble: if it does not answer
    """
    try:
        Server.get()
    except PeeweeException as error:
        raise errors.database_trouble(error) or errors.DatabaseTrouble() from error


def examine(port: int, now: int) -> Iterator[Finding]:
    """Check the open database, the extension's folder and the port, one finding after another."""
    yield Finding("database", True, f"{database.database} answers and is of this version.")
    if isinstance(database.obj, SqliteDatabase):
        yield from (check() for check in OF_SQLITE)
    yield index_in_step()
    yield meaning()
    yield copies(now)
    yield extension()
    yield port_free(port)


def integrity() -> Finding:
    """SQLite's own look at every page of the file."""
    said = [row[0] for row in database.execute_sql("PRAGMA integrity_check(5)")]
    if said == ["ok"]:
        return Finding("integrity", True, "Every page of the database is sound.")
    return Finding("integrity", False, f"The database is damaged ({said[0]}). Put back a backup.")


def journal() -> Finding:
    """Readers wait for writers unless the journal is a write-ahead log."""
    mode = database.execute_sql("PRAGMA journal_mode").fetchone()[0]
    if mode == "wal":
        return Finding("journal", True, "Reading and writing do not wait for each other (WAL).")
    return Finding("journal", False, f"The journal is {mode!r} and not WAL, as on a network drive. Use a local disk.")


def writable() -> Finding:
    """The database's folder takes a file, and has space for more."""
    folder = Path(database.database).resolve().parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding("disk", False, f"{folder} cannot be written: {error.strerror}. Check permissions and space.")
    free = shutil.disk_usage(folder).free
    if free < LITTLE_SPACE:
        return Finding("disk", False, f"Only {free >> 20} MiB are free in {folder}. Make some space.")
    return Finding("disk", True, f"{folder} can be written; {free >> 20:,} MiB are free.")


def index_in_step() -> Finding:
    """As many rows in the search index as live bookmarks, library by library."""
    for library in Library.select():
        alive = Bookmark.select(fn.COUNT(Bookmark.id)).where(Bookmark.library == library, Bookmark.alive).scalar()
        indexed = search.count(library)
        if alive != indexed:
            said = f"Library {library.name!r} has {alive} bookmarks, but {indexed} in the search index."
            return Finding("search index", False, f"{said} Editing a bookmark repairs its row.")
    return Finding("search index", True, "Search knows every bookmark.")


def meaning() -> Finding:
    """How far sentence embeddings are made, library by library. Without them nothing is wrong."""
    try:
        if embedding.available():
            embedding.check()
    except errors.SemanticOther as error:
        return Finding("sentence embeddings", False, str(error))
    told = [(library.name, embedding_later.said(library)) for library in Library.select().order_by(Library.name)]
    alike = dict.fromkeys(said for _, said in told)
    if len(alike) < 2:
        return Finding("sentence embeddings", True, next(iter(alike), "There is no library yet."))
    return Finding("sentence embeddings", True, " ".join(f"{name}: {said}" for name, said in told))


def copies(now: int) -> Finding:
    """Every backup in the folder of the daily ones can be opened."""
    file = backup.file_of_open_database()
    if file is None:
        return Finding(
            "backups", True, "None are made automatically for this kind of database; `manicule backup FILE` makes one."
        )
    there = daily.backups(file)
    for path in there.values():
        try:
            backup_sqlite.check(path)
        except errors.FileTrouble as trouble:
            return Finding("backups", False, f"{trouble} Delete it; `manicule backup FILE` makes a new one.")
    if not there:
        return Finding("backups", True, f"No backups yet in {daily.folder(file)}; `manicule serve` makes one a day.")
    age = (daily.today(now) - next(iter(there))).days
    said = f"{len(there)} in {daily.folder(file)} can be opened; the newest is {aged(age)}."
    return Finding("backups", True, said)


def aged(days: int) -> str:
    """`of today`, `1 day old`, `12 days old`."""
    return "of today" if days <= 0 else f"{days} day{'s' if days > 1 else ''} old"


def extension() -> Finding:
    """The folder that a browser loads."""
    try:
        return Finding("extension", True, f"The extension is in {config.extension_dir()}.")
    except errors.ExtensionMissing as error:
        return Finding("extension", False, str(error))


def port_free(port: int) -> Finding:
    """The port is free, or a server of ours answers there."""
    with socket.socket() as probe:
        probe.settimeout(2)
        if probe.connect_ex(("127.0.0.1", port)) != 0:
            return Finding("port", True, f"Port {port} is free; `manicule serve` would use it.")
        said = first_answer(probe, port)
    if b'"embeddings":"trouble"' in said.replace(b" ", b""):
        return Finding("port", False, f"Manicule is serving on port {port}, but the process that makes its sentence "
                       "embeddings ended; its log says how. Papers relate by their words until it is started again. "
                       "Is there enough memory?")  # fmt: skip
    if b"x-manicule-server:" in said.lower():
        return Finding("port", True, f"Manicule is serving on port {port}.")
    return Finding("port", False, f"Another program uses port {port}. Serve on another one with --port.")


def first_answer(probe: socket.socket, port: int) -> bytes:
    """The beginning of whatever the program on the port answers, or nothing."""
    said = b""
    with suppress(OSError):
        probe.sendall(f"GET /api/v1/health HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        while len(said) < 4096 and (more := probe.recv(4096)):
            said += more
    return said


OF_SQLITE: tuple[Callable[[], Finding], ...] = (integrity, journal, writable)
