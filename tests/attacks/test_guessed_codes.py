"""Guessed pairing codes: ten wrong ones a minute of one address, then 429, for nobody else; a page may not even try."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from target import Target, attacked


def test_a_page_can_send_no_guess_at_all(target: Target):
    for sent in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = target.ask("POST", "/api/v1/pair", {"code": target.code(), "device": "evil"}, headers=sent)
        assert answer.kind == "origin-foreign"
    assert [one["name"] for one in target.must("GET", "/api/v1/devices")["items"]] == ["laptop"]


def test_guesses_are_counted_together_whatever_door_and_whoever_they_claim_to_come_from(own_target: Target):
    def guess(number: int) -> int:
        code, sent = f"AAAA-{number:04}", {"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.0.{number}"}
        if number % 2:
            return own_target.ask("POST", "/sign-in", {"code": code}, form=True, headers=sent).status
        return own_target.ask("POST", "/api/v1/pair", {"code": code, "device": "evil"}, headers=sent).status

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(guess, range(40)))
    assert set(answers) == {403, 429}
    assert answers.count(403) < 10 + 8, "some may be asked at the same moment as the tenth"
    right = own_target.code()
    answer = own_target.ask("POST", "/api/v1/pair", {"code": right, "device": "mine"})
    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert own_target.untouched(), "who has a token never waits for that"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_stranger_who_guesses_without_end_keeps_nobody_else_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: str
):
    monkeypatch.setenv("MANICULE_PROXIES", "1")
    with attacked(tmp_path, "--workers", workers) as target:

        def come(address: str, code: str, *, form: bool) -> int:
            path, body = ("/sign-in", {"code": code}) if form else ("/api/v1/pair", {"code": code, "device": "x"})
            return target.ask("POST", path, body, form=form, headers={"X-Forwarded-For": address}).status

        told = [come("203.0.113.9", f"AAAA-{number:04}", form=number % 2 == 0) for number in range(20)]
        assert told == [403] * 10 + [429] * 10
        assert come("198.51.100.7", target.code(), form=True) == 303
        assert come("198.51.100.7", target.code(), form=False) == 200


def test_one_code_makes_one_device_however_many_use_it_at_once(own_target: Target):
    code = own_target.code()

    def pair(number: int) -> int:
        return own_target.ask("POST", "/api/v1/pair", {"code": code, "device": f"thief {number}"}).status

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(pair, range(8)))
    assert answers.count(200) == 1
    assert len(own_target.must("GET", "/api/v1/devices")["items"]) == 2
    assert own_target.ask("POST", "/sign-in", {"code": code}, form=True).status in (403, 429)
