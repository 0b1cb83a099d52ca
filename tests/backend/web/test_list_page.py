"""The list: tabs, tags, search, pages of it, bulk edits, and what it costs."""

import pytest
from playhouse.test_utils import count_queries

from manicule.models import Session
from manicule.services import bulk
from manicule.web import bookmarks as pages_of_bookmarks


def titles(browser) -> list[str]:
    return [title.text for title in browser.page.select(".paper h2")]


def tagged(me, tag: str) -> set[str]:
    return {one["title"] for one in me.get(f"bookmarks?tag={tag}").json["items"]}


def chosen(browser, *wanted: str) -> list[str]:
    return [one.select_one("input[name=paper]")["value"] for one in browser.page.select(".paper")
            if one.h2.text in wanted]  # fmt: skip


def test_the_dismissed_are_left_out_until_they_are_asked_for(browser, save):
    save(title="Kept")
    save(title="Gone", status="dismissed")
    assert titles(browser.open("/")) == ["Kept"]
    assert titles(browser.open("/?status=dismissed")) == ["Gone"]
    assert "Dismissed 1" in browser.text


def test_a_tag_narrows_the_list(browser, save):
    save(title="A", tags=["one/two"])
    save(title="B")
    browser.open("/")
    assert titles(browser.open(browser.page.select_one(".cloud a")["href"])) == ["A"]


def test_a_search_finds(browser, save):
    save(title="Attention is all")
    save(title="Other")
    assert titles(browser.open("/?q=attention")) == ["Attention is all"]
    assert "Nothing found for “ nothing ”" in browser.open("/?q=nothing").text


def test_a_search_says_how_many_it_finds(browser, save, monkeypatch):
    monkeypatch.setattr(pages_of_bookmarks, "PAGE", 2)
    for n in range(3):
        save(title=f"Fog {n}", tags=["rare"] if n == 1 else [])
    assert browser.open("/?q=fog").page.h1.text.endswith("more than 2 papers")
    assert browser.open("/?q=fog&tag=rare").page.h1.text.endswith("1 paper")
    assert not browser.open("/").page.select("h1 .count")


def test_a_search_that_finds_nothing_leads_to_where_it_might(browser, save):
    save(title="Attention gone", status="dismissed")
    browser.open("/?q=attention")
    assert titles(browser.open(browser.page.find("a", string="Search the dismissed")["href"])) == ["Attention gone"]
    save(title="Attention kept")
    browser.open("/?q=attention&status=read")
    assert titles(browser.open(browser.page.find("a", string="Search all papers")["href"])) == ["Attention kept"]


def test_an_empty_library_says_how_to_begin_and_one_of_dismissed_papers_where_they_are(browser, save):
    assert {"/devices", "/exchange", "#beside"} <= {one["href"] for one in browser.open("/").page.select(".empty a")}
    save(title="Gone", status="dismissed")
    assert titles(browser.open(browser.open("/").page.select_one(".empty a")["href"])) == ["Gone"]


def test_a_status_is_set_in_the_list_which_stays_and_can_undo_it(browser, save, me):
    key = save(title="A", tags=["t"])["id"]
    save(title="B")
    browser.open("/?tag=t").send(f"/papers/{key}/status", status="read")
    assert (titles(browser), me.get(f"bookmarks/{key}").json["status"]) == (["A"], "read")
    browser.undo()
    assert me.get(f"bookmarks/{key}").json["status"] == "to_read"


def test_a_list_shows_some_of_very_many_tags_and_how_many_more_there_are(browser, save):
    save(title="A", tags=[f"t{n:03}" for n in range(200)])
    row = browser.open("/").page.select_one(".paper")
    assert len(row.select(".tag")) == pages_of_bookmarks.ROW_TAGS
    assert f"{200 - pages_of_bookmarks.ROW_TAGS} more tags" in row.text


def test_each_hint_is_a_search(browser, save):
    save(title="A", note="n")
    hint = browser.open("/").page.find("a", string="has:note")
    assert titles(browser.open(hint["href"])) == ["A"]


