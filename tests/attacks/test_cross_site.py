"""Requests of other sites: whatever a page can send without asking is refused with 403, and changes nothing."""

from itertools import product

import pytest
from target import KEY, Target

SAVE = b'{"key":"arxiv:2401.00001"}'
KINDS = {  # the three types of body that a page may send without a preflight, and none
    "application/x-www-form-urlencoded": b"key=arxiv:2401.00001&_method=DELETE",
    "multipart/form-data; boundary=x": b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nx:1\r\n--x--',
    "text/plain": SAVE,
    "text/plain; application/json": SAVE,
    "": SAVE,
}
PAGES = {
    "of another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "of another site, in an old browser": {"Origin": "https://evil.example"},
    "in a sandbox": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "of another program on this machine": {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
    "of the same name with another scheme": {"Origin": "https://127.0.0.1:{port}", "Sec-Fetch-Site": "same-site"},
    "of a name that begins like ours": {"Origin": "http://127.0.0.1:{port}.evil.example"},
    "of a name with somebody before it": {"Origin": "http://evil@127.0.0.1:{port}"},
    "of a page of a file": {"Origin": "file://"},
    "with two origins": {"Origin": "http://127.0.0.1:{port} https://evil.example"},
}
PATHS = ["/api/v1/bookmarks", "/api/v1/pair", "/api/v1/import", f"/api/v1/bookmarks/{KEY}", "/sign-in", "/papers"]


def held(target: Target) -> dict[str, str]:
    """All that a browser or a thief could add by itself."""
    return {"Cookie": target.cookie, "Authorization": f"Bearer {target.token}"}


@pytest.mark.parametrize(("page", "kind"), list(product(PAGES, KINDS)))
def test_no_page_can_post_in_any_type_of_body(target: Target, page: str, kind: str):
    sent = {name: value.format(port=target.port) for name, value in PAGES[page].items()}
    for path in PATHS:
        for hidden in ({}, {"X-HTTP-Method-Override": "DELETE"}):
            answer = target.ask(
                "POST", path, KINDS[kind], headers={**held(target), **sent, **hidden, "Content-Type": kind}
            )
            assert answer.status == 403, (path, answer)
            assert "access-control-allow-origin" not in answer.headers
    assert target.untouched()


@pytest.mark.parametrize("kind", KINDS)
def test_even_without_an_origin_only_json_reaches_the_api(target: Target, kind: str):
    assert target.api("POST", "/api/v1/bookmarks", KINDS[kind], **{"Content-Type": kind}).kind == "not-json-type"
    assert target.untouched()


@pytest.mark.parametrize("page", PAGES)
def test_no_preflight_is_allowed(target: Target, page: str):
    sent = {name: value.format(port=target.port) for name, value in PAGES[page].items()}
    asked = {"Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": "authorization",
             "Access-Control-Request-Private-Network": "true"}  # fmt: skip
    answer = target.ask("OPTIONS", "/api/v1/bookmarks", headers={**sent, **asked})
    assert answer.status == 403
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_page_of_another_site_is_refused_however_its_browser_spells_where_it_is_from(target: Target):
    for said in ("cross-site", "Cross-Site", "same-origin, cross-site", "none;x", "elsewhere", ""):
        answer = target.ask("GET", "/api/v1/bookmarks", headers={**held(target), "Sec-Fetch-Site": said})
        assert answer.kind == "origin-foreign", said
        assert target.ask("GET", "/", headers={**held(target), "Sec-Fetch-Site": said}).status == 403, said


@pytest.mark.parametrize("destination", ["script", "image", "style", "iframe", "object", "empty", "document"])
def test_nothing_is_loaded_into_the_page_of_another_site_or_program(target: Target, destination: str):
    loaded_from(target, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": destination})
    if destination != "document":
        loaded_from(target, {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": destination})


def loaded_from(target: Target, place: dict[str, str]) -> None:
    """A page there gets nothing of ours."""
    sent = {**place, "Cookie": target.cookie}
    for path in (
        "/",
        f"/papers/{KEY}",
        "/exchange/export?format=jsonl",
        "/static/main.js",
        "/api/v1/health",
        "/icon.svg",
    ):
        answer = target.ask("GET", path, headers=sent)
        assert answer.status == 403, path
        assert "Attention" not in answer.text


def test_a_link_from_a_page_of_this_machine_may_be_followed(target: Target):
    sent = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "document", "Cookie": target.cookie}
    assert target.ask("GET", "/", headers=sent).status == 200


def test_no_method_that_reads_changes_anything(target: Target):
    token = {"Authorization": f"Bearer {target.token}", "Cookie": target.cookie}
    for method, path in product(("GET", "HEAD"), (*PATHS, f"/papers/{KEY}/delete", "/sign-out", "/devices/revoke")):
        for hidden in ("?_method=DELETE", "?method=POST&key=arxiv:2401.00001"):
            target.ask(
                method, path + hidden, headers={**token, "X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE"}
            )
    for method in ("TRACE", "CONNECT", "PROPFIND", "DEBUG", "GET\tX"):
        answer = target.ask(method, "/api/v1/bookmarks", headers=token) if "\t" not in method else None
        assert answer is None or answer.status >= 400, method
    assert target.untouched()
