"""Open the database, and find the library in it that a command or server works on."""

import os
import re
from contextlib import suppress
from pathlib import Path

import peewee

from manicule import errors, migrations, models
from manicule.config import DEFAULT_LIBRARY
from manicule.core.views import rfc3339
from manicule.models import Head, Library, Server
from manicule.services import devices, reindexing
from manicule.services.related_papers import catching_up

OWNER_ONLY = 0o600
NAMED = 20  # libraries, where one is not found
# `postgresql://me:this@host` and `?password=this`
PASSWORD = re.compile(r"(^\w+://[^:/?#@]*:)[^/?#]*(?=@)|((?<=[?&])password=)[^&]*")


def open_database(url: str) -> peewee.Database:
    """Connect the models to `url`, make its folder when it is a new file, and bring the schema up to date.

    :raise DatabaseTrouble: one of its kinds, each saying what to do.
    """
    database = connect(url)
    try:
        make_place(database)
        database.connect(reuse_if_open=True)
        migrations.upgrade(database)
        reindexing.renew()
        catching_up.renew()
    except peewee.PeeweeException as error:
        models.disconnect(database)
        raise errors.database_trouble(error) or errors.DatabaseTrouble(f"The database said: {error}.") from error
    except errors.ManiculeError:
        models.disconnect(database)
        raise
    return database


def close(database: peewee.Database) -> None:
    """Close it for good."""
    models.disconnect(database)


def close_all() -> None:
    """Close the database that is open in this process, if any."""
    if models.database.obj is not None:
        models.disconnect(models.database.obj)


def connect(url: str) -> peewee.Database:
    """The database behind `url`, not yet open.

    :raise DatabaseAddressWrong: if `url` is of no form that is known here.
    :raise DatabaseDriverMissing: if it is of PostgreSQL, whose driver is an extra.
    """
    try:
        return models.connect(url)
    except peewee.ImproperlyConfigured as error:
        raise errors.DatabaseDriverMissing() from error
    except ValueError as error:
        advice = errors.DatabaseAddressWrong.detail
        raise errors.DatabaseAddressWrong(f"{place(url)!r} is no database address. {advice}") from error


def make_place(database: peewee.Database) -> None:
    """Make the SQLite file that does not exist yet, for its owner's eyes only, and close one that others could read."""
    make_folder(database)
    if not isinstance(database, peewee.SqliteDatabase) or database.database == ":memory:":
        return
    file = Path(database.database)
    with suppress(OSError):  # it is there, or SQLite says what is wrong
        file.touch(OWNER_ONLY, exist_ok=False)
    for ending in ("", "-wal", "-shm"):  # SQLite gives new journals what the file has
        close_to_others(file.with_name(file.name + ending))


def close_to_others(file: Path) -> None:
    """Take from everybody but the owner what they may do with a file of this user; a file of another is left alone.

    By its path: SQLite loses its locks when a file that it holds is opened and closed beside it.
    """
    with suppress(OSError):  # it is not there, or no file system for modes
        there = file.stat()
        if os.name == "posix" and there.st_uid == os.geteuid() and there.st_mode & 0o077:
            file.chmod(OWNER_ONLY)


def make_folder(database: peewee.Database) -> None:
    """Make the folder of a SQLite file that does not exist yet."""
    if not isinstance(database, peewee.SqliteDatabase):
        return
    folder = Path(database.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise errors.DatabaseUnreachable(f"The folder {folder} cannot be made: {error.strerror}.") from error


def find(name: str, now: int) -> Library:
    """The library of that name; the default one is made when it is first asked for.

    :raise LibraryUnknown: if there is none of that name
    """
    if name == DEFAULT_LIBRARY:
        return find_or_make(name, now)
    found = Library.get_or_none(Library.name == name)
    if found is None:
        there = [one.name for one in Library.select(Library.name).order_by(Library.name).limit(NAMED)]
        raise errors.LibraryUnknown(
            f"There is no library {name!r}. Here are: {', '.join(there) or 'none yet'}. "
            "`manicule library create NAME` makes one."
        )
    return found


def find_or_make(name: str, now: int) -> Library:
    """The library of that name."""
    return Library.get_or_none(Library.name == name) or _make(name, now)


def _make(name: str, now: int) -> Library:
    with models.writing(models.database.obj):
        Library.insert(name=name, created_at=now).on_conflict_ignore().execute()
        library = Library.get(Library.name == name)
        Head.insert(library=library).on_conflict_ignore().execute()
    return library


def create(name: str, now: int) -> Library:
    """A new library.

    :raise LibraryNameTaken: if there is one of that name, or the name cannot be told apart on a list
    """
    if devices.clean_name(name) != name:
        raise errors.LibraryNameTaken(f"{name!r} cannot name a library: use one line of at most 100 characters.")
    if Library.get_or_none(Library.name == name) is not None:
        raise errors.LibraryNameTaken(f"There is a library {name!r} already.")
    return _make(name, now)


def listing() -> list[dict]:
    """Every library: `{name, created_at, devices}`, the number of those that hold a token."""
    return [
        {"name": one.name, "created_at": rfc3339(one.created_at), "devices": devices.working(one)}
        for one in Library.select().order_by(Library.name)
    ]


def place(url: str) -> str:
    """The address of a database as it may be printed: without the password it may hold."""
    return PASSWORD.sub(lambda found: f"{found[1] or found[2]}…", url)


def server_uid() -> str:
    """The name by which clients know this server, made with its database."""
    return Server.get().uid
