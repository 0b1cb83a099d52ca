"""What became of an edit, and the way back, in both browsers: versions, refusals, history, a question."""

import dataclasses
import pathlib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from listing import CARD, FACE, Listing
from world import DAILY, EXTENSION, World, make_world

from drive import demo
from drive.launch import launch
from drive.library import fill, paper_id
from drive.page import Page

PAPERS = demo.papers()
VERSIONS = f"(key) => ({FACE})(key)?.shadowRoot.querySelector('.versions')?.textContent ?? ''"
HELD = 60
WROTE = ("The method is brilliant.", "The method is wrong.")


@pytest.fixture(scope="module")
def other(world: World) -> Iterator[World]:
    """A second browser on the same library."""
    browser = launch(world.browser.name, world.folder / "second", EXTENSION, sites=world.sites, headless=True)
    try:
        world.pair(browser)
        yield dataclasses.replace(world, browser=browser)
    finally:
        browser.close()


def key(number: int) -> str:
    """The key of one of the demo's papers; each test takes its own."""
    return f"arxiv:{PAPERS[number]['id']}"


def own(world: World, path: str) -> Page:
    """A tab with a page of the extension."""
    return world.browser.page(f"{world.browser.extension_url}pages/{path}")


def press(page: Page, word: str) -> None:
    """Clicks the button of this word, in the page or in an open editor."""
    page.click("(word) => deep('button').find((one) => one.textContent === word && shown(one))", word)


def says(page: Page, text: str) -> None:
    """Waits until the page shows this text."""
    page.wait_for("(text) => document.body.innerText.includes(text)", text, why=f"the page never said {text!r}")


def versions(listing: Listing, paper: str, words: str) -> None:
    """Waits until the row says so of its versions; nothing when the note has one."""
    listing.page.wait_for(f"(key, words) => ({VERSIONS})(key) === words", paper, words, why=f"{paper}: not {words!r}")


def write(world: World, paper: str, text: str) -> None:
    """Writes a note over what this browser shows."""
    seen = world.ask("rows.look", rows=[[paper]])[0]
    world.ask("note.edit", bookmark=seen["id"], base_text=seen["note"], text=text)


def both_wrote(world: World, other: World, paper: str) -> tuple[Listing, Listing]:
    """Two browsers that changed the same word of a note while the server was away."""
    here = world.listing(DAILY)
    here.save(paper)
    write(world, paper, "The method is simple.")
    world.settle()
    other.settle()
    there = other.listing(DAILY)
    there.shows(paper, note="The method is simple.")
    world.recorder.down = True
    for device, text in zip((world, other), WROTE, strict=True):
        write(device, paper, text)
    for device in (world, other):  # in vain; then nothing is sent before the order below
        assert device.ask("sync.now")["pending"] == 1
    world.recorder.down = False
    together(world, other)
    return here, there


def together(one: World, two: World) -> None:
    """Syncs two browsers until each has what the other wrote."""
    for world in (one, two, one):
        world.settle()


def test_a_note_written_on_two_devices_shows_both_and_keeping_one_ends_it_on_both(world: World, other: World) -> None:
    here, there = both_wrote(world, other, key(0))
    versions(here, key(0), "2 versions of the note")
    versions(there, key(0), "2 versions of the note")
    first = here.row(key(0)).note
    second = next(text for text in WROTE if text != first)  # whichever browser was heard first has the note
    here.open(key(0))
    says_in_card(here, second)
    says_in_card(here, "Written on ")
    press(here.page, "Keep this")
    here.shows(key(0), note=second)
    together(world, other)
    for listing in (here, there):
        versions(listing, key(0), "")
        listing.shows(key(0), note=second)
    assert first in str(world.backend.ask("GET", f"/api/v1/bookmarks/{key(0)}/history", token=world.token))


def says_in_card(listing: Listing, text: str) -> None:
    """Waits until the open editor shows this text."""
    listing.page.wait_for(
        f"(text) => ({CARD})()?.innerText.includes(text)", text, why=f"the editor never said {text!r}"
    )


def test_versions_are_merged_in_the_editor_as_one_edit_and_undone_as_one(world: World, other: World) -> None:
    here, there = both_wrote(world, other, key(1))
    versions(there, key(1), "2 versions of the note")
    before = there.row(key(1)).note
    there.open(key(1))
    press(there.page, "Merge")
    there.page.wait_for(
        f"() => /brilliant[^]*wrong|wrong[^]*brilliant/.test(({CARD})().querySelector('textarea').value)",
        why="the editor does not hold both texts",
    )
    there.write("The method is brilliant, its proof wrong.")
    press(there.page, "Save the merged note")
    there.shows(key(1), note="The method is brilliant, its proof wrong.")
    together(world, other)
    versions(here, key(1), "")
    here.shows(key(1), note="The method is brilliant, its proof wrong.")
    press(there.page, "Undo")
    there.shows(key(1), note=before)


