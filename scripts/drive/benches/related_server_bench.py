"""`scripts/bench --related-server`: what the server's index of related papers costs, as the library grows.

CPU of this process, SQLite's part in it, per row of a listing of a hundred: ranking by words, the whole answer with
titles and reasons, and ranking by words and sentence embeddings, with that of the process that holds these, which are
drawn by lot here: what is in them changes no cost. To embed a row costs the same at every size. Beside it
stand the figures of indexes in memory.
"""

import argparse
import os
import pathlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from peewee import chunked
from rich.console import Console
from rich.table import Table

from drive.benches import spending
from drive.benches.invented import papers
from drive.library import START
from manicule.core.records import new_bookmark
from manicule.core.related import SHOWN
from manicule.core.terms import count
from manicule.models import Bookmark, Library, writing
from manicule.services import libraries, shelf
from manicule.services.embeddings import embedder, embedding, vectors
from manicule.services.related_papers import catching_up, related, relating

SIZES = (1_000, 10_000, 100_000)
LISTING, HINTS, PART = 100, 3, 500
MEMORY = {10_000: "1.3", 100_000: "1.4 (90,000)"}  # ms; two stages, postings ≤ 8,000
FULL = {10_000: "5.5", 100_000: "138 (90,000)"}  # ms; pure Python, every posting


def main(words: list[str]) -> None:
    """Prints the table; a hundred thousand papers take some minutes to lay out."""
    parser = argparse.ArgumentParser(prog="scripts/bench --related-server", description=__doc__)
    parser.add_argument("--related-server", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of bookmarks, growing")
    parser.add_argument("--file", type=pathlib.Path, help="keep the library in this file, which must not exist")
    options = parser.parse_args(words)
    table = Table(
        "bookmarks", "ms a row, ranking", "of it tokenising", "with reasons", "fused", "two stages in memory",
        "all postings in memory", "ms to index one", "to edit one", "MB",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = options.file or pathlib.Path(folder) / "library.db"
        bound = libraries.open_database(f"sqlite:///{file}")
        for line in measured(bound, file, options.sizes):
            table.add_row(*line)
            print("\t".join(line), flush=True)
        libraries.close(bound)
    Console().print(table)
    print(embedding_cost())


def measured(bound: object, file: pathlib.Path, sizes: list[int]) -> Iterator[tuple[str, ...]]:
    """A line of the table for each size."""
    library = libraries.find_or_make("default", START)
    made = papers(sizes[-1] + LISTING + 1)
    rows = [{"title": one["title"], "abstract": one["abstract"]} for one in (next(made) for _ in range(LISTING))]
    records, size = (record(number, one) for number, one in enumerate(made, 1)), 0
    for wanted in sizes:
        laid = lay_out(bound, library, records, wanted - size)
        size = wanted
        catching_up.catch_up(library)
        last = shelf.bookmark_record(Bookmark.get(Bookmark.library == library, Bookmark.doc == size))
        edited = spent(lambda last=last: edit(bound, library, last), 11)
        asked = [related.Asked(count(row["title"], row["abstract"])) for row in rows]
        tokenised = spent(lambda: [count(row["title"], row["abstract"]) for row in rows], 3) / LISTING
        ranked = spent(lambda asked=asked: related.closest(library, asked, HINTS, SHOWN["normal"]), 5) / LISTING
        whole = spent(lambda: related.of_rows(library, rows, HINTS), 3) / LISTING
        megabytes = file.stat().st_size / 1e6
        fused = embedded(bound, library, asked)
        costs = tokenised + ranked, tokenised, whole
        beside = fused, MEMORY.get(size, ""), FULL.get(size, "")
        yield (f"{size:,}", *(f"{ms:.2f}" for ms in costs), *beside, f"{laid:.2f}", f"{edited:.2f}", f"{megabytes:.0f}")


def embedded(bound: object, library: Library, asked: list[related.Asked]) -> str:
    """ms to rank a row by words and meaning, once the process holds the vectors; none are left behind."""
    if not embedding.available():
        return "not installed"
    import numpy

    chance, docs = numpy.random.default_rng(7), [doc for (doc,) in Bookmark.select(Bookmark.doc).tuples()]

    def drawn(count: int) -> numpy.ndarray:
        numbers = chance.standard_normal((count, embedding.LENGTH), numpy.float32)
        return numbers / numpy.linalg.norm(numbers, axis=1, keepdims=True)

    with writing(bound):
        for part in chunked(docs, PART):
            packed = map(embedding.pack, drawn(len(part)))
            vectors.keep(library, {doc: vectors.Vector(1, b"", one) for doc, one in zip(part, packed, strict=True)})
        vectors.keep_made(library, vectors.Made(embedding.NAME, len(docs), f"bm_{len(docs)}", "", 0))
    meant = [replace(one, meaning=embedding.pack(vector)) for one, vector in zip(asked, drawn(len(asked)), strict=True)]
    related.closest(library, meant, HINTS, SHOWN["normal"])
    pids = os.getpid(), embedder.ours.process.pid
    took = spent(lambda: related.closest(library, meant, HINTS, SHOWN["normal"]), 5, partial(spending.spent, pids))
    took /= len(asked)
    with writing(bound):
        vectors.clear(library)
        vectors.RelatedMeaning.delete().execute()
    return f"{took:.2f}"


def embedding_cost() -> str:
    """What it takes to embed a row that nobody asked about before."""
    if not embedding.available():
        return "Sentence embeddings are not installed: pip install 'manicule[semantic]'."
    texts = [embedding.text_of(one["title"], one["abstract"]) for one in papers(32)]
    whole, titles = (
        spent(lambda some=some: embedding.embed(some), 3) / 32
        for some in (texts, [text.partition("\n")[0] for text in texts])
    )
    return f"To embed a row costs {whole:.1f} ms, one without an abstract {titles:.1f} ms."


def lay_out(bound: object, library: Library, records: Iterator[dict], wanted: int) -> float:
    """Write so many more bookmarks, without what the other indexes hold; ms for each that the index took."""
    took = 0.0
    for part in chunked((next(records) for _ in range(wanted)), PART):
        with writing(bound):
            rows = [{"library": library, **shelf.bookmark_columns(one)} for one in part]
            for some in chunked(rows, 100):
                Bookmark.insert_many(some).execute()
            began = time.process_time()
            relating.index(library, part)
            took += time.process_time() - began
    return 1000 * took / wanted


def edit(bound: object, library: Library, last: dict) -> None:
    """Give a paper another abstract, as far as the index is concerned."""
    text = last["meta"]["abstract"]
    last["meta"]["abstract"] = " ".join(reversed(text.split())) + " anew" * (len(text) % 2 + 1)
    with writing(bound):
        relating.index(library, [last])


def record(number: int, paper: dict) -> dict:
    """A bookmark record of an invented paper."""
    made = new_bookmark(f"bm_{number:022d}", number, START + number)
    made["ids"] = [f"arxiv:2401.{number:05d}"]
    made["meta"] = {name: paper[name] for name in ("title", "authors", "abstract")}
    made["note"] = {"text": paper["note"], "rev": number, "by": "dev_filler"}
    return made


def spent(work: Callable[[], object], times: int, clock: Callable[[], float] = time.process_time) -> float:
    """CPU of one run in ms, the least of several: whatever else the machine does only adds to it."""
    found = []
    for _ in range(times):
        began = clock()
        work()
        found.append(1000 * (clock() - began))
    return min(found)
