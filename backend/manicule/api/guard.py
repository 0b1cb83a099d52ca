"""Who may ask at all: this machine's own programs and extensions, never a web page that was not named.

Against DNS rebinding the Host header must be one of ours; against other sites Sec-Fetch-Site and Origin are read.
"""

import re

from flask import Flask, Response, request
from flask_cors import CORS
from werkzeug.middleware.proxy_fix import ProxyFix

from manicule.config import Config
from manicule.core.limits import MAX_BODY
from manicule.errors import HostForeign, OriginForeign

OWN_HOSTS = ("127.0.0.1", "localhost", "[::1]")
HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+])(?::[0-9]{1,5})?", re.IGNORECASE)
EXTENSIONS = ("chrome-extension://", "moz-extension://")


def install(app: Flask, config: Config, server_uid: str) -> None:
    """Check every request of `app` before anything else happens, and mark every answer."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    if config.proxies:  # else anybody could say whom they speak for
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=0)

    @app.before_request
    def refuse_web_pages() -> None:
        check_host({*OWN_HOSTS, *config.hosts})
        check_origin(config.origins)

    @app.after_request
    def mark(response: Response) -> Response:
        response.headers["X-Manicule-Server"] = server_uid
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    if config.origins:
        sent, read = ["Authorization", "Content-Type"], ["X-Manicule-Server", "Retry-After"]
        CORS(app, origins=list(config.origins), allow_headers=sent, expose_headers=read, max_age=600)


def check_host(allowed: set[str]) -> None:
    """Let pass what was sent to a name of ours.

    Not Flask's TRUSTED_HOSTS: as of Werkzeug 3.1.9 that cuts each name at its first colon, so none can be `[::1]`.

    :raise HostForeign: for a request to any other name, as after DNS rebinding
    """
    form = HOST.fullmatch(request.headers.get("Host", ""))
    if form is None or form[1].lower() not in allowed:
        raise HostForeign


def check_origin(allowed: tuple[str, ...]) -> None:
    """Let pass what no web page can send. A token is still needed after this.

    :raise OriginForeign: for a request that another site's page made.
    """
    origin = request.headers.get("Origin")
    if origin in allowed:
        return
    if not is_own(request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Sec-Fetch-Dest")):
        raise OriginForeign
    if origin and not origin.startswith(EXTENSIONS) and origin != request.host_url.rstrip("/"):
        raise OriginForeign


def is_own(site: str, destination: str | None) -> bool:
    """Whether a browser says that no page of another origin has sent or loaded this. `same-site` are other programs of
    this machine: a link from their pages may be followed.
    """
    return site in ("none", "same-origin") or (site == "same-site" and destination == "document")
