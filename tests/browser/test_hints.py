"""What a row relates to, in both browsers: a true reason, no request, as often as its reader wants it."""

import pytest
from listing import Listing
from popup import press, says
from world import DAILY, LIST, World

from drive import demo

PAPERS = demo.papers()
MINE, OTHER = PAPERS[0], PAPERS[5]
SAVED, ROW = f"arxiv:{MINE['id']}", f"arxiv:{OTHER['id']}"
HINT = "(key) => document.querySelector(`manicule-row[data-key='${key}']`)?.shadowRoot.querySelector('.hint')"
SAID = f"""(key) => {{
  const hint = ({HINT})(key);
  return hint && {{ text: hint.textContent, name: hint.ariaLabel, height: hint.getRootNode().host.offsetHeight }};
}}"""
PANEL = "() => document.querySelector('manicule-related')?.shadowRoot.querySelector('.card')"
BUTTON = f"(word) => [...(({PANEL})()?.querySelectorAll('button') ?? [])].find((one) => one.textContent === word)"
NIGHT = """() => {
  for (const at of document.querySelectorAll('html, body, main, article')) at.style.background = '#111';
  document.body.className += ' night';
}"""
PLACES = "() => [...document.querySelectorAll('article, dd')].map((row) => row.getBoundingClientRect().top + scrollY)"


@pytest.fixture(scope="module")
def hinted(world: World) -> World:
    """A library that holds one paper of the demo's lists."""
    page = world.listing(DAILY)
    page.save(SAVED)
    world.settle()
    page.page.close()
    return world


def said(page: Listing) -> dict:
    return page.page.wait_for(SAID, ROW, why="no hint on the row")


@pytest.mark.parametrize("address", [DAILY, LIST])
def test_a_row_says_what_it_relates_to_with_a_true_reason_and_without_a_request(hinted: World, address: str) -> None:
    before = len(hinted.recorder.requests)
    page = hinted.listing(address)
    hint = said(page)
    assert "Margins That Think" in hint["text"]
    words = hint["name"].rpartition("both say ")[2].split(", ")
    assert len(words) > 1
    for word in words:
        for paper in (MINE, OTHER):
            assert word.lower() in f"{paper['title']} {paper['summary']}".lower()
    assert hint["height"] == 26, "the row keeps the height of one line"
    assert page.page.evaluate(HINT, SAVED) is None, "a saved paper says what is known of it instead"
    assert len(hinted.recorder.requests) == before
    page.page.close()


def test_what_is_not_related_goes_for_good_and_comes_back_with_undo(hinted: World) -> None:
    page = hinted.listing(DAILY)
    said(page)
    page.page.click(HINT, ROW)
    page.page.wait_for(f"() => ({PANEL})()?.textContent.includes('Both say')")
    page.page.click(BUTTON, "Not related")
    page.page.wait_for(f"(key) => !({HINT})(key)", ROW)
    other = hinted.listing(LIST)
    other.wait_for_rows(len(PAPERS))
    third = f"arxiv:{PAPERS[11]['id']}"
    other.page.wait_for(SAID, third, why="another row is still hinted at")
    assert other.page.evaluate(SAID, ROW) is None
    other.page.close()

    page.page.front()
    page.page.click(BUTTON, "Undo")
    assert "Margins That Think" in said(page)["text"]
    page.page.key("Escape")
    page.page.wait_for(f"() => !({PANEL})()")
    page.page.close()


def test_hints_can_be_switched_off_and_on_while_the_list_is_open(hinted: World) -> None:
    page = hinted.listing(DAILY)
    said(page)
    places = page.page.evaluate(PLACES)
    hinted.ask("settings.set", patch={"hints": "off"})
    page.page.wait_for(f"(key) => !({HINT})(key)", ROW, why="the hint stays")
    assert page.page.evaluate(PLACES) == places, "hints move nothing on the page"
    hinted.ask("settings.set", patch={"hints": "normal"})
    said(page)


def test_an_open_panel_follows_the_page_into_the_dark(hinted: World) -> None:
    page = hinted.listing(DAILY)
    said(page)
    page.page.click(HINT, ROW)
    theme = "() => document.querySelector('manicule-related')?.dataset.theme"
    page.page.wait_for(f"() => ({theme})() === 'light'")
    page.page.evaluate(NIGHT)
    page.page.wait_for(f"() => ({theme})() === 'dark'", why="the panel stays light")
    page.page.close()


def test_tags_suggest_themselves_in_the_card(hinted: World) -> None:
    page = hinted.listing(DAILY)
    page.open(SAVED)
    page.tag("memory of readers")
    page.close()
    page.save(ROW)
    page.open(ROW)
    chip = "() => document.querySelector('manicule-card')?.shadowRoot.querySelector('.chip')"
    page.page.wait_for(f"() => ({chip})()?.textContent === '+ memory of readers'")
    page.page.click(chip)
    page.shows(ROW, tags=["memory of readers"])


def test_what_a_paper_is_to_another_is_typed_in_its_card_and_told_in_both(hinted: World) -> None:
    page = hinted.listing(DAILY)
    page.save(f"arxiv:{PAPERS[7]['id']}")
    page.open(f"arxiv:{PAPERS[7]['id']}")
    page.relate("extends", MINE["title"].split(":")[0][:14])
    page.related(f"extends {MINE['title']}")
    page.close()
    page.open(SAVED)
    page.related(f"{PAPERS[7]['title']} extends this")
    page.close()
    page.page.close()


def test_tags_suggest_themselves_in_the_popup_and_can_be_undone(hinted: World) -> None:
    page = hinted.listing(DAILY)
    page.open(SAVED)
    page.tag("memory of readers")
    page.close()
    page.save(f"arxiv:{PAPERS[11]['id']}")
    popup = hinted.browser.page(f"{hinted.browser.extension_url}pages/popup.html")
    press(popup, "Tag")
    press(popup, "+ memory of readers")
    says(popup, "Tagged memory of readers")
    tags = "() => document.querySelector('#recent li').innerText.includes('memory of readers')"
    popup.wait_for(tags, why="the tag is not shown on the paper")
    press(popup, "Undo")
    popup.wait_for("() => document.querySelector('#recent .chip')?.textContent === '+ memory of readers'")
    popup.close()
    page.page.close()
