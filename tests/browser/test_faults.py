"""Whatever dies or lies in between, in both browsers: nothing typed is lost or doubled, and all are in step again."""

import dataclasses
import pathlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from between import Held, Unread, portal
from listing import CARD
from recorder import forward
from rig import bring_forward, crash, empty_storage, fill_storage, in_step, order, rigged, sync_until_stuck
from world import DAILY, World, make_world

from drive import demo
from drive.launch import launch
from drive.library import fill, paper_id

DAY = 24 * 60 * 60 * 1000  # ms
FILLED = 20  # papers every test finds in the library
MANY = 400
LONG = "Words that find no room. " * 8000
PASTE = """(text) => { document.execCommand("selectAll"); return document.execCommand("insertText", false, text); }"""


@pytest.fixture(scope="module")
def one(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A paired browser with some papers, whose background a test can trouble."""
    folder = tmp_path_factory.mktemp(browser_name)
    with ExitStack() as stack:
        world = make_world(browser_name, folder, stack, rigged(folder))
        fill(world.backend, FILLED)
        world.settle()
        yield world


@pytest.fixture(scope="module")
def two(one: World) -> Iterator[World]:
    """A second browser on the library of the first."""
    browser = launch(one.browser.name, one.folder / "second", one.folder / "extension", sites=one.sites, headless=True)
    try:
        one.pair(browser)
        yield dataclasses.replace(one, browser=browser)
    finally:
        browser.close()


@pytest.fixture(autouse=True)
def _quiet_line(one: World) -> Iterator[None]:
    """Every test begins with an open line."""
    yield
    one.recorder.between, one.recorder.down = forward, False


def paper(number: int) -> str:
    """The key of one of the papers in the library; each test takes its own."""
    return f"arxiv:{paper_id(number)}"


def view(world: World, key: str) -> dict:
    """What this browser knows of a paper."""
    return world.ask("rows.look", rows=[[key]])[0]


def note(world: World, key: str, text: str) -> None:
    """Writes a note over what this browser shows."""
    seen = view(world, key)
    world.ask("note.edit", bookmark=seen["id"], base_text=seen["note"], text=text)


def set_status(world: World, key: str, status: str) -> None:
    """Sets the status of a paper."""
    world.ask("bookmark.set", bookmark=view(world, key)["id"], field="status", value=status)


def together(one: World, two: World) -> None:
    """Syncs two browsers until both have what either wrote."""
    for world in (one, two, one):
        world.settle()
    in_step(one)
    in_step(two)


def words(bookmark: dict) -> str:
    """All that people wrote about a paper, copies too."""
    return "\n".join([bookmark["note"], *(copy["text"] for copy in bookmark["note_copies"])])


def test_an_edit_arrives_when_the_worker_dies_before_it_is_sent(one: World) -> None:
    key = f"arxiv:{demo.papers()[0]['id']}"
    page = one.listing(DAILY)
    one.recorder.between = held = Held()
    page.save(key)
    held.wait()
    one.browser.kill_background()
    held.let_go()
    page.shows(key, saved=True, waiting=True)
    assert one.ask("state")["pending"] == 1
    bring_forward(one, "edit")
    page.shows(key, saved=True, waiting=False)
    in_step(one)
    assert one.bookmark(key)["title"] == demo.papers()[0]["title"]
    page.page.close()


def test_an_edit_is_kept_once_when_the_worker_dies_before_it_reads_the_answer(one: World) -> None:
    note(one, paper(0), "Written first.")
    one.settle()
    one.recorder.between = unread = Unread()
    note(one, paper(0), "Written once.")
    sent = unread.wait()
    assert one.bookmark(paper(0))["note"] == "Written once."
    one.browser.kill_background()
    unread.let_go()
    bring_forward(one, "edit")
    in_step(one)
    mids = [line["mid"] for request in one.recorder.requests for line in request.mutations()]
    assert mids.count(sent.mutations()[0]["mid"]) == 2
    history = one.backend.ask("GET", f"/api/v1/bookmarks/{paper(0)}/history", token=one.token)
    assert len(history["items"]) == 1
    assert view(one, paper(0))["note"] == "Written once."


def test_a_long_answer_is_stored_whole_when_the_worker_dies_in_the_middle_of_it(one: World) -> None:
    one.recorder.down = True
    note(one, paper(1), "Written before a long answer.")
    fill(one.backend, MANY)
    order(one, puts=MANY // 2)
    one.recorder.down = False
    sync_until_stuck(one)
    one.browser.kill_background()
    assert one.ask("state")["pending"] == 1
    assert view(one, paper(MANY - 1)) is None
    bring_forward(one, "edit")
    in_step(one)
    assert view(one, paper(MANY - 1))["sync"] == "synced"
    assert one.bookmark(paper(1))["note"] == view(one, paper(1))["note"] == "Written before a long answer."


def test_a_network_that_wants_a_sign_in_harms_nothing_and_is_told(one: World) -> None:
    one.recorder.between = portal
    note(one, paper(2), "Written in a hotel.")
    state = one.ask("sync.now")
    assert (state["pending"], state["error"]["code"]) == (1, "not_manicule")
    assert "sign in" in state["error"]["message"]
    assert view(one, paper(2))["sync"] == "waiting"
    one.recorder.between = forward
    order(one, skew=10 * 60_000)  # the wait is over
    bring_forward(one, "retry")
    in_step(one)
    order(one, skew=0)
    assert one.ask("state")["error"] is None
    assert one.bookmark(paper(2))["note"] == "Written in a hotel."


def test_when_the_storage_is_full_the_words_stay_in_the_editor_until_there_is_room(one: World) -> None:
    key = f"arxiv:{demo.papers()[1]['id']}"
    page = one.listing(DAILY)
    page.save(key)
    page.page.close()
    one.settle()
    ballast = fill_storage(one)
    page = one.listing(DAILY)
    page.open(key)
    page.page.click(f"() => ({CARD})()?.querySelector('#note')")
    assert page.page.evaluate(PASTE, LONG)
    page.page.wait_for(f"() => ({CARD})().innerText.includes('storage is full')", why="nothing was said")
    assert page.page.evaluate(f"() => ({CARD})().querySelector('#note').value") == LONG
    assert view(one, key)["note"] == ""
    empty_storage(ballast)
    assert page.page.evaluate(PASTE, LONG + "…")
    page.shows(key, waiting=False)
    in_step(one)
    assert one.bookmark(key)["note"] == LONG + "…"
    page.page.close()


def test_what_waits_is_sent_by_itself_after_the_browser_was_killed(one: World) -> None:
    one.recorder.down = True
    note(one, paper(3), "Written before the crash.")
    set_status(one, paper(3), "reading")
    crash(one.browser)
    one.recorder.down = False
    one.browser.restart()
    in_step(one)
    stored = one.bookmark(paper(3))
    assert (stored["note"], stored["status"]) == ("Written before the crash.", "reading")


def test_two_browsers_that_edit_one_note_offline_keep_the_words_of_both(one: World, two: World) -> None:
    note(one, paper(4), "The method is sound.")
    one.settle()
    two.settle()
    one.recorder.down = True
    note(one, paper(4), "The method is elegant.")
    note(two, paper(4), "The method is doubtful.")
    one.recorder.down = False
    together(one, two)
    for world in (one, two):
        kept = words(view(world, paper(4)))
        assert "elegant" in kept
        assert "doubtful" in kept


def test_what_was_seen_is_replaced_however_wrong_the_clocks_are(one: World, two: World) -> None:
    key = paper(5)
    order(one, skew=DAY)
    order(two, skew=-DAY)
    for world, status in ((one, "reading"), (two, "read"), (one, "dismissed"), (two, "to_read")):
        world.settle()
        set_status(world, key, status)
        world.settle()
        assert one.bookmark(key)["status"] == status
    one.settle()
    assert view(one, key)["status"] == view(two, key)["status"] == "to_read"
    order(one, skew=0)
    order(two, skew=0)


def test_a_server_restored_from_an_older_backup_gets_back_what_any_device_had(one: World, two: World) -> None:
    one.settle()
    saved = one.folder / "older.backup"
    one.backend.run("backup", str(saved))
    note(one, paper(6), "Written after the backup.")
    one.settle()
    note(two, paper(7), "Written after the backup, too.")
    set_status(two, paper(6), "read")
    two.settle()
    one.backend.run("restore", str(saved))
    assert one.bookmark(paper(6))["note"] == ""
    together(one, two)
    for kept in (one.bookmark(paper(6)), view(one, paper(6)), view(two, paper(6))):
        assert (kept["note"], kept["status"]) == ("Written after the backup.", "read")
    for kept in (one.bookmark(paper(7)), view(one, paper(7)), view(two, paper(7))):
        assert kept["note"] == "Written after the backup, too."


def test_a_copied_profile_is_noticed_and_the_edits_of_both_arrive(one: World) -> None:
    one.settle()
    one.browser.close()
    copied = pathlib.Path(shutil.copytree(one.browser.profile, one.folder / "copied", symlinks=True))
    one.browser.restart()
    copy = launch(one.browser.name, copied, one.folder / "extension", sites=one.sites, headless=True)
    try:
        other = dataclasses.replace(one, browser=copy)
        one.recorder.down = True
        note(one, paper(8), "Written in the original.")
        note(other, paper(9), "Written in the copy.")
        one.recorder.down = False
        one.recorder.requests.clear()
        together(one, other)
        assert any(request.path == "/api/v1/devices" for request in one.recorder.requests)
        for world in (one, other):
            assert view(world, paper(8))["note"] == "Written in the original."
            assert view(world, paper(9))["note"] == "Written in the copy."
    finally:
        copy.close()