def test_the_links_of_the_page_stay_on_a_row_that_is_saved(world: World) -> None:
    page = world.listing(DAILY)
    papers = reversed(page.wait_for_rows(len(PAPERS)))  # the first are for the other tests
    paper = next(one for one in papers if page.row(one).links and not page.row(one).saved)
    before = page.row(paper).links
    page.save(paper)
    assert set(before) <= set(page.row(paper).links)
    write(world, paper, "Edited.")
    page.shows(paper, note="Edited.")
    assert set(before) <= set(page.row(paper).links)


def test_an_old_note_is_put_back_from_the_history_and_undone(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(2))
    for text in ("First thought.", "Second thought."):
        write(world, key(2), text)
        world.settle()
    bookmark = world.ask("rows.look", rows=[[key(2)]])[0]["id"]
    history = own(world, f"history.html#{bookmark}")
    says(history, "First thought.")
    says(history, f"just now on {world.ask('state')['device']}")
    press(history, "Put back")
    page.shows(key(2), note="First thought.")
    press(history, "Undo")
    page.shows(key(2), note="Second thought.")
    world.settle()
    world.recorder.down = True
    history.reload()
    says(history, "The history is kept by the server")
    world.recorder.down = False


def test_a_refused_edit_keeps_its_words_until_it_is_sent_again_or_given_up(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(3))
    world.settle()
    bookmark = world.ask("rows.look", rows=[[key(3)]])[0]["id"]
    edit = {
        "op": "note.edit",
        "mid": "m",
        "at": 1,
        "bookmark": bookmark,
        "base_text": "",
        "text": "Refused words.",
    }
    world.ask("refused.keep", refusal={"mid": "m", "mutation": edit, "code": "x", "message": "No room.", "at": 1})
    page.shows(key(3), trouble="Not accepted")
    popup = own(world, "popup.html")
    for text in (PAPERS[3]["title"], "No room."):
        says(popup, text)
    assert popup.evaluate("() => document.querySelector('textarea').value") == "Refused words."
    press(popup, "Give up")
    page.shows(key(3), trouble="")
    press(popup, "Undo")
    page.shows(key(3), trouble="Not accepted")
    press(popup, "Send again")
    page.shows(key(3), trouble="", note="Refused words.")
    world.settle()
    assert world.bookmark(key(3))["note"] == "Refused words."


@pytest.fixture(scope="module", params=["mine", "theirs"])
def robbed(
    browser_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple]:
    """A browser whose server was put back to a time before its papers, and what its owner is going to say."""
    with ExitStack() as stack:
        folder: pathlib.Path = tmp_path_factory.mktemp(browser_name)
        world = make_world(browser_name, folder, stack)
        world.backend.run("backup", str(folder / "early.db"))
        fill(world.backend, HELD)
        world.settle()
        world.backend.run("restore", str(folder / "early.db"))
        yield world, request.param


def test_before_most_papers_would_be_gone_their_owner_is_asked(robbed: tuple[World, str]) -> None:
    world, answer = robbed
    paper = f"arxiv:{paper_id(0)}"
    assert world.ask("rows.look", rows=[[paper]])[0]["title"]
    world.ask("sync.now")
    write(world, paper, "Typed while it was asked.")
    world.browser.kill_background()
    assert world.ask("state")["question"] == {"gone": HELD, "of": HELD}
    assert world.ask("rows.look", rows=[[paper]])[0]["note"] == "Typed while it was asked."
    popup = own(world, "popup.html")
    says(popup, f"The server no longer has {HELD} of your {HELD} papers.")
    press(popup, "Keep mine and send them again" if answer == "mine" else "Take the server's")
    popup.wait_for("() => document.querySelector('#notice').hidden", why="the question stays")
    world.settle()
    kept = HELD if answer == "mine" else 1  # what was typed is never lost
    assert world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"] == kept
    assert world.bookmark(paper)["note"] == "Typed while it was asked."
    assert len(world.ask("recent", limit=2 * HELD)) == kept


def test_a_replica_is_compared_with_the_server(world: World) -> None:
    world.settle()
    assert world.ask("sync.check")["checked"]["result"] == "equal"


def test_two_papers_with_one_title_are_joined_by_hand_and_taken_apart_again(world: World) -> None:
    title = "A Small Lamp in a Large Fog"
    for paper, note in (("arxiv:2601.00001", "from the list"), ("doi:10.5555/lamp", "from the journal")):
        body = {"key": paper, "title": title, "authors": ["Ada Okafor"], "note": note}
        world.backend.ask("POST", "/api/v1/bookmarks", body, token=world.token)
    world.settle()
    bookmark = world.ask("rows.look", rows=[["arxiv:2601.00001"]])[0]["id"]
    history = own(world, f"history.html#{bookmark}")
    says(history, f"Probably the same as {title}")
    press(history, "It is the same: join")
    world.settle()
    assert world.bookmark("doi:10.5555/lamp")["id"] == bookmark
    history.reload()
    says(history, "joined with this paper")
    press(history, "Take apart")
    world.settle()
    apart = world.bookmark("doi:10.5555/lamp")
    assert (apart["id"] != bookmark, apart["note"]) == (True, "from the journal")
    assert world.bookmark("arxiv:2601.00001")["note"] == "from the list"
    history.reload()
    says(history, "taken off this paper")
