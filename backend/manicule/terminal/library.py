"""The library from a terminal: add, show, search, related, tags."""

import click

from manicule.core.records import STATUSES
from manicule.errors import ManiculeError
from manicule.services import bookmarks, completing, listing
from manicule.services import tags as tag_service
from manicule.services.embeddings import embedding_later, vectors
from manicule.services.related_papers import catching_up, related
from manicule.services.searching import searches
from manicule.terminal import printing
from manicule.terminal.completion import tag_names
from manicule.terminal.options import Desk, as_json, opened, opened_or_made


@click.command()
@click.argument("papers", metavar="URL_OR_ID…", nargs=-1, required=True)
@click.option("--tag", "tags", multiple=True, shell_complete=tag_names, help="A tag for each paper; may be repeated.")
@click.option("--note", help="Text to add to each note.")
@click.option("--status", type=click.Choice(STATUSES), help="The status of each.")
@click.option("--fetch", is_flag=True, help="Ask the paper's site for title, authors and abstract.")
@as_json
@opened_or_made
def add(
    desk: Desk, papers: tuple[str, ...], tags: tuple[str, ...], note: str, status: str, fetch: bool, as_json: bool
) -> None:
    """Save papers from their addresses or ids. With --fetch, complete them from their sites."""
    asking = completing.fetcher() if fetch or desk.config.fetch else None
    given = {"tags": list(tags), "note": note or "", **({"status": status} if status else {})}
    failed = bare = False
    for paper in papers:
        try:
            saved, new = bookmarks.save(desk.library, desk.device, {named(paper): paper, **given}, desk.now(), asking)
        except ManiculeError as error:
            click.echo(f"Error: {printing.line(error)}", err=True)
            failed = True
            continue
        if asking and not saved["title"]:
            click.echo(f"{saved['key']}: its site gave no answer; the extension completes it from its page.", err=True)
        bare = bare or not (asking or saved["title"])
        if as_json:
            printing.json_line(saved)
        else:
            click.echo(f"{'Saved' if new else 'Already saved, and updated:'} {saved['key']}")
    if bare and not failed:
        click.echo(
            "No title yet: --fetch asks the site for it, or the extension reads it when it sees the page.", err=True
        )
    if failed:
        raise SystemExit(1)


def named(paper: str) -> str:
    """The field that `paper` goes into: addresses are `url`, ids are `key`."""
    return "url" if paper.lower().startswith(("http://", "https://")) else "key"


@click.command()
@click.argument("key")
@as_json
@opened
def show(desk: Desk, key: str, as_json: bool) -> None:
    """Show one bookmark, found by its address or any of its ids."""
    found = bookmarks.get(desk.library, key)
    (printing.json_line if as_json else printing.bookmark)(found)


class Asking(click.Command):
    """A command whose words may begin with `-`, as `-survey` does; only `--words` are options that it must know."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """The words without what was understood.

        :raise click.NoSuchOption: if one is meant as an option and is none
        """
        left = super().parse_args(context, ["--help" if one == "-h" else one for one in args])
        if "--" not in args:
            for word in context.params["query"]:
                if word.startswith("--"):
                    raise click.NoSuchOption(word.partition("=")[0], ctx=context)
        return left


@click.command(cls=Asking, context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1)
@click.option("--save", metavar="NAME", help="Keep this query under a name.")
@click.option("--saved", metavar="NAME", help="Search for the query kept under a name, and QUERY within it.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="The most to list.")
@as_json
@opened
def search(desk: Desk, query: tuple[str, ...], save: str, saved: str, limit: int, as_json: bool) -> None:
    """Search the library. The best match comes first; the README's section on search says what can be asked.

    A shell reads some characters itself: put a QUERY with ( ) " > < or * between single quotes. All papers, the
    newest first: manicule search sort:saved
    """
    words = " ".join(query)
    if saved:
        words = f"({searches.find(desk.library, saved)['q']}) {words}".strip()
    if not query and not saved:
        raise click.UsageError("Give a QUERY, or --saved NAME. To list all papers: manicule search sort:saved")
    if save:
        searches.save(desk.library, save, words, desk.now())
    page = listing.page(desk.library, q=words, limit=limit)
    found = page["items"]
    for notice in page["notices"]:
        click.echo(printing.line(notice), err=True)
    if as_json:
        for one in found:
            printing.json_line(one)
    elif found:
        printing.bookmarks(found)
    else:
        click.echo("Nothing in the library matches.", err=True)


@click.command("related")
@click.argument("key")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="The most to list.")
@as_json
@opened
def related_to(desk: Desk, key: str, limit: int, as_json: bool) -> None:
    """List the bookmarks most related to one, and why."""
    bookmarks.find(desk.library, key)
    with printing.progress("Counting words") as done:
        catching_up.catch_up(desk.library, done)
    found = related.of_bookmark(desk.library, key, limit)
    if as_json:
        for one in found:
            printing.json_line(one)
    elif found:
        printing.table(("score", "key", "title", "why"), map(related_row, found))
    else:
        click.echo("Nothing in the library is related to it.", err=True)


@click.command()
@as_json
@opened
def embed(desk: Desk, as_json: bool) -> None:
    """Make the sentence embeddings that are missing now. It goes on where it was stopped.

    `manicule serve` makes them too, beside its other work.
    """
    todo = embedding_later.waiting(desk.library)
    with printing.progress("Making sentence embeddings", todo) as done:
        embedding_later.catch_up(desk.library, desk.now, done)
    if as_json:
        printing.json_line({"looked_at": todo, "papers": vectors.count(desk.library)})
    else:
        click.echo(embedding_later.said(desk.library))


def related_row(one: dict) -> tuple[str, ...]:
    """A related bookmark as a line of a table."""
    why = one["why"]
    said = [*why["words"], *(f"#{tag}" for tag in why["tags"]), *why["authors"][:3], *why["links"][:1]]
    return f"{one['score']:.2f}", one["key"], one["title"], ", ".join(said) or why["note"]


@click.command()
@as_json
@opened
def tags(desk: Desk, as_json: bool) -> None:
    """List the tags with the number of bookmarks that carry each."""
    found = tag_service.listing(desk.library)
    if as_json:
        for one in found:
            printing.json_line(one)
    elif not found:
        click.echo("No tags yet.", err=True)
    else:
        printing.table(("tag", "count"), ((one["name"], one["count"]) for one in found))


COMMANDS = [add, show, search, related_to, embed, tags]
