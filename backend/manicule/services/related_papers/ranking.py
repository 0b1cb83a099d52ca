"""A library and queries from files, ranked: what `scripts/rank` does, without any database."""

import json
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from pathlib import Path

from manicule.core.related import CANDIDATES, Index, fuse
from manicule.core.suggest import NEIGHBOURS, names, suggest
from manicule.core.terms import count
from manicule.services.embeddings import embedding
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
    distinct = list(dict.fromkeys(filter(None, texts)))  # what the model cannot read has none
    vectors = embedding.embed(distinct, done)
    places = {text: place for place, text in enumerate(distinct)}
    read = {paper["id"]: places[text] for paper, text in zip(library, texts, strict=False) if text}
    known = vectors[list(read.values())]
    for query, text in zip(queries, texts[len(library) :], strict=True):
        cosines = (known @ vectors[places[text]]).tolist() if text else []
        yield from _fused(index, query, dict(zip(read, cosines, strict=False)), most)


def _fused(index: Index, query: dict, close: dict[str, float], most: int) -> Ranked:
    """The papers that words or meaning bring closest, by both; those whose meaning is not known by their words."""
    left_out = set(query.get("exclude") or ())
    wide, row = max(CANDIDATES, most) + len(left_out), counts(query)
    found = dict.fromkeys([one.id for one in index.related(row, wide)] + nlargest(wide, close, key=close.__getitem__))
    there = [one for one in index.compare(row, found) if one.id not in left_out]
    scored = [(fuse(one.score, close[one.id]) if one.id in close else one.score, one.id) for one in there]
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
