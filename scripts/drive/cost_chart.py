"""Cost against size as a picture: a line for each kind of request, sizes side by side, CPU upwards."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from manicule.core.charts import areas

if TYPE_CHECKING:
    from drive.server_bench import Cost

SHOWN = {
    "list 100": "#1b6ca8", "list 100 at 90 %": "#5aa0d0", "lookup of 100": "#2e7d4f", "search, rare word": "#b3541e",
    "search, common word": "#8a2b0e", "tag of 1 %, 100": "#7a4ea3", "create": "#8a6d00", "update": "#c29a1a",
    "sync of nothing": "#555555",
}  # fmt: skip
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 480, 300, 56, 190, 44, 48
APART = 15  # between two labels
STYLE = """text { font: 12px system-ui, sans-serif; fill: #222 } .soft { fill: #666 } .title { font-weight: 600 }
.grid { stroke: #ddd } .back { fill: #fff } path { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #eee } .soft { fill: #aaa } .grid { stroke: #444 } .back { fill: #1c1c1c } }"""


def draw(costs: "Sequence[Cost]") -> str:
    """The picture as SVG, of the requests in SHOWN that every size has."""
    sizes = sorted({cost.size for cost in costs})
    mine = {(cost.what, cost.size): cost.mine for cost in costs}
    names = [name for name in SHOWN if all((name, size) in mine for size in sizes)]
    drawn = areas([[mine[name, size] for size in sizes] for name in names], WIDTH, HEIGHT)
    parts = [
        f'<rect class="back" width="{LEFT + WIDTH + RIGHT}" height="{TOP + HEIGHT + BOTTOM}"/>',
        text(LEFT - 40, 22, "CPU of the server for one request, ms, on SQLite", "title"),
        f'<g transform="translate({LEFT} {TOP})">',
        *(grid(tick) for tick in drawn["ticks"]),
        *(below(place, size, len(sizes)) for place, size in enumerate(sizes)),
        *(
            f'<path d="{path["line"]}" stroke="{SHOWN[name]}"/>'
            for name, path in zip(names, drawn["paths"], strict=True)
        ),
        *labels(names, [mine[name, sizes[-1]] for name in names], drawn["ticks"][-1]["value"]),
        "</g>",
    ]
    box = f"0 0 {LEFT + WIDTH + RIGHT} {TOP + HEIGHT + BOTTOM}"
    told = "CPU per request against the number of bookmarks; the table beside it has the figures"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" aria-label="{told}">'
    return "\n".join([head, f"<style>{STYLE}</style>", *parts, "</svg>"]) + "\n"


def text(x: float, y: float, said: str, kind: str = "", anchor: str = "start") -> str:
    """A line of text."""
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" text-anchor="{anchor}">{escape(said)}</text>'


def grid(tick: dict) -> str:
    """A line behind the chart with its number."""
    y = tick["y"]
    return f'<path class="grid" d="M0 {y}H{WIDTH}"/>' + text(-8, y + 4, str(tick["value"]), "soft", "end")


def below(place: int, size: int, many: int) -> str:
    """The number of bookmarks under its place."""
    x = WIDTH * place / max(1, many - 1)
    said = f"{size:,}" + (" bookmarks" if place == many - 1 else "")
    return text(x, HEIGHT + 22, said, "soft", "middle")


def labels(names: list[str], last: list[float], most: float) -> list[str]:
    """The name and the last figure of each line at its end, none over another."""
    made, free = [], HEIGHT + APART
    for value, name in sorted(zip(last, names, strict=True)):
        y = min(HEIGHT - HEIGHT * value / most + 4, free - APART)
        free = y
        made.append(f'<rect x="{WIDTH + 10}" y="{y - 9:.0f}" width="10" height="10" fill="{SHOWN[name]}"/>')
        made.append(text(WIDTH + 25, y, f"{name}: {value:.1f}"))
    return made
