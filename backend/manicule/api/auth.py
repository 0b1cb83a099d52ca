"""Bearer tokens: which device asks, and so whose library it is."""

from flask import current_app, g, request

from manicule.api import throttle
from manicule.errors import Throttled, TokenMissing, TokenRevoked, TokenWrong
from manicule.services import devices

ERRORS = (TokenMissing, TokenWrong, TokenRevoked, Throttled)


def require_device() -> None:
    """Set `g.device` and `g.library` from the Authorization header.

    :raise TokenMissing: without one.  :raise TokenWrong: or :raise TokenRevoked: if it is of no use.
    :raise Throttled: if the device asks too often
    """
    g.device = device_of_token()
    g.library = g.device.library
    throttle.device(g.device.id)
    if request.method != "GET":
        devices.saw(g.device, now())


def device_of_token() -> devices.Device:
    """The device behind the Authorization header; who has no good token is counted by address."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    try:
        if kind.lower() != "bearer" or not token.strip():
            raise TokenMissing
        return devices.authenticate(token.strip())
    except (TokenMissing, TokenWrong, TokenRevoked):
        throttle.stranger()
        raise


def now() -> int:
    """The server's clock, in ms since 1970."""
    return current_app.extensions["manicule"].now()
