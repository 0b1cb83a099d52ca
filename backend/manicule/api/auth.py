"""Bearer tokens: which device asks, and so whose library it is."""

from flask import current_app, g, request

from manicule.errors import TokenMissing, TokenRevoked, TokenWrong
from manicule.services import devices

ERRORS = (TokenMissing, TokenWrong, TokenRevoked)


def require_device() -> None:
    """Set `g.device` and `g.library` from the Authorization header.

    :raise TokenMissing: without one.  :raise TokenWrong: or :raise TokenRevoked: if it is of no use.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise TokenMissing
    g.device = devices.authenticate(token.strip())
    g.library = g.device.library
    if request.method != "GET":
        devices.saw(g.device, now())


def now() -> int:
    """The server's clock, in ms since 1970."""
    return current_app.extensions["manicule"].now()
