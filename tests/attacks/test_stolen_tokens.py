"""A stolen token opens its own library until it is revoked, then nothing; it is taken from one header alone."""

import re

from target import KEY, Target

from manicule import api


def test_a_revoked_token_opens_no_route(own_target: Target):
    stolen = own_target.new_token("stolen")
    held = {"Authorization": f"Bearer {stolen}"}
    assert own_target.ask("GET", "/api/v1/bookmarks", headers=held).status == 200
    own_target.revoke("stolen")
    guarded = [route for _, route in api.routes() if route.token]
    assert len(guarded) > 25
    for route in guarded:
        path = "/api/v1" + re.sub("<[^>]+>", "x", route.path)
        body = None if route.method in ("GET", "DELETE") else {}
        assert own_target.ask(route.method, path, body, headers=held).kind == "token-revoked", path
    assert own_target.untouched()


def test_a_token_anywhere_but_in_its_header_is_none(target: Target):
    path, token = "/api/v1/bookmarks", target.token
    places = [
        (f"{path}?token={token}&access_token={token}", {}),
        (path, {"Cookie": f"token={token}; Authorization=Bearer {token}"}),
        (path, {"X-Authorization": f"Bearer {token}", "X-Api-Key": token}),
        (path, {"Authorization": token}),
        (path, {"Authorization": f"Token {token}"}),
        (path, {"Authorization": f"Bearer {token} {token}"}),
        (path, {"Authorization": f"Bearer {token[:-1]}"}),
        (path, {"Authorization": f"Bearer {token}x"}),
        (path, {"Authorization": f"Bearer {token.upper()}"}),
        (path, {"Authorization": f"Bearer {token.replace('mn_1_', 'mn_2_')}"}),
        (path, {"Authorization": "Bearer " + "x" * 60_000}),
    ]
    for where, sent in places:
        assert target.ask("GET", where, headers=sent).status in (400, 401), sent


def test_a_token_is_no_session_and_a_session_no_token(target: Target):
    secret = target.cookie.partition("=")[2]
    page = target.ask("GET", "/devices", headers={"Authorization": f"Bearer {target.token}"})
    assert (page.status, page.headers["location"].split("?")[0]) == (303, "/sign-in")
    for sent in ({"Cookie": target.cookie}, {"Authorization": f"Bearer {secret}"}):
        assert target.ask("GET", "/api/v1/bookmarks", headers=sent).status == 401


def test_a_thief_with_a_token_of_one_library_learns_nothing_of_another(own_target: Target):
    stolen = own_target.new_token("eve's", library="eve")
    held = {"Authorization": f"Bearer {stolen}"}
    asked = ["bookmarks", "bookmarks?q=zanzibar", f"bookmarks/{KEY}", f"bookmarks/{KEY}/history",
             f"bookmarks/{KEY}/related",
             "tags", "stats", "devices", "feeds",
             "searches", "export?format=jsonl", "sync/digest"]  # fmt: skip
    for path in asked:
        answer = own_target.ask("GET", f"/api/v1/{path}", headers=held)
        assert answer.status in (200, 404), path
        assert "Zanzibar" not in answer.text
        assert "laptop" not in answer.text
    assert own_target.ask("DELETE", f"/api/v1/bookmarks/{KEY}", headers=held).status == 404
    [device] = own_target.must("GET", "/api/v1/devices")["items"]
    assert own_target.ask("DELETE", f"/api/v1/devices/{device['id']}", headers=held).status == 404
    assert own_target.untouched()


def test_what_a_thief_made_with_a_token_stands_beside_it_in_the_list_and_ends_there_too(own_target: Target):
    stolen = own_target.new_token("stolen")
    link = own_target.ask("POST", "/api/v1/sign-in", {}, headers={"Authorization": f"Bearer {stolen}"})
    code = link.text.rpartition("sign-in/")[2].split('"')[0]
    thief = own_target.ask("POST", "/sign-in", {"code": code}, form=True, headers={"User-Agent": "Firefox on thief"})
    cookie = thief.headers["set-cookie"].split(";")[0]
    own_target.revoke("stolen")
    mine = own_target.cookie
    page = own_target.ask("GET", "/devices", headers={"Cookie": mine})
    sessions = {part.split('"')[0] for part in page.text.split('name="session" value="')[1:]}
    for session in sessions:
        sent = {"csrf": own_target.csrf(mine), "session": session}
        own_target.ask("POST", "/sign-out", sent, form=True, headers={"Cookie": mine})
    assert own_target.ask("GET", "/", headers={"Cookie": cookie}).status == 303
