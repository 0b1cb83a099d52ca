"""What all pages share: their headers, the files beside them, the words of their templates, and how troubles look."""

from contextlib import suppress
from urllib.parse import urlencode

from flask import Flask, Response, g, redirect, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, NotFound

from manicule.api import problems
from manicule.config import extension_dir
from manicule.core.records import LINK_KINDS, STATUSES
from manicule.errors import HostForeign, OriginForeign, SignedOut
from manicule.web import words

# Nothing is loaded from elsewhere, nothing inline runs, nobody may frame a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    """Give `app` the words of the templates and pages for troubles outside of /api."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(words=words, STATUSES=STATUSES, LINK_KINDS=LINK_KINDS, here=here, csrf=csrf_field)
    app.register_error_handler(NotFound, elsewhere)


def icon() -> Response:
    """The hand, as the extension has it."""
    return send_from_directory(extension_dir() / "icons", "manicule.svg")


def mark(response: Response) -> Response:
    """The headers of a page."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def cached(response: Response) -> Response:
    """Files beside the pages are asked for anew only when they have changed."""
    response.headers["Cache-Control"] = "no-cache"
    return response


def here(**changed: object) -> str:
    """This page's address with some of its parameters changed; None takes one out."""
    kept = {name: value for name, value in {**request.args.to_dict(), **changed}.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def csrf_field() -> Markup:
    """What every form carries, so that no other site can send it."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(g.csrf)


def elsewhere(error: NotFound) -> ResponseReturnValue:
    """There is nothing at an address: a problem document for programs, a page for people."""
    return problems.answer(error) if request.path.startswith("/api/") else trouble(error)


def trouble(error: Exception) -> ResponseReturnValue:
    """The page that says what went wrong, or the way to the sign-in."""
    known = problems.typed(error)
    if isinstance(known, SignedOut) and request.method == "GET":
        return redirect(url_for("door.ask", then=request.full_path.rstrip("?")), 303)
    followed = isinstance(known, OriginForeign) and request.method == "GET"
    typed = "" if isinstance(known, OriginForeign | HostForeign) else note_typed()
    page = Response(render_template("trouble.html", trouble=known, followed=followed, typed=typed), known.status)
    if "retry_after" in known.extra:
        page.headers["Retry-After"] = str(known.extra["retry_after"])
    return mark(page)


def note_typed() -> str:
    """The note in a form that was refused: the way back leads to a page that has forgotten it."""
    with suppress(HTTPException):  # too large to be read
        return request.form.get("note", "")
    return ""
