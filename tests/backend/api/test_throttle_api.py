"""Who asks too often is told when to come back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from manicule.api.throttle import MOST, STRANGER, Buckets, Rate, whose


@pytest.fixture
def seconds():
    return [0.0]


@pytest.fixture
def buckets(seconds):
    return Buckets(Rate(burst=3, per_second=2), lambda: seconds[0])


def test_a_bucket_lets_a_burst_through_and_then_so_many_a_second(buckets, seconds):
    assert [buckets.take("me") for _ in range(5)] == [0, 0, 0, 0.5, 0.5]
    assert buckets.take("you") == 0
    seconds[0] = 0.5
    assert [buckets.take("me") for _ in range(2)] == [0, 0.5]
    seconds[0] = 1_000
    assert [buckets.take("me") for _ in range(4)] == [0, 0, 0, 0.5]


def test_of_many_who_ask_at_the_same_moment_no_more_than_the_burst_pass():
    buckets = Buckets(Rate(burst=50, per_second=1e-9))
    with ThreadPoolExecutor(16) as crowd:
        waits = list(crowd.map(lambda _: buckets.take("me"), range(400)))
    assert waits.count(0) == 50, "looked and counted in one"


def test_buckets_are_bounded_in_number(buckets):
    for number in range(MOST + 100):
        buckets.take(f"address {number}")
    assert len(buckets._buckets) == MOST


def test_guessing_tokens_is_throttled_by_address_and_a_good_token_never_waits_for_that(app, client, me):
    app.extensions["manicule.strangers"].rate = Rate(STRANGER.burst, per_second=0.001)  # on any machine
    told = [client.get("/api/v1/tags", headers={"Authorization": f"Bearer mn_1_{'x' * 43}"}) for _ in range(61)]
    assert [answer.status_code for answer in told] == [401] * 60 + [429]
    assert int(told[-1].headers["Retry-After"]) >= 1
    assert client.get("/api/v1/tags").status_code == 429
    assert client.get("/api/v1/tags", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 401
    assert me.get("tags").status_code == 200


def test_a_device_that_asks_without_end_is_told_to_wait(app, me):
    app.extensions["manicule.devices"].rate = Rate(burst=5, per_second=0.01)
    told = [me.get("tags") for _ in range(6)]
    assert [answer.status_code for answer in told] == [200] * 5 + [429]
    assert told[-1].json["type"] == "throttled"
    assert int(told[-1].headers["Retry-After"]) > 60


@pytest.mark.parametrize(("address", "counted"), [
    ("10.0.0.9", "10.0.0.9"),
    ("::ffff:10.0.0.9", "10.0.0.9"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("fe80::1%eth0", "fe80::/64"),
    ("", ""),
    ("unix:", "unix:"),
])  # fmt: skip
def test_who_has_a_network_of_addresses_is_counted_as_one(address, counted):
    assert whose(address) == counted
