"""What every command takes: which database, which library, and whether a program reads the output."""

import functools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import click

from manicule.config import DEFAULT_LIBRARY, Config
from manicule.errors import LibraryUnknown, ManiculeError
from manicule.services import devices, libraries

Command = Callable[..., object]

DATABASE_HELP = "Such as sqlite:///papers.db. Default: MANICULE_DATABASE, else a file in your data folder."

SURROGATE = re.compile("[\ud800-\udfff]")

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object on each line.")


@dataclass(frozen=True)
class Desk:
    """An open library, the terminal's own device in it, and what time it is."""

    config: Config
    library: libraries.Library

    @property
    def device(self) -> str:
        """The device that edits made here are signed with."""
        return devices.own(self.library, "terminal", self.now())

    def now(self) -> int:
        """ms since 1970."""
        return self.config.now()


def library_names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The libraries of the database that the command line names, for a shell to complete."""
    url = context.params.get("database")
    try:
        database = libraries.open_database(Config(**({"database": url} if url else {})).database)
    except ManiculeError:
        return []
    try:
        return [one["name"] for one in libraries.listing() if one["name"].startswith(begun)]
    finally:
        libraries.close(database)


def configured(command: Command) -> Command:
    """Give a command --database and --library, as its first argument `config`."""

    @click.option("--database", metavar="URL", help=DATABASE_HELP)
    @click.option(
        "--library", default=DEFAULT_LIBRARY, metavar="NAME", shell_complete=library_names, help="The library to use."
    )
    @functools.wraps(command)
    def wrapped(database: str | None, library: str, **given: object) -> object:
        given = {name: readable(value) for name, value in given.items()}
        return command(Config(**({"database": database} if database else {}), library=readable(library)), **given)

    return wrapped


def readable(value: object) -> object:
    """What was typed, with a mark for each byte that is no character; paths as they are.

    Python hands over bytes that the locale's encoding lacks as halves of surrogate pairs: mostly they are UTF-8.
    """
    if isinstance(value, tuple):
        return tuple(map(readable, value))
    if not isinstance(value, str) or not SURROGATE.search(value):
        return value
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def opened(command: Command) -> Command:
    """Open the library for a command that asks it: its first argument is a `Desk`."""
    return at_desk(command, desk)


def opened_or_made(command: Command) -> Command:
    """Open the library for a command that puts something in: its first argument is a `Desk`."""
    return at_desk(command, new_desk)


def at_desk(command: Command, opening: Callable[[Config], AbstractContextManager[Desk]]) -> Command:
    """Give a command a `Desk` in place of --database and --library."""

    @configured
    @functools.wraps(command)
    def wrapped(config: Config, **given: object) -> object:
        with opening(config) as open_desk:
            return command(open_desk, **given)

    return wrapped


@contextmanager
def desk(config: Config) -> Iterator[Desk]:
    """The library of `config`, closed at the end.

    :raise DatabaseTrouble: if it cannot be opened.  :raise LibraryUnknown: if it is not there
    """
    database = libraries.open_database(config.database)
    try:
        yield Desk(config, libraries.find(config.library, config.now()))
    finally:
        libraries.close(database)


@contextmanager
def new_desk(config: Config) -> Iterator[Desk]:
    """The same, and where there is no such library it is made, and that is said."""
    database = libraries.open_database(config.database)
    try:
        yield Desk(config, found_or_made(config))
    finally:
        libraries.close(database)


def found_or_made(config: Config) -> libraries.Library:
    """The library of `config` in the open database.

    :raise LibraryNameTaken: if it is not there, and its name cannot be told apart on a list
    """
    try:
        return libraries.find(config.library, config.now())
    except LibraryUnknown:
        made = libraries.create(config.library, config.now())
        click.echo(f"There was no library {made.name!r}: it is made.", err=True)
        return made
