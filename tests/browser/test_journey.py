"""The main job, in both browsers: what I write on a row is there on every site, whatever dies in between."""

from listing import Listing
from world import DAILY, EXTENSION, LIST, World

from drive import demo
from drive.launch import launch

PAPERS = demo.papers()
ROWS = len(PAPERS)


def key(number: int) -> str:
    """The key of one of the demo's papers; each test takes its own."""
    return f"arxiv:{PAPERS[number]['id']}"


def test_what_i_write_on_a_row_outlives_server_worker_and_browser(own_world: World) -> None:
    world, paper = own_world, key(0)
    page = world.listing(DAILY)
    page.wait_for_rows(ROWS)
    page.save(paper)
    page.open(paper)
    page.tag("memory")
    page.write("Read section 3 first.")
    page.close()
    page.shows(paper, saved=True, tags=["memory"], note="Read section 3 first.")

    page.page.reload()
    page.shows(paper, tags=["memory"], note="Read section 3 first.")
    listed = world.listing(LIST)
    listed.shows(paper, tags=["memory"], note="Read section 3 first.")
    world.settle()

    world.backend.stop()
    listed.page.reload()
    listed.shows(paper, note="Read section 3 first.")
    listed.open(paper)
    listed.write("Written while the server was off.")
    listed.set_status("reading")
    listed.close()
    listed.shows(paper, word="Reading", note="Written while the server was off.", waiting=True)

    world.browser.kill_background()
    listed.page.reload()
    listed.shows(paper, word="Reading", note="Written while the server was off.")
    world.browser.restart()
    again = world.listing(DAILY)
    again.shows(paper, word="Reading", tags=["memory"], note="Written while the server was off.", waiting=True)

    world.backend.start()
    world.settle()
    again.shows(paper, waiting=False)
    stored = world.bookmark(paper)
    assert (stored["status"], stored["tags"]) == ("reading", ["memory"])
    assert stored["note"] == "Written while the server was off."

    other = launch(world.browser.name, world.folder / "second", EXTENSION, sites=world.sites, headless=True)
    try:
        world.pair(other)
        elsewhere = Listing(other.page(DAILY))
        elsewhere.shows(paper, word="Reading", tags=["memory"], note="Written while the server was off.")
    finally:
        other.close()
    assert not [one for one in world.recorder.requests if one.headers.get("sec-fetch-site") == "cross-site"]


def test_an_edit_shows_in_another_tab_without_a_reload(world: World) -> None:
    one, other = world.listing(DAILY), world.listing(LIST)
    other.wait_for_rows(ROWS)
    one.save(key(1))
    other.shows(key(1), saved=True)


def test_undo_takes_a_save_back(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(2))
    page.undo(key(2))
    page.shows(key(2), saved=False)


def test_a_link_i_add_is_on_the_row_of_every_site(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(3))
    page.open(key(3))
    page.add_link("https://example.org/talk")
    page.close()
    page.links_to(key(3), "https://example.org/talk")
    world.listing(LIST).links_to(key(3), "https://example.org/talk")


def test_a_note_typed_just_before_the_tab_closes_is_kept(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(4))
    page.open(key(4))
    page.write("last words")
    page.page.close()
    world.listing(LIST).shows(key(4), note="last words")


def test_an_abstract_page_shows_what_the_list_shows(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(5))
    world.listing(f"https://arxiv.org/abs/{PAPERS[5]['id']}").shows(key(5), saved=True)


def test_a_search_result_shows_what_the_list_shows(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(6))
    found = world.listing("https://arxiv.org/search/?query=margins&searchtype=all")
    found.wait_for_rows(ROWS)
    found.shows(key(6), saved=True)


def test_an_edit_at_the_server_arrives_on_the_row(world: World) -> None:
    page = world.listing(DAILY)
    page.save(key(7))
    world.settle()
    world.backend.ask("PATCH", f"/api/v1/bookmarks/{key(7)}", {"status": "read"}, world.token)
    world.ask("sync.now")
    page.shows(key(7), word="Read")


def test_letters_typed_in_the_editor_do_not_reach_the_page(world: World) -> None:
    page = world.listing(DAILY)
    page.page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key)); }")
    page.save(key(8))
    page.open(key(8))
    page.write("jk")
    assert page.page.evaluate("() => heard.filter((key) => 'jk'.includes(key))") == []
