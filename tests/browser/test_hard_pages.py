"""Pages that change under us, and pages that lie: rows late, recycled and re-rendered, hostile text, broken data."""

import json

import pytest
from listing import CARD, FACE
from world import DAILY, LIST, World

from drive import demo

PAPERS = demo.papers()
ROWS = len(PAPERS)
ELSEWHERE = "https://huggingface.co/papers/date/2026-11-19"

IN_VIEW = f"""() => {{
  const box = ({CARD})().getBoundingClientRect();
  return box.height > 400 && box.top >= 0 && box.bottom <= innerHeight;
}}"""
WIDER = "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"


def page_errors(page) -> list[dict]:
    """What was thrown by our own scripts."""
    return [error for error in page.page.errors if "extension://" in error["url"] + error["text"]]


def test_rows_that_arrive_late_are_annotated(world: World) -> None:
    page = world.listing(DAILY)
    page.wait_for_rows(ROWS)
    page.page.evaluate("""() => {
      const late = document.querySelector("article").cloneNode(true);
      late.querySelectorAll("manicule-row").forEach((face) => face.remove());
      late.querySelectorAll("a").forEach((a) => a.setAttribute("href", "/papers/2611.91234"));
      document.querySelector(".grid").append(late);
    }""")
    page.row("arxiv:2611.91234")
    assert len(page.papers()) == ROWS + 1


def test_the_editor_opens_at_the_end_of_a_long_page(world: World) -> None:
    page, key = world.listing(DAILY), f"arxiv:{PAPERS[-1]['id']}"
    page.wait_for_rows(ROWS)
    page.page.evaluate("() => { document.querySelector('article').parentElement.style.paddingTop = '20000px'; }")
    page.save(key)
    page.open(key)
    page.write("Far down.")
    page.close()
    page.shows(key, note="Far down.")


@pytest.mark.parametrize(("height", "number"), [(720, 3), (900, 4)])
def test_all_of_an_editor_is_in_view_once_its_parts_have_come(world: World, height: int, number: int) -> None:
    page, key = world.listing(DAILY), f"arxiv:{PAPERS[number]['id']}"
    page.wait_for_rows(ROWS)
    page.page.resize(420, height)
    page.save(key)
    page.page.evaluate(f"(key) => ({FACE})(key).scrollIntoView({{block: 'center', behavior: 'instant'}})", key)
    page.open(key)
    page.page.wait_for(f"() => !!({CARD})().querySelector('.relation')", why="what it is to others cannot be said")
    page.page.wait_for(IN_VIEW, why="a part of the editor is out of view")
    assert page.page.evaluate(WIDER) == 0, "the editor makes the page wider"
    page.close()
    page.page.close()


def test_a_recycled_row_shows_the_paper_it_now_is(world: World) -> None:
    page = world.listing(DAILY)
    page.save(f"arxiv:{PAPERS[0]['id']}")
    page.wait_for_rows(ROWS)
    page.page.evaluate("""() => {
      const row = document.querySelector("article");
      row.querySelectorAll("a").forEach((a) => a.setAttribute("href", "/papers/2611.95678"));
      row.querySelector("h3 a").textContent = "Another paper in the same row";
    }""")
    page.shows("arxiv:2611.95678", saved=False)
    assert f"arxiv:{PAPERS[0]['id']}" not in page.papers()


def test_a_list_rendered_again_is_annotated_again(world: World) -> None:
    page = world.listing(LIST)
    page.wait_for_rows(ROWS)
    page.page.evaluate("""() => {
      const list = document.querySelector("#articles");
      const fresh = list.cloneNode(true);
      fresh.querySelectorAll("manicule-row").forEach((face) => face.remove());
      list.replaceWith(fresh);
    }""")
    assert len(page.wait_for_rows(ROWS)) == ROWS