def test_pages_follow_each_other_to_the_end(browser, save):
    for n in range(53):
        save(title=f"Paper {n:02}")
    first = titles(browser.open("/?sort=title"))
    second = titles(browser.open(browser.page.select_one("[rel=next]")["href"]))
    assert first + second == [f"Paper {n:02}" for n in range(53)]
    assert not browser.page.select("[rel=next]")


def test_a_wrong_parameter_is_a_page_that_says_so(browser):
    for path in ("/?status=lost", "/?cursor=x", "/?sort=colour"):
        assert browser.open(path, status=400).answer.mimetype == "text/html"


def test_tagging_many_is_one_edit_and_one_undo(browser, save, me):
    for title in "ABC":
        save(title=title, tags=["old"] if title == "A" else [])
    browser.open("/")
    browser.send("/papers/selected", paper=chosen(browser, "A", "B"), act="tag", tags="new, old")
    assert "2 papers tagged." in browser.text
    by_title = {one["title"]: one["tags"] for one in me.get("bookmarks").json["items"]}
    assert by_title == {"A": ["new", "old"], "B": ["new", "old"], "C": []}
    browser.undo()
    assert "Undone: 2 papers tagged." in browser.text
    by_title = {one["title"]: one["tags"] for one in me.get("bookmarks").json["items"]}
    assert by_title == {"A": ["old"], "B": [], "C": []}
    browser.undo()
    assert {one["title"] for one in me.get("bookmarks?tag=new").json["items"]} == {"A", "B"}


def test_all_papers_of_a_list_are_counted_first_and_then_edited_and_undone_together(browser, save, me, monkeypatch):
    monkeypatch.setattr(pages_of_bookmarks, "PAGE", 2)
    for n in range(5):
        save(title=f"Fog {n}", status="dismissed" if n == 4 else "to_read")
    save(title="Chess")
    whole = {"all": "yes", "act": "tag", "tags": "weather"}
    browser.open("/?q=fog").send("/papers/selected", **whole)
    assert "Tag 4 papers?" in browser.text
    assert tagged(me, "weather") == set()
    save(title="Fog 5")
    browser.send("/papers/selected", act="tag")
    assert "Tag 5 papers?" in browser.text
    browser.send("/papers/selected", act="tag")
    assert "5 papers tagged" in browser.text
    assert tagged(me, "weather") == {"Fog 0", "Fog 1", "Fog 2", "Fog 3", "Fog 5"}
    browser.undo()
    assert tagged(me, "weather") == set()


def test_a_list_that_is_too_long_to_be_edited_at_once_says_so(browser, save, me, monkeypatch):
    monkeypatch.setattr(pages_of_bookmarks, "PAGE", 1)
    monkeypatch.setattr(bulk, "MOST", 2)
    for n in range(3):
        save(title=f"Fog {n}")
    for path in ("/", "/?q=fog"):
        browser.open(path).send("/papers/selected", all="yes", act="delete", count="2")
        assert "holds more than 2 papers" in browser.text
    assert len(me.get("bookmarks").json["items"]) == 3


def test_many_get_a_status_lose_a_tag_and_are_deleted(browser, save, me):
    for title in "AB":
        save(title=title, tags=["t"], note="words")
    for act, more, path in (("status", {"status": "read"}, "bookmarks?status=read"), ("untag", {"tags": "T"}, None)):
        browser.open("/").send("/papers/selected", paper=chosen(browser, "A", "B"), act=act, **more)
        if path:
            assert len(me.get(path).json["items"]) == 2
    assert me.get("bookmarks?tag=t").json["items"] == []
    browser.open("/").send("/papers/selected", paper=chosen(browser, "A", "B"), act="delete")
    assert me.get("bookmarks").json["items"] == []
    browser.undo()
    assert {one["note"] for one in me.get("bookmarks").json["items"]} == {"words"}


@pytest.mark.parametrize("act", ["tag", "untag"])
def test_a_tag_that_was_not_typed_is_asked_for(browser, save, act):
    save(title="A")
    browser.open("/").send("/papers/selected", 400, paper=chosen(browser, "A"), act=act, tags=" , ")
    assert "No tag was typed" in browser.text


