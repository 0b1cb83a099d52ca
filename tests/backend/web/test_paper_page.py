"""A bookmark's page: status, rating, tags, links, note with its versions, history; each edit can be undone."""

import pytest

from manicule.models import Library
from manicule.services import devices, ledger

HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1))
<a href="data:text/html,x">b</a>
![c](https://tracker.example/c.png) [d](https://ok.example/ "t\\" onmouseover=\\"alert(1)") <svg/onload=alert(1)>
<style>*{}</style><iframe src="https://evil.example"></iframe> [e]( java&#x0A;script:alert(1))
"""


@pytest.fixture
def key(save) -> str:
    return save(title="A paper", authors=["Ann", "Bob"], abstract="Of <b>it</b>.", tags=["t"], note="first *words*")[
        "id"
    ]


def now(me, key: str) -> dict:
    return me.get(f"bookmarks/{key}").json


def test_any_identity_leads_to_the_page(browser, key, me):
    for name in (key, now(me, key)["key"]):
        assert browser.open(f"/papers/{name}").page.h1.text == "A paper"
    browser.open("/papers/arxiv:9999.00001", status=404)
    assert "No bookmark" in browser.text


def test_a_note_is_markdown(browser, key):
    assert browser.open(f"/papers/{key}").page.select_one("#note .text em").text == "words"


@pytest.mark.parametrize("place", ["note", "title", "abstract", "tags", "authors", "venue"])
def test_script_is_harmless_wherever_it_is(browser, save, place):
    text = HOSTILE[: {"tags": 90, "authors": 300, "venue": 450}.get(place)].replace("\n", " ")
    saved = save(**{"title": "T", place: [text] if place in ("tags", "authors") else text})
    for path in ("/", f"/papers/{saved['id']}", "/tags"):
        page = browser.open(path).page
        assert not page.select("script:not([src]), img, svg, iframe, style, [onerror], [onload], [onmouseover]")
        for link in page.select("a[href]"):
            assert link["href"].startswith(("/", "#", "https://")), link
            assert "tracker" not in link["href"]


def test_a_preview_shows_and_saves_nothing(browser, key, me):
    browser.open(f"/papers/{key}").send("/note/preview", note=f"**bold** {HOSTILE}")
    assert browser.page.select_one("#previewed strong").text == "bold"
    assert not browser.page.select("#previewed img, #previewed script")
    assert now(me, key)["note"] == "first *words*"
    browser.send("/note", note="**bold**")
    assert now(me, key)["note"] == "**bold**"


def test_a_note_is_saved_and_the_edit_undone_and_done_again(browser, key, me):
    browser.open(f"/papers/{key}").send("/note", note="first *words*\r\nsecond line")
    assert now(me, key)["note"] == "first *words*\nsecond line"
    assert "Note saved." in browser.text
    browser.undo()
    assert now(me, key)["note"] == "first *words*"
    browser.undo()
    assert now(me, key)["note"] == "first *words*\nsecond line"


def test_what_the_extension_wrote_meanwhile_is_merged(browser, key, me):
    browser.open(f"/papers/{key}")
    me.patch(f"bookmarks/{key}", {"note": "Before: first *words*"})
    browser.send("/note", note="first *words* and mine")
    assert now(me, key)["note"] == "Before: first *words* and mine"


@pytest.fixture
def two_versions(browser, key, me) -> str:
    browser.open(f"/papers/{key}")
    me.patch(f"bookmarks/{key}", {"note": "theirs entirely"})
    browser.send("/note", note="mine entirely")
    assert [copy["text"] for copy in now(me, key)["note_copies"]] == ["mine entirely"]
    assert "2 versions of the note" in browser.text
    return key


def test_a_version_is_kept(browser, two_versions, me):
    browser.send("/versions/keep")
    assert (now(me, two_versions)["note"], now(me, two_versions)["note_copies"]) == ("mine entirely", [])
    browser.undo()
    assert now(me, two_versions)["note"] == "theirs entirely"


def test_versions_are_merged_by_hand(browser, two_versions, me):
    browser.open(browser.page.find("a", string="Merge")["href"])
    form = browser.form("/note")
    assert form.select_one("[name=note]").text.strip() == "theirs entirely\n\nmine entirely"
    browser.send("/note", note="of both")
    assert (now(me, two_versions)["note"], now(me, two_versions)["note_copies"]) == ("of both", [])


def test_a_version_is_discarded_and_its_words_come_back_by_undo(browser, two_versions, me):
    browser.send("/versions/discard")
    assert (now(me, two_versions)["note"], now(me, two_versions)["note_copies"]) == ("theirs entirely", [])
    browser.undo()
    assert now(me, two_versions)["note"] == "theirs entirely\n\nmine entirely"


def test_a_version_that_is_gone_is_said_to_be(browser, two_versions, me):
    copy = browser.form("/versions/keep").select_one("[name=copy]")["value"]
    browser.send("/versions/discard")
    csrf = browser.page.select_one("[name=csrf]")["value"]
    answer = browser.client.post(f"/papers/{two_versions}/versions/keep", data={"csrf": csrf, "copy": copy})
    assert answer.status_code == 404
    assert now(me, two_versions)["note"] == "theirs entirely"


@pytest.mark.parametrize(("action", "sent", "field", "value", "before"), [
    ("/status", {"status": "read"}, "status", "read", "to_read"),
    ("/rating", {"rating": "4"}, "rating", 4, None),
    ("/tags", {"tags": "new, T, other"}, "tags", ["new", "other", "t"], ["t"]),
    ("/tags/remove", {"tag": "T"}, "tags", [], ["t"]),
])  # fmt: skip
def test_each_edit_can_be_undone(browser, key, me, action, sent, field, value, before):
    browser.open(f"/papers/{key}").send(action, **sent)
    assert now(me, key)[field] == value
    browser.undo()
    assert now(me, key)[field] == before


def test_a_title_and_authors_are_corrected_and_the_correction_undone(browser, key, me):
    browser.open(f"/papers/{key}").send("/details", title="A better title", authors="Ann\r\n\r\nBob Other")
    assert (now(me, key)["title"], now(me, key)["authors"]) == ("A better title", ["Ann", "Bob Other"])
    browser.undo()
    assert (now(me, key)["title"], now(me, key)["authors"]) == ("A paper", ["Ann", "Bob"])


def test_a_paper_without_a_title_asks_for_it(browser, save):
    key = save(key="arxiv:1706.03762", title="")["id"]
    assert "The title is not known yet" in browser.open(f"/papers/{key}").text
    assert browser.page.select_one("#about details").has_attr("open")
    browser.send("/details", title="Attention")
    assert "not known yet" not in browser.text


def test_correcting_one_field_leaves_what_another_device_made_of_the_others(browser, key, me):
    browser.open(f"/papers/{key}")
    shown = {"title": "A paper", "authors": "Ann\r\nBob", "published": "", "abstract": "Of <b>it</b>."}
    me.patch(f"bookmarks/{key}", {"title": "Theirs", "abstract": "Of all."})
    browser.send("/details", **shown, venue="Small workshop")
    held = now(me, key)
    assert (held["title"], held["abstract"], held["venue"]) == ("Theirs", "Of all.", "Small workshop")


def test_the_page_begins_with_the_ways_to_read_the_paper(browser, save):
    key = save(key="arxiv:1706.03762", url="https://arxiv.org/abs/1706.03762", links=[
        {"url": "https://github.com/a/titans", "kind": "code"}, {"url": "https://github.com/b/other", "kind": "code"},
    ])["id"]  # fmt: skip
    ways = [(way.text.split("\u202f")[0], way["href"]) for way in browser.open(f"/papers/{key}").page.select(".ways a")]
    assert ways == [("arxiv.org", "https://arxiv.org/abs/1706.03762"), ("PDF", "https://arxiv.org/pdf/1706.03762"),
                    ("Code", "https://github.com/a/titans")]  # fmt: skip
    bare = save(key="arxiv:2501.00663")["id"]
    assert browser.open(f"/papers/{bare}").page.select_one(".ways a")["href"] == "https://arxiv.org/abs/2501.00663"


def test_links_without_a_title_are_told_from_others_of_their_site(browser, save):
    key = save(links=[{"url": f"https://github.com/{one}", "kind": "code"} for one in ("a/titans", "b/other")])["id"]
    browser.open(f"/papers/{key}")
    assert "github.com/b/other" in browser.page.select_one("#links").text


def test_a_dead_link_keeps_its_text_says_since_when_and_offers_the_archive(browser, key, me, clock):
    browser.open(f"/papers/{key}").send("/links", url="https://a.example/code", kind="code", title="Code")
    library, link = Library.get(), browser.page.select_one("button[name=link]")["value"]
    dead = {"why": "silent", "since": "2026-09-20"}
    mark = {"op": "link.mark", "bookmark": key, "link": link, "url": "https://a.example/code", "dead": dead}
    ledger.submit(library, devices.own(library, "link check", clock()), [mark], clock())
    item = browser.open(f"/papers/{key}").page.select_one("#links li:has(button)")
    assert "no answer since 20 Sep 2026" in " ".join(item.text.split())
    links = [one["href"] for one in item.select("a")]
    assert links == ["https://a.example/code", "https://web.archive.org/web/20260921/https://a.example/code"]
    assert now(me, key)["links"][0]["dead"] == {**dead, "archive": links[1]}


def test_links_are_added_and_removed(browser, key, me):
    def mine() -> list[str]:
        return [link["url"] for link in now(me, key)["links"] if link["origin"] == "mine"]

    browser.open(f"/papers/{key}").send("/links", url="https://a.example/code", kind="code", title="Code")
    assert mine() == ["https://a.example/code"]
    link = browser.page.select_one("button[name=link]")["value"]
    browser.send("/links/remove", link=link)
    assert mine() == []
    browser.undo()
    assert mine() == ["https://a.example/code"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a.example/", "data:text/html,x", "", "a.example"])
def test_only_web_addresses_become_links(browser, key, me, address):
    before = now(me, key)["links"]
    browser.open(f"/papers/{key}").send("/links", 400, url=address, kind="page")
    assert now(me, key)["links"] == before


def test_an_old_value_is_put_back(browser, key, me):
    me.patch(f"bookmarks/{key}", {"note": "rewritten", "status": "read"})
    me.patch(f"bookmarks/{key}", {"status": "dismissed"})
    browser.open(f"/papers/{key}")
    assert {button["aria-label"] for button in browser.page.select("#history button")} == {
        "Put back: Note, first *words*", "Put back: Status, Read"}  # fmt: skip
    [form] = [one for one in browser.page.select("#history form") if "Note" in one.button["aria-label"]]
    filled = {field["name"]: field["value"] for field in form.select("input")}
    browser.send("/history", **filled)
    assert now(me, key)["note"] == "first *words*"
    browser.undo()
    assert now(me, key)["note"] == "rewritten"


def test_a_paper_is_deleted_and_comes_back_with_all_it_held(browser, key, me):
    before = now(me, key)
    browser.open(f"/papers/{key}").send("/delete")
    assert me.get(f"bookmarks/{key}").status_code == 404
    browser.undo()
    assert {**now(me, key), "rev": 0, "updated_at": ""} == {**before, "rev": 0, "updated_at": ""}


def test_an_undo_works_once_and_for_a_day(browser, key, clock):
    browser.open(f"/papers/{key}").send("/status", status="read")
    form = browser.page.select_one(".notice form")
    data = {field["name"]: field["value"] for field in form.select("input")}
    assert browser.client.post(form["action"], data=data).status_code == 303
    assert browser.client.post(form["action"], data=data).status_code == 404
    browser.open(f"/papers/{key}").send("/status", status="reading")
    late = browser.page.select_one(".notice form")["action"]
    clock.go_on(90_000)
    assert browser.client.post(late, data=data).status_code == 404


def test_edits_are_signed_with_the_browser(browser, key):
    browser.open(f"/papers/{key}").send("/note", note="new")
    browser.open(f"/papers/{key}").send("/note", note="newer")
    assert "on Firefox on Linux, web library" in browser.text


def test_a_note_that_is_too_long_is_refused_in_a_sentence(browser, key, me):
    browser.open(f"/papers/{key}").send("/note", 422, note="é" * 140_000)
    assert "256 KiB" in browser.text
    assert now(me, key)["note"] == "first *words*"
    browser.open(f"/papers/{key}").send("/note", note="é" * 120_000)
    assert now(me, key)["note"] == "é" * 120_000


@pytest.mark.parametrize("form", ["text", "bibtex", "biblatex", "ris", "csl-json"])
def test_a_paper_is_cited_in_every_form(browser, key, form):
    assert "A paper" in browser.open(f"/papers/{key}?cite={form}").page.select_one(".cited").text
    browser.open(f"/papers/{key}?cite=word", status=400)


def test_what_was_joined_in_error_is_taken_apart_and_joined_again(browser, save, me):
    one = save(key="arxiv:2401.00001", title="One", note="of one")
    save(key="doi:10.1000/two", title="Two", note="of two")
    save(key="arxiv:2401.00001", ids=["doi:10.1000/two"])
    assert len(me.get("bookmarks").json["items"]) == 1
    browser.open(f"/papers/{one['id']}")
    [form] = [one for one in browser.page.select("#history form") if "Identities" in one.button["aria-label"]]
    browser.send("/history", **{field["name"]: field["value"] for field in form.select("input")})
    assert {one["title"] for one in me.get("bookmarks").json["items"]} == {"One", "Two"}
    browser.undo()
    assert len(me.get("bookmarks").json["items"]) == 1


def test_the_settings_say_what_is_set(browser, url):
    assert "default" in browser.open("/settings").text
    assert "password" not in browser.text


def test_what_is_probably_the_same_paper_is_joined_and_taken_apart(browser, save, me):
    told = {"title": "A paper with a telling title", "authors": ["Ann Other"], "published": "2024"}
    one, two = save(key="arxiv:2401.00001", note="one", **told), save(key="doi:10.1000/two", note="two", **told)
    browser.open(f"/papers/{one['id']}")
    assert browser.page.select_one("#same code").text == two["key"]
    browser.send("/join", other=two["id"])
    [joined] = me.get("bookmarks").json["items"]
    assert ("one" in joined["note"], "two" in joined["note"]) == (True, True)
    browser.undo()
    assert {item["key"] for item in me.get("bookmarks").json["items"]} == {one["key"], two["key"]}


def test_related_papers_are_listed_with_why(browser, save):
    text = "phoneme prosody vocoder speaker acoustic"
    one = save(title="Phoneme graphs for prosody", abstract=text, authors=["Ann Other"])
    save(title="Vocoders and phoneme prosody", abstract=text, authors=["Ann Other"])
    save(title="Folding proteins at rest", abstract="residue peptide backbone")
    browser.open(f"/papers/{one['id']}")
    assert [link.text for link in browser.page.select("#related a")] == ["Vocoders and phoneme prosody"]
    assert "both say" in browser.page.select_one("#related").text.lower()


def test_tags_of_related_papers_suggest_themselves_and_go_on_with_one_press(browser, save, me):
    here = save(title="Tides in shallow estuaries", abstract="Tidal currents in shallow estuaries, measured.")
    save(title="Sediment and tides of shallow estuaries", abstract="Tidal currents and mud.", tags=["coast"])
    browser.open(f"/papers/{here['id']}")
    assert browser.page.select_one("button.suggested")["aria-label"] == "Tag with coast"
    browser.send("/tags", tags="coast")
    assert now(me, here["id"])["tags"] == ["coast"]
    assert not browser.page.select("button.suggested")


def test_what_is_no_number_of_ours_in_a_form_is_no_fault(browser, key, me):
    browser.open(f"/papers/{key}").send("/rating", rating="²")
    assert now(me, key)["rating"] is None
    me.patch(f"bookmarks/{key}", {"note": "later"})
    browser.open(f"/papers/{key}").send("/history", answers=400, rev="²", n="9" * 40)


def test_a_star_is_set_shown_in_the_list_found_and_taken_back(browser, save):
    paper = save(title="Fog")
    browser.open(f"/papers/{paper['id']}").send("/star", starred="yes")
    assert browser.page.select_one(".statuses .star")["aria-pressed"] == "true"
    assert browser.open("/?q=is:starred").page.select_one(".paper .star")["aria-label"] == "Starred"
    browser.open(f"/papers/{paper['id']}").send("/star", starred="no").undo()
    assert browser.page.select_one(".statuses .star")["aria-pressed"] == "true"
