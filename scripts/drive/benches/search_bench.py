"""How well and how fast a search finds: known items, half remembered, beside plain FTS5; CPU beside the bare query
(search_costs.py)."""

import argparse
import pathlib
import random
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable

from drive.benches import invented, scale, tables
from drive.benches.search_costs import costs
from drive.benches.search_costs import frequencies as frequencies
from drive.library import START, paper_id
from manicule.core.records import new_bookmark, new_tag
from manicule.models import Library, writing
from manicule.services import libraries, listing
from manicule.services.searching import settling

SIZE = 10_000  # bookmarks
QUERIES = 50  # of each kind
DEPTH = 100  # a paper further down counts as not found
LETTERS = "abcdefghijklmnopqrstuvwxyz"
YEAR_MS = 365 * 86_400_000
FIRST_DOC = len(invented.TAGS) + 1  # of the first paper in the library: each tag and each paper has a revision
ROWS = """SELECT bookmark.* FROM papers CROSS JOIN library.bookmark AS bookmark
    ON bookmark.library_id = 1 AND bookmark.doc = papers.rowid + ? WHERE papers MATCH ? ORDER BY {} LIMIT 20"""
COLUMNS = ("what", "figure", "yardstick", "ratio")
Line = tuple[str, str, str, str]


def main(words: list[str]) -> None:
    """Prints two tables: mean reciprocal ranks, then CPU."""
    parser = argparse.ArgumentParser(prog="scripts/bench --search", description=__doc__)
    parser.add_argument("--search", action="store_true", help="this part of the bench")
    parser.add_argument("--size", type=int, default=SIZE, help="bookmarks of the library")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the tables")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        lines = measure(pathlib.Path(folder), options.size)
    tables.tell(lines, COLUMNS, f"Search in {options.size:,} papers, here and now", as_json=options.json)


def measure(folder: pathlib.Path, size: int) -> list[Line]:
    """Every line of the table."""
    papers = list(invented.papers(size))
    url = f"sqlite:///{folder / 'library.db'}"
    lay_out(url, papers)
    bare = Bare(folder / "bare.db", papers)
    bare.attach(folder / "library.db")
    bound = libraries.open_database(url)
    try:
        library = libraries.find_or_make("default", START)
        settling.settle(threading.Event())  # as a server does within half a minute, and Bare with `optimize`
        return [*known_items(library, bare, papers), *costs(library, bare.rows, papers)]
    finally:
        libraries.close(bound)


def lay_out(url: str, papers: Iterable[dict]) -> None:
    """Fills the default library of an empty database."""
    bound = libraries.open_database(url)
    try:
        library = libraries.find_or_make("default", START)
        tags = [new_tag(f"tag_{n:022d}", name, n + 1, START, "dev_filler") for n, name in enumerate(invented.TAGS)]
        of_name = {tag["name"]: tag["id"] for tag in tags}
        with writing(bound):
            scale.write(library, tags, (record(n, paper, of_name) for n, paper in enumerate(papers)))
    finally:
        libraries.close(bound)


def record(number: int, paper: dict, of_name: dict[str, str]) -> dict:
    """The record of an invented paper."""
    rev = number + len(of_name) + 1
    made = new_bookmark(scale.bookmark_id(number), rev, START - 3 * YEAR_MS + number * 60_000)
    made["ids"] = [f"arxiv:{paper_id(number)}"]
    made["meta"] = {name: paper[name] for name in ("title", "authors", "abstract", "venue", "published")}
    made["fields"] = {"status": {"v": paper["status"], "rev": rev, "at": START, "by": "dev_filler"}}
    made["tags"] = {of_name[name]: {"dev_filler": rev} for name in paper["tags"]}
    made["note"] = {"text": paper["note"], "rev": rev, "by": "dev_filler"}
    return made


