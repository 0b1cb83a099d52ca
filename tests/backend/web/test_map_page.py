"""The map: each dot a link, the same every time, kept until the papers change, drawn in parts of a library only."""

import pytest

from manicule.models import MapDrawing
from manicule.services.related_papers import drawing

SUBJECTS = {
    "speech": "speech recognition acoustic phoneme speaker voice prosody",
    "folding": "protein folding residue peptide backbone chain enzyme",
    "orbit": "satellite orbit debris thruster launch telescope comet",
}


@pytest.fixture
def three_subjects(save) -> dict[str, list[str]]:
    ids = {}
    for subject, text in SUBJECTS.items():
        words = text.split()
        ids[subject] = [
            save(
                title=" ".join(words[n % 4 : n % 4 + 3]),
                abstract=" ".join(words[::-1] + words[n % 7 :]),
                tags=[subject],
            )["id"]
            for n in range(8)
        ]
    return ids


def dots(browser) -> dict[str, tuple[float, float]]:
    browser.open("/map")
    return {dot["href"].rpartition("/")[2]: (float(dot.circle["cx"]), float(dot.circle["cy"]))
            for dot in browser.page.select("svg.map a")}  # fmt: skip


def test_near_papers_lie_near_and_each_dot_is_a_link(browser, three_subjects):
    placed = dots(browser)
    assert placed.keys() == {one for several in three_subjects.values() for one in several}
    middles = {
        subject: [sum(placed[one][axis] for one in ids) / len(ids) for axis in (0, 1)]
        for subject, ids in three_subjects.items()
    }
    for subject, ids in three_subjects.items():
        for one in ids:
            nearest = min(middles, key=lambda s: sum((placed[one][a] - middles[s][a]) ** 2 for a in (0, 1)))
            assert nearest == subject


def test_dots_have_the_colour_of_a_tag_that_the_legend_names(browser, three_subjects):
    page = browser.open("/map").page
    legend = {item["class"][0]: item.a.text for item in page.select(".legend li")}
    for dot in page.select("svg.map a"):
        [subject] = [name for name, ids in three_subjects.items() if dot["href"].rpartition("/")[2] in ids]
        assert legend[dot["class"][0]] == subject


def test_a_map_is_drawn_once_and_anew_when_its_papers_change(browser, three_subjects, save, me, monkeypatch):
    drawn = []
    once = drawing.draw
    monkeypatch.setattr(drawing, "draw", lambda library: (drawn.append(1), once(library)))
    first = dots(browser)
    assert dots(browser) == first
    me.patch(f"bookmarks/{three_subjects['orbit'][0]}", {"status": "read"})
    assert dots(browser) == first
    assert len(drawn) == 1
    save(title="Comet orbit", abstract=SUBJECTS["orbit"])
    assert len(dots(browser)) == 25
    assert len(drawn) == 2


def test_a_large_library_is_drawn_when_that_is_asked_for(browser, three_subjects, monkeypatch):
    monkeypatch.setattr(drawing, "AT_ONCE", 10)
    assert dots(browser) == {}
    assert "not been drawn yet" in browser.text
    csrf = browser.page.select_one("[name=csrf]")["value"]
    assert browser.client.post("/map", data={"csrf": csrf}).status_code == 303
    assert len(dots(browser)) == 24


def test_of_a_very_large_library_the_last_saved_are_drawn(browser, three_subjects, monkeypatch):
    monkeypatch.setattr(drawing, "MOST", 10)
    assert len(dots(browser)) == 10


def test_a_deleted_paper_is_not_on_the_map_and_titles_are_text(browser, save, me, library):
    save(title="<script>alert(1)</script>")
    gone = save(title="Gone")["id"]
    assert len(dots(browser)) == 2
    me.delete(f"bookmarks/{gone}")
    assert len(dots(browser)) == 1
    assert not browser.page.select("script:not([src])")
    assert MapDrawing.select().where(MapDrawing.library == library).count() == 1


def test_a_library_without_papers_says_so(browser):
    assert "The map comes with the first papers" in browser.open("/map").text


def test_a_paper_without_a_title_has_a_name_on_the_map(browser, save):
    save(title="")
    assert browser.open("/map").page.select_one("svg.map a title").text == "A paper without a title"
