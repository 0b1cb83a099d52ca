"""Files into the library and out of it."""

from flask import Response, current_app, g, stream_with_context

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import CitationQuery, ExportQuery, ImportQuery
from manicule.api.received import read_file
from manicule.api.routes import Route
from manicule.errors import (
    BookmarkUnknown,
    EncodingUnknown,
    FileNotUnderstood,
    FileTooLarge,
    FormatUnknown,
    PageUnknown,
)
from manicule.services.exchange import exporting, importing


def import_file(query: ImportQuery) -> Response:
    """Import the file sent as the body; papers already in the library are completed, never overwritten."""
    with read_file(importing.MAX_FILE) as file:
        source = importing.Source(file, encoding=query.encoding)
        if query.dry_run:
            report = importing.preview(g.library, source, query.format)
        else:
            report = importing.commit(g.library, g.device.id, source, now(), query.format)
    return current_app.response_class(report.pieces(), mimetype="application/json")


def export_file(query: ExportQuery) -> Response:
    """Export the library, or what a search finds in it, as a file."""
    form, pieces = exporting.export(g.library, query.format, query.q)
    response = current_app.response_class(stream_with_context(pieces), mimetype=form.mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="manicule.{form.suffix}"'
    return response


def cite_bookmark(key: str, query: CitationQuery) -> dict:
    """Cite one bookmark, as text to copy."""
    return {"format": query.format, "text": exporting.citation(g.library, key, query.format)}


ROUTES = [
    Route("POST", "/import", import_file, {200: answers.ImportReport}, query=ImportQuery, upload=True,
          errors=(FormatUnknown, EncodingUnknown, FileNotUnderstood, PageUnknown, FileTooLarge)),
    Route("GET", "/bookmarks/<name:key>/citation", cite_bookmark, {200: answers.Citation}, query=CitationQuery,
          errors=(BookmarkUnknown,)),
    Route("GET", "/export", export_file, {200: None}, query=ExportQuery, download=True, errors=(FormatUnknown,)),
]  # fmt: skip
