"""Who may ask: every route but two needs a token, web pages may not ask at all, and each refusal is a sentence."""

import json

import pytest
from flask import Flask

from manicule import create_app
from manicule.config import Config
from manicule.models import database

OPEN = {"/api/v1/health", "/api/v1/pair"}
FILES = {"/api/v1/import"}  # whose body is a file and no object
PARTS = {"key": "arxiv:1706.03762", "name": "nlp", "device": "dev_x", "feed": "feed_x"}


def every_route(app: Flask) -> list[tuple[str, str]]:
    """Method and path of all that the API answers."""
    return [
        (method, rule.rule.replace("<name:", "<").replace("<", "{").replace(">", "}").format(**PARTS))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def is_problem(answer, status: int, kind: str) -> bool:
    assert (answer.status_code, answer.json["type"]) == (status, kind), answer.data
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["detail"].endswith(".")
    return True


def test_every_route_but_health_and_pair_needs_a_token(app, client):
    for method, path in every_route(app):
        answer = client.open(path, method=method, json={} if method != "GET" else None)
        if path in OPEN:
            assert answer.status_code in (200, 400), path
            continue
        assert is_problem(answer, 401, "token-missing"), path
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["wrong", "mn_1_" + "x" * 43, "mn_1_", "é" * 48, "mn_" + "9" * 60])
def test_a_wrong_token_is_refused(client, token):
    answer = client.get("/api/v1/tags", headers={"Authorization": f"Bearer {token}"})
    assert is_problem(answer, 401, "token-wrong")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "mn_1_x"])
def test_an_authorization_of_another_form_is_refused(client, header):
    assert is_problem(client.get("/api/v1/tags", headers={"Authorization": header}), 401, "token-missing")


def test_a_token_in_the_address_is_no_token(client, me):
    assert is_problem(client.get(f"/api/v1/stats?token={me.token}"), 401, "token-missing")


def test_a_revoked_token_is_refused_and_says_so(make_person):
    lost, mine = make_person("lost"), make_person("mine")
    [device] = [one["id"] for one in mine.get("devices").json["items"] if one["name"] == "lost"]
    assert mine.delete(f"devices/{device}").status_code == 204
    assert is_problem(lost.get("tags"), 401, "token-revoked")
    assert mine.get("tags").status_code == 200


def test_a_token_opens_its_own_library_only(make_person):
    ann, bob = make_person("a", library="ann"), make_person("b", library="bob")
    saved = ann.post("bookmarks", {"key": "arxiv:1706.03762", "tags": ["t"], "title": "Attention"}).json
    assert bob.get("bookmarks").json["items"] == []
    assert bob.get("bookmarks?q=attention").json["items"] == []
    assert bob.get("bookmarks/arxiv:1706.03762").status_code == 404
    assert bob.get("tags").json["items"] == []
    forged = ann.token.replace(ann.token.split("_")[1], bob.token.split("_")[1], 1)
    assert is_problem(bob.client.get("/api/v1/tags", headers={"Authorization": f"Bearer {forged}"}), 401, "token-wrong")
    [device] = [one["id"] for one in ann.get("devices").json["items"]]
    assert bob.delete(f"devices/{device}").status_code == 404
    assert ann.get(f"bookmarks/{saved['key']}").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7373", "localhost:8000", "[::1]:7373"])
def test_this_machine_is_served(client, host):
    assert client.get("/api/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "2130706433", "localhost.evil.example:7373",
                                  "0.0.0.0:7373", "[::ffff:127.0.0.1]:7373", "evil.example:7373"])  # fmt: skip
def test_foreign_hosts_are_refused(client, me, host):
    for method, path in (("GET", "/api/v1/health"), ("GET", "/api/v1/bookmarks"), ("POST", "/api/v1/pair")):
        headers = {"Host": host, "Authorization": f"Bearer {me.token}"}
        assert is_problem(client.open(path, method=method, headers=headers), 400, "host-foreign")


