"""A row whose title is that of a saved paper says so; its reader alone joins it to that or keeps it apart."""

from listing import FACE, Listing
from world import DAILY, World

from drive import demo

SAME = f"(key) => ({FACE})(key)?.shadowRoot.querySelector('.same')?.innerText.replace(/\\s+/g, ' ') ?? null"


def known_elsewhere(world: World, number: int) -> tuple[Listing, str]:
    """The list, and the key of its paper of that number, which is saved under another id."""
    paper = demo.papers()[number]
    body = {"key": f"doi:10.5555/{number}", "title": paper["title"].upper(), "authors": paper["authors"]}
    world.backend.ask("POST", "/api/v1/bookmarks", body, token=world.token)
    world.settle()
    page = world.listing(DAILY)
    key = f"arxiv:{paper['id']}"
    said = page.page.wait_for(SAME, key, why="the row does not say that it is probably the same")
    assert paper["title"].upper() in said
    return page, key


def press(page: Listing, key: str, act: str) -> None:
    """Presses a button of the row."""
    page.page.click(f"(key, act) => ({FACE})(key).shadowRoot.querySelector(`[data-act=${{act}}]`)", key, act)


def test_a_row_with_the_title_of_a_saved_paper_is_joined_to_it_by_one_press_and_undone_by_another(world: World) -> None:
    page, key = known_elsewhere(world, 2)
    assert not page.row(key).saved, "nothing is joined by itself"
    press(page, key, "join")
    page.shows(key, saved=True)
    world.settle()
    assert set(world.bookmark(key)["ids"]) == {key, "doi:10.5555/2"}
    press(page, key, "undo")
    page.shows(key, saved=False)
    world.settle()
    assert world.bookmark("doi:10.5555%2F2")["ids"] == ["doi:10.5555/2"]


def test_what_is_not_the_same_is_not_asked_again_after_a_reload(world: World) -> None:
    page, key = known_elsewhere(world, 3)
    press(page, key, "unlike")
    gone = f"(key) => ({SAME})(key) === null"
    page.page.wait_for(gone, key)
    press(page, key, "undo")
    page.page.wait_for(SAME, key, why="undo does not ask again")
    press(page, key, "unlike")
    page.page.wait_for(gone, key)
    page.page.reload()
    page.row(key)
    assert page.page.evaluate(SAME, key) is None
