"""The figures of a bench, for a person or for a program."""

import json
import sys
import time

from rich.console import Console
from rich.table import Table


def tell(lines: list[tuple[str, ...]], columns: tuple[str, ...], title: str, *, as_json: bool) -> None:
    """Prints a table, or one line of JSON: a list of objects by the names of the columns."""
    if as_json:
        print(json.dumps([dict(zip(columns, line, strict=True)) for line in lines]))
        return
    table = Table(*columns, title=title)
    for line in lines:
        table.add_row(*line)
    Console().print(table)


def say(what: str) -> None:
    """How far a long bench has come, on standard error."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)
