"""Secrets in logs, addresses and files: after a whole journey none stands where somebody else may read it."""

import json
import os
import re
from pathlib import Path

import pytest
from target import KEY, NOTE, Target, attacked

from manicule.services import libraries


@pytest.fixture
def logged(tmp_path: Path):
    """A server that logs every request."""
    with attacked(tmp_path, "--log-requests") as target:
        yield target


def log_of(target: Target) -> str:
    """All that the server has written, once it is stopped."""
    target.served.process.terminate()
    target.served.process.wait(20)
    return target.served.process.stderr.read()


def test_a_whole_journey_writes_no_secret_and_nothing_of_what_is_read_to_the_log(logged: Target):
    code = logged.code()
    logged.ask("GET", f"/sign-in/{code}")
    signed = logged.ask("POST", "/sign-in", {"code": code}, form=True)
    cookie = signed.headers["set-cookie"].split(";")[0]
    csrf = logged.csrf(cookie)
    feed = logged.must("POST", "/api/v1/feeds", {"name": "mine", "notes": True})["url"].partition("/feeds/")[2]
    logged.ask("GET", f"/feeds/{feed}")
    logged.ask("GET", "/?q=zanzibar", headers={"Cookie": cookie})
    logged.api("GET", "/api/v1/bookmarks?q=zanzibar")
    logged.api("GET", f"/api/v1/bookmarks/{KEY}")
    logged.ask("POST", f"/papers/{KEY}/note", {"csrf": csrf, "text": NOTE}, form=True, headers={"Cookie": cookie})
    logged.ask("GET", f"/api/v1/tags?token={logged.token}")
    logged.ask("POST", "/api/v1/pair", {"code": "WRONG-CODE", "device": "x"})
    logged.ask("POST", "/api/v1/import", b"not a file", headers={"Authorization": f"Bearer {logged.token}"})
    logged.raw("GET /api/v1/tags?Zanzibar HTTP/9", "Host: 127.0.0.1", f"Authorization: Bearer {logged.token}")
    log = log_of(logged)
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert len([line for line in lines if line.get("message") == "request"]) > 10
    secrets = [
        logged.token,
        code,
        cookie.partition("=")[2],
        csrf,
        feed,
        "WRONG",
        "anzibar",
        KEY,
        "Attention",
        "127.0.0.1",
    ]
    assert [secret for secret in secrets if secret in log] == []


def test_the_database_holds_only_hashes_of_what_opens_it(own_target: Target):
    code = own_target.code()
    secrets = [own_target.token.split("_", 2)[2], own_target.cookie.rpartition(".")[2], code, code.replace("-", "")]
    own_target.served.process.terminate()
    own_target.served.process.wait(20)
    for file in own_target.folder.iterdir():
        held = file.read_bytes() if file.is_file() else b""
        assert [secret for secret in secrets if secret.encode() in held] == [], file
        assert not file.is_file() or file.stat().st_mode & 0o077 == 0, f"{file} can be read by others of this machine"


@pytest.mark.skipif(os.name != "posix", reason="files have no modes here")
def test_a_library_that_others_could_read_is_closed_to_them_when_it_is_opened(tmp_path: Path):
    with attacked(tmp_path) as before:
        file = before.folder / "library.db"
        for one in tmp_path.iterdir():
            one.chmod(0o664)
    with attacked(tmp_path) as target:
        assert target.must("GET", f"/api/v1/bookmarks/{KEY}")["note"] == NOTE
        modes = {one.name: oct(one.stat().st_mode & 0o777) for one in tmp_path.iterdir() if one.is_file()}
    assert modes.pop(file.name) == "0o600"
    assert set(modes.values()) <= {"0o600"}, modes


def test_a_library_of_another_user_keeps_its_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (file := tmp_path / "theirs.db").touch(0o644)
    file.chmod(0o644)
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    libraries.close_to_others(file)
    assert file.stat().st_mode & 0o777 == 0o644


def test_no_address_holds_what_opens_anything_but_the_link_that_works_once(target: Target):
    for path in ("/", f"/papers/{KEY}", "/tags", "/devices", "/settings", "/exchange", "/map", "/reading"):
        page = target.ask("GET", path, headers={"Cookie": target.cookie}).text
        addresses = re.findall(r'(?:href|action|src|formaction)="([^"]*)"', page)
        secrets = [target.token, target.cookie.partition("=")[2], target.csrf(target.cookie)]
        assert addresses
        assert [address for address in addresses for secret in secrets if secret in address] == []
        assert target.token not in page
        assert target.cookie.partition("=")[2] not in page


def test_an_error_tells_nothing_of_the_machine(target: Target):
    for method, path, body in (
        ("GET", "/api/v1/bookmarks?cursor=x", None), ("POST", "/api/v1/import?format=listing", b"\xff" * 100),
        ("GET", "/api/v1/nothing", None), ("POST", "/api/v1/sync", {}), ("GET", "/papers/%00", None),
        ("GET", "/nothing", None),
    ):  # fmt: skip
        answer = target.ask(
            method, path, body, headers={"Authorization": f"Bearer {target.token}", "Cookie": target.cookie}
        )
        assert answer.status >= 400
        for word in ("Traceback", str(target.folder), ".py", "sqlite", "peewee", "werkzeug", "Python/", "SELECT"):
            assert word.lower() not in (answer.text + str(answer.headers)).lower(), (path, word)
