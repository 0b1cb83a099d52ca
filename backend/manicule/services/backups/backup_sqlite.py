"""Backups of SQLite: a copy by its online backup, which is itself a database in one file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from peewee import SqliteDatabase

from manicule import errors, migrations
from manicule.models import TABLES, SearchIndex, Server
from manicule.services import libraries
from manicule.services.backups import restoring

HEADER = b"SQLite format 3\0"
BESIDE = ("", "-wal", "-shm")  # what SQLite keeps in three files is moved as three
PATIENCE = 5.0  # seconds to wait for one that writes
STEP = 8  # pages; less than the smallest library has, so that a copy has a first step before its last


def path_of(database: SqliteDatabase) -> Path | None:
    """The file of a database, or None for one in memory."""
    return None if database.database in ("", ":memory:") else Path(database.database)


def file_of(url: str) -> Path:
    """The file behind an address.

    :raise DatabaseAddressWrong: if it is in memory
    """
    path = path_of(libraries.connect(url))
    if path is None:
        raise errors.DatabaseAddressWrong("A database in memory has no backups.")
    return path


def is_database(url: str, file: Path) -> bool:
    """Whether `file` is what we are to back up."""
    path = file_of(url)
    return path.exists() and file.samefile(path)


def begins_like_one(file: Path) -> bool:
    """Whether the first bytes are those of a backup of this kind."""
    with file.open("rb") as opened:
        return opened.read(len(HEADER)) == HEADER


def write(url: str, part: Path) -> None:
    """Copy the database behind `url` to the file `part`."""
    libraries.close(libraries.open_database(url))
    copy(file_of(url), part)


def copy(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment; writers go on meanwhile. The copy is one file, without a journal."""
    with opened(source) as old, opened(target) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def opened(file: Path, mode: str = "rw") -> Iterator[sqlite3.Connection]:
    """A connection of our own: the models stay with the database that they serve."""
    address = f"{file.resolve().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, PATIENCE, uri=True, isolation_level=None)) as one:
        yield one


def check(file: Path) -> None:
    """Read every page of a backup.

    :raise NotABackup: if it is another program's.  :raise BackupDamaged: if it is not whole
    :raise BackupNewer: if a newer Manicule wrote it.  :raise BackupStrange: if it would act by itself
    """
    try:
        with opened(file, "ro") as copied:
            tables = {name for (name,) in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not tables >= restoring.OURS:
                raise errors.NotABackup(f"{file} is another program's database. Nothing was changed.")
            if copied.execute("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone():
                raise errors.BackupStrange
            applied = {name for (name,) in copied.execute("SELECT name FROM schema_migration")}
            said = copied.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise errors.BackupDamaged(f"{file} is damaged ({error}). Nothing was changed; try an older one.") from error
    if said != "ok":
        raise errors.BackupDamaged(
            f"{file} is damaged ({said.splitlines()[-1]}). Nothing was changed; try an older one."
        )
    if not applied <= migrations.names():
        raise errors.BackupNewer()


def restore(url: str, file: Path, stamp: str) -> Path | None:
    """Put the backup in the place of the database. Returns where what was there is kept, or None.

    All is made ready in a file beside it, so that the change itself is one transaction that a running server sees as
    such, or, where the old file is not a sound database, a few renamings.
    """
    live = file_of(url)
    libraries.make_folder(libraries.connect(url))
    ready = live.with_name(f"{live.name}.restoring")
    kept = restoring.unused(live.with_name(f"{live.stem}-before-restore-{stamp}.db"))
    clear(ready)
    try:
        copy_of_backup(file, ready)
        if not live.exists():
            move(live, kept)
            ready.replace(live)
            return None
        return replace(ready, live, kept)
    finally:
        clear(ready)


def copy_of_backup(file: Path, ready: Path) -> None:
    """The backup as a database of this version, whose head every device will notice.

    :raise BackupStrange: if it lacks what this version needs, or cannot be brought to it
    """
    ready.touch(0o600)
    with opened(file, "ro") as old, opened(ready) as new:
        old.backup(new)
    try:
        libraries.close(libraries.open_database(f"sqlite:///{ready}"))
    except Server.DoesNotExist as error:
        raise errors.BackupStrange from error
    with opened(ready) as new:
        check_tables(new)
        new.execute("PRAGMA journal_mode = DELETE")
        new.execute(restoring.MARK.format(tag=restoring.new_tag()))


def check_tables(made: sqlite3.Connection) -> None:
    """:raise BackupStrange: if a table or column is missing"""
    try:
        for question in restoring.questions((*TABLES, SearchIndex)):
            made.execute(question)
    except sqlite3.OperationalError as error:
        raise errors.BackupStrange from error


def replace(ready: Path, live: Path, kept: Path) -> Path:
    """Put `ready` in the place of `live`. Returns `kept`, where the old one is."""
    try:
        check(live)
    except (errors.NotABackup, errors.BackupDamaged, errors.BackupStrange):
        move(live, kept)
        ready.replace(live)
        return kept
    with opened(ready) as new:
        new.execute("ATTACH ? AS now", (str(live),))
        new.execute(restoring.DEVICES.format(device="now.device", server="now.server"))
    overwrite(ready, live, kept)
    return kept


def overwrite(ready: Path, live: Path, kept: Path) -> None:
    """Copy `ready` over `live` in one transaction. What was there is copied while that keeps all others from writing.

    :raise DatabaseBusy: if another program does not stop writing; nothing was changed then
    """

    def keep(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise errors.DatabaseBusy()
        if not kept.exists():
            kept.touch(0o600)
            copy(live, kept)

    with opened(ready) as new, opened(live) as old:
        old.execute("PRAGMA synchronous = FULL")
        if old.execute("PRAGMA journal_mode").fetchone()[0] != "wal":  # then nobody can read what is being written
            keep(0, 0, 0)
        new.backup(old, pages=STEP, progress=keep)


def move(live: Path, kept: Path) -> None:
    """Take a database that is no longer one out of the way, its journal with it."""
    for end in BESIDE:
        part = live.with_name(live.name + end)
        if part.exists():
            part.replace(kept.with_name(kept.name + end))


def clear(ready: Path) -> None:
    """Delete what an earlier attempt has left."""
    for end in BESIDE:
        ready.with_name(ready.name + end).unlink(missing_ok=True)
