"""The door: one-time links, sessions, forms that no other site can send, and headers that let nothing in."""

import pytest

from manicule.models import Session, database
from manicule.services.backups import backup


def codes(runner) -> str:
    return runner("open", "--print").output.strip().rpartition("/")[2]


def test_a_link_of_the_terminal_signs_in_once(app, runner, client):
    link = runner("open", "--print").output.strip()
    assert link.startswith("http://127.0.0.1:7373/sign-in/")
    code = link.rpartition("/")[2]
    assert "My papers" in client.post("/sign-in", data={"code": code}, follow_redirects=True).text
    again = app.test_client().post("/sign-in", data={"code": code})
    assert again.status_code == 403
    assert "does not work" in again.text or "used" in again.text


def test_opening_the_link_uses_nothing_up(runner, client):
    code = codes(runner)
    for _ in range(3):
        page = client.get(f"/sign-in/{code}")
        assert page.status_code == 200
        assert "Set-Cookie" not in page.headers
    assert client.post("/sign-in", data={"code": code}).status_code == 303


def test_a_paired_device_gets_a_link_from_the_api(client, me):
    url = me.post("sign-in", {}).json["url"]
    assert client.post("/sign-in", data={"code": url.rpartition("/")[2]}, follow_redirects=True).status_code == 200


def test_the_cookie_is_for_these_pages_alone_and_no_script_reads_it(runner, client):
    header = client.post("/sign-in", data={"code": codes(runner)}).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Strict" in header
    assert header.startswith("manicule_")


def test_each_sign_in_is_a_session_of_its_own_and_ends_the_one_before(runner, client, library):
    client.post("/sign-in", data={"code": codes(runner)})
    first = client.get("/").request.headers["Cookie"]
    client.post("/sign-in", data={"code": codes(runner)})
    assert client.get("/").request.headers["Cookie"] != first
    assert Session.select().where(Session.library == library).count() == 1


def test_nobody_sees_a_page_without_a_session(app, client):
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("web."):
            continue
        path = rule.rule.replace("<name:key>", "arxiv:1706.03762").replace("<key>", "bm_x").replace("<undo_id>", "x")
        for method in rule.methods & {"GET", "POST"}:
            answer = client.open(path, method=method)
            if method == "GET":
                assert answer.status_code == 303, path
                assert answer.location.startswith("/sign-in"), path
            else:
                assert answer.status_code == 401, path


def test_after_the_sign_in_the_page_that_was_wanted_comes(client, runner, save):
    key = save(title="Wanted")["key"]
    wanted = client.get(f"/papers/{key}")
    page = client.get(wanted.location)
    then = page.text.split('name="then" value="')[1].split('"')[0].replace("&amp;", "&")
    answer = client.post("/sign-in", data={"code": codes(runner), "then": then}, follow_redirects=True)
    assert "Wanted" in answer.text


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_sign_in_leads_nowhere_else(client, runner, place):
    assert client.post("/sign-in", data={"code": codes(runner), "then": place}).location == "/"


def test_a_session_ends_when_it_was_not_seen_for_a_month(browser, clock):
    clock.go_on(29 * 86_400)
    browser.open("/")
    clock.go_on(29 * 86_400)
    browser.open("/")
    assert "My papers" in browser.text
    clock.go_on(31 * 86_400)
    assert browser.client.get("/").status_code == 303


def test_signing_out_ends_the_session(browser, library):
    browser.open("/devices").send("/sign-out")
    assert browser.client.get("/").status_code == 303
    assert Session.select().where(Session.library == library).count() == 0


def test_another_browser_can_be_signed_out(sign_in):
    mine, lost = sign_in(), sign_in(agent="Mozilla/5.0 (Android) Chrome/130.0")
    mine.open("/devices")
    assert "Chromium on Android" in mine.text
    [button] = [one for one in mine.page.select("button[name=session]") if "Android" in one["aria-label"]]
    mine.send("/sign-out", session=button["value"])
    assert lost.client.get("/").status_code == 303
    assert mine.client.get("/").status_code == 200


