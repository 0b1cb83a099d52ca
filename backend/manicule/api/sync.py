"""Push and pull in one request, by the protocol in services/sync.py."""

import json

from flask import Response, current_app, g

from manicule.api import answers
from manicule.api.auth import now
from manicule.api.bodies import SyncBody
from manicule.api.routes import Route
from manicule.errors import CursorUnknown, DeviceForked, DeviceUnknown, ProtocolOld, SeqGap, TooMany
from manicule.services import sync


def exchange(body: SyncBody) -> Response:
    """Apply a device's edits in order, then answer with what has changed since its cursor."""
    answer = sync.exchange(g.library, g.device, body.model_dump(), now())
    changes = ",".join(answer.pop("changes"))
    return current_app.response_class(f'{json.dumps(answer)[:-1]},"changes":[{changes}]}}', mimetype="application/json")


def digest() -> dict:
    """Sum up the library, so that a replica can check that it is equal."""
    return sync.digest(g.library)


ERRORS = (CursorUnknown, DeviceUnknown, DeviceForked, SeqGap, ProtocolOld, TooMany)
ROUTES = [
    Route("POST", "/sync", exchange, {200: answers.SyncAnswer}, body=SyncBody, errors=ERRORS),
    Route("GET", "/sync/digest", digest, {200: answers.Digest}),
]
