"""`scripts/bench --chart`: what `scripts/bench --server --save` measured, as the README's table and picture.

The picture: cost against the number of bookmarks, both by powers of ten, a line for each kind of request, its name at
its end.
"""

import argparse
import math
import pathlib
import re
from html import escape

from drive.benches import costs
from drive.benches.costs import Run, shown
from drive.venv import ROOT

README, PICTURE = ROOT / "README.md", ROOT / "scripts" / "demo" / "cost.svg"
BEGIN, END = "<!-- made by scripts/bench --chart -->\n", "<!-- until here -->\n"
# Of each line the colour on white and on black.
SHOWN = {
    "list 100": ("#1b6ca8", "#6cb8f0"), "list 100 at 90 %": ("#0f7f8a", "#4fd0dc"),
    "lookup of 100": ("#2e7d4f", "#74cf9b"), "search, rare word": ("#b3541e", "#f0a060"),
    "search, common word": ("#a02020", "#ff8a80"), "tag of 1 %, 100": ("#7a4ea3", "#c3a0ea"),
    "create": ("#7a6200", "#dcc050"), "update": ("#8a4a6a", "#e8a0c4"), "sync of nothing": ("#555555", "#bbbbbb"),
}  # fmt: skip
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 480, 320, 56, 230, 46, 50
APART = 17  # between two labels
STYLE = """text { font: 12px system-ui, sans-serif; fill: #222 } .soft { fill: #595959 } .title { font-weight: 600 }
.grid { stroke: #ddd; stroke-width: 1 } .back { fill: #fff } path { fill: none; stroke-width: 2 }
path.lead { stroke-width: 1; stroke-dasharray: 2 2 }"""
DARK = "text { fill: #eee } .soft { fill: #aaa } .grid { stroke: #444 } .back { fill: #1c1c1c }"


def main(words: list[str]) -> None:
    """Writes both."""
    parser = argparse.ArgumentParser(prog="scripts/bench --chart", description=__doc__)
    parser.add_argument("--chart", nargs="?", type=pathlib.Path, default=costs.FILE, const=costs.FILE, metavar="FILE",
                        help="what --save kept")  # fmt: skip
    write(costs.read(parser.parse_args(words).chart))


def write(run: Run) -> None:
    """The picture and the table of these figures, in the place of those before."""
    PICTURE.write_text(draw(run), encoding="utf-8")
    README.write_text(with_table(README.read_text(encoding="utf-8"), run), encoding="utf-8")


def with_table(readme: str, run: Run) -> str:
    """The README with the table of this run in its place."""
    said = f"Measured on {run.day}: {run.machine}.\n\n{costs.markdown(run)}\n"
    return re.sub(f"(?<={re.escape(BEGIN)}).*?(?={re.escape(END)})", lambda _: said, readme, flags=re.DOTALL)


def draw(run: Run) -> str:
    """The picture as SVG, of the requests in SHOWN, on SQLite."""
    mine = {place: cost.mine for place, cost in run.of("sqlite").items() if place[0] in SHOWN}
    sizes = sorted({size for _, size in mine})
    names = [name for name in SHOWN if (name, sizes[0]) in mine]
    lines = {name: [(size, mine[name, size]) for size in sizes if (name, size) in mine] for name in names}
    place = Place(sizes[0], sizes[-1], min(mine.values()), max(mine.values()))
    parts = [
        f'<rect class="back" width="{LEFT + WIDTH + RIGHT}" height="{TOP + HEIGHT + BOTTOM}"/>',
        text(LEFT - 40, 22, "CPU of the server for one request on SQLite, ms, by bookmarks", "title"),
        f'<g transform="translate({LEFT} {TOP})">',
        *(grid(place.y(tick), tick) for tick in place.ticks()),
        *(text(place.x(size), HEIGHT + 22, f"{size:,}", "soft", "middle") for size in sizes),
        text(WIDTH / 2, HEIGHT + 42, "bookmarks in the library", "soft", "middle"),
        *(line(name, [(place.x(size), place.y(cost)) for size, cost in points]) for name, points in lines.items()),
        *labels(lines, place),
        "</g>",
    ]
    box = f"0 0 {LEFT + WIDTH + RIGHT} {TOP + HEIGHT + BOTTOM}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" aria-labelledby="what figures">'
    named = f'<title id="what">CPU per request against the number of bookmarks</title>\n{described(lines)}'
    return "\n".join([head, named, f"<style>{STYLE}\n{colours()}</style>", *parts, "</svg>"]) + "\n"


