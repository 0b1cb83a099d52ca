"""Lists: pages that hold still while rows are saved, filters, search, and what they cost."""

import base64
import re

import pytest
from playhouse.test_utils import count_queries

from manicule.models import Bookmark

NO_LIBRARY = {"library", "server", "pairing_code", "schema_migration", "search_index"}


def walk(me, address: str, between=lambda: None) -> list[dict]:
    """All items of a list, page after page, with something happening in between."""
    items, cursor = [], None
    while True:
        page = me.get(address + (f"&cursor={cursor}" if cursor else "")).json
        items += page["items"]
        cursor = page["next"]
        if not cursor:
            return items
        between()


def test_pages_hold_still_while_papers_are_saved(me, save, clock):
    for n in range(25):
        save(title=f"Paper {n}")
        clock.go_on(seconds=n % 3)  # some share their moment

    def meanwhile() -> None:
        clock.go_on(seconds=1)
        save(title="Newcomer")

    seen = [one["title"] for one in walk(me, "bookmarks?limit=7", meanwhile)]
    assert len(seen) == len(set(seen)) == 25
    assert {f"Paper {n}" for n in range(25)} == set(seen)


@pytest.mark.parametrize(("sort", "field", "backwards"), [
    ("saved", "saved_at", True), ("updated", "updated_at", True), ("published", "published", True),
    ("title", "title", False),
])  # fmt: skip
def test_every_order_is_kept_across_pages(me, save, clock, sort, field, backwards):
    for n in (3, 1, 2, 5, 4, 4):
        save(title=f"T{n}", published=f"202{n}-01-01")
        clock.go_on(seconds=1)
    items = walk(me, f"bookmarks?limit=2&sort={sort}")
    values = [one[field] for one in items]
    assert len({one["id"] for one in items}) == 6
    assert values == sorted(values, reverse=backwards)


def test_the_newest_comes_first(me, save, clock):
    for title in ("old", "new"):
        save(title=title)
        clock.go_on(seconds=1)
    assert [one["title"] for one in me.get("bookmarks").json["items"]] == ["new", "old"]


def test_lists_are_filtered_by_tag_status_and_words_together(me, save):
    save(title="Deep nets", tags=["ML"], status="read")
    save(title="Deep seas", tags=["ml"], status="reading")
    save(title="Shallow nets", tags=["ml"], status="read")
    save(title="Deep nets again", status="read")

    def titles(address: str) -> set[str]:
        return {one["title"] for one in me.get(address).json["items"]}

    assert titles("bookmarks?tag=mL") == {"Deep nets", "Deep seas", "Shallow nets"}
    assert titles("bookmarks?status=read&tag=ml") == {"Deep nets", "Shallow nets"}
    assert titles("bookmarks?q=deep&status=read&tag=ml") == {"Deep nets"}
    assert titles("bookmarks?tag=nobody") == set()


def test_search_reads_title_authors_abstract_note_and_tags(me, save):
    save(title="Attention", authors=["Ashish Vaswani"], abstract="sequence transduction", note="seminal", tags=["nlp"])
    save(title="Other")
    for words in ("attention", "vaswani", "transduction", "SEMINAL", "tag:nlp", '"ashish vaswani"', "atten*"):
        found = me.get("bookmarks", query_string={"q": words}).json["items"]
        assert [one["title"] for one in found] == ["Attention"], words
    assert [one["title"] for one in me.get("bookmarks?q=-seminal other").json["items"]] == ["Other"]


def test_a_word_of_the_title_counts_more_than_one_of_the_abstract(me, save):
    save(title="On seas", abstract="diffusion " + "and other words " * 5)
    save(title="Diffusion", abstract="a model of things " * 5)
    assert [one["title"] for one in me.get("bookmarks?q=diffusion").json["items"]] == ["Diffusion", "On seas"]


def test_pages_of_search_results_show_each_once(me, save):
    for n in range(23):
        save(title=f"diffusion {n}", abstract="diffusion " * (n % 5))
    items = walk(me, "bookmarks?q=diffusion&limit=5")
    assert len({one["id"] for one in items}) == len(items) == 23
    newest = walk(me, "bookmarks?q=diffusion&limit=5&sort=saved")
    assert len({one["id"] for one in newest}) == len(newest) == 23


def test_search_follows_every_edit(me, save):
    key = save(title="Old name", tags=["alpha"])["key"]
    me.patch(f"bookmarks/{key}", {"title": "New name", "note": "remember", "tags": ["beta"]})
    me.patch("tags/beta", {"name": "gamma"})

    def count(words: str) -> int:
        return len(me.get("bookmarks", query_string={"q": words}).json["items"])

    assert [count(words) for words in ("old", "alpha", "beta")] == [0, 0, 0]
    assert [count(words) for words in ("new", "remember", "gamma")] == [1, 1, 1]
    me.delete(f"bookmarks/{key}")
    assert count("new") == 0


