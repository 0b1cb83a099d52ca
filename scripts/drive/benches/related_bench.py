"""How well papers are related and tags suggested: nDCG, abstention and recall, for both languages.

The data and their scorer lie outside of the project, in a folder `related` with `eval_related.py` and `dev`.
"""

import argparse
import importlib.util
import json
import pathlib
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from types import ModuleType

from rich.console import Console
from rich.table import Table

from manicule.core.related import SHOWN
from manicule.core.suggest import NEIGHBOURS, names, suggest
from manicule.services.embeddings import embedding
from manicule.services.related_papers import ranking

ROOT = pathlib.Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "related"
RELATING = ["citeulike", "mllists", "abstain"]
TAGGING = ["tagging_citeulike", "tagging_keywords"]
HINTS = 3  # shown on a row at most


class Words:
    """The lexical ranker, as the scorer asks for it."""

    def __init__(self, library: list[dict]) -> None:
        self.index = ranking.library_index(library)
        self.tags = {paper["id"]: paper.get("tags") or [] for paper in library}
        self.known = names(dict.fromkeys(tag for own in self.tags.values() for tag in own))

    def related(self, row: dict, most: int, exclude: tuple = ()) -> list[tuple[str, float]]:
        """Papers with their scores."""
        return [tuple(one) for one in self.index.related(_counts(row), most, set(exclude))]

    def suggest_tags(self, row: dict, most: int) -> list[str]:
        """By neighbours and names."""
        text = f"{row['title']}\n{row['abstract']}"
        return [one.name for one in suggest(text, self.neighbours(row), self.known, limit=most)]

    def neighbours(self, row: dict) -> list[tuple[list[str], float]]:
        """Tags and score of the closest papers."""
        return [(self.tags[paper], score) for paper, score in self.related(row, NEIGHBOURS)]


class NeighboursAlone(Words):
    """Without the names of tags in the text."""

    def suggest_tags(self, row: dict, most: int) -> list[str]:
        """The tags of the closest papers."""
        return [one.name for one in suggest("", self.neighbours(row), {}, limit=most)]


class MostUsed(Words):
    """The yardstick: whatever the paper, the tags used most."""

    def suggest_tags(self, row: dict, most: int) -> list[str]:
        """The same for every row."""
        used: dict[str, int] = {}
        for own in self.tags.values():
            for tag in own:
                used[tag] = used.get(tag, 0) + 1
        return sorted(used, key=lambda tag: -used[tag])[:most]


def main(words: list[str]) -> None:
    """Print the tables; it takes some minutes, most of them for the embeddings."""
    parser = argparse.ArgumentParser(prog="scripts/bench --related", description=__doc__)
    parser.add_argument("--related", action="store_true", help="this table")
    parser.add_argument("--data", type=pathlib.Path, default=DATA, help="the folder with eval_related.py")
    parser.add_argument("--split", default="dev", help="the folder in it: dev, or other data of the same layout")
    parser.add_argument("--semantic", action="store_true", help="sentence embeddings too, where they are installed")
    options = parser.parse_args(words)
    if not (options.data / "eval_related.py").is_file():
        raise SystemExit(f"There is no eval_related.py in {options.data}: name its folder with --data.")
    scorer, data = load(options.data / "eval_related.py"), str(options.data / options.split)
    console = Console()
    console.print(rankers(scorer, data, semantic=options.semantic))
    console.print(settings(scorer, data))
    console.print(tagging(scorer, data))
    console.print(costs(scorer, data))


