"""Geometry of charts, weeks of activity and places on a map: tables of numbers."""

import pytest

from manicule.core import activity, charts
from manicule.core.layout import layout

DAY = 86_400_000
MONDAY = 1_795_392_000_000  # 2026-11-23T00:00Z


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (3, 3), (5, 6), (9, 10), (99, 100), (1234, 1500)])
def test_a_scale_ends_at_a_round_number_above_what_it_measures(most, top):
    ticks = charts.scale(most)
    assert ticks[0] == 0
    assert ticks[-1] == top
    assert len(ticks) <= 6


def test_bars_stand_on_the_ground_and_as_high_as_their_number():
    drawn = charts.bars([(1, 2), (4, 0)], 100, 40)
    assert [(bar["y"], bar["height"]) for bar in drawn["bars"]] == [(30, 10), (20, 20), (0, 40), (40, 0)]
    assert charts.bars([], 100, 40)["bars"] == []


def test_areas_and_stacks_hold_what_there_is():
    assert charts.areas([[1, 2]], 100, 40)["paths"][0]["line"] == "M0.0 20.0L100.0 0.0"
    assert charts.areas([[]], 100, 40)["ticks"][-1]["value"] == 1
    assert charts.stacks([[1, 3], [0, 2], [0, 0]], 100) == [
        [{"x": 0.0, "width": 25.0, "part": 0}, {"x": 25.0, "width": 75.0, "part": 1}],
        [{"x": 0.0, "width": 50.0, "part": 1}],
        [],
    ]


def test_around_a_ring_those_that_go_together_are_neighbours():
    ring = charts.ring(4, [(0, 3, 9), (1, 2, 1)], 10)
    assert [point["at"] for point in ring["points"]] == [0, 3, 1, 2]
    assert len(ring["bows"]) == 2
    assert charts.ring(0, [], 10) == {"points": [], "bows": []}


def test_weeks_follow_each_other_without_a_gap_up_to_now():
    papers = [(MONDAY, None, None), (MONDAY + 6 * DAY, MONDAY + 14 * DAY, MONDAY + 14 * DAY)]
    rows = activity.weeks(papers, MONDAY + 22 * DAY)
    assert [(row["week"], row["saved"], row["read"], row["all"], row["waiting"]) for row in rows] == [
        ("2026-11-23", 2, 0, 2, 2), ("2026-11-30", 0, 0, 2, 2), ("2026-12-07", 0, 1, 2, 1), ("2026-12-14", 0, 0, 2, 1),
    ]  # fmt: skip
    assert activity.weeks([], MONDAY) == []


def test_a_status_counts_from_when_it_was_set_but_not_before_the_paper_was_saved():
    read = {"status": {"v": "read", "at": 5, "rev": 1, "by": "x"}}
    assert activity.moments(9, read) == (9, 9, 9)
    assert activity.moments(1, read) == (1, 5, 5)
    assert activity.moments(1, {}) == (1, None, None)


def test_a_map_puts_near_papers_near_and_is_the_same_every_time():
    groups = [range(0, 20), range(20, 40), range(40, 60)]
    edges = [(one, two, 0.9) for group in groups for one in group for two in group if one < two <= one + 4]
    edges.append((0, 20, 0.05))
    places = layout(60, edges)
    assert places == layout(60, edges)
    assert all(0 <= value <= 1 for place in places for value in place)

    def centre(group) -> list[float]:
        return [sum(places[at][axis] for at in group) / len(group) for axis in (0, 1)]

    def apart(one, two) -> float:
        return ((one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2) ** 0.5

    wide = max(sum(apart(places[at], centre(group)) for at in group) / len(group) for group in groups)
    assert min(apart(centre(a), centre(b)) for a in groups for b in groups if a != b) > wide


@pytest.mark.parametrize(("points", "edges"), [(0, []), (1, []), (2, []), (3, [(0, 1, 1.0)]), (50, [])])
def test_a_map_of_hardly_anything_is_a_map(points, edges):
    places = layout(points, edges)
    assert len(places) == points
    assert all(0 <= value <= 1 for place in places for value in place)