ODD = ['"', "(", "a AND", "OR OR", "NEAR(", "title:", "*", "-", "a -", "'; DROP TABLE bookmark", "\x00", "{", "^a", "%",
       "x" * 9_000, "(" * 500, "é" * 200, "-a"]  # fmt: skip


@pytest.mark.parametrize("words", ODD)
def test_anything_typed_is_a_valid_search(me, save, words):
    save(title="a")
    assert me.get("bookmarks", query_string={"q": words}).status_code == 200


NESTED = base64.urlsafe_b64encode(b"[" * 2_900).decode().rstrip("=")


@pytest.mark.parametrize("cursor", ["x", "????", "W10", "bnVsbA", "eyJhIjoxfQ", "é", "W1tdXQ", NESTED])
def test_a_cursor_that_is_not_ours_is_refused(me, cursor):
    answer = me.get("bookmarks", query_string={"cursor": cursor})
    assert (answer.status_code, answer.json["type"]) == (400, "cursor-invalid")


def test_a_cursor_of_another_list_is_refused(me, save):
    for _ in range(3):
        save(title="x")
    cursor = me.get("bookmarks?limit=1").json["next"]
    for address in ("bookmarks?limit=1&sort=title", "bookmarks?q=x&limit=1", "bookmarks?status=read"):
        assert me.get(f"{address}&cursor={cursor}").json["type"] == "cursor-invalid"


@pytest.mark.parametrize("limit", ["0", "-1", "501", "many", "1e3"])
def test_a_page_has_1_to_500_rows(me, limit):
    answer = me.get(f"bookmarks?limit={limit}")
    assert answer.status_code == 400
    assert answer.json["detail"].startswith("limit:")


LISTS = ["bookmarks?limit=50", "bookmarks?q=paper&limit=50", "bookmarks?tag=t1&limit=50",
         "bookmarks?status=to_read&sort=title&limit=50", "tags", "devices", "stats"]  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_number_of_queries_at_any_size(me, save, address):
    def fill(start: int, end: int) -> None:
        for n in range(start, end):
            save(title=f"Paper {n}", tags=[f"t{n % 4}", "all"], links=[{"url": f"https://a.example/{n}"}], note="n")

    def cost() -> int:
        with count_queries() as counted:
            assert me.get(address).status_code == 200
        return counted.count

    fill(0, 3)
    few = cost()
    fill(3, 40)
    assert cost() == few <= 6


def test_lookup_costs_the_same_number_of_queries_for_one_and_for_many(me, save):
    keys = [save(tags=["t"])["key"] for _ in range(30)]

    def cost(asked: list[str]) -> int:
        with count_queries() as counted:
            assert len(me.post("bookmarks/lookup", {"keys": asked}).json["found"]) == len(asked)
        return counted.count

    me.post("bookmarks/lookup", {"keys": []})  # being seen is written down
    assert cost(keys[:1]) == cost(keys) <= 4


def test_every_statement_names_the_library(me, save):
    with count_queries() as counted:
        key = save(title="A", tags=["t"], note="n", links=[{"url": "https://a.example/"}])["key"]
        me.patch(f"bookmarks/{key}", {"status": "read", "tags": ["u"], "note": "m", "links": []})
        me.patch("tags/u", {"name": "t"})
        for address in ("bookmarks", "bookmarks?q=a&tag=t&status=read", f"bookmarks/{key}", f"bookmarks/{key}/history",
                        "tags", "devices", "stats", "sync/digest"):  # fmt: skip
            assert me.get(address).status_code == 200
        me.post("bookmarks/lookup", {"keys": [key]})
        me.delete("tags/t")
        me.delete(f"bookmarks/{key}")
    statements = [query.msg[0] for query in counted.get_queries()]
    assert [sql for sql in statements if not names_library(sql)] == []


def names_library(sql: str) -> bool:
    """Whether a statement on user data says whose; rows of the search index have the library in their number."""
    tables = set(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql))
    return not (tables - NO_LIBRARY) or "library_id" in sql


def test_published_papers_without_a_date_come_last(me, save):
    save(title="dated", published="2020")
    save(title="undated")
    assert [one["title"] for one in me.get("bookmarks?sort=published").json["items"]] == ["dated", "undated"]


def test_the_index_holds_live_bookmarks_only(me, save, library):
    key = save(title="A")["key"]
    save(title="B")
    me.delete(f"bookmarks/{key}")
    assert Bookmark.select().where(Bookmark.library == library).count() == 2
    assert me.get("stats").json["bookmarks"] == 1
