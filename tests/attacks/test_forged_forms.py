"""Forged forms (CSRF): a form of the web library that its own page did not make is refused, whichever it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from target import KEY, Target

from manicule import create_app
from manicule.config import Config
from manicule.models import database

PARTS = {"<name:key>": KEY, "<key>": KEY, "<undo_id>": "x"}


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The path of everything in the web library that changes something, read from the routes."""
    app = create_app(Config(database=f"sqlite:///{tmp_path_factory.mktemp('routes') / 'a.db'}"))
    rules = [rule for rule in app.url_map.iter_rules() if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}]
    yield [filled(rule.rule) for rule in rules if not rule.rule.startswith("/api/") and rule.rule != "/sign-in"]
    database.close()


def filled(path: str) -> str:
    """The path of a route with the bookmark of the target in it."""
    for part, value in PARTS.items():
        path = path.replace(part, value)
    assert "<" not in path, f"say in PARTS what stands in {path}"
    return path


def test_a_form_without_what_its_page_knows_is_refused_on_every_route(target: Target, forms: list[str]):
    assert len(forms) > 15
    for path in forms:
        for csrf in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
            sent = {"act": "delete", "paper": KEY, "status": "read", "text": "stolen", **csrf}
            answer = target.ask("POST", path, sent, form=True, headers={"Cookie": target.cookie})
            assert answer.status == 403, (path, csrf, answer)
    assert target.untouched()


def test_what_one_browser_knows_opens_no_form_of_another(target: Target, forms: list[str]):
    theirs = target.csrf(target.sign_in())
    for path in forms:
        for place in (path, f"{path}?csrf={target.csrf(target.cookie)}"):
            answer = target.ask("POST", place, {"csrf": theirs}, form=True, headers={"Cookie": target.cookie})
            assert answer.status == 403, place
    assert target.untouched()


def test_a_form_without_a_session_or_with_a_token_in_its_place_is_refused(target: Target, forms: list[str]):
    csrf = target.csrf(target.cookie)
    for path in forms:
        for held in ({}, {"Cookie": target.cookie[:-1] + "_"}, {"Authorization": f"Bearer {target.token}"}):
            answer = target.ask("POST", path, {"csrf": csrf}, form=True, headers=held)
            assert answer.status == 401, path


def test_the_page_itself_may_send_its_form(target: Target):
    sent = {"csrf": target.csrf(target.cookie), "name": "none"}
    answer = target.ask("POST", "/searches/forget", sent, form=True, headers={"Cookie": target.cookie})
    assert answer.status in (303, 404)


def test_nobody_is_signed_in_to_somebody_elses_library_by_another_site(target: Target):
    code = target.code()
    for sent in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://127.0.0.1:1"},
    ):
        answer = target.ask("POST", "/sign-in", {"code": code}, form=True, headers=sent)
        assert answer.status == 403
        assert "set-cookie" not in answer.headers


def test_a_form_reads_no_file_of_the_server(target: Target, tmp_path: Path):
    sent = {"csrf": target.csrf(target.cookie), "file": "/etc/passwd", "kept": "", "name": "/etc/passwd"}
    answer = target.ask("POST", "/exchange/preview", sent, form=True, headers={"Cookie": target.cookie})
    assert answer.status == 400
    assert "root:" not in answer.text
