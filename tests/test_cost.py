"""What the README says of costs is what one run of the bench measured, table and picture."""

import itertools
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts"))

from drive.benches import cost_chart, costs  # noqa: E402

AGAIN = "Run scripts/bench --chart: no figure is written by hand."


def test_the_table_of_the_readme_is_made_of_the_figures_that_are_kept():
    readme = cost_chart.README.read_text(encoding="utf-8")
    assert cost_chart.with_table(readme, costs.read(costs.FILE)) == readme, AGAIN
    assert "| list 100 |" in readme.partition(cost_chart.BEGIN)[2].partition(cost_chart.END)[0]


def test_the_picture_is_drawn_of_the_same_figures():
    assert cost_chart.draw(costs.read(costs.FILE)) == cost_chart.PICTURE.read_text(encoding="utf-8"), AGAIN


def test_the_picture_tells_its_figures_in_words_to_those_who_do_not_see_it():
    run = costs.read(costs.FILE)
    drawn = ElementTree.fromstring(cost_chart.draw(run))
    space = {"svg": "http://www.w3.org/2000/svg"}
    told = drawn.findtext("svg:desc", namespaces=space)
    for (what, size), cost in run.of("sqlite").items():
        if what in cost_chart.SHOWN:
            assert f"{costs.shown(cost.mine)} ms at {size:,}" in told
    assert drawn.get("aria-labelledby").split() == [
        drawn.find("svg:title", space).get("id"), drawn.find("svg:desc", space).get("id"),
    ]  # fmt: skip


@pytest.mark.parametrize("what", costs.LIMITS)
def test_what_has_a_limit_is_told_at_that_size_and_kept_it(what):
    assert costs.read(costs.FILE).of("sqlite")[what, costs.LIMITED].mine <= costs.LIMITS[what]


def test_a_run_that_is_kept_is_read_as_it_was(tmp_path):
    run = costs.Run("2026-11-26", 'a "machine"', [costs.Cost("sqlite", 10, "list 100", 1.5, None, 0.5, None)])
    run.save(tmp_path / "run.json")
    assert costs.read(tmp_path / "run.json") == run


def test_a_row_measured_again_is_of_the_new_run_alone_and_the_others_stay_as_they_were():
    def cost(database: str, size: int, what: str, mine: float) -> costs.Cost:
        return costs.Cost(database, size, what, mine, None, 0.5, None)

    before = [("sqlite", 10, "list"), ("sqlite", 100, "list"), ("sqlite", 10, "save"), ("postgresql", 10, "list")]
    old = costs.Run("", "", [cost(*place, 1) for place in before])
    found = old.with_new([cost("sqlite", 10, "list", 2)])
    assert [(one.database, one.what, one.size, one.mine) for one in found] == [
        ("sqlite", "list", 10, 2), ("sqlite", "save", 10, 1), ("postgresql", "list", 10, 1),
    ]  # fmt: skip


def test_names_at_the_ends_of_lines_stand_apart_and_near_their_lines():
    wanted = [10.0, 11.0, 12.0, 300.0]
    at = cost_chart.apart(wanted)
    assert all(later - sooner >= cost_chart.APART for sooner, later in itertools.pairwise(at))
    assert at == [11.0 - cost_chart.APART, 11.0, 11.0 + cost_chart.APART, 300.0]
