"""Claimed addresses: `X-Forwarded-For` and its like are believed of a proxy that was named, and of nobody else."""

import time
from collections.abc import Callable

import pytest
from target import Target, attacked

from manicule.api.throttle import STRANGER

WORKERS = ["1", "2"]


def refused(target: Target, **headers: str) -> int:
    """The status for a token that is none, from this very machine, whatever is claimed."""
    sent = {
        "Authorization": f"Bearer mn_1_{'x' * 43}",
        **{name.replace("_", "-"): one for name, one in headers.items()},
    }
    return target.ask("GET", "/api/v1/tags", headers=sent).status


def claims(number: int) -> dict[str, str]:
    """Another address each time, in every header that says one."""
    address = f"203.0.{number // 250}.{number % 250 + 1}"
    return {"X_Forwarded_For": address, "X_Real_IP": address, "Forwarded": f"for={address}", "X_Forwarded_By": address}


def throttled_as_one(ask: Callable[[int], int], workers: int) -> None:
    """Asks twice as often as is let through at once. Each process has a bucket, and the system shares the requests out
    as it likes: so how many pass is known for all of them alone, by what the buckets hold and what has flowed in.
    """
    began = time.monotonic()
    told = [ask(number) for number in range(2 * workers * STRANGER.burst)]
    flowed = (time.monotonic() - began) * STRANGER.per_second
    assert set(told) == {401, 429}
    assert told.count(401) <= workers * (STRANGER.burst + flowed)


@pytest.mark.parametrize("workers", WORKERS)
def test_who_claims_another_address_each_time_is_throttled_as_one(tmp_path, monkeypatch, workers):
    monkeypatch.delenv("MANICULE_PROXIES", raising=False)
    with attacked(tmp_path, "--workers", workers) as target:
        throttled_as_one(lambda number: refused(target, **claims(number)), int(workers))
        assert target.untouched(), "a good token does not wait for that"


@pytest.mark.parametrize("workers", WORKERS)
def test_behind_a_proxy_each_client_is_counted_for_itself_and_none_by_what_it_claims(tmp_path, monkeypatch, workers):
    monkeypatch.setenv("MANICULE_PROXIES", "1")
    with attacked(tmp_path, "--workers", workers) as target:

        def through(client: str, number: int) -> int:
            """As nginx passes it on: what the client claimed, and behind it the address it really has."""
            return refused(target, X_Forwarded_For=f"203.0.113.{number % 250}, {client}")

        throttled_as_one(lambda number: through("198.51.100.7", number), int(workers))
        assert through("198.51.100.8", 0) == 401, "its neighbour does not wait"
        link = target.api("POST", "/api/v1/sign-in", {}, **{"X-Forwarded-Proto": "https"}).text
        assert '"url":"https://' in link.replace(" ", "")


@pytest.mark.parametrize("workers", WORKERS)
def test_nobody_makes_a_request_look_as_if_it_came_over_tls_or_under_another_path(tmp_path, monkeypatch, workers):
    monkeypatch.delenv("MANICULE_PROXIES", raising=False)
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on", "X-Forwarded-Protocol": "ssl",
              "X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example", "Script-Name": "/evil",
              "SCRIPT_NAME": "/evil", "Path-Info": "/evil"}  # fmt: skip
    with attacked(tmp_path, "--workers", workers) as target:
        link = target.api("POST", "/api/v1/sign-in", {}, **forged)
        assert link.status in (200, 400), link
        assert link.status == 400 or f'"{target.home}/sign-in/' in link.text
        forged.pop("SCRIPT_NAME")
        assert f'"{target.home}/sign-in/' in target.api("POST", "/api/v1/sign-in", {}, **forged).text
