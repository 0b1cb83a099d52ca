"""A list that shows a newer version of a saved paper says so on its row, until I have seen it."""

from world import ROOT, World

LISTED = "https://arxiv.org/catchup/physics.pop-ph/2026-02-12"
PAGE = (ROOT / "tests" / "sites" / "arxiv" / "list_replaced.html").read_text(encoding="utf-8")
REPLACED, WITHDRAWN = "arxiv:2601.40011", "arxiv:2508.40007"
FACE = "(key) => document.querySelector(`manicule-row[data-key='${key}']`)"
NEWS = f"(key) => [...({FACE})(key).shadowRoot.querySelectorAll('.news')].map((one) => one.innerText.trim())"
SAID = f"(key, news) => JSON.stringify(({NEWS})(key)) === JSON.stringify(news)"


def test_a_replacement_after_my_note_is_marked_until_i_have_seen_it(world: World) -> None:
    world.sites.pages[LISTED] = PAGE
    page = world.listing(LISTED)
    page.save(REPLACED)
    page.open(REPLACED)
    page.write("Read it all.")
    page.close()
    assert page.page.evaluate(NEWS, REPLACED) == [], "replaced before I saved it"
    world.settle()

    world.sites.pages[LISTED] = PAGE.replace("v12", "v13").replace("12 Feb 2026", "12 Feb 2099")
    page.page.reload()
    page.page.wait_for(SAID, REPLACED, ["v13: revised since your note"], why="the row does not say so")
    page.page.click(f"(key) => ({FACE})(key).shadowRoot.querySelector('[data-act=seen]')", REPLACED)
    page.page.wait_for(SAID, REPLACED, [])
    world.settle()
    page.page.reload()
    page.row(REPLACED)
    page.page.wait_for(SAID, REPLACED, [])


def test_a_withdrawal_is_marked_for_as_long_as_the_page_says_it(world: World) -> None:
    world.sites.pages[LISTED] = PAGE
    page = world.listing(LISTED)
    page.save(WITHDRAWN)
    page.page.wait_for(SAID, WITHDRAWN, ["Withdrawn"])
