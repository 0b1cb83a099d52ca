"""What is new, seen and dismissed, in both browsers: marks that follow a paper from site to site and never leave it."""

from listing import Listing
from world import DAILY, LIST, World

from drive import demo
from drive.page import Page
from drive.pairing import own_page

PAPERS = demo.papers()
ROWS = len(PAPERS)
FACE = "(key) => document.querySelector(`manicule-row[data-key='${key}']`)"
PARTS = f"""(key, selector) => {{
  const found = ({FACE})(key)?.shadowRoot.querySelectorAll(selector) ?? [];
  return [...found].map((one) => one.textContent);
}}"""
NEW = """() => {
  const faces = [...document.querySelectorAll("manicule-row")];
  return faces.filter((face) => face.shadowRoot.querySelector(".new")).length;
}"""
FIRSTS = """() => new Promise((done, failed) => {
  const opening = indexedDB.open("manicule_seen");
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const db = opening.result;
    const reading = db.transaction("papers").objectStore("papers").getAll();
    reading.onsuccess = () => {
      db.close();
      done(Object.fromEntries(reading.result.map(({ id, first }) => [id, first])));
    };
  };
})"""
# An hour ago: the sitting in which they were first seen is over.
AGE = """() => new Promise((done, failed) => {
  const opening = indexedDB.open("manicule_seen");
  opening.onsuccess = () => {
    const db = opening.result;
    const writing = db.transaction("papers", "readwrite");
    const papers = writing.objectStore("papers");
    papers.getAll().onsuccess = ({ target }) => {
      for (const one of target.result) papers.put({ ...one, first: one.first - 3_600_000 });
    };
    writing.oncomplete = () => { db.close(); done(true); };
    writing.onabort = () => failed(writing.error);
  };
})"""
DIMMED = """(key) => {
  const row = document.querySelector(`manicule-row[data-key='${key}']`).closest("article, dd");
  return [...row.querySelectorAll("*")].some((one) => getComputedStyle(one).opacity === "0.4");
}"""
HTML = """() => {
  const ours = /<manicule-row.*?<\\/manicule-row>/gs;
  return [...document.querySelectorAll("article")].map((row) => row.outerHTML.replace(ours, ""));
}"""
HOLD = f"(key) => ({FACE})(key).shadowRoot.querySelector('.main').focus()"


def key(number: int) -> str:
    """The key of one of the demo's papers; each test takes its own."""
    return f"arxiv:{PAPERS[number]['id']}"


def age(world: World) -> None:
    """Lets an hour pass since everything that was seen."""
    page = own_page(world.browser)
    page.evaluate(AGE)
    page.close()


def wait_seen(world: World, listing: Listing, paper: str) -> None:
    """Waits until a paper counts as seen, with its list in front: what is behind another tab nobody sees."""
    page = own_page(world.browser)
    listing.page.front()
    page.wait_for(f"async (key) => key in await ({FIRSTS})()", paper, why=f"{paper} was never seen")
    page.close()


def press(page: Page, paper: str, name: str) -> None:
    """One key with the focus in a row."""
    page.evaluate(HOLD, paper)
    page.key(name)


def test_a_row_is_new_until_it_was_on_screen_in_an_earlier_visit_on_whatever_site(own_world: World) -> None:
    world = own_world
    first, unseen = key(0), key(ROWS - 1)
    page = world.listing(DAILY)
    page.wait_for_rows(ROWS)
    assert page.page.evaluate(NEW) == ROWS
    wait_seen(world, page, first)
    page.page.reload()
    page.wait_for_rows(ROWS)
    assert page.page.evaluate(PARTS, first, ".new") == ["New"], "coming back in one sitting keeps the marks"
    reader = own_page(world.browser)
    assert unseen not in reader.evaluate(FIRSTS), "what was never on screen was not seen"
    age(world)

    listed = world.listing(LIST)
    listed.wait_for_rows(ROWS)
    assert listed.page.evaluate(PARTS, first, ".new") == []
    assert listed.page.evaluate(PARTS, unseen, ".new") == ["New"]
    world.settle()
    assert world.recorder.requests
    assert all(not request.mutations() for request in world.recorder.requests), "what was seen is told to nobody"


def test_one_key_dismisses_a_row_and_brings_it_back_as_it_was(world: World) -> None:
    paper = key(1)
    page = world.listing(DAILY)
    page.wait_for_rows(ROWS)
    page.page.evaluate("() => { window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key)); }")
    before = page.page.evaluate(HTML)
    press(page.page, paper, "d")
    page.shows(paper, word="Dismissed")
    page.page.wait_for(DIMMED, paper, why="the row is not dimmed")
    assert page.page.evaluate(HTML) == before, "dimming writes nothing into the page"
    assert page.page.evaluate("() => heard") == [], "the page does not hear the key"
    listed = world.listing(LIST)
    listed.shows(paper, word="Dismissed")
    listed.page.wait_for(DIMMED, paper)

    page.page.front()
    press(page.page, paper, "d")
    page.shows(paper, saved=False, word="Save")
    page.page.wait_for(f"(key) => !({DIMMED})(key)", paper)
    listed.shows(paper, saved=False)


def test_a_saved_paper_that_is_dismissed_elsewhere_comes_back_with_its_status(world: World) -> None:
    paper = key(2)
    page = world.listing(DAILY)
    page.save(paper)
    page.open(paper)
    page.set_status("reading")
    page.close()
    world.settle()
    world.backend.ask("PATCH", f"/api/v1/bookmarks/{paper}", {"status": "dismissed"}, world.token)
    world.ask("sync.now")
    page.shows(paper, word="Dismissed")
    press(page.page, paper, "d")
    page.shows(paper, word="Reading")
    world.settle()
    assert world.bookmark(paper)["status"] == "reading"


def test_the_popup_counts_the_page_and_leaves_the_dismissed_out_of_its_lists(world: World) -> None:
    page = world.listing(LIST)
    page.wait_for_rows(ROWS)
    press(page.page, key(3), "d")
    page.shows(key(3), word="Dismissed")
    found = world.ask("search", query=PAPERS[3]["title"])
    assert found["bookmarks"] == []
    assert len(world.ask("search", query=f"status:dismissed {PAPERS[3]['title']}")["bookmarks"]) == 1
    assert key(3) not in [one["key"] for one in world.ask("recent")]


def test_everything_seen_can_be_forgotten_in_the_options(own_world: World) -> None:
    page = own_world.listing(DAILY)
    page.wait_for_rows(ROWS)
    wait_seen(own_world, page, key(0))
    options = own_world.browser.page(f"{own_world.browser.extension_url}pages/options.html")
    options.click("() => document.querySelector('#forget:not(:disabled)')")
    options.click("() => document.querySelector('#forget-sure')")
    options.wait_for("() => document.querySelector('#memory-words').textContent === 'Nothing is remembered.'")
