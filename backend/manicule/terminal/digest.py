"""What is new in the lists that somebody watches."""

import click

from manicule.config import Mail
from manicule.core import letter
from manicule.services import completing, mail, watching
from manicule.services import digest as news
from manicule.services.related_papers import catching_up
from manicule.terminal import printing
from manicule.terminal.options import Desk, as_json, opened


@click.command()
@click.option("--watch", multiple=True, metavar="URL", help="Watch this list from now on, without reading it yet.")
@click.option("--unwatch", multiple=True, metavar="URL", help="Stop watching this list.")
@click.option("--lists", is_flag=True, help="Print the watched lists, without reading them.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="The most papers to tell.")
@click.option("--all", "all_of_them", is_flag=True, help="Also papers that an earlier digest told.")
@click.option("--send", is_flag=True, help="Send it as mail, as MANICULE_SMTP_URL and MANICULE_MAIL_… say.")
@as_json
@opened
def digest(
    desk: Desk, watch: tuple[str, ...], unwatch: tuple[str, ...], lists: bool, send: bool, **how: object
) -> None:
    """Tell what is new in the watched lists. The papers closest to the library come first, with the reasons.

    It leaves out what is saved or dismissed and what it has told before. A list that cannot be read is named on
    standard error, and the exit code is 1.
    """
    as_json = bool(how["as_json"])
    if watch or unwatch or lists:
        change(desk, watch, unwatch)
        print_lists(desk, as_json)
        return
    if not watching.listing(desk.library):
        click.echo("No list is watched yet. Name one: manicule digest --watch URL", err=True)
        return
    if send:
        mail.letter(Mail(), "", "", "")  # what is not set is said before anybody is asked
    found, items, more = collect(desk, how)
    (post if send else show)(items, found.failed, more, as_json)
    news.tell(desk.library, items, desk.now())
    if found.failed:
        raise SystemExit(1)


def change(desk: Desk, watch: tuple[str, ...], unwatch: tuple[str, ...]) -> None:
    """Watch and let go of lists."""
    for url in watch:
        said = "Watching" if watching.watch(desk.library, url, desk.now()) else "Watched already:"
        click.echo(f"{said} {printing.line(url)}", err=True)
    for url in unwatch:
        watching.unwatch(desk.library, url)
        click.echo(f"Not watching any more: {printing.line(url)}", err=True)


def print_lists(desk: Desk, as_json: bool) -> None:
    """Print the address of each list."""
    for url in watching.listing(desk.library):
        if as_json:
            printing.json_line({"url": url, "site": watching.site_of(url)})
        else:
            click.echo(printing.line(url))


def collect(desk: Desk, how: dict) -> tuple[news.Found, list[dict], int]:
    """What the lists show, what of it is to be told, and how many more there are."""
    with printing.progress("Reading lists", len(watching.listing(desk.library))) as step:
        found = news.read(desk.library, completing.fetcher(), step)
    with printing.progress("Counting words") as step:
        catching_up.catch_up(desk.library, step)
    new = news.not_saved(desk.library, found.rows)
    new = new if how["all_of_them"] else news.not_told(desk.library, new)
    items = news.ranked(desk.library, new)
    limit = how["limit"]
    return found, items[:limit], max(0, len(items) - limit)


def show(items: list[dict], failed: list[dict], more: int, as_json: bool) -> None:
    """Print the papers, then on standard error what else there is to say."""
    for item in items:
        if as_json:
            printing.json_line(item)
        else:
            print_item(item)
    say(items, failed)
    if more:
        click.echo(f"{more:,} more that are less close; run it again, or with a larger --limit.", err=True)


def print_item(item: dict) -> None:
    """Print one paper, a few lines, its score in percent."""
    score = f"  {100 * item['score']:.0f} %" if item["because"] else ""
    click.echo(click.style(printing.line(item["title"]) or item["key"], bold=True) + score)
    if item["authors"]:
        click.echo(f"  {printing.line(letter.people(item['authors']))}")
    click.echo(f"  {printing.line(letter.address(item))}")
    for reason in letter.reasons(item):
        click.echo(f"  {printing.line(reason)}")


def post(items: list[dict], failed: list[dict], more: int, as_json: bool) -> None:
    """Mail the papers, and what could not be read; nothing if there is nothing to say."""
    if items or failed:
        settings = Mail()
        parts = [letter.subject(items), letter.text(items, failed, more), letter.html(items, failed, more)]
        mail.send(settings, mail.letter(settings, *parts))
        if as_json:
            printing.json_line({"sent": len(items), "to": list(settings.to), "failed": failed})
        else:
            click.echo(f"Sent {len(items):,} new papers to {', '.join(settings.to)}")
    elif as_json:
        printing.json_line({"sent": 0, "to": [], "failed": []})
    say(items, failed)


def say(items: list[dict], failed: list[dict]) -> None:
    """Say on standard error what could not be read, and that there is nothing."""
    for one in failed:
        click.echo(f"Error: {printing.line(one['list'])}: {printing.line(one['reason'])}", err=True)
    if not items:
        click.echo("Nothing new.", err=True)


COMMANDS = [digest]
