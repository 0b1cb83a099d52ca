"""Files into the library, seen before anything is written, and out of it."""

import base64
import binascii
import io
from collections.abc import Iterator
from contextlib import closing, contextmanager

from flask import current_app, g, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from manicule.api.auth import now
from manicule.errors import FileTooLarge, Invalid
from manicule.services import exchange
from manicule.web.session import sent

SHOWN = 50  # records of each list
CARRIED = 2 << 20  # bytes of a file that travel with its preview, so that it need not be chosen again


def show_exchange() -> ResponseReturnValue:
    """Import and export."""
    return page(report=None)


def page(**told: object) -> str:
    """The page, with what is told about a file."""
    formats = {"readable": exchange.READABLE, "writable": exchange.WRITABLE}
    return render_template("exchange.html", **formats, **{"kept": "", "name": "", "done": False, **told})


def preview_file() -> ResponseReturnValue:
    """What importing the file would do. Nothing is written."""
    with file() as (stream, name):
        report = exchange.preview(g.library, exchange.Source(stream, name), sent("format") or None)
        kept = carried(stream)
    return page(report=told(report), name=name, kept=kept, format=sent("format"))


def import_file() -> ResponseReturnValue:
    """Import the file."""
    with file() as (stream, name):
        report = exchange.commit(g.library, g.device, exchange.Source(stream, name), now(), sent("format") or None)
    return page(report=told(report), name=name, done=True)


def export_file() -> ResponseReturnValue:
    """The library as a file, or of it what a search finds."""
    form, pieces = exchange.export(g.library, request.args.get("format", ""), request.args.get("q", ""))
    answer = current_app.response_class(stream_with_context(pieces), mimetype=form.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="manicule.{form.suffix}"'
    return answer


@contextmanager
def file() -> Iterator[tuple[io.IOBase, str]]:
    """The file that was sent, or the one that came with a preview.

    :raise FileTooLarge: if it is.  :raise Invalid: if there is none
    """
    chosen = request.files.get("file")
    if chosen and chosen.filename:
        with closing(chosen):
            yield chosen.stream, chosen.filename[:200]
        return
    try:
        kept = base64.b64decode(sent("kept"), validate=True)
    except (binascii.Error, ValueError):
        kept = b""
    if not kept:
        raise Invalid("No file was chosen, so nothing was changed. Choose a file first.")
    if len(kept) > CARRIED:
        raise FileTooLarge()
    yield io.BytesIO(kept), sent("name")[:200]


def carried(stream: io.IOBase) -> str:
    """A small file as text for a form, else nothing."""
    stream.seek(0)
    content = stream.read(CARRIED + 1)
    return "" if len(content) > CARRIED else base64.b64encode(content).decode()


def told(report: exchange.Report) -> dict:
    """The report as the page shows it: its format, counts, and the first of each list."""
    return {"format": report.format, "counts": report.counts(),
            "lists": {name: report.items(name, SHOWN) for name in report.LISTS}}  # fmt: skip


ROUTES = [
    ("GET", "/exchange", show_exchange),
    ("POST", "/exchange/preview", preview_file),
    ("POST", "/exchange/import", import_file),
    ("GET", "/exchange/export", export_file),
]
