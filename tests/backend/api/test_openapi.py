"""The API describes itself: every route, what it takes, gives and refuses, and the description is true."""

import re

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from manicule.api import routes


@pytest.fixture
def described(me) -> dict:
    return me.get("openapi.json").json


def test_the_document_is_valid_openapi(described):
    assert described["openapi"] == "3.1.0"
    validate(described)


def test_every_route_is_documented(app: Flask, described):
    served = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    documented = {(method, path) for path, methods in described["paths"].items() for method in methods}
    assert served == documented, "Add the route to ROUTES of its module in api/, and to NOUNS of api/__init__.py"


def test_every_route_has_a_summary_and_its_problems(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert len(operation["summary"]) > 10, f"{method} {path}: write a docstring for the view"
            needed = {"400", "403", "500", "503"} | ({"401"} if "security" not in operation else set())
            sent = operation.get("requestBody", {}).get("content", {})
            needed |= {"413"} if sent else set()
            needed |= {"415"} if "application/json" in sent else set()
            assert needed <= operation["responses"].keys(), f"{method} {path}"


def test_every_model_in_use_is_described(described):
    text = str(described)
    used = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert used <= described["components"]["schemas"].keys()
    for noun, route in routes():
        for model in [route.body, *route.answers.values()]:
            assert model is None or model.__name__ in used, noun


def test_what_is_answered_is_as_described(described, me, save):
    key = save(title="A", tags=["t"], links=[{"url": "https://a.example/x", "kind": "code"}], note="n",
               found_on={"url": "https://arxiv.org/list/cs.LG/new", "title": "New"})["key"]  # fmt: skip
    me.patch(f"bookmarks/{key}", {"note": "m", "rating": 3})
    asked = {
        "/api/v1/health": "health", "/api/v1/bookmarks": "bookmarks", "/api/v1/bookmarks/{key}": f"bookmarks/{key}",
        "/api/v1/bookmarks/{key}/history": f"bookmarks/{key}/history", "/api/v1/tags": "tags",
        "/api/v1/devices": "devices", "/api/v1/stats": "stats", "/api/v1/sync/digest": "sync/digest",
    }  # fmt: skip
    for path, address in asked.items():
        conforms(described, path, "get", me.get(address))
    conforms(described, "/api/v1/bookmarks/lookup", "post", me.post("bookmarks/lookup", {"keys": [key]}))
    conforms(described, "/api/v1/bookmarks", "post", me.post("bookmarks", {"key": key}))
    conforms(described, "/api/v1/tags/{name}", "patch", me.patch("tags/t", {"name": "u"}))
    conforms(described, "/api/v1/devices", "post", me.post("devices", {"name": "phone"}))
    conforms(described, "/api/v1/bookmarks/{key}", "get", me.get("bookmarks/nobody"))
    device = next(one["id"] for one in me.get("devices").json["items"] if one["current"])
    body = {"protocol": 1, "device": device, "cursor": None, "mutations": []}
    conforms(described, "/api/v1/sync", "post", me.post("sync", body))


def conforms(described: dict, path: str, method: str, answer) -> None:
    """The answer is of a documented status, and its body fits the schema of that status."""
    responses = described["paths"][path][method]["responses"]
    assert str(answer.status_code) in responses, (path, answer.data)
    schema = responses[str(answer.status_code)]["content"][answer.mimetype]["schema"]
    whole = {**schema, "components": described["components"]}
    faults = [fault.message for fault in Draft202012Validator(whole).iter_errors(answer.json)]
    assert faults == [], (path, faults)


def test_the_document_says_which_parameters_are_needed_and_which_words_they_take(described):
    export, taken = (described["paths"][f"/api/v1/{name}"] for name in ("export", "import"))
    parameters = {one["name"]: one for one in export["get"]["parameters"]}
    assert (parameters["format"]["required"], parameters["q"]["required"]) == (True, False)
    assert "ris" in parameters["format"]["schema"]["enum"]
    assert "listing" in str(taken["post"]["parameters"])


def test_the_document_says_that_a_paper_must_be_named(described):
    rule = Draft202012Validator(
        described["components"]["schemas"]["SaveBody"] | {"components": described["components"]}
    )
    assert rule.is_valid({"key": "arxiv:1706.03762"})
    assert rule.is_valid({"url": "https://arxiv.org/abs/1706.03762", "key": None})
    for body in ({}, {"key": ""}, {"url": None}, {"ids": []}):
        assert not rule.is_valid(body)


@pytest.mark.parametrize(("limit", "status"), [(2.0, 200), (2.5, 400), (21.0, 400), (1e300, 400), (True, 400)])
def test_a_number_without_a_fraction_is_a_whole_one_as_json_has_it(me, limit, status):
    assert me.post("related", {"rows": [{"title": "Graphs"}], "limit": limit}).status_code == status
