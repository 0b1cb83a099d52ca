"""Libraries of any size with every index filled, laid out once and kept in a folder, to be measured on copies.

Up to MOST bookmarks each is an invented paper of its own; of more, the papers come again under other identities, copied
by the database itself, without the index of related papers.
"""

import pathlib
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from peewee import chunked

from drive.benches import invented, scale, search_bench
from drive.library import START, paper_id
from manicule.core.postings import PART, SEPARATOR, SIZE, pack_counts, posting, unpack_counts
from manicule.core.rarity import Rarity
from manicule.core.records import new_tag
from manicule.core.related import norm
from manicule.core.terms import TF, count
from manicule.core.ties import ties
from manicule.core.views import told
from manicule.models import Library, RelatedPaper, RelatedPart, RelatedState, RelatedTerm, writing
from manicule.services import libraries, sites
from manicule.services.related_papers import catching_up, relating
from manicule.services.searching import search

if TYPE_CHECKING:
    from cluster import Cluster

MOST = 100_000
RARE_TAG = "one in a hundred"  # 1 % of the papers carry it


def file_of(size: int, kept: pathlib.Path) -> pathlib.Path:
    """The SQLite file of a library of that size in the folder, laid out if it is not there in today's form."""
    file = kept / f"{size}-{search.FORM}-{catching_up.FORM}.db"
    if not file.exists():
        part = file.with_suffix(".part")
        remove(part)
        if size <= MOST:
            lay_out(f"sqlite:///{part}", size)
        else:
            shutil.copyfile(file_of(MOST, kept), part)
            multiply(part, size)
        part.replace(file)
    return file


def database_of(size: int, cluster: "Cluster") -> str:
    """The address of a database of that size to be changed at will: a copy of one that is laid out if need be."""
    name = f"stocked_{size}_{search.FORM}_{catching_up.FORM}"
    if not cluster.asked("SELECT 1 FROM pg_database WHERE datname = %s", name):
        cluster.say("DROP DATABASE IF EXISTS part")
        cluster.say("CREATE DATABASE part")
        lay_out(cluster.url("part"), size)
        cluster.say("VACUUM ANALYZE", "part")
        cluster.say(f"ALTER DATABASE part RENAME TO {name}")
    cluster.say(f"DROP DATABASE IF EXISTS measured_{size}")
    cluster.say(f"CREATE DATABASE measured_{size} TEMPLATE {name} STRATEGY file_copy")
    return cluster.url(f"measured_{size}")


def remove(file: pathlib.Path) -> None:
    """Delete a SQLite file and what lies beside it."""
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def lay_out(url: str, size: int) -> None:
    """Fills the default library of an empty database."""
    bound = libraries.open_database(url)
    try:
        library = libraries.find_or_make("default", START)
        tags = [new_tag(scale.tag_id(n), name, n + 1, START, "dev_filler") for n, name in enumerate(names())]
        of_name = {tag["name"]: tag["id"] for tag in tags}
        index = Related(library)
        with writing(bound):
            scale.write(library, tags, map(index.also, records(size, of_name)))
            index.write()
    finally:
        libraries.close(bound)


def names() -> list[str]:
    """The names of the tags."""
    return [*invented.TAGS, RARE_TAG]


def records(size: int, of_name: dict[str, str]) -> Iterator[dict]:
    """The records of the invented papers."""
    for number, paper in enumerate(invented.papers(size)):
        more = [RARE_TAG] if number % 100 == 7 else []
        yield search_bench.record(number, {**paper, "tags": paper["tags"] + more}, of_name)


