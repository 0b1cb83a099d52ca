"""Files into the library, seen before anything is written, and out of it."""

import base64
import binascii
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

from flask import Response, current_app, g, render_template, request, stream_template, stream_with_context
from flask.typing import ResponseReturnValue

from manicule.api.auth import now
from manicule.core import encodings
from manicule.core.limits import MAX_FILE
from manicule.errors import FileTooLarge, Invalid
from manicule.services.beside import Tell, Work
from manicule.services.exchange import exporting, importing
from manicule.web.session import number, sent

SHOWN = 50  # records of each list
PAD = " " * 18_000  # behind each step: waitress holds back what is less
CARRIED = 2 << 20  # bytes of a file that travel with its preview, so that it need not be chosen again


def show_exchange() -> ResponseReturnValue:
    """Import and export."""
    return render_template("exchange.html", **about(), steps=())


def about(**told: object) -> dict:
    """What the page is made of, with what is told about a file."""
    formats = {"readable": importing.READABLE, "writable": exporting.WRITABLE, "encodings": encodings.NAMES}
    limit = {"most": MAX_FILE, "too_large": FileTooLarge}
    nothing = {"outcome": dict, "kept": "", "name": "", "encoding": "", "done": False, "pad": PAD}
    return {**formats, **limit, **nothing, **told}


def preview_file() -> ResponseReturnValue:
    """What importing the file would do. Nothing is written."""
    library = g.library

    def look(source: importing.Source, form: str, tell: importing.Progress) -> importing.Report:
        return importing.preview(library, source, form, tell)

    return worked(look, done=False)


def import_file() -> ResponseReturnValue:
    """Import the file."""
    library, device, moment = g.library, g.device, now()

    def take(source: importing.Source, form: str, tell: importing.Progress) -> importing.Report:
        return importing.commit(library, device, source, moment, form, tell)

    return worked(take, done=True)


def worked(do: Callable[[importing.Source, str, importing.Progress], importing.Report], done: bool) -> Response:
    """The page, sent while the work is done: it tells how far it is, and then what came of it.

    :raise FormatUnknown: :raise EncodingUnknown: :raise FileNotUnderstood: :raise FileTooLarge: before anything is sent
    """
    with ExitStack() as held:
        stream, name = file()
        held.callback(stream.close)
        source = importing.Source(stream, name, sent("encoding"))
        form = importing.chosen(source, sent("format") or None).name
        records = number("records") or 0

        def told(tell: Tell) -> importing.Report:
            return do(source, form, lambda read: tell(read if records else stream.tell()))

        work = Work(told, records or source.size)
        page = about(name=name, kept="" if done else carried(stream), format=sent("format"), encoding=sent("encoding"),
                     done=done, work=work,
                     steps=work.steps(), unit="records" if records else "bytes",
                     outcome=lambda: reported(work))  # fmt: skip
        pieces = stream_template("exchange.html", **page)
        answer = current_app.response_class(while_open(pieces, held.pop_all()))
    answer.headers["X-Accel-Buffering"] = "no"  # nginx passes each step on
    return answer


def while_open(pieces: Iterator[str], held: ExitStack) -> Iterator[str]:
    """The pieces; then lets go of what they needed."""
    with held:
        yield from pieces


def reported(work: Work) -> dict:
    """What came of the work: `report` or `trouble`."""
    return {"report": work.result and told(work.result), "trouble": work.trouble}


def export_file() -> ResponseReturnValue:
    """The library as a file, or of it what a search finds."""
    form, pieces = exporting.export(g.library, request.args.get("format", ""), request.args.get("q", ""))
    answer = current_app.response_class(stream_with_context(pieces), mimetype=form.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="manicule.{form.suffix}"'
    return answer


def file() -> tuple[BinaryIO, str]:
    """The file that was sent, or the one that came with a preview; whoever asks closes it.

    :raise FileTooLarge: if it is.  :raise Invalid: if there is none
    """
    chosen = request.files.get("file")
    if chosen and chosen.filename:
        stream, chosen.stream = chosen.stream, io.BytesIO()  # Flask closes its files before the page is sent
        return stream, chosen.filename[:200]
    try:
        kept = base64.b64decode(sent("kept"), validate=True)
    except (binascii.Error, ValueError):
        kept = b""
    if not kept:
        raise Invalid("No file was chosen, so nothing was changed. Choose a file first.")
    if len(kept) > CARRIED:
        raise FileTooLarge()
    return io.BytesIO(kept), sent("name")[:200]


def carried(stream: BinaryIO) -> str:
    """A small file as text for a form, else nothing."""
    stream.seek(0)
    content = stream.read(CARRIED + 1)
    return "" if len(content) > CARRIED else base64.b64encode(content).decode()


def told(report: importing.Report) -> dict:
    """The report as the page shows it: its format, counts, and the first of each list."""
    return {"format": report.format, "counts": report.counts(), "records": sum(report.counts().values()),
            "remark": report.remark, "encoding": report.encoding,
            "lists": {name: report.items(name, SHOWN) for name in report.LISTS}}  # fmt: skip


ROUTES = [
    ("GET", "/exchange", show_exchange),
    ("POST", "/exchange/preview", preview_file),
    ("POST", "/exchange/import", import_file),
    ("GET", "/exchange/export", export_file),
]