def test_nothing_selected_changes_nothing_and_says_so(browser, save):
    save(title="A")
    browser.open("/").send("/papers/selected", 400, act="delete")
    assert "Nothing was selected" in browser.text


def test_a_bulk_edit_that_breaks_a_rule_changes_nothing(browser, save, me):
    save(title="A")
    browser.open("/").send("/papers/selected", 422, paper=chosen(browser, "A"), act="tag", tags="x" * 101)
    assert me.get("tags").json["items"] == []


def test_a_paper_is_saved_by_its_address_and_the_save_is_undone(browser, me):
    browser.open("/").send("/papers", paper="https://arxiv.org/abs/1706.03762v5")
    assert "arxiv:1706.03762" in browser.text
    browser.undo()
    assert me.get("bookmarks").json["items"] == []
    browser.open("/").send("/papers", 422, paper="no paper at all")
    assert "no paper" in browser.text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=paper",
        "/?q=papr+t1",
        "/?q=%22paper+1%22+OR+tag:all",
        "/?tag=t1&q=paper",
        "/?status=to_read&sort=title",
        "/?done=x",
    ],
)
def test_the_list_makes_at_most_six_statements_at_any_size(browser, save, me, address):
    def cost() -> int:
        with count_queries() as counted:
            browser.open(address)
        # A row of search_index bears its library in its number.
        assert all("library" in query.msg[0] or "search_index" in query.msg[0] for query in counted.get_queries())
        return counted.count

    save(title="Paper 0", tags=["t0", "merged"])
    me.patch("tags/merged", {"name": "all"})
    few = cost()
    for n in range(60):
        save(title=f"Paper {n}", tags=[f"t{n % 9}", "all"], note="n", links=[{"url": f"https://a.example/{n}"}])
    assert max(few, cost()) <= 6


def test_being_seen_is_written_down_once_an_hour(browser, clock, library):
    browser.open("/")
    before = Session.get(Session.library == library).seen_at
    clock.go_on(3_700)
    browser.open("/")
    assert Session.get(Session.library == library).seen_at > before


def test_a_mistake_in_a_search_is_said_and_mended(browser, save):
    for n in range(4):
        save(title=f"Attention is all {n}")
    assert len(titles(browser.open("/?q=atention"))) == 4
    assert 'No "atention"' in browser.text
    browser.open("/?q=(attention")
    assert browser.page.select(".said")


def test_the_dismissed_are_found_when_a_search_asks_for_them(browser, save):
    save(title="Attention kept")
    save(title="Attention gone", status="dismissed")
    assert titles(browser.open("/?q=attention")) == ["Attention kept"]
    assert titles(browser.open("/?q=attention+status:dismissed")) == ["Attention gone"]


def test_a_search_is_kept_under_a_name_and_forgotten(browser, save):
    save(title="Attention is all")
    save(title="Other")
    browser.open("/?q=attention").send("/searches", name="Old friends")
    browser.open("/")
    assert titles(browser.open(browser.page.select_one(".searches a")["href"])) == ["Attention is all"]
    browser.send("/searches/forget", name="Old friends")
    assert not browser.page.select(".searches a")
    assert titles(browser) == ["Attention is all"]


def test_a_query_of_100_kB_is_a_page(browser, save):
    save(title="A")
    answer = browser.client.post("/searches", data={"q": "x" * 100_000})
    assert answer.status_code in (400, 403)
    assert browser.client.get("/?q=" + "x+" * 50_000).status_code in (200, 400)


def test_the_cloud_counts_the_papers_that_its_tag_shows(browser, save):
    save(title="Fog", tags=["weather"])
    save(title="Mist", tags=["weather", "wet"], status="dismissed")
    cloud = {" ".join(tag.text.split()) for tag in browser.open("/").page.select(".cloud .tag")}
    assert cloud == {"weather 1"}
    assert len(browser.open("/?tag=weather").page.select(".paper")) == 1
    assert "2 papers, 1 dismissed" in browser.open("/tags").text
