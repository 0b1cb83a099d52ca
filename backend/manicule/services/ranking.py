"""A library and queries from files, ranked: what `scripts/rank` does, without any database."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from manicule.core.related import Index
from manicule.core.suggest import NEIGHBOURS, names, suggest
from manicule.core.terms import count
from manicule.services.sites import background

Ranked = Iterator[tuple[str, str, float]]


def read(path: Path) -> list[dict]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write(path: Path, ranked: Ranked) -> None:
    """One line for each answer: `query TAB paper or tag TAB score`, the best of each query first."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"{query}\t{answer}\t{score:.6f}\n" for query, answer, score in ranked)


def library_index(library: Iterable[dict]) -> Index:
    """An index of papers `{id, title, abstract?, tags?, note?}`."""
    index = Index(background())
    for paper in library:
        index.add(paper["id"], counts(paper))
    return index


def counts(paper: dict) -> dict[str, int]:
    """How much each term of a paper or row counts."""
    tags = " ".join(paper.get("tags") or ())
    return count(paper["title"], paper.get("abstract") or "", tags, paper.get("note") or "")


def related(library: list[dict], queries: Iterable[dict], most: int) -> Ranked:
    """For each query its `most` closest papers, without those it lists in `exclude`."""
    index = library_index(library)
    for query in queries:
        for found in index.related(counts(query), most, set(query.get("exclude") or ())):
            yield query["id"], found.id, found.score


def tags(library: list[dict], queries: Iterable[dict], most: int) -> Ranked:
    """For each query up to `most` tags of the library."""
    index = library_index(library)
    tagged = {paper["id"]: paper.get("tags") or [] for paper in library}
    known = names(dict.fromkeys(tag for own in tagged.values() for tag in own))
    for query in queries:
        near = index.related(counts(query), NEIGHBOURS, set(query.get("exclude") or ()))
        text = f"{query['title']}\n{query.get('abstract') or ''}"
        neighbours = [(tagged[found.id], found.score) for found in near]
        for found in suggest(text, neighbours, known, query.get("keywords") or (), most):
            yield query["id"], found.name, found.score
