"""A pairing code becomes a device with a token."""

from manicule.api import answers, throttle
from manicule.api.auth import now
from manicule.api.bodies import PairBody
from manicule.api.routes import Route
from manicule.errors import LimitReached, PairingCodeWrong, Throttled
from manicule.services import pairing


def pair(body: PairBody) -> dict:
    """Turn a code from `manicule pair` into a token; a code works once, within five minutes."""
    device, token = pairing.redeem(body.code, body.device, throttle.asker(), now())
    return {"token": token, "library": device.library.name, "device": device.id, "name": device.name}


ERRORS = (PairingCodeWrong, LimitReached, Throttled)
ROUTES = [
    Route("POST", "/pair", pair, {200: answers.Paired}, body=PairBody, errors=ERRORS, token=False),
]
