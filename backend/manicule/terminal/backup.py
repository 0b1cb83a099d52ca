"""A copy of everything, and putting it back."""

from pathlib import Path

import click

from manicule.config import Config
from manicule.services import backup as copies
from manicule.services import libraries
from manicule.terminal.options import configured

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@FILE
@configured
def backup(config: Config, file: Path) -> None:
    """Copy everything to FILE, as it is at one moment; a server may go on serving and writing."""
    copies.write(config.database, file)
    click.echo(f"{libraries.place(config.database)} is copied to {file} ({file.stat().st_size >> 10:,} KiB)")


@click.command()
@FILE
@configured
def restore(config: Config, file: Path) -> None:
    """Put everything back as it was when FILE was made; a server may go on serving.

    What was there is kept in a file beside it. Devices notice, and send again what only they still know.
    """
    done = copies.restore(config.database, file, config.now())
    click.echo(f"{done.bookmarks:,} bookmarks in {done.libraries} libraries are back from {file}")
    if done.kept:
        click.echo(f"What was there before is kept in {done.kept}")


COMMANDS = [backup, restore]