class Bare:
    """FTS5 as it comes, in a file of its own: the same fields, ranked by its own bm25."""

    def __init__(self, file: pathlib.Path, papers: list[dict]) -> None:
        self.file = sqlite3.connect(file)
        columns = "title, authors, abstract, note, tags, venue, year, status"
        self.file.execute(f"CREATE VIRTUAL TABLE papers USING fts5 ({columns})")
        rows = (
            (n, p["title"], ", ".join(p["authors"]), p["abstract"], p["note"], ", ".join(p["tags"]), p["venue"],
             p["published"][:4], p["status"])
            for n, p in enumerate(papers)
        )  # fmt: skip
        self.file.executemany(f"INSERT INTO papers (rowid, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.file.execute("INSERT INTO papers (papers) VALUES ('optimize')")
        self.file.commit()

    def find(self, query: str) -> list[int]:
        """Numbers of the papers that match all words, the best first."""
        words = " ".join(f'"{word}"' for word in query.split())
        found = self.file.execute("SELECT rowid FROM papers WHERE papers MATCH ? ORDER BY rank LIMIT ?", (words, DEPTH))
        return [number for (number,) in found]

    def attach(self, library: pathlib.Path) -> None:
        """Let it read the bookmarks of these papers in the file of a library."""
        self.file.execute("ATTACH ? AS library", (str(library),))

    def rows(self, match: str, *, newest: bool = False) -> None:
        """The best 20, or the newest, with the rows of their bookmarks, which every answer must read."""
        order = "papers.rowid DESC" if newest else "rank"
        self.file.execute(ROWS.format(order), (FIRST_DOC, match)).fetchall()


def ours(library: Library, query: str) -> list[int]:
    """The same from our list."""
    return [int(one["id"].removeprefix("bm_")) for one in listing.page(library, q=query, limit=DEPTH)["items"]]


# Known items


def known_items(library: Library, bare: Bare, papers: list[dict]) -> list[Line]:
    """The mean reciprocal rank of each kind of half-remembered query, and of all."""
    chance = random.Random(invented.SEED + 1)
    lines, all_ours, all_bare = [], [], []
    for kind, remember in KINDS.items():
        asked = [remember(number, papers[number], chance) for number in chosen(papers, kind, chance)]
        mine = [reciprocal(number, ours(library, query)) for number, query in asked]
        plain = [reciprocal(number, bare.find(query)) for number, query in asked]
        lines.append(ranks(f"  {kind}", mine, plain))
        all_ours, all_bare = [*all_ours, *mine], [*all_bare, *plain]
    return [ranks(f"mean reciprocal rank of {len(all_ours)} queries", all_ours, all_bare), *lines]


def chosen(papers: list[dict], kind: str, chance: random.Random) -> list[int]:
    """Which papers are remembered."""
    able = [number for number, paper in enumerate(papers) if paper["note"] or "note" not in kind]
    return chance.sample(able, QUERIES)


def telling(text: str) -> list[str]:
    """The words of a text that somebody remembers it by."""
    plain = {word.strip(".,").lower() for word in text.split()}
    return sorted(word for word in plain if len(word) > 4 and word not in invented.COMMON and word not in invented.GLUE)


def two_words(number: int, paper: dict, chance: random.Random) -> tuple[int, str]:
    """Two words of the title."""
    return number, " ".join(chance.sample(telling(paper["title"]) or paper["title"].split(), 2))


def author_and_year(number: int, paper: dict, chance: random.Random) -> tuple[int, str]:
    """The surname of the first author, and the year."""
    return number, f"{paper['authors'][0].split()[-1].lower()} {paper['published'][:4]}"


def word_of_note(number: int, paper: dict, chance: random.Random) -> tuple[int, str]:
    """A word of the note, and one of the title."""
    title = telling(paper["title"]) or paper["title"].lower().split()
    noted = [word for word in telling(paper["note"]) if word not in title]
    return number, f"{chance.choice(noted or title)} {chance.choice(title)}"


def with_a_typo(number: int, paper: dict, chance: random.Random) -> tuple[int, str]:
    """Two words of the title, one of them mistyped."""
    _, query = two_words(number, paper, chance)
    first, second = query.split()
    return number, f"{mistyped(first, chance)} {second}"


def mistyped(word: str, chance: random.Random) -> str:
    """The word with one slip of the finger."""
    at = chance.randrange(1, len(word) - 1)
    slips = [
        word[:at] + word[at + 1 :], word[:at] + chance.choice(LETTERS) + word[at:],
        word[:at] + chance.choice(LETTERS) + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]  # fmt: skip
    return chance.choice(slips)


KINDS: dict[str, Callable[[int, dict, random.Random], tuple[int, str]]] = {
    "two words of the title": two_words,
    "first author and year": author_and_year,
    "a word of the note, one of the title": word_of_note,
    "two words of the title, one mistyped": with_a_typo,
}


def reciprocal(number: int, found: list[int]) -> float:
    """1 for the first, ½ for the second, … 0 for none."""
    return 1 / (found.index(number) + 1) if number in found else 0.0


def ranks(what: str, mine: list[float], plain: list[float]) -> Line:
    """A line about ranks."""
    own, other = sum(mine) / len(mine), sum(plain) / len(plain)
    return what, f"{own:.3f}", f"plain FTS5: {other:.3f}", f"{own / other:.2f}×" if other else "∞"