@pytest.mark.parametrize("csrf", ["", "wrong", "é"])
def test_a_form_of_nobody_is_refused(browser, me, save, csrf):
    key = save(title="A")["key"]
    answer = browser.client.post(f"/papers/{key}/status", data={"status": "read", "csrf": csrf})
    assert answer.status_code == 403
    assert me.get(f"bookmarks/{key}").json["status"] == "to_read"


def test_a_form_of_another_session_is_refused(sign_in, save):
    key = save(title="A")["id"]
    one, two = sign_in(), sign_in()
    csrf = one.open(f"/papers/{key}").form("/status").select_one("[name=csrf]")["value"]
    assert two.client.post(f"/papers/{key}/status", data={"status": "read", "csrf": csrf}).status_code == 403


def test_a_note_that_was_typed_while_the_session_ended_is_shown_to_be_copied(app, sign_in, save):
    place = f"/papers/{save(title='A')['id']}/note"
    note = {"note": "typed for <b>an hour</b>", "base_text": "", "csrf": "of a session before"}
    for client, status in ((app.test_client(), 401), (sign_in().client, 403)):
        answer = client.post(place, data=note)
        assert (answer.status_code, "typed for &lt;b&gt;an hour&lt;/b&gt;" in answer.text) == (status, True)
        assert "Copy it before you leave" in answer.text
        assert "typed for" not in client.post(place, data=note, headers={"Sec-Fetch-Site": "cross-site"}).text
    assert "Copy it" not in app.test_client().post(place, data={"note": "", "csrf": ""}).text


def test_another_site_can_send_nothing_and_frame_nothing(browser, save, me):
    key = save(title="A")["id"]
    csrf = browser.open(f"/papers/{key}").form("/status").select_one("[name=csrf]")["value"]
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = browser.client.post(f"/papers/{key}/status", data={"status": "read", "csrf": csrf}, headers=foreign)
        assert answer.status_code == 403
    assert me.get(f"bookmarks/{key}").json["status"] == "to_read"
    assert "frame-ancestors 'none'" in browser.open("/").answer.headers["Content-Security-Policy"]


def test_a_link_on_another_site_leads_to_a_page_that_leads_on(browser):
    answer = browser.client.get("/tags", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert 'href="/tags"' in answer.text
    assert answer.mimetype == "text/html"


def test_pages_run_only_their_own_scripts(browser, save):
    save(title="A", note="n", tags=["t"])
    for path in ("/", "/tags", "/devices", "/sign-in"):
        answer = browser.open(path).answer
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert not browser.page.select("script:not([src]), [style], [onclick]")
        assert all(tag["src"].startswith("/static/") for tag in browser.page.select("script"))
        assert answer.headers["Cache-Control"] == "no-store"


def test_many_wrong_codes_are_throttled(client):
    answers = [client.post("/sign-in", data={"code": f"AAAA-{n:04}"}).status_code for n in range(12)]
    assert answers[0] == 403
    assert answers[-1] == 429


def test_a_library_shows_nothing_of_another(sign_in, make_person):
    bob = make_person("b", library="bob")
    bob.post("bookmarks", {"key": "arxiv:1706.03762", "title": "Secret of Bob", "tags": ["bobtag"]})
    key = bob.get("bookmarks").json["items"][0]["id"]
    ann = sign_in("ann")
    assert "Bob" not in ann.open("/").text
    assert "bobtag" not in ann.open("/tags").text
    assert ann.client.get(f"/papers/{key}").status_code == 404
    database.close()


def test_an_address_of_nothing_is_a_page(browser):
    browser.open("/nothing", status=404)
    assert browser.answer.mimetype == "text/html"
    assert browser.client.get("/api/v1/nothing").mimetype == "application/problem+json"


def test_whoever_was_signed_in_when_a_backup_was_made_must_sign_in_again(browser, url, clock, tmp_path):
    backup.write(url, tmp_path / "a.backup")
    assert browser.open("/").answer.request.headers["Cookie"]
    backup.restore(url, tmp_path / "a.backup", clock())
    assert browser.client.get("/").status_code == 303