def load(path: pathlib.Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("eval_related", path)
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def rankers(scorer: ModuleType, data: str, *, semantic: bool) -> Table:
    """How well papers are related, by each way of asking."""
    table = Table("method", "mean nDCG@10", "abstain AUC", "recall at 90 % precision", title="Related papers")
    command = f"{sys.executable} {ROOT / 'scripts' / 'rank'}"
    asked: dict[str, Callable] = {"words, Python": Words, "words, JavaScript": scorer.Cmd(f"{command} --js")}
    if semantic and embedding.available():
        asked["words and sentence embeddings"] = scorer.Cmd(f"{command} --semantic")
    for name, ranker in asked.items():
        found = scorer.evaluate(ranker, data, RELATING, None, False)
        ranked = [one["nDCG@10"] for one in found.values() if "nDCG@10" in one]
        silent = found["abstain"]
        mean = sum(ranked) / len(ranked)
        table.add_row(name, f"{mean:.4f}", f"{silent['AUC_pooled']:.4f}", f"{silent['recall@90%prec']:.3f}")
    return table


def settings(scorer: ModuleType, data: str) -> Table:
    """How often a hint is shown, and how often it is right."""
    heads = "rows with a hint", "of them of the library's subject", "precision at 3 there", "unrelated rows silent"
    table = Table("setting", *heads, title="Hints (right: of the same section of a curated list)")
    rows = list(hints(scorer, data))
    for name, least in SHOWN.items():
        shown = [[good for score, good in found if score >= least] for _, found in rows]
        told = [one for one in shown if one]
        subject = sum(related for one, (related, _) in zip(shown, rows, strict=True) if one)
        silent = [not one for one, (related, _) in zip(shown, rows, strict=True) if not related]
        right = sum(sum(one) / len(one) for one in told) / max(1, len(told))
        figures = share(len(told), len(shown)), share(subject, len(told)), f"{right:.2f}"
        table.add_row(name, *figures, share(sum(silent), len(silent)))
    return table


def hints(scorer: ModuleType, data: str) -> Iterator[tuple[bool, list[tuple[float, bool]]]]:
    """For each row of `abstain` whether it is related at all, and its best papers: score, and whether that is right."""
    for case in scorer.rd(f"{data}/abstain/cases.jsonl"):
        ranker = Words(case["library"])
        for row in case["rows"]:
            right = {paper for paper, grade in (row.get("rel") or {}).items() if grade >= 2}
            found = ranker.related(row, HINTS, (row["id"],))
            yield row["related"], [(score, paper in right) for paper, score in found]


def tagging(scorer: ModuleType, data: str) -> Table:
    """How many of a paper's tags are among five that are suggested."""
    table = Table("tags", "citeulike", "keywords", title="Tags: recall at 5")
    for name, ranker in {"most used": MostUsed, "nearest alone": NeighboursAlone, "suggested": Words}.items():
        found = scorer.evaluate(ranker, data, TAGGING, None, False)
        table.add_row(name, *(f"{found[task]['R@5']:.3f}" for task in TAGGING))
    return table


def costs(scorer: ModuleType, data: str) -> Table:
    """What a row costs, and what the index weighs, in memory."""
    library, rows = scorer.library(data, "mllists"), scorer.queries(data, "mllists")[:300]
    table = Table(
        "in memory", "CPU ms a row", "tokenising it", "MB for 1,000 bookmarks", title=f"{len(library):,} papers"
    )
    table.add_row("Python", *(f"{figure:.2f}" for figure in cost_here(library, rows)))
    table.add_row("JavaScript", *(f"{figure:.2f}" for figure in cost_in_node(library, rows)))
    return table


def cost_here(library: list[dict], rows: list[dict]) -> tuple[float, float, float]:
    """Of the Python modules."""
    tracemalloc.start()
    index = ranking.library_index(library)
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    index.related(_counts(rows[0]), HINTS)
    began = time.process_time()
    read = [_counts(row) for row in rows]
    between = time.process_time()
    for counts in read:
        index.related(counts, HINTS)
    took = time.process_time() - between
    tokenising = between - began
    return 1000 * (tokenising + took) / len(rows), 1000 * tokenising / len(rows), 1000 * size / len(library)


def cost_in_node(library: list[dict], rows: list[dict]) -> tuple[float, float, float]:
    """Of the JavaScript modules."""
    script = pathlib.Path(__file__).with_name("related_cost.js")
    body = json.dumps({"library": library, "rows": rows, "most": HINTS})
    command = ["node", "--expose-gc", str(script)]
    told = subprocess.run(command, input=body, capture_output=True, text=True, check=True).stdout
    return tuple(json.loads(told))


def share(part: int, whole: int) -> str:
    """In percent."""
    return f"{100 * part / max(1, whole):.1f} %"


def _counts(row: dict) -> dict[str, int]:
    return ranking.counts({"title": row["title"], "abstract": row["abstract"]})
