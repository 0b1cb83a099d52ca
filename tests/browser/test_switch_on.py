"""A site that Manicule has a rule for is switched on by one click on its page, and off again in the options."""

import pathlib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from axe import keeps_out
from popup import LAKES, knowing_lakes, open_popup, page_of_lakes, press, say_yes, says
from world import World, make_world

from drive.pairing import own_page

ORIGIN = "https://www.lakes.example/*"
SWITCH = "() => document.querySelector('#site-lakes')"


@pytest.fixture(scope="module")
def lakes(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A browser whose extension knows one more site, which the user has not allowed."""
    folder: pathlib.Path = tmp_path_factory.mktemp(browser_name)
    extension = knowing_lakes(folder, browser_name)
    with ExitStack() as stack:
        world = make_world(browser_name, folder, stack, extension)
        world.sites.pages |= {LAKES: page_of_lakes([1, 2, 3]), f"{LAKES}new": page_of_lakes([1, 2], mark="article")}
        say_yes(world, ORIGIN)
        yield world


def test_one_click_shows_the_marks_from_then_on_and_the_options_take_them_away(lakes: World) -> None:
    page = lakes.listing(LAKES)
    assert page.papers() == []
    popup = open_popup(lakes, page.page)
    says(popup, "Manicule can read Lake Proceedings")
    press(popup, "Show my marks on Lake Proceedings")
    page.wait_for_rows(3)
    page.save("arxiv:2601.00001")
    page.page.reload()
    page.wait_for_rows(3)
    lakes.browser.kill_background()
    page.page.reload()
    page.wait_for_rows(3)

    options = own_page(lakes.browser)
    options.click(SWITCH)
    page.wait_for_rows(0)
    page.page.reload()
    options.wait_for("async () => !(await chrome.permissions.getAll()).origins.some((one) => one.includes('lakes'))")
    options.wait_for("async () => !(await chrome.scripting.getRegisteredContentScripts()).length")
    assert page.papers() == []

    options.front()
    say_yes(lakes, ORIGIN)
    options.click(SWITCH)
    page.wait_for_rows(3)
    assert page.row("arxiv:2601.00001").saved


def test_a_page_without_a_readable_row_is_reported_with_the_rule_and_its_version(lakes: World) -> None:
    say_yes(lakes, ORIGIN)
    page = lakes.listing(LAKES)
    if not lakes.ask("page.site", url=LAKES)["granted"]:
        press(open_popup(lakes, page.page), "Show my marks on Lake Proceedings")
    page.wait_for_rows(3)
    before = len(lakes.sites.visits)
    changed = lakes.listing(f"{LAKES}new?q=secret")
    changed.page.wait_for("() => document.readyState === 'complete'")
    popup = open_popup(lakes, changed.page)
    says(popup, "This page of Lake Proceedings (version 3, of 2026-11-25) has no rows I can read.")
    report = popup.evaluate("() => document.querySelector('#site textarea').value")
    assert "lakes, version 3" in report
    assert "secret" not in report
    asked = [visit.url for visit in lakes.sites.visits[before:] if "lakes" in visit.url]
    assert set(asked) <= {f"{LAKES}new?q=secret", "https://www.lakes.example/favicon.ico"}, "nothing is sent"


def test_a_browser_is_disconnected_and_connected_again_by_a_code(lakes: World) -> None:
    options = own_page(lakes.browser)
    press(options, "Disconnect")
    says(options, "Disconnected. Your papers and edits stay in this browser")
    assert "Connected." not in options.evaluate("() => document.querySelector('#outcome').innerText")
    options.wait_for("() => document.activeElement.id === 'code'", why="the button that was pressed is gone")
    options.key("Enter")
    says(options, "Type the code that `manicule pair` prints")
    options.type(lakes.backend.pairing_code().lower().replace("-", " "))
    options.key("Enter")
    says(options, "Connected.")
    options.wait_for("() => document.activeElement.id === 'library'", why="the form that was sent is gone")
    assert keeps_out(options) == []
    options.close()


def test_a_browser_that_was_revoked_is_let_in_again_where_that_is_said(lakes: World) -> None:
    for device in lakes.backend.ask("GET", "/api/v1/devices", token=lakes.token)["items"]:
        if device["name"] != "test":
            lakes.backend.ask("DELETE", f"/api/v1/devices/{device['id']}", token=lakes.token)
    options = own_page(lakes.browser)
    press(options, "Sync now")
    says(options, "No longer accepted by")
    says(options, "This device's token was revoked. Pair the device again with `manicule pair`.")
    options.click("() => document.querySelector('#code')")
    options.type(lakes.backend.pairing_code())
    options.key("Enter")
    says(options, "Connected to")
    assert not options.evaluate("() => shown(document.querySelector('#code'))")
    options.close()


def test_a_paper_of_the_popup_is_read_out_by_what_it_shows(lakes: World) -> None:
    lakes.backend.ask("POST", "/api/v1/bookmarks", {"key": "arxiv:2601.00009", "title": "On lake 9"}, lakes.token)
    lakes.settle()
    page = lakes.listing(LAKES)
    popup = open_popup(lakes, page.page)
    says(popup, "On lake 9")
    popup.evaluate("() => document.querySelector('#recent .tagging').focus()")
    popup.wait_for("() => shown(document.querySelector('#site'))")
    assert keeps_out(popup) == []
    popup.close()


def test_a_site_that_was_allowed_still_is_after_the_browser_was_closed(lakes: World) -> None:
    lakes.browser.keep()
    say_yes(lakes, ORIGIN)
    page = lakes.listing(LAKES)
    if not lakes.ask("page.site", url=LAKES)["granted"]:
        press(open_popup(lakes, page.page), "Show my marks on Lake Proceedings")
    page.wait_for_rows(3)
    lakes.browser.restart()
    own = own_page(lakes.browser)
    assert own.evaluate("() => chrome.permissions.contains({origins: ['https://www.lakes.example/*']})")
    own.wait_for("async () => (await chrome.scripting.getRegisteredContentScripts()).length")
    lakes.listing(LAKES).wait_for_rows(3)
