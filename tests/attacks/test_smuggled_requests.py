"""Smuggled requests: a body with two ends, chunks that are none, headers twice. What stands behind is no request."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from target import KEY, PATIENCE, Target, attacked

SAVE = b'{"key":"arxiv:2401.00001"}'
CHUNKS = b"%x\r\n%b\r\n0\r\n\r\n" % (len(SAVE), SAVE)
HUGE = b"9" * 5_000
# What the head says of the body, and the body that comes.
BODIES = {
    "two lengths": (b"Content-Length: 5\r\nContent-Length: %d" % len(SAVE), SAVE),
    "the same length twice": (b"Content-Length: %d\r\nContent-Length: %d" % (len(SAVE), len(SAVE)), SAVE),
    "two lengths in one": (b"Content-Length: 5, %d" % len(SAVE), SAVE),
    "a length with a sign": (b"Content-Length: +%d" % len(SAVE), SAVE),
    "a length in another script": (b"Content-Length: \xb2", SAVE),
    "a length with a line under it": (b"Content-Length: 2_6", SAVE),
    "no length at all": (b"Content-Length: ", SAVE),
    "a length beyond all numbers": (b"Content-Length: " + HUGE, SAVE),
    "a length and chunks": (b"Content-Length: 4\r\nTransfer-Encoding: chunked", CHUNKS),
    "chunks and a length": (b"Transfer-Encoding: chunked\r\nContent-Length: 4", CHUNKS),
    "chunks, or not": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", CHUNKS),
    "nearly chunks": (b"Transfer-Encoding: xchunked", CHUNKS),
    "chunks after a character": (b"Transfer-Encoding: \x0bchunked", CHUNKS),
    "chunks before a space": (b"Transfer-Encoding : chunked", CHUNKS),
    "chunks as text": (b'Transfer-Encoding: "chunked"', CHUNKS),
    "a chunk of less than nothing": (b"Transfer-Encoding: chunked", b"-1\r\n" + SAVE + b"\r\n0\r\n\r\n"),
    "a chunk with a prefix": (b"Transfer-Encoding: chunked", b"0x" + CHUNKS),
    "a chunk with a line under it": (b"Transfer-Encoding: chunked", b"1_a\r\n" + SAVE + b"\r\n0\r\n\r\n"),
    "a chunk without an end": (b"Transfer-Encoding: chunked", b"1a\r\n" + SAVE + b"XX0\r\n\r\n"),
    "chunks with other ends of lines": (b"Transfer-Encoding: chunked", CHUNKS.replace(b"\r\n", b"\n")),
    "chunks in HTTP/1.0": (b"Transfer-Encoding: chunked", CHUNKS),
}  # fmt: skip


@pytest.fixture(scope="module", params=["one process", "several"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server of each kind: what reads requests is another program in each."""
    words = ("--workers", "2", "--threads", "2") if request.param == "several" else ()
    with attacked(tmp_path_factory.mktemp("served"), *words) as target:
        yield target


def told(target: Target, sent: bytes) -> bytes:
    """All that comes back until the connection ends."""
    with closing(socket.create_connection(("127.0.0.1", target.port), timeout=PATIENCE)) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def request(target: Target, line: str, *headers: bytes) -> bytes:
    """The head of a request of the paired device."""
    own = [f"Host: 127.0.0.1:{target.port}".encode(), f"Authorization: Bearer {target.token}".encode()]
    return b"\r\n".join([line.encode(), *own, *headers, b"", b""])


@pytest.mark.parametrize("what", BODIES)
def test_a_body_whose_end_nobody_can_tell_is_refused_and_what_follows_is_no_request(served: Target, what: str):
    length, body = BODIES[what]
    version = "1.0" if "1.0" in what else "1.1"
    head = request(served, f"POST /api/v1/bookmarks HTTP/{version}", b"Content-Type: application/json", length)
    answer = told(served, head + body + request(served, f"GET /api/v1/bookmarks/{KEY} HTTP/1.1"))
    assert answer.count(b"HTTP/1.") == 1, answer
    assert answer.split()[1] in (b"400", b"501"), answer
    assert b"Zanzibar" not in answer
    assert served.untouched()


def test_what_is_said_behind_the_last_chunk_is_no_header_of_the_request(served: Target):
    head = request(served, "POST /api/v1/bookmarks/lookup HTTP/1.1", b"Content-Type: application/json",
                   b"Transfer-Encoding: chunked", b"Connection: close")  # fmt: skip
    body = b'{"keys": ["arxiv:1"]}'
    behind = b"%x\r\n%b\r\n0\r\nHost: evil.example\r\nAuthorization: Bearer x\r\n\r\n" % (len(body), body)
    assert told(served, head + behind).split()[1] in (b"200", b"400")


def test_a_request_that_is_refused_before_its_body_is_read_gives_way_to_no_other_in_it(served: Target):
    hidden = request(served, f"GET /api/v1/bookmarks/{KEY} HTTP/1.1")
    for refused in (b"Origin: https://evil.example", b"Sec-Fetch-Site: cross-site", b"X: y"):
        path = "/nothing" if refused == b"X: y" else "/api/v1/pair"
        head = request(served, f"POST {path} HTTP/1.1", refused, b"Content-Length: %d" % len(hidden))
        answer = told(served, head + hidden)
        assert answer.count(b"HTTP/1.") == 1, answer
        assert b"Zanzibar" not in answer


def test_of_two_headers_that_open_something_neither_is_chosen(served: Target):
    name, other = served.cookie.partition("=")[0].encode(), b"1." + b"A" * 43
    wrong, good = b"Authorization: Bearer mn_1_" + b"x" * 43, f"Authorization: Bearer {served.token}".encode()
    head = b"GET /api/v1/bookmarks HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    for pair in ((wrong, good), (good, wrong), (good, good)):
        assert told(served, head + b"\r\n".join(pair) + b"\r\n\r\n").split()[1] in (b"400", b"401")
    page = b"GET /devices HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: "
    planted = name + b"=" + other + b"; " + served.cookie.encode()
    assert told(served, page + planted + b"\r\n\r\n").split()[1] == b"303", "the first counts, as browsers send it"


def test_methods_that_nobody_needs_are_refused(served: Target):
    for method in ("TRACE", "TRACK", "CONNECT", "DEBUG", "PURGE", "get", "GETS", "G" * 9_000):
        head = request(served, f"{method} / HTTP/1.1", f"Cookie: {served.cookie}".encode(), b"Connection: close")
        answer = told(served, head)
        assert answer.split()[1][:1] in (b"4", b"5"), method[:10]
        assert answer.split()[1] != b"500"
        assert served.cookie.encode() not in answer, "nothing of a request comes back"
