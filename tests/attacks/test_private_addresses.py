"""Private addresses (SSRF): the server asks only sites it has rules for, and connects to no address that is not public.

Which addresses, how much, how long, how often; and a running server that is sent to its own machine by everybody.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from browsed import neighbour
from target import attacked

from manicule.errors import FetchFailed
from manicule.services import fetch, sites
from manicule.services.fetch import MAX_BYTES, Fetcher, Pace, is_public
from manicule.version import __version__

PUBLIC, URL = "93.184.215.14", "https://arxiv.org/abs/1706.03762"


class Time:
    """A clock that moves only when somebody sleeps or a test says so; in seconds."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Net:
    """The network: names with the addresses of each time they are asked, and what each address answers."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response], *addresses: str) -> None:
        self.time, self.asked, self.answer = Time(), [], answer
        self.addresses = list(addresses or [PUBLIC])
        pace = Pace(lambda: self.time.now, self.time.sleep)
        self.fetch = Fetcher(sites.host_is_known, self.resolve, httpx.MockTransport(self.handle), pace)

    def resolve(self, host: str) -> list[str]:
        return [self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]]

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer(request)


class Parts(httpx.SyncByteStream):
    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts

    def __iter__(self) -> Iterator[bytes]:
        return self.parts


def page(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, stream=Parts(iter([b"hel", b"lo"])))


def test_a_page_is_asked_for_by_name_at_the_address_that_was_checked() -> None:
    net = Net(page)
    assert net.fetch.get(URL + "#top") == (b"hello", URL + "#top")
    (request,) = net.asked
    assert (request.url.host, request.headers["host"]) == (PUBLIC, "arxiv.org")
    assert request.extensions["sni_hostname"] == "arxiv.org"
    assert request.headers["user-agent"].startswith(f"Manicule/{__version__} ")
    assert "cookie" not in request.headers


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/abs/1706.03762", "https://arxiv.org.evil.example/", "https://evilarxiv.org/",
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://localhost/",
        "ftp://arxiv.org/abs/1", "file:///etc/passwd", "https://arxiv.org:8443/", "http://arxiv.org:25/",
        "https://user:word@arxiv.org/", "javascript:alert(1)", "", "https://", "//arxiv.org/abs/1",
    ],
)  # fmt: skip
def test_only_the_ordinary_web_addresses_of_known_sites_are_asked(url: str) -> None:
    net = Net(page)
    with pytest.raises(FetchFailed):
        net.fetch.get(url)
    assert net.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "2001:0:7f00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
        "2002:7f00:1::", "2001:db8::1", "fe80::1%eth0", "fe80::5efe:127.0.0.1", "240.0.0.1", "198.18.0.1", "x", "127.1",
        "2130706433", "0x7f000001", "0177.0.0.1", "[::1]",
    ],
)  # fmt: skip
def test_no_address_that_is_not_of_the_internet_is_connected_to(address: str) -> None:
    assert not is_public(address)
    net = Net(page, address)
    with pytest.raises(FetchFailed):
        net.fetch.get(URL)
    assert net.asked == []


def test_addresses_of_the_internet_are_public() -> None:
    assert all(map(is_public, [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:93.184.215.14"]))


def test_a_name_of_which_any_address_is_private_is_not_asked() -> None:
    net = Net(page)
    net.fetch.resolve = lambda host: [PUBLIC, "10.0.0.1"]
    with pytest.raises(FetchFailed, match="private"):
        net.fetch.get(URL)


def test_a_redirect_is_checked_like_the_first_address() -> None:
    private = ("http://127.0.0.1:7373/", "https://evil.example/", "http://[::1]/", "file:///etc/passwd", "//10.0.0.1/")
    for location in private:
        net = Net(lambda _, location=location: httpx.Response(302, headers={"location": location}))
        with pytest.raises(FetchFailed):
            net.fetch.get(URL)
        assert len(net.asked) == 1


def test_a_name_that_changes_its_address_on_the_way_is_not_followed_home() -> None:
    net = Net(lambda _: httpx.Response(301, headers={"location": "/abs/1706.03762v7"}), PUBLIC, "127.0.0.1")
    with pytest.raises(FetchFailed, match="private"):
        net.fetch.get(URL)
    assert len(net.asked) == 1


def test_a_redirect_within_the_site_is_followed_but_not_for_ever() -> None:
    steps = iter([httpx.Response(301, headers={"location": "/abs/1706.03762v7"}), page(None)])
    assert Net(lambda _: next(steps)).fetch.get(URL) == (b"hello", "https://arxiv.org/abs/1706.03762v7")
    net = Net(lambda _: httpx.Response(302, headers={"location": URL}))
    with pytest.raises(FetchFailed, match="one address to the next"):
        net.fetch.get(URL)
    assert len(net.asked) == 5


def test_a_site_is_asked_once_a_second() -> None:
    net = Net(page)
    for _ in range(3):
        net.fetch.get(URL)
    net.fetch.get("https://huggingface.co/papers/1706.03762")
    assert net.time.slept == [1.0, 1.0]


def test_a_body_without_end_is_left_where_it_is_too_large() -> None:
    told = []

    def endless() -> Iterator[bytes]:
        while True:
            told.append(1)
            yield b"x" * 100_000

    net = Net(lambda _: httpx.Response(200, stream=Parts(endless())))
    with pytest.raises(FetchFailed, match="more than"):
        net.fetch.get(URL)
    assert len(told) == MAX_BYTES // 100_000 + 1


def test_a_body_that_drips_is_left_where_it_is_too_slow() -> None:
    def drops() -> Iterator[bytes]:
        while True:
            net.time.now += 4
            yield b"x"

    net = Net(lambda _: httpx.Response(200, stream=Parts(drops())))
    with pytest.raises(FetchFailed, match="longer than"):
        net.fetch.get(URL)
    assert net.time.now < 120


@pytest.mark.parametrize("place", ["in the first line", "in the headers", "in the body"])
def test_an_answer_that_drips_is_left_when_its_time_is_over_wherever_it_does(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(fetch, "is_public", lambda address: True)  # this machine plays the internet
    monkeypatch.setattr(fetch, "MAX_SECONDS", 1.0)
    with dripping(DRIPS[place]) as port:
        monkeypatch.setitem(fetch.PORTS, "http", port)
        net = Fetcher(sites.host_is_known, lambda host: ["127.0.0.1"])
        with pytest.raises(FetchFailed, match="takes longer than 1 second"):
            net.get(f"http://arxiv.org:{port}/abs/1706.03762")


DRIPS = {
    "in the first line": b"HTTP/1.1 20",
    "in the headers": b"HTTP/1.1 200 OK\r\nX: ",
    "in the body": b"HTTP/1.1 200 OK\r\n\r\n",
}


@contextmanager
def dripping(beginning: bytes) -> Iterator[int]:
    """The port of a server that begins so and goes on by a byte now and then, for as long as somebody listens."""

    def answer() -> None:
        connection, _ = listening.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(1 << 16)
            connection.sendall(beginning)
            while True:
                time.sleep(0.05)
                connection.sendall(b"0")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(60)


def test_who_would_have_to_wait_too_long_for_a_site_is_told_at_once_and_takes_nobodys_turn() -> None:
    net = Net(page)
    net.time.sleep = net.time.slept.append  # everybody comes at the same moment
    net.fetch.pace.sleep = net.time.sleep
    for _ in range(15):
        net.fetch.get(URL)
    for _ in range(50):
        with pytest.raises(FetchFailed, match="wait for its turn"):
            net.fetch.get(URL)
    assert net.time.slept == list(map(float, range(1, 15)))
    net.time.now += 2
    net.fetch.get(URL)
    assert len(net.asked) == 16


def test_what_is_packed_or_no_page_is_not_read() -> None:
    packed = httpx.Response(200, headers={"content-encoding": "br"}, stream=Parts(iter([b"x"])))
    for answer in (packed, httpx.Response(404), httpx.Response(500), httpx.Response(204)):
        with pytest.raises(FetchFailed):
            Net(lambda _, answer=answer: answer).fetch.get(URL)


def test_what_the_network_does_is_one_kind_of_trouble() -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("too slow")

    with pytest.raises(FetchFailed, match="ConnectTimeout"):
        Net(broken).fetch.get(URL)

    def unknown(host: str) -> list[str]:
        raise OSError("no such name")

    net = Net(page)
    net.fetch.resolve = unknown
    with pytest.raises(FetchFailed):
        net.fetch.get(URL)


def test_a_running_server_that_may_fetch_is_sent_to_its_own_machine_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MANICULE_FETCH", "1")
    with neighbour({}) as inside, attacked(tmp_path) as target:
        port = inside.url.rpartition(":")[2]
        hosts = ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "0",
                 "arxiv.org@127.0.0.1", "127.0.0.1#@arxiv.org", "arxiv.org.127.0.0.1.nip.io", "arxiv.org"]  # fmt: skip
        for host in hosts:
            for address in (f"http://{host}:{port}/abs/1706.03762", f"https://{host}:{port}/papers/1706.03762"):
                answer = target.api("POST", "/api/v1/bookmarks", {"url": address})
                assert answer.status in (200, 201, 400, 422), (address, answer)
        assert inside.asked == []
