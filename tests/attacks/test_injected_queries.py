"""SQL and full-text syntax in every text of every route: it is text; no statement is another one for it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from cluster import programs, running
from target import NOTE, Target, attacked

from manicule import api, web

WEB = Path(web.__file__).parent
SENT = re.compile(r'sent\("(\w+)"\)')
FIELDS = sorted({name for file in WEB.glob("*.py") for name in SENT.findall(file.read_text(encoding="utf-8"))})
FORMS = ["/papers", "/papers/selected", "/papers/arxiv:1/tags", "/searches", "/searches/forget", "/tags/merge",
         "/tags/rename", "/tags/delete", "/feeds", "/feeds/revoke", "/devices/revoke", "/undo/x"]  # fmt: skip
SQL = [
    "'; DROP TABLE bookmark; --", '" OR 1=1 --', "') UNION SELECT token_hash FROM device --", "%' ESCAPE '_",
    "\\'; SELECT pg_sleep(9); --", "$1 ? ?? %s %(x)s :x {0}", "x' AND (SELECT 1 FROM device)='1", "/* */ -- #",
]  # fmt: skip
SEARCH = [
    'NEAR("a" "b", 9)', "title:* OR ^a", '"unclosed', "a AND (b", "{title} : x", "- - -", "a* b* c*", "a <-> b", "a:*",
    "!a & |", "rank:x", "bookmark_text MATCH 'x'", "\\", "'", "(((", ")))", "AND OR NOT", "a\\:b", "column:a NEAR",
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server on each kind of database."""
    folder = tmp_path_factory.mktemp("searched")
    if request.param == "sqlite":
        with attacked(folder) as target:
            yield target
        return
    if not programs():
        pytest.skip("no PostgreSQL here: install postgresql")
    with running() as cluster, attacked(folder, url=cluster.empty()) as target:
        yield target


def body_of(model: type, text: str) -> dict:
    """A body of this model with the text wherever a text may stand."""
    schema = model.model_json_schema()
    return {name: value for name, part in schema.get("properties", {}).items()
            if (value := filled(part, schema, text)) is not None}  # fmt: skip


def filled(part: dict, schema: dict, text: str) -> object:
    """A value of this part of a schema, None where it is no text."""
    part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
    if "anyOf" in part:
        return next((value for one in part["anyOf"] if (value := filled(one, schema, text)) is not None), None)
    if part.get("type") == "array":
        inner = filled(part["items"], schema, text)
        return None if inner is None else [inner]
    if part.get("type") == "object":
        return {name: value for name, one in part.get("properties", {}).items()
                if (value := filled(one, schema, text)) is not None} or None  # fmt: skip
    return text if part.get("type") == "string" and "enum" not in part else None


def alive(target: Target) -> bool:
    """Whether the note is there, and nothing of the database came out or went away."""
    found = target.must("GET", "/api/v1/bookmarks?q=zanzibar")["items"]
    assert [one["note"] for one in found] == [NOTE]
    assert "laptop" in [one["name"] for one in target.must("GET", "/api/v1/devices")["items"]]
    return True


def test_no_search_is_a_statement(searched: Target):
    for text in (*SQL, *SEARCH):
        for address in (f"bookmarks?q={quote(text)}", f"bookmarks?tag={quote(text)}",
                        f"export?format=jsonl&q={quote(text)}",
                        f"bookmarks/{quote(text, safe='')}", f"bookmarks?cursor={quote(text)}"):  # fmt: skip
            answer = searched.api("GET", f"/api/v1/{address}")
            assert answer.status in (200, 400, 404, 422), (address, answer)
            assert hashlib.sha256(searched.token.encode()).hexdigest() not in answer.text
    assert alive(searched)


def test_no_text_of_any_route_is_a_statement(searched: Target):
    for text in SQL:
        for _, route in api.routes():
            if route.path in ("/pair", "/import") or route.method == "GET":
                continue
            path = re.sub("<[^>]+>", quote(text, safe=""), route.path)
            body = body_of(route.body, text) if route.body else None
            answer = searched.api(route.method, f"/api/v1{path}", body)
            assert answer.status < 500, (route.method, path, answer)
    assert alive(searched)


def test_no_field_of_any_form_is_a_statement(searched: Target):
    assert len(FIELDS) > 10
    for text in SQL[:4]:
        form = {**dict.fromkeys(FIELDS, text), "csrf": searched.csrf(searched.cookie), "act": "tag"}
        for path in FORMS:
            answer = searched.ask("POST", quote(path), form, form=True, headers={"Cookie": searched.cookie})
            assert answer.status < 500, (path, answer)
    assert alive(searched)
