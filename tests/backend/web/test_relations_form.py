"""Relations between my own papers, made on a paper's page: found by words or address, shown on both, undone."""

import pytest


@pytest.fixture
def titans(save) -> dict:
    return save(title="Titans: learning to memorize at test time")


@pytest.fixture
def miras(save) -> dict:
    return save(title="Miras: a framework for memory")


def told(browser, paper: dict) -> list[str]:
    items = browser.open(f"/papers/{paper['id']}").page.select("#relations .links li p")
    return [" ".join(item.text.split()) for item in items]


@pytest.mark.parametrize("typed", ["Titans: learning to memorize at test time", "titans memorize", "{key}", "{url}v2"])
def test_a_relation_is_made_by_words_or_address_and_told_on_both(browser, titans, miras, typed):
    named = typed.format(key=titans["key"], url=f"https://arxiv.org/abs/{titans['key'][6:]}")
    browser.open(f"/papers/{miras['id']}").send("/relations", relation="extends", other=named)
    assert "Related to “Titans" in browser.text
    assert told(browser, miras) == [f"extends {titans['title']}"]
    assert told(browser, titans) == [f"{miras['title']} extends this"]
    assert not browser.open(f"/papers/{miras['id']}").page.select("#links button[name=link]")


def test_a_relation_is_undone_and_removed(browser, titans, miras):
    browser.open(f"/papers/{miras['id']}").send("/relations", relation="extends", other=titans["key"]).undo()
    assert told(browser, miras) == told(browser, titans) == []
    browser.send("/relations", relation="extends", other=miras["key"])
    browser.send("/links/remove", link=browser.page.select_one("#relations button[name=link]")["value"])
    browser.undo()
    assert told(browser, miras) == [f"{titans['title']} extends this"]


def test_said_again_the_new_words_stand(browser, titans, miras):
    for relation in ("extends", "contradicts"):
        browser.open(f"/papers/{miras['id']}").send("/relations", relation=relation, other=titans["key"])
    assert told(browser, titans) == [f"{miras['title']} contradicts this"]


def test_where_several_may_be_meant_the_page_asks(browser, titans, miras, save):
    more = save(title="Titans revisited: to memorize")
    browser.open(f"/papers/{miras['id']}").send("/relations", relation="compare with", other="titans")
    choices = browser.page.select("#relations .rows button")
    assert {choice["value"] for choice in choices} == {titans["id"], more["id"]}
    browser.send("/relations", relation="compare with", other=more["id"])
    assert told(browser, miras) == [f"compare with {more['title']}"]


def test_what_is_not_found_is_said_and_kept_in_the_form(browser, miras):
    browser.open(f"/papers/{miras['id']}").send("/relations", relation="uses", other="no such <b>paper")
    assert "None of your papers is found by “no such <b>paper”." in browser.text
    assert browser.page.select_one("input[name=other]:not([type=hidden])")["value"] == "no such <b>paper"
    assert told(browser, miras) == []


def test_a_paper_is_not_related_to_itself(browser, miras):
    browser.open(f"/papers/{miras['id']}").send("/relations", relation="uses", other=miras["key"])
    assert told(browser, miras) == []
