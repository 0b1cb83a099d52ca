"""The way from a paired device into the web library."""

from flask import g, request

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import SignInBody
from manicule.api.routes import Route
from manicule.core.views import rfc3339
from manicule.errors import LimitReached
from manicule.services import pairing


def offer_sign_in(body: SignInBody) -> dict:
    """Make a link that signs a browser in to the web library: it works once, within five minutes."""
    moment = now()
    code = pairing.offer(g.library, moment, g.device.id)
    return {"url": f"{request.host_url}sign-in/{code}", "expires_at": rfc3339(moment + pairing.LIFETIME)}


ROUTES = [Route("POST", "/sign-in", offer_sign_in, {200: answers.SignIn}, body=SignInBody, errors=(LimitReached,))]
