"""A library of any size, written straight into an empty database: the rows that as many edits would have left."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from peewee import chunked

from drive.library import START, paper_id
from manicule.core.records import fold, new_bookmark, new_tag
from manicule.models import Bookmark, Head, Identifier, Label, Library, RevTag, Tag, writing
from manicule.services import devices, libraries, shelf
from manicule.services.searching import search

PART = 300  # rows a statement
TAGS = 40
ABSTRACT = "We show that words of an abstract, as long as they come, are what most of a library is made of. " * 11


@dataclass(frozen=True)
class Laid:
    """The library: who may read it, and the tag that every second bookmark carries."""

    device: str
    token: str
    tag: str
    tagged: int


def lay_out(url: str, count: int) -> Laid:
    """Fills the default library of an empty database with `count` bookmarks, each of about 1.5 kB, and 40 tags."""
    bound = libraries.open_database(url)
    try:
        library = libraries.find_or_make("default", START)
        tags = [new_tag(tag_id(n), f"subject {n}", n + 1, START, "dev_filler") for n in range(TAGS)]
        with writing(bound):
            write(library, tags, map(bookmark, range(count)))
        device, token = devices.register(library, "bench", START)
        return Laid(device.id, token, tag_id(0), (count + 1) // 2)
    finally:
        libraries.close(bound)


def write(library: Library, tags: list[dict], records: Iterable[dict]) -> None:
    """The rows of these tags and bookmarks, whose revisions follow one another from 1."""
    _insert(Tag, ({"library": library, **tag, "folded": fold(tag["name"])} for tag in tags))
    last = len(tags)
    for part in chunked(records, PART):
        _insert(Bookmark, ({"library": library, **shelf.bookmark_columns(record)} for record in part))
        _insert(Identifier, ({"library": library, "value": i, "bookmark": r["id"]} for r in part for i in r["ids"]))
        _insert(Label, ({"library": library, "tag": t, "bookmark": r["id"]} for r in part for t in r["tags"]))
        search.index(library, part)
        last = part[-1]["rev"]
    _insert(RevTag, ({"library": library, "rev": n, "tag": secrets.token_hex(8)} for n in range(1, last + 1)))
    Head.update(rev=last).where(Head.library == library).execute()


def _insert(model: type, rows: Iterator[dict]) -> None:
    for part in chunked(rows, PART):
        model.insert_many(part).execute()


def bookmark(number: int) -> dict:
    """The record of paper `number`: two authors and an abstract, a status and two tags, every third with a note."""
    rev = number + TAGS + 1
    record = new_bookmark(bookmark_id(number), rev, START + number)
    by = {"rev": rev, "at": START + number, "by": "dev_filler"}
    title = f"Paper {number} on a subject of its own"
    record["ids"] = [f"arxiv:{paper_id(number)}", f"doi:10.48550/arxiv.{paper_id(number)}"]
    record["id_sources"] = dict.fromkeys(record["ids"], "listing")
    record["meta"] = {"title": title, "authors": ["Ada Lovelace", "Émilie du Châtelet"], "abstract": ABSTRACT}
    record["meta_sources"] = dict.fromkeys(record["meta"], "listing")
    record["fields"] = {"status": {"v": ("to_read", "reading", "read")[number % 3], **by}}
    record["tags"] = {tag_id(n): {"dev_filler": rev} for n in {number % 2, 2 + number % (TAGS - 2)}}
    if number % 3 == 0:
        record["note"] = {"text": f"What I thought of paper {number}.", "rev": rev, "by": "dev_filler"}
    record["found_on"] = {"url": "https://arxiv.org/list/cs.CL/recent", "title": "cs.CL", "at": START + number}
    return record


def bookmark_id(number: int) -> str:
    """The id of the bookmark of paper `number`."""
    return f"bm_{number:022d}"


def tag_id(number: int) -> str:
    """The id of tag `number`; every second bookmark carries tag 0, the others tag 1."""
    return f"tag_{number:022d}"
