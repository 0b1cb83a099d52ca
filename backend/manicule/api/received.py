"""What was sent with a request, read and checked: its body, its parameters, a file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from manicule.errors import FileTooLarge, Invalid, NotJson

Model = TypeVar("Model", bound=BaseModel)


def read_body(model: type[Model]) -> Model:
    """The request's body as `model`.

    :raise NotJson: if it cannot be read as JSON.  :raise Invalid: naming the part that is not right.
    A body of another content type is refused with 415 by Flask.
    """
    try:
        data = request.get_json()
    except (BadRequest, RecursionError) as error:
        raise NotJson from error
    if not isinstance(data, dict):
        raise NotJson("The body is JSON, but not an object. Send {…}.")
    return checked(model, data)


@contextmanager
def read_file(limit: int) -> Iterator[BinaryIO]:
    """The request's body as a file, kept on disk when it is large.

    :raise FileTooLarge: if it has more than `limit` bytes
    """
    request.max_content_length = limit
    with SpooledTemporaryFile(max_size=1 << 20) as file:
        try:
            shutil.copyfileobj(request.stream, file, 1 << 16)
        except RequestEntityTooLarge as error:
            raise FileTooLarge from error
        yield file


def read_query(model: type[Model]) -> Model:
    """The address's parameters as `model`.

    :raise Invalid: naming the parameter that is not right.
    """
    return checked(model, request.args.to_dict())


def checked(model: type[Model], data: dict) -> Model:
    """`data` as `model`, or Invalid with a sentence about the first thing wrong and all of them in `errors`."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        mistakes = [{"at": place(one["loc"]), "problem": said(one)} for one in error.errors(include_url=False)]
        first = mistakes[0]
        sentence = f"{first['at']}: {first['problem']}." if first["at"] else f"{first['problem']}."
        raise Invalid(sentence, errors=mistakes[:20]) from error


def place(parts: tuple) -> str:
    """Where in the body, such as `links.0.url`."""
    return ".".join(str(part)[:100] for part in parts)


def said(mistake: dict) -> str:
    """pydantic's message in our words."""
    if mistake["type"] == "extra_forbidden":
        return "this key is not known here"
    return mistake["msg"].removeprefix("Value error, ")[:500]
