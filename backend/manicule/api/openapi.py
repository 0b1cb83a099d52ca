"""The OpenAPI 3.1 document, made from the routes themselves."""

import re

from flask import current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from manicule.api import answers, auth
from manicule.api.problems import ANYWHERE
from manicule.api.routes import Route
from manicule.errors import Invalid, ManiculeError, NotJson, NotJsonType, TooLarge
from manicule.version import __version__

OF_BODIES = (NotJson, NotJsonType, TooLarge, Invalid)
ANY_FILE = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
FILE_OUT = {"*/*": {}}  # some of the formats are JSON, which is no string
REFS = "#/components/schemas/{model}"


def openapi() -> dict:
    """Describe this API in OpenAPI 3.1."""
    return document(current_app.extensions["manicule.routes"])


def document(routes: list[tuple[str, Route]]) -> dict:
    """The OpenAPI document of these routes."""
    paths: dict[str, dict] = {}
    for noun, route in routes:
        path = "/api/v1" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = operation(noun, route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Manicule", "version": __version__},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas([route for _, route in routes]),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def operation(noun: str, route: Route) -> dict:
    """One method of one path."""
    described = {
        "operationId": route.view.__name__,
        "tags": [noun],
        "summary": route.summary,
        "parameters": [*path_parameters(route), *query_parameters(route)],
        "responses": {**good(route), **bad(route)},
    }
    if route.body:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref(route.body)}}}
    if route.upload:
        described["requestBody"] = {"required": False, "content": ANY_FILE}  # a file may be empty
    if not route.token:
        described["security"] = []
    return described


def path_parameters(route: Route) -> list[dict]:
    """The parts of the path, percent-encoded text each."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def query_parameters(route: Route) -> list[dict]:
    """The parameters of the query, each with its schema."""
    schema = route.query.model_json_schema() if route.query else {}
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": one}
        for name, one in schema.get("properties", {}).items()
    ]


def good(route: Route) -> dict:
    """What the route answers when all is well."""
    if route.download:
        return {str(status): {"description": "The file", "content": FILE_OUT} for status in route.answers}
    return {
        str(status): {"description": "Done"} if model is None else json_content("Done", model)
        for status, model in route.answers.items()
    }


def bad(route: Route) -> dict:
    """Every problem the route can answer, by status, with the types that share it."""
    kinds = [*route.errors, *ANYWHERE]
    kinds += auth.ERRORS if route.token else ()
    kinds += OF_BODIES if route.body else ()
    kinds += (Invalid,) if route.query else ()
    by_status: dict[int, list[type[ManiculeError]]] = {}
    for kind in dict.fromkeys(kinds):
        by_status.setdefault(kind.status, []).append(kind)
    return {str(status): problem(by_status[status]) for status in sorted(by_status.keys() - route.answers.keys())}


def problem(kinds: list[type[ManiculeError]]) -> dict:
    """One status, with what it can mean here."""
    description = "; ".join(f"{kind.type}: {kind.title}" for kind in kinds)
    return {"description": description, "content": {"application/problem+json": {"schema": ref(answers.Problem)}}}


def json_content(description: str, model: type[BaseModel]) -> dict:
    """A JSON answer of that model."""
    return {"description": description, "content": {"application/json": {"schema": ref(model)}}}


def ref(model: type[BaseModel]) -> dict:
    """A pointer to the model's schema."""
    return {"$ref": REFS.format(model=model.__name__)}


def schemas(routes: list[Route]) -> dict:
    """The schemas of all that is sent and answered, by name."""
    sent = {route.body for route in routes if route.body}
    told = {model for route in routes for model in route.answers.values() if model} | {answers.Problem}
    wanted = [(model, "validation") for model in sent] + [(model, "serialization") for model in told]
    ordered = sorted(wanted, key=lambda one: one[0].__name__)
    _, definitions = models_json_schema(ordered, ref_template=REFS)
    return definitions["$defs"]


ROUTES = [Route("GET", "/openapi.json", openapi, {200: answers.OpenApi})]
