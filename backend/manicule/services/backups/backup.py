"""Copies of the whole database, made while it serves, and put back: one kind of file for each kind of database."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from peewee import SqliteDatabase

from manicule import errors
from manicule.models import Bookmark, Library, database
from manicule.postgres import SCHEMES
from manicule.services import libraries, sessions
from manicule.services.backups import backup_postgres, backup_sqlite
from manicule.services.backups.restoring import private

KINDS = (backup_sqlite, backup_postgres)


class Restored(NamedTuple):
    """What came back, and where what was there before is kept, if there was anything."""

    libraries: int
    bookmarks: int
    kept: Path | None


def of(url: str) -> ModuleType:
    """The module for the kind of database behind `url`."""
    return backup_postgres if url.startswith(SCHEMES) else backup_sqlite


def write(url: str, file: Path) -> None:
    """Copy the database as it is at one moment to `file`, while others read and write. An older backup is replaced.

    :raise FileTrouble: if `file` is something else, or cannot be written.  :raise DatabaseTrouble: if the database
        cannot be read; an older backup stays then.
    """
    if file.exists():
        replaceable(url, file)
    part = file.with_name(f"{file.name}.part")
    try:
        private(part)
        of(url).write(url, part)
        part.replace(file)
    except OSError as error:
        raise errors.FileTrouble(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            part.unlink()


def replaceable(url: str, file: Path) -> None:
    """:raise FileTrouble: if `file` is the database itself, or no backup of this kind: a slip should cost nothing."""
    if of(url).is_database(url, file):
        raise errors.FileTrouble(f"{file} is the database itself. Name another file for the backup.")
    if not file.is_file() or not of(url).begins_like_one(file):
        raise errors.FileTrouble(f"{file} exists and is not a backup; it is left alone. Name another file.")


def check(url: str, file: Path) -> None:
    """Read all of a backup; nothing is changed.

    :raise FileTrouble: one of its kinds: not readable, no backup, damaged, or of a newer version
    """
    try:
        with file.open("rb") as opened:
            opened.read(1)
    except OSError as error:
        raise errors.FileTrouble(f"{file} cannot be read: {error.strerror}.") from error
    if not of(url).begins_like_one(file):
        other = any(kind.begins_like_one(file) for kind in KINDS)
        raise (
            errors.BackupOfOtherKind(f"{file}: {errors.BackupOfOtherKind.detail}")
            if other
            else errors.NotABackup(f"{file} is not a backup of Manicule. Nothing was changed.")
        )
    of(url).check(file)


def restore(url: str, file: Path, now: int) -> Restored:
    """Put a backup back, at one moment, while others may read and write; every device then notices by itself.

    :param now: ms since 1970
    :raise FileTrouble: if the backup cannot be used.  :raise DatabaseTrouble: if the database cannot be written;
        nothing has changed in both cases
    """
    check(url, file)
    kept = of(url).restore(url, file, stamp(now))
    bound = libraries.open_database(url)
    try:
        sessions.end_all()
        alive = Bookmark.select().where(Bookmark.alive == True).count()  # noqa: E712
        return Restored(Library.select().count(), alive, kept)
    finally:
        libraries.close(bound)


def stamp(now: int) -> str:
    """`20261123-171051`, in UTC."""
    return datetime.fromtimestamp(now / 1000, UTC).strftime("%Y%m%d-%H%M%S")


def file_of_open_database() -> Path | None:
    """The file behind the open database, or None where there is no file."""
    return backup_sqlite.path_of(database.obj) if isinstance(database.obj, SqliteDatabase) else None
