"""Search finds the same on every database, in the same order, whatever is typed."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playhouse.test_utils import count_queries
from shelved import found, put

from manicule.core.asked import asked
from manicule.core.query import parse
from manicule.core.words import words
from manicule.models import RevTag, Server, Tag
from manicule.services import ledger, libraries, listing, papers, reindexing
from manicule.services.searching import finding, search

NOW = 1_700_000_000_000
VECTORS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "query.json").read_text(encoding="utf-8"))


@pytest.fixture
def shelf(library):
    """The papers of the vectors, each known by its name."""
    put(library, VECTORS["papers"])
    return library


def names(library, query: str, **more: object) -> list[str]:
    return [one["id"].removeprefix("bm_") for one in listing.page(library, q=query, **more)["items"]]


def test_every_query_finds_the_same_on_every_database(shelf):
    assert {query: sorted(found(shelf, query)) for query in VECTORS["found"]} == VECTORS["found"]


def test_the_best_come_first_and_slips_are_mended_the_same_on_every_database(shelf):
    for query, expected in VECTORS["best"].items():
        assert (names(shelf, query), listing.page(shelf, q=query)["notices"]) == (
            expected["items"], expected["notices"]
        ), query  # fmt: skip


def test_a_word_with_a_slip_is_asked_as_if_it_had_been_typed_well(shelf):
    tags = finding.tags(shelf)
    slip, well = (asked(parse(typed, papers.named).tree, tags) for typed in ("memroize", "memorize"))
    assert finding.mended(shelf, slip, tags, some=False)[0] == well
    assert finding.mended(shelf, slip, tags, some=True)[0]["words"] == ["memroize"]  # it begins a word of some paper


def test_the_name_of_a_field_that_was_not_understood_is_not_taken_for_a_slip(library):
    put(
        library,
        {
            "one": {
                "ids": ["url:one.example"],
                "meta": {"title": "States of sorts"},
                "note": "",
                "tags": [],
                "saved_at": NOW,
            }
        },
    )
    assert [listing.page(library, q=query)["notices"] for query in ("status:foo", "sort:foo")] == [
        ['"status:foo" was searched as text: a status is to_read, reading, read or dismissed.'],
        ['"sort:foo" was searched as text: a list is sorted by relevance, saved, updated, published or title.'],
    ]


def test_a_library_is_searched_alone_and_its_words_are_told_to_no_other(shelf):
    other = libraries.find_or_make("other", NOW)
    made = {"op": "bookmark.create", "bookmark": "bm_1", "ids": ["url:1.example"], "meta": {"title": "Titans too"}}
    ledger.submit(other, "dev_web", [made], NOW)
    assert (names(shelf, "titans"), names(other, "titans")) == (["titans"], ["1"])
    assert (search.count(shelf), search.count(other)) == (4, 1)
    assert listing.page(other, q="memroize")["notices"] == []


def test_the_longest_notes_are_found(shelf):
    longest = " ".join(f"{n:x}" for n in range(44_000))
    note = {"op": "note.edit", "bookmark": "bm_resume", "base_text": "", "text": longest}
    ledger.submit(shelf, "dev_web", [note], NOW)
    assert found(shelf, "note:abcd") == found(shelf, "9fff") == {"resume"}


def test_dismissed_papers_are_left_out_where_that_is_asked_for_unless_a_status_is(shelf):
    assert set(names(shelf, "active")) == {"titans", "resume"}
    assert names(shelf, "active", without="dismissed") == ["titans"]
    assert names(shelf, "active status:dismissed", without="dismissed") == ["resume"]
    assert set(names(shelf, "", without="dismissed")) == {"titans", "strasse", "learn"}


def test_a_tag_and_a_status_that_are_typed_give_the_list_that_has_them_in_its_address(shelf):
    for name in ("memory", "to cite", "nothing"):
        assert names(shelf, f'tag:"{name}"') == names(shelf, "", tag=name), name
        assert names(shelf, f'status:to_read tag:"{name}"') == names(shelf, "", tag=name, status="to_read"), name
    assert names(shelf, "tag:memory", status="read") == names(shelf, "is:read", tag="memory")
    assert set(names(shelf, "status:dismissed", without="dismissed")) == {"resume"}
    assert names(shelf, "tag:memory tag:nothing") == names(shelf, "tag:nothing", tag="memory") == []


@pytest.mark.parametrize("sort", ["saved", "updated", "published", "title"])
def test_few_are_sorted_and_many_met_by_the_way_in_the_same_order(many, monkeypatch, sort):
    sorted_ = pages(many, "is:untagged OR has:tag", sort)
    monkeypatch.setattr(listing, "SORTED", 0)
    assert pages(many, "is:untagged OR has:tag", sort) == sorted_ != []


def pages(library, query: str, sort: str) -> list[str]:
    """The ids on all pages of a list."""
    found, cursor = [], None
    while True:
        page = listing.page(library, q=query, sort=sort, limit=7, cursor=cursor)
        found += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return found


def test_a_deleted_tag_leaves_its_papers_untagged(shelf):
    gone = {"op": "tag.delete", "tag": "tag_bm_titans_0", "base": 10**9}
    ledger.submit(shelf, "dev_web", [gone], NOW)
    assert (found(shelf, "is:untagged"), found(shelf, "tag:memory")) == ({"titans", "learn"}, set())


def test_tags_are_read_once_and_anew_after_each_change_of_one_and_in_another_history(shelf):
    assert finding.tags(shelf) is finding.tags(shelf)
    renamed = {"op": "tag.rename", "tag": "tag_bm_titans_0", "base": 10**9, "name": "recall"}
    ledger.submit(shelf, "dev_web", [renamed], NOW)
    assert (found(shelf, "tag:recall"), found(shelf, "tag:memory")) == ({"titans"}, set())
    RevTag.update(tag="other bits").where(RevTag.library == shelf).execute()
    Tag.update(name="of a backup", folded="of a backup").where(Tag.id == "tag_bm_titans_0").execute()
    assert found(shelf, 'tag:"of a backup"') == {"titans"}
    other = libraries.find_or_make("other", NOW)
    assert finding.tags(other).names == {}


def test_an_index_that_an_older_version_wrote_is_written_anew(shelf, url):
    expected = {query: found(shelf, query) for query in ("titans", "tag:memory*", "note:rmt")}
    mended = listing.page(shelf, q="memroize")["notices"]
    search.engine().clear()
    Server.update(index_form=0).execute()
    reindexing.renew()
    assert {query: found(shelf, query) for query in expected} == expected
    assert listing.page(shelf, q="memroize")["notices"] == mended != []
    with count_queries() as counted:
        reindexing.renew()
    assert counted.count == 1


@pytest.fixture
def many(library):
    """More papers that match than are ranked."""
    titles = ["A common word" if n % 7 == 0 else f"Paper {n}" for n in range(40)]
    made = [
        {"op": "bookmark.create", "bookmark": f"bm_{n}", "ids": [f"arxiv:2001.{n:05}"],
         "meta": {"title": title, "abstract": "common words", "authors": ["A B"]}}
        for n, title in enumerate(titles)
    ]  # fmt: skip
    ledger.submit(library, "dev_web", made, NOW)
    return library


def test_behind_what_is_ranked_the_rest_follows_and_nothing_is_told_twice(many, monkeypatch):
    monkeypatch.setattr(finding, "CANDIDATES", 10)
    monkeypatch.setattr(finding, "TITLES", 3)
    told, cursor = [], None
    while cursor is not None or not told:
        page = listing.page(many, q="common", limit=7, cursor=cursor)
        told += [int(one["id"].removeprefix("bm_")) for one in page["items"]]
        cursor = page["next"]
    assert told[:3] == [35, 28, 21]  # the newest three by title, one of them among the newest ten
    assert (len(told), set(told)) == (40, set(range(40)))
    assert told[12:] == sorted(told[12:], reverse=True)


@pytest.mark.parametrize(
    "query",
    ["", "common", "common words", "comon words", "comon wrods paper -tag:x", "sort:saved common", "sort:title comon",
     "is:untagged", "common status:to_read", "nothing here"],
)  # fmt: skip
def test_a_list_makes_at_most_six_statements_at_any_size(many, monkeypatch, query):
    monkeypatch.setattr(finding, "CANDIDATES", 10)
    monkeypatch.setattr(listing, "LISTED", 10)
    monkeypatch.setattr(listing, "SORTED", 10)
    for size in (2, 30):
        with count_queries() as counted:
            listing.page(many, q=query, limit=size)
        assert counted.count <= 6, [one.msg for one in counted.get_queries()]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab _\"()-*:{}ORANDtiles'\\&|!<>@#é\0") | st.characters(), max_size=30))
def test_anything_typed_is_a_query(shelf, query):
    listing.page(shelf, q=query)
    listing.page(shelf, q=query, sort="saved", without="dismissed")


HUGE = ["a " * 50_000, "(" * 100_000, "-(" * 50_000, "(a OR " * 15_000, "x" * 100_000, "ab-" * 33_000,
        "tag:x " * 16_000, "saved:>2026-01-02 found:<2026-03-04 " * 3_000, "NOT (a OR (b -" * 7_000]  # fmt: skip


@pytest.mark.parametrize("query", HUGE, ids=[query[:12] for query in HUGE])
def test_a_query_of_100_kB_is_answered_and_that_it_was_cut_is_said(shelf, query):
    with count_queries() as counted:
        assert listing.page(shelf, q=query)["notices"]
    assert counted.count <= 6


def test_words_have_neither_case_nor_accents_and_are_short_enough_for_an_index():
    assert words("State-of-the-art Résumé, ﬁne Straße_2 学习") == [
        "state", "of", "the", "art", "resume", "fine", "strasse", "2", "学", "习"
    ]  # fmt: skip
    assert len(words("☞ x" * 1_000 + "y" * 5_000)[-1].encode()) <= 2_000