def described(lines: dict[str, list[tuple[int, float]]]) -> str:
    """The figures in words, for those who do not see the picture."""
    told = [f"{name}: " + ", ".join(f"{shown(cost)} ms at {size:,}" for size, cost in points)
            for name, points in lines.items()]  # fmt: skip
    return f'<desc id="figures">{escape("; ".join(told))}.</desc>'


def colours() -> str:
    """The colours of the lines, in the light and in the dark."""
    kinds = list(enumerate(SHOWN.values()))
    light = " ".join(f".k{n} {{ stroke: {colour} }}" for n, (colour, _) in kinds)
    dark = " ".join(f".k{n} {{ stroke: {colour} }}" for n, (_, colour) in kinds)
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{DARK} {dark} }}"


class Place:
    """Where a figure is on the picture."""

    def __init__(self, least: int, most: int, low: float, high: float) -> None:
        self.sizes = math.log10(least), math.log10(most)
        self.costs = math.floor(math.log10(low)), math.ceil(math.log10(high))

    def x(self, size: int) -> float:
        """Of a number of bookmarks."""
        return WIDTH * (math.log10(size) - self.sizes[0]) / ((self.sizes[1] - self.sizes[0]) or 1)

    def y(self, cost: float) -> float:
        """Of ms."""
        return HEIGHT - HEIGHT * (math.log10(cost) - self.costs[0]) / ((self.costs[1] - self.costs[0]) or 1)

    def ticks(self) -> list[float]:
        """Round ms from bottom to top."""
        powers = range(self.costs[0], self.costs[1] + 1)
        steps = [step * 10.0**power for power in powers for step in (1, 2, 5)]
        return [tick for tick in steps if tick <= 10.0 ** self.costs[1]]


def text(x: float, y: float, said: str, kind: str = "", anchor: str = "start") -> str:
    """A line of text."""
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" text-anchor="{anchor}">{escape(said)}</text>'


def grid(y: float, tick: float) -> str:
    """A line behind the chart with its number."""
    return f'<path class="grid" d="M0 {y:.1f}H{WIDTH}"/>' + text(-8, y + 4, f"{tick:,g}", "soft", "end")


def line(name: str, points: list[tuple[float, float]]) -> str:
    """What one kind of request costs."""
    drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path class="k{list(SHOWN).index(name)}" d="M{drawn}"/>'


def labels(lines: dict[str, list[tuple[int, float]]], place: Place) -> list[str]:
    """The name and the last figure of each line, none over another, and what leads there from its end."""
    ends = sorted((place.y(points[-1][1]), name, *points[-1]) for name, points in lines.items())
    made = []
    for (y, name, size, cost), at in zip(ends, apart([end[0] for end in ends]), strict=True):
        lead = f"M{place.x(size):.1f} {y:.1f}L{WIDTH + 16} {at:.1f}"
        made.append(f'<path class="lead k{list(SHOWN).index(name)}" d="{lead}"/>')
        made.append(text(WIDTH + 21, at + 4, f"{name}: {shown(cost)}"))
    return made


def apart(wanted: list[float]) -> list[float]:
    """Places in that order, none nearer to the next than APART, and all as near as can be to where they are wanted."""
    groups: list[tuple[float, int]] = []  # of places that touch: the sum of where they would begin, and how many
    for at, place in enumerate(wanted):
        total, many = place - at * APART, 1
        while groups and groups[-1][0] / groups[-1][1] > total / many:
            before, more = groups.pop()
            total, many = total + before, many + more
        groups.append((total, many))
    begins = [total / many for total, many in groups for _ in range(many)]
    return [begin + at * APART for at, begin in enumerate(begins)]
