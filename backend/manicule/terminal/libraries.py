"""Several people on one server: each has a library."""

import click

from manicule.config import Config
from manicule.core.views import rfc3339
from manicule.services import libraries
from manicule.terminal import printing
from manicule.terminal.options import as_json, configured


@click.group()
def library() -> None:
    """Make and list libraries. Each person who uses the server has one."""


@library.command()
@click.argument("name")
@as_json
@configured
def create(config: Config, name: str, as_json: bool) -> None:
    """Make the library NAME. Its devices are paired with `manicule pair --library NAME`."""
    database = libraries.open_database(config.database)
    try:
        made = libraries.create(name, config.now())
    finally:
        libraries.close(database)
    if as_json:
        printing.json_line({"name": made.name, "created_at": rfc3339(made.created_at)})
    else:
        click.echo(f"Made the library {printing.line(made.name)}")


@library.command("list")
@as_json
@configured
def list_libraries(config: Config, as_json: bool) -> None:
    """List the libraries of the database."""
    database = libraries.open_database(config.database)
    try:
        found = libraries.listing()
    finally:
        libraries.close(database)
    if as_json:
        for one in found:
            printing.json_line(one)
        return
    printing.table(("name", "created", "devices"), ((one["name"], one["created_at"], one["devices"]) for one in found))


COMMANDS = [library]
