"""What the site rules say of an address and of a saved page, and the extension that carries those rules."""

from pathlib import Path

import click

from manicule.config import Config
from manicule.errors import FileTrouble
from manicule.services import extension as copies
from manicule.services import papers
from manicule.terminal import printing
from manicule.terminal.options import as_json, configured


@click.command()
@click.argument("texts", metavar="URL_OR_ID…", nargs=-1, required=True)
@as_json
@configured
def key(config: Config, texts: tuple[str, ...], as_json: bool) -> None:
    """Tell which papers these addresses or ids name."""
    missed = False
    for text in texts:
        known = papers.identify(text)
        if as_json:
            printing.json_line({"input": text, "key": known and known.key, "ids": known.ids if known else []})
        elif known:
            click.echo(known.key)
        else:
            click.echo(f"No paper can be told from {printing.line(text)!r}.", err=True)
            missed = True
    if missed:  # with --json, null is the answer
        raise SystemExit(1)


@click.command()
@click.argument("page", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="The address that the page was saved from.")
@configured
def rows(config: Config, page: Path, url: str) -> None:
    """Print the papers that a site rule finds in a saved page. They are JSON lines."""
    try:
        html = page.read_bytes()
    except OSError as error:
        raise FileTrouble(f"{page} cannot be read: {error.strerror}.") from error
    for row in papers.read_page(html, url):
        printing.json_line(row)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@as_json
@configured
def extension(config: Config, folder: Path, as_json: bool) -> None:
    """Copy the browser extension to the folder DIR. The browser loads it from there."""
    copied = copies.copy_out(folder)
    if as_json:
        printing.json_line({"folder": str(copied)})
    else:
        click.echo(f"The extension is in {copied}")


COMMANDS = [key, rows, extension]
