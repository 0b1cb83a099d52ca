"""A stolen token opens its own library until it is revoked, then nothing; it is taken from one header alone."""

import json
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


def test_what_a_thief_signed_in_with_a_token_ends_with_it_and_nobody_elses_does(own_target: Target):
    stolen, mine = own_target.new_token("stolen"), own_target.cookie
    first = own_target.sign_in_with(code_of(own_target, stolen))
    again = own_target.sign_in_with(code_on_page(own_target, first))
    unused = [code_of(own_target, stolen), code_on_page(own_target, again)]
    assert [opens(own_target, cookie) for cookie in (first, again, mine)] == [True, True, True]
    assert "signed in by" in own_target.ask("GET", "/devices", headers={"Cookie": mine}).text
    own_target.revoke("stolen")
    assert [opens(own_target, cookie) for cookie in (first, again, mine)] == [False, False, True]
    for code in unused:
        assert own_target.ask("POST", "/sign-in", {"code": code}, form=True).status == 403
        assert own_target.ask("POST", "/api/v1/pair", {"code": code, "device": "thief"}).status == 403


def code_of(target: Target, token: str) -> str:
    """A code to sign in, asked for with that token."""
    link = target.ask("POST", "/api/v1/sign-in", {}, headers={"Authorization": f"Bearer {token}"})
    return json.loads(link.text)["url"].rpartition("/")[2]


def code_on_page(target: Target, cookie: str) -> str:
    """A code that a browser which is signed in has made."""
    sent = {"csrf": target.csrf(cookie)}
    page = target.ask("POST", "/devices/code", sent, form=True, headers={"Cookie": cookie})
    return re.search(r'class="code"[^>]*>([^<]+)<', page.text)[1]


def opens(target: Target, cookie: str) -> bool:
    """Whether the cookie is of a session."""
    return target.ask("GET", "/", headers={"Cookie": cookie}).status == 200
