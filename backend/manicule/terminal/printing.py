"""What is printed: tables on a terminal, tab-separated lines in a pipe, JSON for programs."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

# Titles and notes come from pages: escape sequences and marks that reorder a line must not reach the terminal.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
WHOLE = ("key", "score", "status")  # columns that a narrow terminal does not break


def plain(value: object) -> str:
    """The value as text that does nothing to a terminal."""
    return UNPRINTABLE.sub("\ufffd", "" if value is None else str(value))


def line(value: object) -> str:
    """The same on one line."""
    return " ".join(plain(value).split())


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, for work that takes longer than a moment; call it with how far it is."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(line(what), total=total)
        yield lambda done: bar.update(task, completed=done)


def json_line(value: object) -> None:
    """Print the value as one line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode())


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows: a table on a terminal, else a line each with tabs between."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(line(cell) for cell in row))
        return
    drawn = Table(box=None, pad_edge=False)
    for column in columns:
        drawn.add_column(column, no_wrap=column in WHOLE, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(line(cell)) for cell in row))
    Console().print(drawn)


def bookmark(shown: dict) -> None:
    """Print one bookmark, a few lines and the note."""
    click.echo(click.style(line(shown["title"]) or shown["key"], bold=True))
    if shown["authors"]:
        click.echo(line(", ".join(shown["authors"])))
    said = [", ".join(shown["ids"]), shown["venue"], shown["published"]]
    click.echo(line(" · ".join(part for part in said if part)))
    tags = " ".join(f"#{name}" for name in shown["tags"])
    click.echo(line(f"{shown['status']} {'★' * (shown['rating'] or 0)} {tags}"))
    for link in shown["links"]:
        click.echo(f"  {link['kind']:<10} {line(link['url'])}")
    if shown["note"]:
        click.echo("\n" + plain(shown["note"]))


BOOKMARK_COLUMNS = ("key", "status", "title", "tags")


def bookmarks(found: Iterable[dict]) -> None:
    """Print bookmarks, a line each."""
    table(BOOKMARK_COLUMNS, ((b["key"], b["status"], b["title"], ", ".join(b["tags"])) for b in found))
