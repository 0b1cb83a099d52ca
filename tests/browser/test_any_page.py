"""On a page of any site: the papers it links to are found when the user asks, ticked, saved together and taken back."""

import pathlib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from popup import knowing_lakes, open_popup, press, says
from world import World, make_world

from drive.page import Page

POST = "https://blog.example/2026/what-i-read"
LINKS = {
    "https://arxiv.org/abs/2602.00001": "On the tides of inland lakes",
    "https://blog.example/about": "About the author of this page",
    "https://arxiv.org/pdf/2602.00002v2": "PDF",
    "https://doi.org/10.1145/3292500.3330701": "A framework for tuning what is never tuned",
    "https://huggingface.co/papers/2602.00001": "discussion",
}
KEYS = ["arxiv:2602.00001", "arxiv:2602.00002", "doi:10.1145/3292500.3330701"]
TICKED = "() => [...document.querySelectorAll('#found input:checked')].map((box) => box.value)"


@pytest.fixture(scope="module")
def world(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A browser on a page of a site that no rule knows."""
    folder: pathlib.Path = tmp_path_factory.mktemp(browser_name)
    extension = knowing_lakes(folder, browser_name)
    with ExitStack() as stack:
        world = make_world(browser_name, folder, stack, extension)
        links = "".join(f'<li><a href="{url}">{text}</a></li>' for url, text in LINKS.items())
        about = (
            '<meta name="citation_title" content="What a lake says"><meta name="citation_doi" content="10.1000/lake.7">'
        )
        world.sites.pages[POST] = f"<!doctype html><title>What I read</title>{about}<ul>{links}</ul>"
        yield world


def found_on(world: World) -> Page:
    """The popup over the page, with the papers that were found there."""
    popup = open_popup(world, world.browser.page(POST))
    press(popup, "Find the papers linked here")
    says(popup, "3 papers are linked from blog.example.")
    return popup


def known(world: World) -> list:
    """The status and tags of each paper, None where it is not saved."""
    views = world.ask("rows.look", rows=[[key] for key in KEYS])
    return [view and [view["status"], view["tags"]] for view in views]


def test_papers_linked_from_any_page_are_saved_together_by_keyboard_and_taken_back_as_one(world: World) -> None:
    popup = found_on(world)
    for text in ("On the tides of inland lakes", "arxiv:2602.00002", "A framework for tuning what is never tuned"):
        says(popup, text)
    assert popup.evaluate("() => document.activeElement.value") == KEYS[0]
    popup.key(" ")
    popup.wait_for(f"() => ({TICKED})().length === 1")
    popup.key("Shift+ArrowDown")
    popup.wait_for(f"() => ({TICKED})().length === 2")
    popup.click("() => document.querySelector('#found .many input')")
    popup.type("lakes")
    popup.evaluate("() => { document.querySelector('#found select').value = 'reading'; }")
    press(popup, "Save 2 papers")
    says(popup, "2 saved")
    assert known(world) == [["reading", ["lakes"]], ["reading", ["lakes"]], None]

    popup = found_on(world)
    popup.wait_for("() => document.querySelectorAll('#found .known').length === 2", why="what is known is not shown")
    press(popup, "Select all")
    press(popup, "Save 3 papers")
    says(popup, "1 saved, 2 were saved already")
    press(popup, "Undo")
    says(popup, "Undone")
    assert known(world) == [["reading", ["lakes"]], ["reading", ["lakes"]], None]
    world.settle()
    stored = world.bookmark(KEYS[0])
    assert (stored["title"], stored["found_on"]["url"]) == ("On the tides of inland lakes", POST)


def test_the_page_itself_is_saved_as_the_paper_it_says_it_is_about(world: World) -> None:
    popup = open_popup(world, world.browser.page(POST))
    press(popup, "Save this page")
    says(popup, "Saved: What a lake says")
    assert world.ask("rows.look", rows=[["doi:10.1000/lake.7"]])[0]["found_on"]["url"] == POST


def test_a_page_gets_nothing_of_ours_until_the_user_asks_and_nobody_is_asked_for_it(world: World) -> None:
    page = world.browser.page(POST)
    before = len(world.sites.visits)
    popup = open_popup(world, page)
    press(popup, "Find the papers linked here")
    says(popup, "3 papers are linked")
    hosts = ("arxiv.org", "doi.org", "huggingface.co", "blog.example")
    assert [one.url for one in world.sites.visits[before:] if any(host in one.url for host in hosts)] == []
    assert page.evaluate("() => document.querySelectorAll('manicule-row, manicule-bar').length") == 0
