"""DNS rebinding: a foreign name that leads to this machine, however its Host is spelt: 400, before anything is read."""

import pytest
from target import KEY, Target

FOREIGN = [
    "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:{port}", "localhost.",
    "127.0.0.1.", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.1", "127.0.1", "127.000.000.001", "0.0.0.0",
    "0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::1", "::1", "[::1]x", "[::1%25lo]",
    "127.0.0.1:{port}:80", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:999999", "127.0.0.1@evil.example",
    "evil.example@127.0.0.1", "127.0.0.1/evil.example", "127.0.0.1#.evil.example", "127.0.0.1\tevil.example",
    "127.0.0.1, evil.example", "127.0.0.1,127.0.0.1", "localhost%00.evil.example", "xn--localhost", "", " ",
    "*", "null", "ⅼocalhost".encode().decode("latin-1"),
]  # fmt: skip
OWN = ["127.0.0.1:{port}", "localhost:{port}", "LocalHost", "[::1]:{port}", "127.0.0.1"]


def asked(target: Target, *lines: str, path: str = "/api/v1/bookmarks"):
    """What the server says to a request with these lines and a good token."""
    return target.raw(f"GET {path} HTTP/1.1", *lines, f"Authorization: Bearer {target.token}")


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_is_not_of_this_machine_is_refused_even_with_a_token(target: Target, host: str):
    answer = asked(target, f"Host: {host.format(port=target.port)}")
    assert answer.status == 400, answer
    assert KEY not in answer.text


@pytest.mark.parametrize("host", OWN)
def test_the_names_of_this_machine_are_served(target: Target, host: str):
    assert asked(target, f"Host: {host.format(port=target.port)}").status == 200


def test_no_host_or_two_of_them_are_refused(target: Target):
    assert asked(target).status == 400
    for hosts in (("127.0.0.1", "evil.example"), ("evil.example", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")):
        assert asked(target, *(f"Host: {host}" for host in hosts)).status == 400


def test_no_other_header_speaks_for_the_host(target: Target):
    evil = [
        "X-Forwarded-Host: 127.0.0.1",
        "X-Host: 127.0.0.1",
        "Forwarded: host=127.0.0.1",
        "X-Original-Host: 127.0.0.1",
    ]
    assert asked(target, "Host: evil.example", *evil).kind == "host-foreign"
    good = ["X-Forwarded-Host: evil.example", "X-Forwarded-Server: evil.example", "Forwarded: host=evil.example"]
    answer = target.ask("POST", "/api/v1/sign-in", {}, headers={
        "Authorization": f"Bearer {target.token}", **dict(line.split(": ") for line in good),
    })  # fmt: skip
    assert answer.status == 200
    assert "evil" not in answer.text


def test_a_whole_address_in_the_first_line_opens_nothing(target: Target):
    address = "http://evil.example/api/v1/bookmarks"
    assert asked(target, "Host: evil.example", path=address).status == 400
    answer = asked(target, f"Host: 127.0.0.1:{target.port}", path=address)
    assert "evil.example" not in answer.text
    assert target.raw("CONNECT evil.example:443 HTTP/1.1", "Host: 127.0.0.1").status in (400, 404, 405, 501)


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/static/main.js", "/icon.svg", "/feeds/x.xml", "/nothing", "/api/v1/health"]
)
def test_every_page_and_file_is_closed_to_foreign_names(target: Target, path: str):
    answer = target.ask("GET", path, headers={"Host": "evil.example", "Cookie": target.cookie})
    assert answer.status == 400
    assert "Attention" not in answer.text
