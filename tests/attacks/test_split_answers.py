"""Injected headers, and private pages that are kept: whatever is sent, all headers are ours, and nothing is cached."""

from pathlib import Path
from urllib.parse import quote

import pytest
from target import KEY, Target

from manicule import create_app
from manicule.config import Config
from manicule.models import database

INJECTED = "x\r\nX-Injected: 1\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>"
NAMES = ["q", "tag", "status", "sort", "cursor", "limit", "format", "then", "done", "before", "cite", "code", "name"]
PARTS = {"<name:key>": KEY, "<key>": KEY}


@pytest.fixture(scope="session")
def readable(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The path of everything that can be read, from the routes."""
    app = create_app(Config(database=f"sqlite:///{tmp_path_factory.mktemp('readable') / 'a.db'}"))
    database.close()
    return [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]


def held(target: Target) -> dict[str, str]:
    """What opens pages and API alike."""
    return {"Cookie": target.cookie, "Authorization": f"Bearer {target.token}"}


def test_no_part_of_an_address_becomes_a_header(target: Target, readable: list[str]):
    query = "&".join(f"{name}={quote(INJECTED)}" for name in NAMES)
    for rule in readable:
        head, *parts = rule.replace(">", "<").split("<")
        path = head + "".join(quote(INJECTED, safe="") if n % 2 == 0 else part for n, part in enumerate(parts))
        for address in (path, f"{path}?{query}", *(f"{path}?{name}={quote(INJECTED)}" for name in NAMES[:7])):
            answer = target.ask("GET", address, headers=held(target))
            assert answer.status < 500, (address, answer)
            assert "x-injected" not in answer.headers, address
            assert answer.headers.get("set-cookie", "").find("a=b") < 0
            assert "<script>alert" not in answer.text or "json" in answer.headers["content-type"], address


def test_no_header_comes_back_as_another(target: Target):
    for name in ("X-Request-Id", "User-Agent", "Referer", "Accept-Language", "Origin", "X-Forwarded-For"):
        answer = target.ask("GET", "/api/v1/tags", headers={**held(target), name: "a" * 40 + "\tX-Injected: 1"})
        assert "x-injected" not in answer.headers
        assert "\t" not in "".join(answer.headers.values())


def test_the_name_of_an_export_is_ours_whatever_is_searched_for(target: Target):
    for before in ("/exchange/export", "/api/v1/export"):
        address = f"{before}?format=csv&q={quote(INJECTED + chr(34) + '; filename=evil.exe')}"
        answer = target.ask("GET", address, headers=held(target))
        assert answer.headers["content-disposition"] == 'attachment; filename="manicule.csv"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        refused = target.ask("GET", f"{before}?format={quote(INJECTED)}", headers=held(target))
        assert refused.status == 400
        assert "content-disposition" not in refused.headers


def test_a_form_that_says_where_to_go_next_says_no_header(target: Target):
    sent = {"csrf": target.csrf(target.cookie), "then": "/tags" + INJECTED, "name": INJECTED}
    answer = target.ask("POST", "/searches/forget", sent, form=True, headers={"Cookie": target.cookie})
    assert "x-injected" not in answer.headers
    assert target.untouched()


def test_nothing_private_is_kept_by_browser_or_proxy_framed_sniffed_or_told_to_the_next_site(
    target: Target, readable: list[str]
):
    for rule in readable:
        path = rule
        for part, value in PARTS.items():
            path = path.replace(part, value)
        answer = target.ask("GET", path.replace("<", "").replace(">", ""), headers=held(target))
        assert answer.headers["x-content-type-options"] == "nosniff", path
        if rule.startswith("/static") or rule == "/icon.svg":
            continue
        assert answer.headers["cache-control"] == "no-store", path
        assert "access-control-allow-origin" not in answer.headers
        if "html" in answer.headers.get("content-type", ""):
            policy = answer.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["referrer-policy"] == "same-origin"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_an_export_that_holds_markup_is_saved_and_never_shown(own_target: Target, tmp_path: Path):
    own_target.must("PATCH", f"/api/v1/bookmarks/{KEY}", {"title": "<script>alert(1)</script>", "note": "<script>"})
    for form in ("netscape", "markdown", "csv", "bibtex", "ris", "csl-json", "jsonl"):
        answer = own_target.ask("GET", f"/exchange/export?format={form}", headers=held(own_target))
        assert answer.headers["content-disposition"].startswith("attachment"), form
