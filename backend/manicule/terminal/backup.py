"""A copy of everything, and putting it back."""

from pathlib import Path

import click

from manicule.config import Config
from manicule.services import libraries
from manicule.services.backups import backup as copies
from manicule.terminal import printing
from manicule.terminal.options import as_json, configured

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@FILE
@as_json
@configured
def backup(config: Config, file: Path, as_json: bool) -> None:
    """Copy everything to FILE. It is as it was at one moment; a server may go on writing."""
    copies.write(config.database, file)
    if as_json:
        printing.json_line({"file": str(file), "bytes": file.stat().st_size})
    else:
        click.echo(f"{libraries.place(config.database)} is copied to {file} ({file.stat().st_size >> 10:,} KiB)")


@click.command()
@FILE
@as_json
@configured
def restore(config: Config, file: Path, as_json: bool) -> None:
    """Put everything back as it was when FILE was made.

    A server may go on serving.

    What was there is kept in a file beside it. Devices notice, and send again what only they still know.
    """
    done = copies.restore(config.database, file, config.now())
    if as_json:
        kept = str(done.kept) if done.kept else None
        printing.json_line({"bookmarks": done.bookmarks, "libraries": done.libraries, "kept": kept})
        return
    click.echo(f"{done.bookmarks:,} bookmarks in {done.libraries} libraries are back from {file}")
    if done.kept:
        click.echo(f"What was there before is kept in {done.kept}")


COMMANDS = [backup, restore]