class Related:
    """The index of related papers of a whole library at once, as related_papers.relating would have left it."""

    def __init__(self, library: Library) -> None:
        self.library, self.df = library, Counter()
        self.papers: list[tuple[int, str, bytes, list[str]]] = []  # packed: a hundred thousand dicts are a gigabyte
        self.names = {scale.tag_id(n): name for n, name in enumerate(names())}

    def also(self, record: dict) -> dict:
        """Takes the record into the index; gives it back."""
        if relating.relates(record):
            tags = " ".join(sorted(self.names[tag] for tag in record["tags"]))
            counts = count(str(told(record, "title")), str(told(record, "abstract")), tags, record["note"]["text"])
            tied = ties(record, sites.key_rules())
            self.df.update([*counts, *tied])
            self.papers.append((record["doc"], *pack_counts(counts), tied))
        return record

    def write(self) -> None:
        """Stores all of it."""
        size, rows, entries = len(self.papers), [], {}
        rarity = Rarity(size, self.df, sites.background())
        for doc, terms, numbers, tied in self.papers:
            counts = unpack_counts(terms, numbers)
            length = norm(counts, rarity)
            weights = {**{term: TF[times] / length for term, times in counts.items()}, **dict.fromkeys(tied, 1.0)}
            for term, weight in weights.items():
                entries.setdefault(term, bytearray()).extend(posting(doc, weight))
            rows.append({"library": self.library, "doc": doc, "norm": length, "made": size, "counts": numbers,
                         "terms": terms, "ties": SEPARATOR.join(tied)})  # fmt: skip
        _insert(RelatedPaper, rows)
        self._write_terms(entries)
        RelatedState.insert(library=self.library, size=size, made=size).execute()

    def _write_terms(self, entries: dict[str, bytearray]) -> None:
        full, terms = PART * SIZE, []
        for term, packed in entries.items():
            parts = len(packed) // full
            aside = [bytes(packed[n * full : n * full + full]) for n in range(parts)]
            aside = [{"library": self.library, "term": term, "part": n, "entries": e} for n, e in enumerate(aside, 1)]
            _insert(RelatedPart, aside)
            terms.append({"library": self.library, "term": term, "df": self.df[term], "parts": parts,
                          "entries": bytes(packed[parts * full :])})  # fmt: skip
        _insert(RelatedTerm, terms)


def _insert(model: type, rows: list[dict]) -> None:
    for part in chunked(rows, 300):
        model.insert_many(part).execute()


# Each copy has names and numbers of its own, behind those of the copies before.
MULTIPLY = (
    """INSERT INTO bookmark SELECT library_id, moved(id, :ahead), rev + :ahead, alive, alias_of, doc + :ahead,
        json_array(paper(id, :ahead)), id_sources, meta, meta_sources, fields, note, note_rev, note_by, note_copies,
        tags, links, found_on, saved_at + :ahead * 60000, updated_at + :ahead * 60000, title, status, rating, published
        FROM bookmark WHERE doc <= :last""",
    """INSERT INTO identifier SELECT library_id, paper(id, :ahead), moved(id, :ahead) FROM bookmark
        WHERE doc <= :last""",
    """INSERT INTO label SELECT label.library_id, tag, moved(bookmark, :ahead) FROM label JOIN bookmark
        ON bookmark.library_id = label.library_id AND id = bookmark WHERE doc <= :last""",
    "INSERT INTO rev_tag SELECT library_id, rev + :ahead, tag FROM rev_tag WHERE rev > :tags AND rev <= :last",
    """INSERT INTO search_index (rowid, title, authors, abstract, note, facts)
        SELECT rowid + :ahead, title, authors, abstract, note, facts FROM search_index
        WHERE rowid <= (1 << 40) + :last""",
    "UPDATE head SET rev = :last + :ahead",
)


def multiply(file: pathlib.Path, size: int) -> None:
    """Copies the MOST bookmarks of a library until it has `size`."""
    with closing(sqlite3.connect(file)) as one:
        one.execute("PRAGMA journal_mode = DELETE")
        one.execute("PRAGMA synchronous = OFF")
        one.create_function("moved", 2, lambda name, ahead: scale.bookmark_id(int(name[3:]) + ahead))
        one.create_function("paper", 2, lambda name, ahead: f"arxiv:{paper_id(int(name[3:]) + ahead)}")
        for ahead in range(MOST, size, MOST):
            for statement in MULTIPLY:
                one.execute(statement, {"ahead": ahead, "last": len(names()) + MOST, "tags": len(names())})
            one.commit()
