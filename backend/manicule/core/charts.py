"""The geometry of charts: numbers in, places on a picture out. Templates draw them; nothing here knows of SVG."""

import math
from collections.abc import Sequence

STEPS = (1, 2, 5)
THICKEST = 24  # of a bar where there are few


def scale(most: float) -> list[int]:
    """Round numbers from 0 up to `most` or a little more, four or five of them, for the lines behind a chart."""
    step, power = 1, 0
    while step * 4 < most:
        power += 1
        step = STEPS[power % 3] * 10 ** (power // 3)
    return [step * n for n in range(max(1, -(-int(most) // step)) + 1)]


def bars(values: Sequence[Sequence[float]], width: float, height: float) -> dict:
    """Bars side by side in groups, one group for each of `values`.

    :return: `{ticks: [{y, value}], bars: [{x, y, width, height, group, series}]}`
    """
    ticks = scale(max((max(group) for group in values), default=0))
    room = width / max(1, len(values))
    several = max(1, len(values[0]) if values else 1)
    thick = min(room * 0.8 / several, THICKEST)
    drawn = [
        {"x": near(room * (at + 0.5) + thick * (series - several / 2)), "y": near(height - height * value / ticks[-1]),
         "width": near(thick), "height": near(height * value / ticks[-1]), "group": at, "series": series}
        for at, group in enumerate(values) for series, value in enumerate(group)
    ]  # fmt: skip
    return {"ticks": lines(ticks, height), "bars": drawn}


def areas(series: Sequence[Sequence[float]], width: float, height: float) -> dict:
    """One area over another, each from the bottom up, on one scale.

    :return: `{ticks, paths: [{line, area}]}`, each path as SVG writes it
    """
    ticks = scale(max((max(values, default=0) for values in series), default=0))
    paths = []
    for values in series:
        gap = width / max(1, len(values) - 1)
        points = [f"{near(gap * at)} {near(height - height * value / ticks[-1])}" for at, value in enumerate(values)]
        line = "M" + "L".join(points)
        paths.append({"line": line, "area": f"{line}L{near(gap * (len(values) - 1))} {near(height)}L0 {near(height)}Z"})
    return {"ticks": lines(ticks, height), "paths": paths}


def stacks(rows: Sequence[Sequence[float]], width: float) -> list[list[dict]]:
    """For each row its parts side by side, `{x, width, part}`, the longest row as wide as the picture."""
    most = max((sum(row) for row in rows), default=0) or 1
    drawn = []
    for row in rows:
        x, parts = 0.0, []
        for part, value in enumerate(row):
            if value:
                parts.append({"x": near(x), "width": near(width * value / most), "part": part})
            x += width * value / most
        drawn.append(parts)
    return drawn


def ring(names: int, pairs: Sequence[tuple[int, int, float]], radius: float) -> dict:
    """Points around a circle, those that belong together side by side, and a bow for each pair that does.

    :return: `{points: [{at, x, y, turn, left}], bows: [path as SVG writes it, in the order of `pairs`]}`; `turn` in
        degrees and `left` say how a label is written outwards
    """
    order = side_by_side(names, pairs)
    points = []
    for place, at in enumerate(order):
        angle = 2 * math.pi * place / max(1, names)
        turn = math.degrees(angle)
        left = 90 < turn < 270
        x, y = near(radius * math.cos(angle)), near(radius * math.sin(angle))
        points.append({"at": at, "x": x, "y": y, "turn": near(turn - 180 if left else turn), "left": left})
    spot = {point["at"]: f"{point['x']} {point['y']}" for point in points}
    return {"points": points, "bows": [f"M{spot[one]}Q0 0 {spot[two]}" for one, two, _ in pairs]}


def side_by_side(names: int, pairs: Sequence[tuple[int, int, float]]) -> list[int]:
    """All of 0 to `names`, each behind the one it belongs to most that is not yet taken."""
    near_to: dict[int, dict[int, float]] = {at: {} for at in range(names)}
    for one, two, weight in pairs:
        near_to[one][two] = near_to[two][one] = weight
    order: list[int] = []
    left = dict.fromkeys(range(names))
    while left:
        last = near_to[order[-1]] if order else {}
        following = max(left, key=lambda at: (last.get(at, 0), -at))
        order.append(following)
        del left[following]
    return order


def lines(ticks: Sequence[int], height: float) -> list[dict]:
    """Where the line of each number of a scale is."""
    return [{"y": near(height - height * value / ticks[-1]), "value": value} for value in ticks]


def near(value: float) -> float:
    """Rounded to what can be seen."""
    return round(value, 1)
