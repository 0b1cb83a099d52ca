"""Feeds: Atom at addresses that nobody can guess, escaped, revocable, made in the page and by the API."""

import xml.etree.ElementTree as ET

import pytest

ATOM = "{http://www.w3.org/2005/Atom}"


def path_of(browser, name: str) -> str:
    browser.open("/feeds")
    return browser.page.find("input", attrs={"aria-label": f"Address of the feed {name}"})["value"].partition(
        "localhost"
    )[2]


def entries(client, path: str) -> dict[str, ET.Element]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert all(feed.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated"))
    return {entry.find(f"{ATOM}title").text: entry for entry in feed.iter(f"{ATOM}entry")}


def test_a_feed_is_read_without_signing_in_until_it_is_revoked(app, browser, save):
    save(title="News", authors=["Ann"], abstract="Of it.", tags=["t"], note="mine")
    browser.open("/feeds").send("/feeds", name="All")
    path, stranger = path_of(browser, "All"), app.test_client()
    entry = entries(stranger, path)["News"]
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Ann"
    assert entry.find(f"{ATOM}category").get("term") == "t"
    assert b"mine" not in stranger.get(path).data
    browser.send("/feeds/revoke", feed=browser.page.select_one("button[name=feed]")["value"])
    assert stranger.get(path).status_code == 404


def test_a_feed_of_a_tag_or_of_a_search_holds_those(browser, save):
    save(title="Attention", tags=["t"])
    save(title="Other", tags=["t"])
    save(title="Attention too")
    browser.open("/feeds").send("/feeds", name="Tag", tag="t")
    browser.open("/feeds").send("/feeds", name="Search", q="attention")
    assert entries(browser.client, path_of(browser, "Tag")).keys() == {"Attention", "Other"}
    assert entries(browser.client, path_of(browser, "Search")).keys() == {"Attention", "Attention too"}


def test_a_feed_tells_of_the_dismissed_only_what_it_asks_for(browser, save):
    save(title="Fog", tags=["t"])
    save(title="Mist", tags=["t"], status="dismissed")
    browser.open("/feeds").send("/feeds", name="Tag", tag="t")
    browser.open("/feeds").send("/feeds", name="Gone", q="status:dismissed")
    assert entries(browser.client, path_of(browser, "Tag")).keys() == {"Fog"}
    assert entries(browser.client, path_of(browser, "Gone")).keys() == {"Mist"}


def test_notes_are_in_it_only_when_that_was_asked_for(browser, save):
    save(title="A", note="**mine** <script>alert(1)</script>")
    browser.open("/feeds").send("/feeds", name="With", notes="1")
    content = entries(browser.client, path_of(browser, "With"))["A"].find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "<strong>mine</strong>" in content.text
    assert "<script" not in content.text


@pytest.mark.parametrize("text", ["A & B <b>", "]]>", "\x0c\x1b\ufffe control", "\"'><x y='", "&#0; &amp;"])
def test_every_text_is_escaped(browser, save, text):
    save(title=f"T {text}", authors=[text], abstract=text, tags=[text], note=text)
    browser.open("/feeds").send("/feeds", name="All", notes="1")
    assert len(entries(browser.client, path_of(browser, "All"))) == 1


def test_an_entry_keeps_its_id_and_says_when_it_changed(browser, save, me, clock):
    key = save(title="A")["id"]
    browser.open("/feeds").send("/feeds", name="All")
    first = entries(browser.client, path_of(browser, "All"))["A"]
    clock.go_on(60)
    me.patch(f"bookmarks/{key}", {"status": "read"})
    second = entries(browser.client, path_of(browser, "All"))["A"]
    assert first.find(f"{ATOM}id").text == second.find(f"{ATOM}id").text
    assert first.find(f"{ATOM}updated").text < second.find(f"{ATOM}updated").text


def test_the_api_makes_lists_and_revokes_feeds(client, me, save):
    save(title="A", tags=["t"])
    made = me.post("feeds", {"name": "mine", "tag": "t"})
    assert made.status_code == 201
    assert me.get("feeds").json["items"] == [made.json]
    assert entries(client, made.json["url"].partition("localhost")[2]).keys() == {"A"}
    assert me.delete(f"feeds/{made.json['id']}").status_code == 204
    assert client.get(made.json["url"].partition("localhost")[2]).status_code == 404
    assert me.delete(f"feeds/{made.json['id']}").json["type"] == "feed-unknown"


@pytest.mark.parametrize(
    "path", ["/feeds/1-x.xml", "/feeds/x.xml", "/feeds/1-" + "a" * 43 + ".xml", "/feeds/9999999-é.xml"]
)
def test_a_guessed_address_leads_nowhere(client, path):
    assert client.get(path).status_code == 404


def test_a_feed_is_of_its_own_library(make_person, client):
    ann, bob = make_person("a", library="ann"), make_person("b", library="bob")
    bob.post("bookmarks", {"key": "arxiv:1706.03762", "title": "Of Bob"})
    feed = ann.post("feeds", {"name": "all"}).json
    assert entries(client, feed["url"].partition("localhost")[2]) == {}
    assert bob.delete(f"feeds/{feed['id']}").status_code == 404
