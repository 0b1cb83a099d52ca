"""The tags page: rename, merge, delete, and each of them undone."""

import pytest


def tagged(me) -> dict[str, list[str]]:
    return {one["title"]: one["tags"] for one in me.get("bookmarks").json["items"]}


@pytest.fixture
def three(save) -> None:
    save(title="A", tags=["a"])
    save(title="AB", tags=["a", "b"])
    save(title="B", tags=["b"])


def test_a_tag_is_renamed_and_the_renaming_undone(browser, three, me):
    browser.open("/tags").send("/tags/rename", tag="a", name="c")
    assert tagged(me) == {"A": ["c"], "AB": ["b", "c"], "B": ["b"]}
    browser.undo()
    assert tagged(me) == {"A": ["a"], "AB": ["a", "b"], "B": ["b"]}
    browser.undo()
    assert tagged(me) == {"A": ["c"], "AB": ["b", "c"], "B": ["b"]}


def test_a_merge_is_undone_paper_by_paper(browser, three, me):
    browser.open("/tags").send("/tags/rename", tag="a", name="B")
    assert tagged(me) == {"A": ["b"], "AB": ["b"], "B": ["b"]}
    browser.undo()
    assert tagged(me) == {"A": ["a"], "AB": ["a", "b"], "B": ["b"]}


def test_a_deleted_tag_comes_back_where_it_was(browser, three, me):
    browser.open("/tags").send("/tags/delete", tag="a")
    assert tagged(me) == {"A": [], "AB": ["b"], "B": ["b"]}
    browser.undo()
    assert tagged(me) == {"A": ["a"], "AB": ["a", "b"], "B": ["b"]}


def test_an_unknown_tag_is_a_clear_page(browser, three):
    browser.open("/tags").send("/tags/rename", 404, tag="x", name="y")
    assert "'x'" in browser.text
