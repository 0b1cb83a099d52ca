"""Sessions: one that was planted, ended or used up opens nothing; a sign-in link works once and leads nowhere else."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urljoin, urlsplit

import pytest
from target import Target, attacked

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "/\n/evil.example", "/ /evil.example", "http:evil.example", "http:/evil.example",
    "javascript:alert(1)", "data:text/html,x",
    " https://evil.example", "/%5Cevil.example\\", "evil.example", "@evil.example", ".evil.example", ":80@evil.example",
    "/\r\nX-Injected: 1", "/\u2028/evil.example", "/\x00/evil.example", "?//evil.example", "",
]  # fmt: skip


def opens(target: Target, cookie: str) -> bool:
    """Whether the cookie is of a session."""
    return target.ask("GET", "/", headers={"Cookie": cookie}).status == 200


def test_a_cookie_that_was_planted_before_the_sign_in_is_of_nobody_after_it(target: Target):
    name = target.cookie.partition("=")[0]
    planted = f"{name}=1.{'A' * 43}"
    fresh = target.sign_in(Cookie=planted)
    assert fresh != planted
    assert not opens(target, planted)
    assert opens(target, fresh)


def test_the_session_before_ends_when_its_browser_signs_in_again(target: Target):
    first = target.sign_in()
    second = target.sign_in(Cookie=first)
    assert (opens(target, first), opens(target, second)) == (False, True)


def test_a_session_opens_nothing_after_it_was_signed_out_even_for_who_copied_it(target: Target):
    cookie = target.sign_in()
    csrf = target.csrf(cookie)
    answer = target.ask("POST", "/sign-out", {"csrf": csrf}, form=True, headers={"Cookie": cookie})
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert not opens(target, cookie)
    assert target.ask("POST", "/devices/code", {"csrf": csrf}, form=True, headers={"Cookie": cookie}).status == 401


def test_a_link_that_signs_in_works_once_however_many_follow_it_at_once(own_target: Target):
    link = own_target.must("POST", "/api/v1/sign-in", {})["url"]
    code = link.rpartition("/")[2]

    def follow(_: int) -> int:
        assert own_target.ask("GET", f"/sign-in/{code}").status == 200, (
            "looking at it, as a mail scanner does, uses nothing up"
        )
        return own_target.ask("POST", "/sign-in", {"code": code}, form=True).status

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(follow, range(6)))
    assert answers.count(303) == 1
    assert own_target.ask("POST", "/sign-in", {"code": code}, form=True).status == 403


@pytest.mark.parametrize(
    "cookie", ["", "1.", "1.x", "0.{a}", "1.{a}", "99999999.{a}", "-1.{a}", "1.{a}{a}", "' OR 1=1 --", "1.%00"]
)
def test_a_cookie_that_is_made_up_is_of_nobody(target: Target, cookie: str):
    name = target.cookie.partition("=")[0]
    assert not opens(target, f"{name}={cookie.format(a='A' * 43)}")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_neither_the_sign_in_nor_a_form_leads_to_another_site(target: Target, place: str):
    signed = target.ask("POST", "/sign-in", {"code": target.code(), "then": place}, form=True)
    cookie = signed.headers["set-cookie"].split(";")[0]
    sent = {"csrf": target.csrf(cookie), "then": place, "session": "0" * 64}
    sent_back = target.ask("POST", "/sign-out", sent, form=True, headers={"Cookie": cookie})
    asked = target.ask("GET", f"/sign-in?then={quote(place)}")
    for answer in (signed, sent_back):
        where = urlsplit(urljoin(target.home, answer.headers["location"].replace("\\", "/")))
        assert (where.scheme, where.netloc) == ("http", f"127.0.0.1:{target.port}"), answer
        assert "x-injected" not in answer.headers
    assert 'name="then" value=""' in asked.text or 'value="/' in asked.text


def test_a_page_that_was_wanted_before_the_sign_in_is_one_of_ours(target: Target):
    for path in ("//evil.example/%2e%2e", "/papers//evil.example", "/papers/https://evil.example/"):
        answer = target.ask("GET", path)
        where = urlsplit(urljoin(target.home, answer.headers.get("location", "/")))
        assert where.netloc == f"127.0.0.1:{target.port}"


def test_the_cookie_is_for_this_host_alone_away_from_scripts_and_other_sites(target: Target):
    answer = target.ask("POST", "/sign-in", {"code": target.code()}, form=True)
    name, *how = [part.strip() for part in answer.headers["set-cookie"].split(";")]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(how)
    assert not any(one.lower().startswith("domain") for one in how)
    assert not name.startswith("__Host-"), "without TLS no browser would keep such a one"


def test_behind_tls_a_browser_takes_the_cookie_from_this_very_host_and_no_other_name_is_believed(tmp_path, monkeypatch):
    monkeypatch.setenv("MANICULE_PROXIES", "1")
    with attacked(tmp_path) as target:
        over_tls = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        answer = target.ask("POST", "/sign-in", {"code": target.code()}, form=True, headers=over_tls)
        cookie, *how = [part.strip() for part in answer.headers["set-cookie"].split(";")]
        assert cookie.startswith("__Host-manicule_")
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(how)
        planted = cookie.removeprefix("__Host-")  # what a neighbour of the domain could set
        asked = [target.ask("GET", "/", headers={**over_tls, "Cookie": one}).status for one in (cookie, planted)]
        assert asked == [200, 303]
        sent = {"csrf": csrf_of(target, cookie, over_tls)}
        out = target.ask("POST", "/sign-out", sent, form=True, headers={**over_tls, "Cookie": cookie})
        assert out.headers["set-cookie"].startswith("__Host-manicule_")
        assert {"Secure", "Path=/"} <= {part.strip() for part in out.headers["set-cookie"].split(";")}


def csrf_of(target: Target, cookie: str, headers: dict[str, str]) -> str:
    """What the forms of a browser behind that proxy carry."""
    page = target.ask("GET", "/devices", headers={**headers, "Cookie": cookie})
    return page.text.partition('name="csrf" value="')[2].partition('"')[0]