def test_a_soft_navigation_shows_the_other_page(world: World) -> None:
    every = [paper | {"id": paper["id"].replace("2611.9", "2610.9")} for paper in PAPERS[:5]]
    world.sites.pages[ELSEWHERE] = demo.hugging_face_daily(every)
    page = world.listing(DAILY)
    page.wait_for_rows(ROWS)
    page.page.evaluate(
        """async (url) => {
      const text = await (await fetch(url)).text();
      history.pushState({}, "", url);
      const next = new DOMParser().parseFromString(text, "text/html").querySelector(".grid");
      document.querySelector(".grid").replaceWith(document.adoptNode(next));
    }""",
        ELSEWHERE,
    )
    assert page.wait_for_rows(5) == [f"arxiv:{paper['id']}" for paper in every]


def test_leaving_a_listing_softly_takes_everything_away(world: World) -> None:
    page = world.listing(DAILY)
    page.wait_for_rows(ROWS)
    page.page.evaluate("() => { history.pushState({}, '', '/models'); document.querySelector('main').remove(); }")
    page.wait_for_rows(0)


@pytest.mark.parametrize(
    "title",
    [
        "<img src=x onerror=alert(1)><script>throw 1</script>",
        "\u202egnihtyreve\u202c reversed \u2067\u2066 marks",
        "long " * 2000,
        "\\( \\frac{a}{b} \\) &amp; “quotes” 'and' \"more\" \u0000\ufffd",
    ],
    ids=["markup", "direction", "10 kB", "mathematics"],
)
def test_a_hostile_title_is_only_text(world: World, title: str) -> None:
    paper = PAPERS[0] | {"id": "2611.97777", "title": title}
    url = "https://huggingface.co/papers/date/2026-11-18"
    world.sites.pages[url] = demo.hugging_face_daily([paper, *PAPERS[1:3]])
    page = world.listing(url)
    page.wait_for_rows(3)
    if not page.row("arxiv:2611.97777").saved:
        page.save("arxiv:2611.97777")
    page.open("arxiv:2611.97777")
    page.close()
    assert page_errors(page) == []
    inside = "() => deep('img, script').filter((node) => node.getRootNode() !== document).length"
    assert page.page.evaluate(inside) == 0


@pytest.mark.parametrize(
    "props", ['{"dailyPapers": [', "null", "[]", '{"dailyPapers": 7}', '{"dailyPapers": [{"paper": null}]}']
)
def test_broken_data_in_the_page_costs_no_row(world: World, props: str) -> None:
    url = "https://huggingface.co/papers/date/2026-11-17"
    whole = demo.hugging_face_daily(PAPERS)
    start = whole.index('data-props="') + len('data-props="')
    broken = props.replace('"', "&quot;")
    world.sites.pages[url] = whole[:start] + broken + whole[whole.index('"', start) :]
    page = world.listing(url)
    assert len(page.wait_for_rows(ROWS)) == ROWS
    assert page_errors(page) == []


def test_a_link_that_names_no_paper_gets_no_face(world: World) -> None:
    url = "https://huggingface.co/papers/date/2026-11-16"
    every = [*PAPERS[:2], PAPERS[2] | {"id": "not-a-paper"}, PAPERS[3] | {"id": "javascript:alert(1)"}]
    world.sites.pages[url] = demo.hugging_face_daily(every)
    page = world.listing(url)
    assert page.wait_for_rows(2) == [f"arxiv:{paper['id']}" for paper in PAPERS[:2]]


def test_a_note_of_a_megabyte_is_refused_in_words_and_harms_nothing(world: World) -> None:
    page = world.listing(DAILY)
    key = f"arxiv:{PAPERS[5]['id']}"
    page.save(key)
    page.open(key)
    page.write("short")
    page.close()
    found = world.ask("rows.look", rows=[[key]])[0]
    outcome = world.try_ask("note.edit", bookmark=found["id"], base_text="short", text="x" * 1_000_000)
    assert "note" in json.dumps(outcome).lower()
    world.settle()
    assert world.bookmark(key)["note"] == "short"