@pytest.mark.parametrize("sent", [
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "null"},
    {"Origin": "https://huggingface.co", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "chrome-extension://abc", "Sec-Fetch-Site": "cross-site"},
])  # fmt: skip
def test_web_pages_are_refused_whatever_they_hold(client, me, sent):
    headers = {"Authorization": f"Bearer {me.token}", **sent}
    for method in ("GET", "POST", "OPTIONS"):
        answer = client.open("/api/v1/bookmarks", method=method, headers=headers)
        assert is_problem(answer, 403, "origin-foreign")
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("sent", [
    {"Origin": "chrome-extension://hblpmfaccdmjkmjcbgppnlkdokdcmdch", "Sec-Fetch-Site": "none"},
    {"Origin": "moz-extension://2f0a4e3c-6a3a-4d3f-9d0b-0b3c9a5d8e11", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none"},
])  # fmt: skip
def test_extensions_and_the_servers_own_pages_pass(me, sent):
    assert me.get("bookmarks", headers=sent).status_code == 200


def test_a_configured_origin_passes_and_no_other_is_told(url, clock):
    app = create_app(Config(database=url, now=clock, hosts=("papers.example",), origins=("https://papers.example",)))
    client = app.test_client()
    sent = {"Origin": "https://papers.example", "Sec-Fetch-Site": "cross-site", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/api/v1/tags", headers={**sent, "Access-Control-Request-Headers": "authorization"})
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://papers.example"
    assert "authorization" in preflight.headers["Access-Control-Allow-Headers"].lower()
    answer = client.get("/api/v1/tags", headers=sent)
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == "https://papers.example"
    assert client.get("/api/v1/health", headers={"Host": "papers.example"}).status_code == 200
    assert client.get("/api/v1/health", headers={"Origin": "https://papers.example.evil"}).status_code == 403
    database.close()


def test_every_answer_names_the_server_and_is_not_kept(client, me):
    foreign = client.get("/api/v1/tags", headers={"Host": "evil.example"})
    answers = [
        client.get("/api/v1/health"),
        me.get("bookmarks"),
        client.post("/api/v1/pair"),
        client.get("/x"),
        foreign,
    ]
    assert len({answer.headers["X-Manicule-Server"] for answer in answers}) == 1
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


def test_options_says_what_a_route_takes_and_does_nothing(client):
    answer = client.options("/api/v1/bookmarks")
    assert answer.status_code == 200
    assert {"GET", "POST", "OPTIONS"} <= set(answer.headers["Allow"].split(", "))


def test_unknown_addresses_and_methods_are_problems(client, me):
    assert is_problem(client.get("/api/v2/"), 404, "not-found")
    assert is_problem(me.get("nothing"), 404, "not-found")
    answer = me.ask("PUT", "bookmarks")
    assert is_problem(answer, 405, "method-wrong")
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_not_sent_as_json_is_refused(me, kind):
    answer = me.ask("POST", "bookmarks", data=b'{"key": "arxiv:1706.03762"}', content_type=kind)
    assert is_problem(answer, 415, "not-json-type")
    assert me.get("bookmarks").json["items"] == []


@pytest.mark.parametrize("data", [b"", b"{", b"nonsense", b"\xff\xfe", b"NaN", b"[1", b'{"a":' * 40_000])
def test_a_body_that_is_not_json_is_refused(me, data):
    answer = me.ask("POST", "bookmarks", data=data, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["type"] == "not-json"


@pytest.mark.parametrize("data", [[], "text", 7, None, [{"key": "arxiv:1706.03762"}]])
def test_a_body_that_is_no_object_is_refused(me, data):
    answer = me.ask("POST", "bookmarks", data=json.dumps(data), content_type="application/json")
    assert is_problem(answer, 400, "not-json")
    assert "object" in answer.json["detail"]


def test_unknown_keys_are_refused_by_name_everywhere(app, me):
    for method, path in every_route(app):
        if method in ("POST", "PATCH") and path not in FILES:
            answer = me.ask(method, path.removeprefix("/api/v1/"), json={"surprise": 1})
            assert is_problem(answer, 400, "invalid"), path
            assert "surprise" in {mistake["at"] for mistake in answer.json["errors"]}, path
    assert "surprise" in me.get("bookmarks?surprise=1").json["detail"]


@pytest.mark.parametrize(("body", "at"), [
    ({"key": "arxiv:1706.03762", "rating": 6}, "rating"),
    ({"key": "arxiv:1706.03762", "rating": True}, "rating"),
    ({"key": "arxiv:1706.03762", "status": "maybe"}, "status"),
    ({"key": "arxiv:1706.03762", "tags": "nlp"}, "tags"),
    ({"key": "arxiv:1706.03762", "tags": [" "]}, "tags.0"),
    ({"key": "arxiv:1706.03762", "tags": ["x" * 101]}, "tags.0"),
    ({"key": "arxiv:1706.03762", "tags": [str(n) for n in range(201)]}, "tags"),
    ({"key": "arxiv:1706.03762", "links": [{"url": "https://a.example/", "kind": "song"}]}, "links.0.kind"),
    ({"key": 7}, "key"),
    ({"key": "arxiv:1706.03762", "title": None}, "title"),
    ({"key": "arxiv:1706.03762", "title": "\ud800"}, "title"),
])  # fmt: skip
def test_a_wrong_value_is_refused_by_name(me, body, at):
    answer = me.post("bookmarks", body)
    assert is_problem(answer, 400, "invalid")
    assert answer.json["detail"].startswith(f"{at}:")


def test_a_fault_of_our_own_tells_nothing_private(app, me, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("secret place/library.db")

    monkeypatch.setattr("manicule.services.tags.listing", fail)
    answer = me.get("tags")
    assert is_problem(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_no_token_and_nothing_of_the_address_reaches_the_log(me, caplog, monkeypatch):
    monkeypatch.setattr("manicule.services.bookmarks.get", lambda *_: 1 / 0)
    me.get("bookmarks/url:https:%2F%2Fa.example%2Fwhat-i-read%0aERROR forged line?token=zanzibar")
    assert "ZeroDivisionError" in caplog.text
    assert "/api/v1/bookmarks/<name:key>" in caplog.text
    for private in (me.token, "what-i-read", "forged", "zanzibar"):
        assert private not in caplog.text
