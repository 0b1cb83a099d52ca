"""Keys and tag names in paths may hold slashes, encoded or not.

A WSGI server decodes `%2F` before routing, and then `bookmarks/url:https%3A%2F%2Fa.example%2Fhistory` reads like the
history of something. So an encoded slash travels through routing as a character of private use.
"""

from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.routing import PathConverter

SLASH = "\uf02f"


class NameConverter(PathConverter):
    """A key or a name: anything, slashes and ends of lines too."""

    regex = r"[^/][\s\S]*?"

    def to_python(self, value: str) -> str:
        return value.replace(SLASH, "/")


def install(app: Flask) -> None:
    """Teach `app` the converter `name` and keep encoded slashes apart. To be called before routes are added."""
    app.url_map.converters["name"] = NameConverter
    app.url_map.merge_slashes = False  # an address as a key holds two in a row
    inner = app.wsgi_app

    def keep_slashes(environ: dict, start_response: object) -> object:
        raw = environ.get("REQUEST_URI", "").partition("?")[0]
        if raw.startswith("/") and "%2f" in raw.lower():
            environ["PATH_INFO"] = decoded(raw)
        return inner(environ, start_response)

    app.wsgi_app = keep_slashes


def decoded(raw: str) -> str:
    """A raw path as WSGI wants it, with SLASH for each encoded slash."""
    marked = raw.replace("%2F", "%2f").replace("%2f", SLASH)
    return unquote_to_bytes(marked).decode("latin-1")
