"""A route as data: what it takes, gives and refuses. The blueprints and the OpenAPI document are both made from it."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_json

from manicule.api import auth, received
from manicule.errors import ManiculeError


@dataclass(frozen=True)
class Route:
    """`answers` maps a status to the model of its body (None: no body); `view` takes path parts, `body` and `query`."""

    method: str
    path: str
    view: Callable[..., object]
    answers: dict[int, type[BaseModel] | None]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    errors: tuple[type[ManiculeError], ...] = ()
    token: bool = True
    upload: bool = False  # the body is a file of any type, which the view reads itself
    download: bool = False  # the answer is one

    @property
    def summary(self) -> str:
        """The first line of the view's docstring."""
        return (self.view.__doc__ or "").strip().partition("\n")[0]


def blueprint(name: str, routes: list[Route]) -> Blueprint:
    """A blueprint under /api/v1 that answers `routes`."""
    made = Blueprint(name, __name__, url_prefix="/api/v1")
    for route in routes:
        made.add_url_rule(route.path, route.view.__name__, handler(route), methods=[route.method])
    return made


def handler(route: Route) -> Callable[..., ResponseReturnValue]:
    """The function Flask calls: token, then query and body, then the view, then JSON."""

    def handle(**parts: object) -> ResponseReturnValue:
        if route.token:
            auth.require_device()
        if route.query:
            parts["query"] = received.read_query(route.query)
        if route.body:
            parts["body"] = received.read_body(route.body)
        return respond(route, route.view(**parts))

    handle.__doc__ = route.view.__doc__
    return handle


def respond(route: Route, result: object) -> tuple[ResponseReturnValue, int]:
    """What a view returned, `body` or `(body, status)`, as JSON; the status is else the first of the route's.

    A view may also return a Response: JSON that it has written itself.
    """
    body, status = result if isinstance(result, tuple) else (result, next(iter(route.answers)))
    if isinstance(body, Response):
        return body, status
    return ("" if route.answers[status] is None else written(body)), status


def written(body: object) -> Response:
    """The body as JSON. pydantic's own writer takes a third of the time of Python's."""
    try:
        text: str | bytes = to_json(body)
    except PydanticSerializationError:  # half of a surrogate pair, that was sent and is told back
        text = json.dumps(body)
    return Response(text, mimetype="application/json")
