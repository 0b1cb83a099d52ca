"""Who is signed in. Every page but the door needs a session; every form carries what only its own pages can know."""

import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from manicule.api.auth import now
from manicule.errors import FormStale
from manicule.services import bookmarks, overview, sessions, undo
from manicule.services.exchange import importing
from manicule.services.undo import Receipt

OWN_PATH = re.compile(r"/(?![/\\])[^\s\\]*")
WITH_FILE = {"web.preview_file", "web.import_file"}
MAX_FORM = 4 << 20  # bytes: a note of 256 KiB and what it was, percent-encoded


def cookie_name() -> str:
    """Over TLS `__Host-…`, which browsers accept from this very host alone; without TLS they accept no such name."""
    return ("__Host-" if request.is_secure else "") + current_app.config["SESSION_COOKIE_NAME"]


def cookie() -> str:
    """The session's cookie, or the empty text."""
    return request.cookies.get(cookie_name(), "")


def set_cookie(response: Response, value: str) -> None:
    """Let the browser keep the session; no script can read it and no other site can send it."""
    age = sessions.LIFETIME // 1000
    response.set_cookie(cookie_name(), value, max_age=age, **private())


def drop_cookie(response: Response) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(cookie_name(), **private())


def private() -> dict:
    """How the cookie is kept: for this host alone (no Domain), away from scripts and other sites."""
    return {"secure": request.is_secure, "httponly": True, "samesite": "Strict"}


def require() -> None:
    """Set `g.library`, `g.device`, `g.session` and `g.csrf`; let no form pass that is not of this session.

    :raise SignedOut: without a session.  :raise FormStale: if a form was made for another one
    """
    request.max_form_memory_size = MAX_FORM
    request.max_content_length = importing.MAX_FILE + MAX_FORM if request.endpoint in WITH_FILE else MAX_FORM
    held = cookie()
    undone = request.args.get("done", "")
    if request.endpoint == "web.listing":
        found, g.overview = overview.open_library(held, undone, now())
    else:
        found = sessions.find(held, undone, now())
    g.library, g.device, g.session, g.said = found
    g.csrf = sessions.csrf(held)
    if request.method == "POST" and not hmac.compare_digest(sent("csrf").encode(), g.csrf.encode()):
        raise FormStale()


def sent(name: str) -> str:
    """A field of the form as it was typed: forms send line ends of another kind."""
    return request.form.get(name, "").replace("\r\n", "\n")


def number(name: str) -> int | None:
    """A field of the form as a whole number, None where it is none that a database can hold."""
    text = sent(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


class Made:
    """An edit of one bookmark: its id, the receipt, and then the answer."""

    def __init__(self, bookmark: str) -> None:
        self.bookmark = bookmark
        self.receipt: Receipt | None = None
        self.answer: ResponseReturnValue = ""


@contextmanager
def edit(key: str, said: str, part: str = "") -> Iterator[Made]:
    """An edit of the bookmark that `key` names, which can be undone; the answer is the page where it was made.

    :raise BookmarkUnknown: if there is none
    """
    made = Made(bookmarks.find(g.library, key))
    with undo.recording(g.library, said, [made.bookmark], now()) as made.receipt:
        yield made
    listed = own_path(sent("then"))
    made.answer = done(made.receipt.id, listed or url_for("web.show", key=made.bookmark), "" if listed else part)


def done(undo_id: str | None, where: str, part: str = "") -> ResponseReturnValue:
    """After an edit: the page `where`, which offers to undo it."""
    mark = "&" if "?" in where else "?"
    return redirect(f"{where}{mark}done={undo_id}{part}" if undo_id else where + part, 303)


def own_path(path: str) -> str:
    """The path, if it leads nowhere but into this library."""
    return path if OWN_PATH.fullmatch(path) else ""


def back_to() -> str:
    """The page that the form was on, else the list."""
    return own_path(sent("then")) or url_for("web.listing")
