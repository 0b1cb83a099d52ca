"""What every command takes: which database, which library, and whether a program reads the output."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from manicule.config import Config
from manicule.services import devices, libraries

Command = Callable[..., object]

DATABASE_HELP = "Such as sqlite:///papers.db. Default: MANICULE_DATABASE, else a file in your data folder."

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


def configured(command: Command) -> Command:
    """Give a command --database and --library, as its first argument `config`."""

    @click.option("--database", metavar="URL", help=DATABASE_HELP)
    @click.option("--library", default="default", metavar="NAME", help="The library to use.")
    @functools.wraps(command)
    def wrapped(database: str | None, library: str, **given: object) -> object:
        return command(Config(**({"database": database} if database else {}), library=library), **given)

    return wrapped


def opened(command: Command) -> Command:
    """Open the library for a command: its first argument is a `Desk`."""

    @configured
    @functools.wraps(command)
    def wrapped(config: Config, **given: object) -> object:
        with desk(config) as open_desk:
            return command(open_desk, **given)

    return wrapped


@contextmanager
def desk(config: Config) -> Iterator[Desk]:
    """The library of `config`, closed at the end.

    :raise DatabaseTrouble: if it cannot be opened
    """
    database = libraries.open_database(config.database)
    try:
        yield Desk(config, libraries.find_or_make(config.library, config.now()))
    finally:
        libraries.close(database)
