"""Pairing and devices over HTTP: a code works once, within five minutes, and guesses are throttled."""

import re
import threading

import pytest

from manicule.models import Device, PairingCode, database
from manicule.services import devices, pairing


@pytest.fixture
def code(library, clock) -> str:
    return pairing.offer(library, clock())


def pair(client, code: str, name: str = "laptop"):
    return client.post("/api/v1/pair", json={"code": code, "device": name})


def test_a_code_becomes_a_token_that_works(client, code):
    answer = pair(client, code)
    assert answer.status_code == 200
    assert answer.json["library"] == "default"
    assert re.fullmatch(r"dev_[\w-]{22}", answer.json["device"])
    headers = {"Authorization": f"Bearer {answer.json['token']}"}
    [device] = client.get("/api/v1/devices", headers=headers).json["items"]
    assert (device["name"], device["current"], device["revoked_at"]) == ("laptop", True, None)


def test_two_browsers_that_call_themselves_alike_are_told_apart(client, library, clock):
    named = [pair(client, pairing.offer(library, clock()), name).json for name in ("Firefox", "Firefox", "Firefox (2)")]
    assert [one["name"] for one in named] == ["Firefox", "Firefox (2)", "Firefox (3)"]
    devices.revoke(library, named[1]["device"], clock())
    assert pair(client, pairing.offer(library, clock()), "Firefox (2)").json["name"] == "Firefox (2)"


def test_a_code_is_short_and_human(code):
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)


def test_a_code_may_be_typed_carelessly(client, library, clock, monkeypatch):
    letters = iter("01X0AB1C")
    monkeypatch.setattr("secrets.choice", lambda _: next(letters))
    pairing.offer(library, clock())
    assert pair(client, " o1xo - abLc").status_code == 200


def test_a_code_works_once(client, code):
    assert pair(client, code).status_code == 200
    again = pair(client, code)
    assert (again.status_code, again.json["type"]) == (403, "pairing-code-wrong")


def test_a_code_used_by_many_at_the_same_moment_works_once(app, code):
    answers = []

    def try_it() -> None:
        answers.append(pair(app.test_client(), code).status_code)

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [403] * 7


def test_a_code_runs_out_after_five_minutes(client, code, clock):
    clock.go_on(seconds=301)
    assert pair(client, code).status_code == 403


def test_a_code_works_until_the_last_second(client, code, clock):
    clock.go_on(seconds=299)
    assert pair(client, code).status_code == 200


def test_guesses_are_throttled_and_the_right_code_works_after_a_while(client, code, clock):
    wrong = [pair(client, f"AAAA-AAA{n}").status_code for n in range(10)]
    assert wrong == [403] * 10
    refused = pair(client, code)
    assert (refused.status_code, refused.json["type"]) == (429, "throttled")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    clock.go_on(seconds=61)
    assert pair(client, code).status_code == 200


def test_who_guesses_keeps_nobody_else_out_and_has_one_network_of_addresses(client, code):
    def guess(address: str, tried: str = "AAAA-AAAA") -> int:
        body = {"code": tried, "device": "laptop"}
        return client.post("/api/v1/pair", json=body, environ_base={"REMOTE_ADDR": address}).status_code

    assert [guess(f"2001:db8::{n}") for n in range(1, 12)] == [403] * 10 + [429]
    assert guess("2001:db8:0:0:ffff::1", code) == 429
    assert guess("2001:db8:0:1::1", code) == 200


def test_of_many_who_guess_together_a_hundred_are_heard_in_a_minute(client, code, clock):
    def guess(number: int, tried: str = "AAAA-AAAA") -> int:
        body = {"code": tried, "device": "laptop"}
        return client.post("/api/v1/pair", json=body, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"}).status_code

    assert [guess(number // 9) for number in range(100)] == [403] * 100
    assert guess(99, code) == 429
    clock.go_on(seconds=61)
    assert guess(99, code) == 200


def test_neither_code_nor_token_is_stored_as_it_is(client, library, code, url):
    token = pair(client, code).json["token"]
    pairing.offer(library, 0)
    dump = "\n".join(
        str(row) for table in database.get_tables() for row in database.execute_sql(f"SELECT * FROM {table}")
    )
    assert code.replace("-", "") not in dump
    assert token.split("_", 2)[2] not in dump
    assert devices.digest(token) in dump
    assert PairingCode.select().count() == 1


def test_a_device_registers_again_and_both_work(me):
    answer = me.post("devices", {"name": "laptop again"})
    assert answer.status_code == 201
    names = {one["name"] for one in me.get("devices").json["items"]}
    assert names == {"laptop", "laptop again"}
    other = me.client.get("/api/v1/tags", headers={"Authorization": f"Bearer {answer.json['token']}"})
    assert other.status_code == 200


def test_an_unknown_device_cannot_be_revoked(me):
    answer = me.delete("devices/dev_nobody")
    assert (answer.status_code, answer.json["type"]) == (404, "device-missing")


def test_being_seen_is_written_down_at_most_once_an_hour_and_not_on_get(me, library, clock):
    def seen() -> int | None:
        return Device.get(Device.library == library, Device.name == "laptop").seen_at

    me.get("tags")
    assert seen() is None
    me.post("bookmarks/lookup", {"keys": []})
    first = seen()
    clock.go_on(seconds=60)
    me.post("bookmarks/lookup", {"keys": []})
    assert seen() == first == clock() - 60_000
    clock.go_on(seconds=3_600)
    me.post("bookmarks/lookup", {"keys": []})
    assert seen() == clock()


def test_a_device_name_is_one_printable_line(me):
    me.post("devices", {"name": "a\u001b[31m\nb\u202e"})
    assert "a [31m b" in {one["name"] for one in me.get("devices").json["items"]}
