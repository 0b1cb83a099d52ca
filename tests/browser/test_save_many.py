"""Rows of a listing are selected in the page, and saved together with one tag, one status and one undo."""

from listing import FACE, Listing
from popup import press
from world import DAILY, LIST, World

from drive import demo
from drive.page import Page

PAPERS = demo.papers()
BAR = "() => document.querySelector('manicule-bar')?.shadowRoot"
BOX = f"(key) => ({FACE})(key)?.shadowRoot.querySelector('.tick input')"
MANY = 400


def key(number: int) -> str:
    """The key of one of the demo's papers."""
    return f"arxiv:{PAPERS[number]['id']}"


def begin(listing: Listing, paper: str) -> None:
    """Presses x on the row of a paper, and waits for the bar."""
    listing.row(paper)
    listing.page.evaluate(f"(key) => ({FACE})(key).shadowRoot.querySelector('.main').focus()", paper)
    listing.page.key("x")
    selected(listing.page, 1)


def selected(page: Page, count: int) -> None:
    """Waits until the bar says so."""
    test = f"(count) => ({BAR})()?.querySelector('.counted').textContent.startsWith(`${{count}} of`)"
    page.wait_for(test, count, why=f"not {count} selected")


def bar_says(page: Page, text: str) -> None:
    """Waits until the bar says how it went."""
    test = f"(text) => ({BAR})()?.querySelector('.said').textContent.includes(text)"
    page.wait_for(test, text, why=f"the bar never said {text!r}", timeout=60)


def test_rows_are_selected_by_keys_saved_with_one_tag_and_status_and_taken_back_as_one(world: World) -> None:
    page = world.listing(DAILY)
    page.wait_for_rows(len(PAPERS))
    page.save(key(1))
    page.page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key)); }")
    assert page.page.evaluate("() => deep('.tick').length") == 0, "no tick boxes until asked"
    begin(page, key(0))
    page.page.key("Shift+ArrowDown")
    page.page.key("Shift+ArrowDown")
    selected(page.page, 3)
    page.page.key("Enter")
    page.page.type("reading group")
    page.page.evaluate(f"() => {{ ({BAR})().querySelector('select').value = 'reading'; }}")
    page.page.key("Enter")
    bar_says(page.page, "2 saved, 1 was saved already")
    for number in range(3):
        page.shows(key(number), word="Reading", tags=["reading group"])
    world.settle()
    assert world.bookmark(key(2))["tags"] == ["reading group"]
    assert page.page.evaluate("() => heard") == [], "the site hears none of it"

    press(page.page, "Undo")
    bar_says(page.page, "Undone")
    page.shows(key(0), saved=False)
    page.shows(key(1), word="To read", tags=[])
    page.shows(key(2), saved=False)
    page.page.key("Escape")
    page.page.wait_for(f"() => !({BAR})() && !deep('.tick').length", why="the selection is still there")
    world.settle()
    saved = world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"]
    assert saved == 1


def test_boxes_come_with_rows_that_are_rendered_again_and_a_click_with_shift_ticks_a_range(world: World) -> None:
    page = world.listing(LIST)
    page.wait_for_rows(len(PAPERS))
    begin(page, key(3))
    page.page.evaluate("(key) => document.querySelector(`manicule-row[data-key='${key}']`).remove()", key(3))
    page.page.wait_for(f"(key) => ({BOX})(key)?.checked", key(3), why="the row came back without its tick")
    page.page.click(BOX, key(6), held="Shift")
    selected(page.page, 4)
    press(page.page, "None")
    selected(page.page, 0)


def test_four_hundred_rows_are_saved_in_one_step_synced_and_taken_back(world: World) -> None:
    papers = [PAPERS[0] | {"id": f"2603.{n:05}", "title": f"Paper {n}"} for n in range(1, MANY + 2)]
    address = "https://arxiv.org/list/cs.LG/recent"
    world.sites.pages[address] = demo.arxiv("list", papers=papers)
    page = world.listing(address)
    page.wait_for_rows(MANY + 1, timeout=60)
    before = world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"]
    begin(page, "arxiv:2603.00001")
    press(page.page, "Select all")
    bar_says(page.page, f"At most {MANY}")
    page.page.click(BOX, f"arxiv:2603.{MANY + 1:05}")
    selected(page.page, MANY)
    press(page.page, f"Save {MANY} papers")
    bar_says(page.page, f"{MANY} saved")
    world.settle()
    assert world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"] == before + MANY
    pushes = [one for one in world.recorder.requests if one.mutations()]
    assert all(len(one.mutations()) <= 100 and len(one.body) < 1 << 20 for one in pushes)
    press(page.page, "Undo")
    bar_says(page.page, "Undone")
    world.settle()
    assert world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"] == before
