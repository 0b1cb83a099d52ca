"""A list that shows a newer version of a saved paper says so on its row, until I have seen it."""

from world import ROOT, World

LISTED = "https://arxiv.org/catchup/physics.pop-ph/2026-02-12"
PAGE = (ROOT / "tests" / "sites" / "arxiv" / "list_replaced.html").read_text(encoding="utf-8")
REPLACED, WITHDRAWN, NAMED = "arxiv:2601.40011", "arxiv:2508.40007", "arxiv:2602.40020"
FACE = "(key) => document.querySelector(`manicule-row[data-key='${key}']`)"
NEWS = f"(key) => [...({FACE})(key).shadowRoot.querySelectorAll('.news')].map((one) => one.innerText.trim())"
SAID = f"(key, news) => JSON.stringify(({NEWS})(key)) === JSON.stringify(news)"

# How far below its status a row tells the venue, and how far behind its tags the note begins, in px.
APART = f"""(key) => {{
  const [status, venue, tags] = [".status", ".published", ".tags"].map((part) =>
    ({FACE})(key).shadowRoot.querySelector(part).getBoundingClientRect());
  const note = document.createRange();
  note.selectNodeContents(({FACE})(key).shadowRoot.querySelector(".note"));
  return [Math.max(0, venue.top - status.bottom), note.getBoundingClientRect().left - tags.right];
}}"""


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


def test_a_long_venue_and_a_note_from_right_to_left_leave_the_row_together(world: World) -> None:
    world.sites.pages[LISTED] = PAGE
    page = world.listing(LISTED)
    page.save(NAMED)
    page.open(NAMED)
    page.tag("lakes")
    page.write("ملاحظة")
    page.close()
    venue = f"<div class='list-journal-ref'>{'Proceedings of a Conference with a Long Name ' * 6}</div>"
    world.sites.pages[LISTED] = PAGE.replace("Kaj Lund</a></div>", f"Kaj Lund</a></div>{venue}")
    page.page.resize(1000, 800)
    page.page.reload()
    page.page.wait_for(
        f"(key) => !!({FACE})(key)?.shadowRoot.querySelector('.published')", NAMED, why="no venue is told"
    )
    below, behind = page.page.evaluate(APART, NAMED)
    assert below == 0, "the long venue has left the status alone on a line"
    assert 0 < behind < 20, f"the note begins {behind} px behind the tags"
