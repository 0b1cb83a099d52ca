"""A citation is copied from the card of a row and from the popup, and what is pasted is its BibTeX."""

from listing import CARD
from popup import press, says
from world import DAILY, World

from drive import demo

PAPER = demo.papers()[1]
KEY = f"arxiv:{PAPER['id']}"
NOTE = f"() => ({CARD})().querySelector('#note')"
CITED = [PAPER["title"].split(maxsplit=1)[0], f"eprint = {{{PAPER['id']}}}", PAPER["authors"][0]]


def test_the_card_copies_bibtex_and_says_so(world: World) -> None:
    page = world.listing(DAILY)
    page.save(KEY)
    page.open(KEY)
    find = f"() => [...({CARD})().querySelectorAll('footer button')].find((one) => one.textContent === 'Cite')"
    page.page.click(find)
    said = f"() => ({CARD})().querySelector('.message').textContent.startsWith('BibTeX copied: ')"
    page.page.wait_for(said, why="the card does not say that it was copied")
    page.page.click(NOTE)
    page.page.key("Control+v")
    pasted = page.page.wait_for(f"() => ({NOTE})().value", why="nothing was copied")
    assert pasted.startswith("@misc{")
    assert all(part in pasted for part in CITED), pasted


def test_the_popup_copies_bibtex_and_says_so(world: World) -> None:
    body = {"key": KEY, "title": PAPER["title"], "authors": PAPER["authors"]}
    world.backend.ask("POST", "/api/v1/bookmarks", body, token=world.token)
    world.settle()
    popup = world.browser.page(f"{world.browser.extension_url}pages/popup.html")
    press(popup, "Cite")
    says(popup, "BibTeX copied: ")
    popup.click("() => document.querySelector('#query')")
    popup.key("Control+v")
    pasted = popup.wait_for("() => document.querySelector('#query').value", why="nothing was copied")
    assert pasted.startswith("@misc{")
    assert all(part in pasted for part in CITED), pasted
