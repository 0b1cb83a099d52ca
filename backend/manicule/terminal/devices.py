"""Pairing codes and device tokens."""

import click

from manicule.config import DEFAULT_PORT
from manicule.core.views import rfc3339
from manicule.services import devices, pairing, ports
from manicule.terminal import printing
from manicule.terminal.options import Desk, as_json, opened, opened_or_made


@click.command()
@as_json
@opened_or_made
def pair(desk: Desk, as_json: bool) -> None:
    """Print a code that pairs a browser. It works once, within five minutes."""
    now = desk.now()
    code = pairing.offer(desk.library, now)
    if as_json:
        printing.json_line({"code": code, "expires_at": rfc3339(now + pairing.LIFETIME)})
    else:
        click.echo("Type this code in the options of the extension, within five minutes:", err=True)
        click.echo(code)


@click.command("open")
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Of the server.")
@click.option("--print", "only_print", is_flag=True, help="Print the link instead of opening a browser.")
@as_json
@opened
def open_library(desk: Desk, port: int, only_print: bool, as_json: bool) -> None:
    """Open the web library in a browser, signed in. The link works once, within five minutes."""
    if not only_print and not as_json:  # a link alone may be made before the server is started
        ports.expect_server(port)
    url = f"http://127.0.0.1:{port}/sign-in/{pairing.offer(desk.library, desk.now())}"
    if as_json:
        printing.json_line({"url": url, "expires_at": rfc3339(desk.now() + pairing.LIFETIME)})
        return
    click.echo(url)
    if not only_print:
        click.launch(url)


@click.group()
def token() -> None:
    """Make, list and revoke tokens of devices and programs."""


@token.command()
@click.argument("name")
@as_json
@opened_or_made
def create(desk: Desk, name: str, as_json: bool) -> None:
    """Make a token for the device or program NAME. It is printed this once."""
    device, secret = devices.register(desk.library, name, desk.now())
    if as_json:
        printing.json_line({"device": device.id, "name": device.name, "token": secret})
    else:
        click.echo(f"The token of {printing.line(device.name)} is {secret}")


@token.command("list")
@as_json
@opened
def list_tokens(desk: Desk, as_json: bool) -> None:
    """List the devices that have or had a token."""
    found = devices.listing(desk.library)
    if as_json:
        for one in found:
            printing.json_line(one)
        return
    if not found:
        click.echo("No device has a token yet.", err=True)
    rows = ((one["name"], one["id"], one["created_at"], one["seen_at"], one["revoked_at"]) for one in found)
    printing.table(("name", "id", "created", "last seen", "revoked"), rows)


@token.command()
@click.argument("name")
@as_json
@opened
def revoke(desk: Desk, name: str, as_json: bool) -> None:
    """Revoke the token of a device. NAME is its name or id; it stops working at once."""
    gone = devices.revoke(desk.library, name, desk.now())
    if as_json:
        printing.json_line({"revoked": gone})
    else:
        click.echo(f"Revoked {', '.join(gone)}")


COMMANDS = [pair, open_library, token]
