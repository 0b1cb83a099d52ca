"""Every failure becomes an `application/problem+json` document (RFC 9457) with a sentence a person can act on."""

import json

import peewee
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from manicule import errors
from manicule.api import observe
from manicule.errors import ManiculeError

OF_STATUS = {
    400: errors.Invalid,
    404: errors.NotFound,
    405: errors.MethodWrong,
    413: errors.TooLarge,
    415: errors.NotJsonType,
}
# What any route can answer besides its own errors; the OpenAPI document lists them too.
ANYWHERE = (errors.HostForeign, errors.OriginForeign, errors.DatabaseTrouble, ManiculeError)


def install(app: Flask) -> None:
    """Answer every exception of `app` with a problem document."""
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """The problem document of `error`, with the headers that go with it."""
    known = typed(error)
    response = Response(json.dumps(document(known)), status=known.status, mimetype="application/problem+json")
    if isinstance(error, HTTPException) and error.code == 405 and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    if known.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in known.extra:
        response.headers["Retry-After"] = str(known.extra["retry_after"])
    return response


def typed(error: Exception) -> ManiculeError:
    """`error` as one of ours. What is not expected is logged with its trace and answered without a word of it."""
    if isinstance(error, ManiculeError):
        return error
    if isinstance(error, HTTPException):
        return of_http(error)
    trouble = errors.database_trouble(error) if isinstance(error, peewee.PeeweeException) else None
    if trouble is None:
        current_app.logger.error("%s %s failed", request.method, observe.route(), exc_info=error)
    return trouble or ManiculeError()


def of_http(error: HTTPException) -> ManiculeError:
    """Flask's own refusals."""
    kind = OF_STATUS.get(error.code or 500)
    if kind is not None:
        return kind()
    known = ManiculeError(f"The request was refused: {error.name}.")
    known.status, known.type, known.title = error.code or 500, "refused", error.name
    return known


def document(error: ManiculeError) -> dict:
    """`{type, title, status, detail, …}`."""
    named = {"type": error.type, "title": error.title, "status": error.status, "detail": str(error)}
    return {**error.extra, **named}
