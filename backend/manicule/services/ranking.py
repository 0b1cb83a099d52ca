"""A library and queries from files, ranked: what `scripts/rank` does, without any database."""

import json
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from pathlib import Path

from manicule.core.related import CANDIDATES, Index, fuse
from manicule.core.suggest import NEIGHBOURS, names, suggest
from manicule.core.terms import count
from manicule.services import embedding
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


def fused(
    library: list[dict], queries: list[dict], most: int, done: Callable[[int], None] = lambda count: None
) -> Ranked:
    """As `related`, with sentence embeddings too. `done` is told how many of library and queries are embedded.

    :raise SemanticMissing: where `manicule[semantic]` is not installed
    """
    index = library_index(library)
    texts = [embedding.text_of(paper["title"], paper.get("abstract") or "") for paper in [*library, *queries]]
    distinct = list(dict.fromkeys(texts))
    places = {text: place for place, text in enumerate(distinct)}
    vectors = embedding.embed(distinct, done)[[places[text] for text in texts]]
    cosines = vectors[len(library) :] @ vectors[: len(library)].T
    for query, near in zip(queries, cosines, strict=True):
        yield from _fused(index, [paper["id"] for paper in library], query, near.tolist(), most)


def _fused(index: Index, papers: list[str], query: dict, cosines: list[float], most: int) -> Ranked:
    """The papers that words or meaning bring closest, by both."""
    left_out = set(query.get("exclude") or ())
    wide = max(CANDIDATES, most) + len(left_out)
    row, close = counts(query), dict(zip(papers, cosines, strict=True))
    found = dict.fromkeys([one.id for one in index.related(row, wide)] + nlargest(wide, papers, key=close.__getitem__))
    scored = [(fuse(one.score, close[one.id]), one.id) for one in index.compare(row, found) if one.id not in left_out]
    for value, paper in sorted(scored, key=lambda one: -one[0])[:most]:
        yield query["id"], paper, value


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
