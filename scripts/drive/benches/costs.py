"""What requests cost: the figures of one run of `scripts/bench --server`, kept in a file, and told as tables."""

import json
import pathlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from drive.venv import ROOT

FILE = ROOT / "scripts" / "demo" / "cost.json"
# ms of CPU at 100,000 bookmarks on SQLite, of what has a limit
LIMITS = {"list 100": 15, "list 100 at 90 %": 15, "lookup of 100": 10, "search, rare word": 10,
          "search, common word": 30, "tag of 1 %, 100": 10, "create": 10, "update": 10}  # fmt: skip
LIMITED = 100_000


@dataclass(frozen=True)
class Cost:
    """ms of CPU for one request; None where it is not measured."""

    database: str
    size: int  # bookmarks
    what: str
    mine: float
    together: float | None  # with other clients at the same time
    same: float  # a Flask route that answers these bytes
    bare: float | None  # the SQL that no answer can do without

    def times(self) -> str:
        """How often the floors are in it."""
        return f"{self.mine / (self.same + self.bare):.1f}×" if self.bare is not None else ""


@dataclass(frozen=True)
class Run:
    """One run: the day, what it ran on, and what it measured."""

    day: str
    machine: str
    costs: list[Cost]

    def save(self, file: pathlib.Path) -> None:
        """Keep it, a cost on each line."""
        lines = ",\n".join(json.dumps(asdict(cost)) for cost in self.costs)
        head = f'"day": {json.dumps(self.day)}, "machine": {json.dumps(self.machine)}'
        file.write_text(f'{{{head}, "costs": [\n{lines}\n]}}\n', encoding="utf-8")

    def with_new(self, measured: list[Cost]) -> list[Cost]:
        """These costs and those that were measured now: each row, a request on a database, as one run measured it."""
        rows = {(cost.database, cost.what) for cost in measured}
        whole = [cost for cost in self.costs if (cost.database, cost.what) not in rows] + measured
        order = list(dict.fromkeys(cost.what for cost in [*self.costs, *measured]))
        return sorted(whole, key=lambda cost: (cost.database != "sqlite", order.index(cost.what), cost.size))

    def of(self, database: str) -> dict[tuple[str, int], Cost]:
        """Those of one database, by what is asked and the number of bookmarks."""
        return {(cost.what, cost.size): cost for cost in self.costs if cost.database == database}


def read(file: pathlib.Path) -> Run:
    """A run that was saved."""
    told = json.loads(file.read_text(encoding="utf-8"))
    return Run(told["day"], told["machine"], [Cost(**cost) for cost in told["costs"]])


def shown(value: float | None) -> str:
    """ms as people read them."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def markdown(run: Run) -> str:
    """The table of the README: SQLite by size, with floors and limits at one of them, then PostgreSQL."""
    sqlite, postgres = run.of("sqlite"), run.of("postgresql")
    sizes, others = _sizes(sqlite), [size for size in _sizes(postgres) if size <= LIMITED]
    head = ["ms of CPU", *(f"{size:,}" for size in sizes), "four at once", "same bytes", "bare SQL", "times", "limit",
            *(f"PostgreSQL, {size:,}" for size in others)]  # fmt: skip
    lines = [head, ["---", *["--:"] * (len(head) - 1)]]
    for what in dict.fromkeys(cost.what for cost in run.costs):
        beside = sqlite.get((what, LIMITED))
        told = ["", "", "", ""]
        if beside:
            told = [shown(beside.together), shown(beside.same), shown(beside.bare), beside.times()]
        line = [what, *_row(sqlite, what, sizes), *told, str(LIMITS.get(what, "")), *_row(postgres, what, others)]
        lines.append(line)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _sizes(costs: Iterable[tuple[str, int]]) -> list[int]:
    return sorted({size for _, size in costs})


def _row(costs: dict[tuple[str, int], Cost], what: str, sizes: Sequence[int]) -> list[str]:
    return [shown(costs[what, size].mine) if (what, size) in costs else "" for size in sizes]
