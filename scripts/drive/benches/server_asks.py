"""The requests that `scripts/bench --server` measures, and the SQL that no answer to each can do without.

No request is asked twice where that would find something ready: keys, papers, words and pages differ from one to the
next.
"""

import base64
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from drive.benches import invented, scale, search_bench, stocked
from drive.benches.spending import Sent
from drive.library import START, paper_id
from manicule.services.cursors import sign, write_cursor

API = "/api/v1"
KNOWN = 10_000  # papers whose words are counted to find rare and common ones
IMPORTED = 200  # papers of a file
LISTED = (
    "SELECT * FROM bookmark WHERE library_id = 1 AND alive = ? AND saved_at < ?{} "
    "ORDER BY saved_at DESC, id DESC LIMIT 100"
)
Statement = tuple[str, tuple]


@dataclass(frozen=True)
class Library:
    """What is measured: how large, where its history stands, and who asks."""

    size: int
    sqlite: bool
    head: int
    tag: str  # the random bits of the head
    device: str


@dataclass(frozen=True)
class Ask:
    """A request by its number, with the SQL beside it; `runs` of one that takes long are few.

    `most`: bookmarks of the largest library that it is asked of.
    """

    what: str
    sent: Callable[[int], Sent]
    sql: Callable[[int], list[Statement]] | None = None
    runs: int = 15
    most: int = 100_000
    alone: bool = False  # a device asks for one at a time
    numbers: count = field(default_factory=count)


def asks(library: Library) -> list[Ask]:
    """Everything that is measured, what changes the library last."""
    return [*reading(library), *pulling(library), *writing(library)]


def get(path: str, **query: object) -> Sent:
    """A question."""
    return Sent("GET", f"{API}/{path}" + (f"?{urlencode(query)}" if query else ""))


def post(path: str, body: object, method: str = "POST") -> Sent:
    """A request with a body."""
    return Sent(method, f"{API}/{path}", json.dumps(body).encode())


def reading(library: Library) -> list[Ask]:
    """Lists, lookups, searches, related papers, export."""
    papers = list(invented.papers(min(library.size, KNOWN)))
    return [*listing(library), *looking_up(library), *searching(library, papers), *whole(papers)]


def listing(library: Library) -> list[Ask]:
    """Pages of the list: the first, and one that most papers come before."""
    oldest = START - 3 * search_bench.YEAR_MS
    newest, behind = oldest + library.size * 60_000, oldest + library.size // 10 * 60_000
    listed = LISTED.format("")

    def deep(number: int) -> Sent:
        place = [behind - number * 60_000, scale.bookmark_id(0)]
        return get("bookmarks", limit=100, cursor=write_cursor(place, sign("", None, None, None, None)))

    return [
        Ask("list 100", lambda n: get("bookmarks", limit=100), lambda n: [(listed, (True, newest + n))]),
        Ask("list 100 at 90 %", deep, lambda n: [(listed, (True, behind - n * 60_000))]),
    ]


def looking_up(library: Library) -> list[Ask]:
    """Lookups of one key and of a hundred."""

    def sent(many: int) -> Callable[[int], Sent]:
        return lambda n: post("bookmarks/lookup", {"keys": [f"arxiv:{paper_id(k)}" for k in spread(library, n, many)]})

    def sql(many: int) -> Callable[[int], list[Statement]]:
        values = ",".join("?" * many)
        names = f"SELECT bookmark FROM identifier WHERE library_id = 1 AND value IN ({values})"
        rows = f"SELECT * FROM bookmark WHERE library_id = 1 AND id IN ({values})"
        return lambda n: [
            (names, tuple(f"arxiv:{paper_id(k)}" for k in spread(library, n, many))),
            (rows, tuple(scale.bookmark_id(k) for k in spread(library, n, many))),
        ]

    return [Ask(f"lookup of {many}", sent(many), sql(many), most=1_000_000) for many in (1, 100)]


def searching(library: Library, papers: list[dict]) -> list[Ask]:
    """Searches for words, for a tag, and for both."""
    words = search_bench.frequencies(papers)
    by_use = sorted((word for word in words if len(word) > 3), key=lambda word: (-words[word], word))
    rare, common = by_use[: -200 if len(by_use) > 400 else None : -1], by_use[:5]
    phrases = [" ".join(paper["abstract"].split()[1:3]).strip(".") for paper in papers[:200]]
    newest, tag = START - 3 * search_bench.YEAR_MS + library.size * 60_000, scale.tag_id(len(invented.TAGS))
    of_tag = LISTED.format(" AND id IN (SELECT bookmark FROM label WHERE library_id = 1 AND tag = ?)")

    def search(what: str, wanted: list[str], **more: object) -> Ask:
        def sent(n: int) -> Sent:
            return get("bookmarks", q=wanted[n % len(wanted)], limit=20, **more)

        return Ask(what, sent, lambda n: [found(library, wanted[n % len(wanted)])], most=1_000_000)

    return [
        search("search, rare word", rare),
        search("search, common word", common),
        search("search, absent word", ["zyxgloom", "qqvarble", "xoblink", "jjatters", "wugfrost"]),
        search("search, phrase", [f'"{phrase}"' for phrase in phrases]),
        Ask("tag of 1 %, 100", lambda n: get("bookmarks", tag=stocked.RARE_TAG, limit=100),
            lambda n: [(of_tag, (True, newest + n, tag))]),
        search("tag with word", common, tag=stocked.RARE_TAG),
    ]  # fmt: skip


def whole(papers: list[dict]) -> list[Ask]:
    """What looks at the whole library: a listing related to it, and its export."""

    def related(n: int) -> Sent:
        rows = [papers[(n * 100 + k) % len(papers)] for k in range(100)]
        asked = [{"title": one["title"], "abstract": one["abstract"]} for one in rows]
        return post("related", {"rows": asked, "limit": 3})

    return [
        Ask("related, 100 rows", related, runs=3),
        Ask("export", lambda n: get("export", format="jsonl"),
            lambda n: [("SELECT * FROM bookmark WHERE library_id = 1 ORDER BY doc", ())], runs=1),
    ]  # fmt: skip


def spread(library: Library, number: int, many: int) -> list[int]:
    """So many papers from everywhere, others for each number."""
    return [(number * 7_919 + k * (library.size // many)) % library.size for k in range(many)]


def found(library: Library, words: str) -> Statement:
    """The bare full-text search."""
    plain = words.strip('"').lower()
    if library.sqlite:
        asked = f'"{plain}"' if words.startswith('"') else " AND ".join(f'"{word}"' for word in plain.split())
        return "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rank LIMIT 20", (asked,)
    asked = (" <-> " if words.startswith('"') else " & ").join(f"'{word}'" for word in plain.split())
    return (
        "SELECT doc FROM search_document WHERE library_id = 1 AND words @@ ?::tsquery "
        "ORDER BY ts_rank(words, ?::tsquery) DESC LIMIT 20", (asked, asked),
    )  # fmt: skip


def pulling(library: Library) -> list[Ask]:
    """Sync that only pulls."""
    newer = "SELECT * FROM bookmark WHERE library_id = 1 AND rev > ? ORDER BY rev LIMIT 500"
    idle = [("SELECT rev FROM head WHERE library_id = 1", ())]
    page = min(500, library.size // 2)

    def pull(position: int | None) -> Sent:
        return post("sync", {"protocol": 1, "device": library.device, "cursor": position and cursor(library, position)})

    return [
        Ask("sync of nothing", lambda n: pull(library.head), lambda n: idle, most=1_000_000),
        Ask(f"sync of {page}", lambda n: pull(library.head - page), lambda n: [(newer, (library.head - page,))], runs=7,
            most=1_000_000),
        Ask("first sync, a page of 500", lambda n: pull(n * page % (library.size - page) or None),
            lambda n: [(newer, (n * page % (library.size - page),))], runs=7, most=1_000_000),
    ]  # fmt: skip


def cursor(library: Library, position: int) -> str:
    """The cursor of a device that has pulled so far."""
    return base64.urlsafe_b64encode(json.dumps([position, library.head, library.tag]).encode()).decode()


def writing(library: Library) -> list[Ask]:
    """Requests that change something, with papers of the library's fields. The SQL writes the same rows, and takes them
    back."""
    papers = list(invented.papers(300, others=7))
    numbers = count()

    def paper(prefix: str, n: int) -> dict:
        one = papers[n % len(papers)]
        return {"key": f"doi:10.9999/{prefix}.{n}", "title": one["title"], "abstract": one["abstract"],
                "authors": one["authors"]}  # fmt: skip

    def update(n: int) -> Sent:
        key = f"arxiv:{paper_id(spread(library, n, 1)[0])}"
        return post(f"bookmarks/{key}", {"note": papers[n % len(papers)]["note"] or f"note {n}"}, "PATCH")

    def push(_: int) -> Sent:
        n = next(numbers)
        edit = {"seq": n + 1, "mid": str(uuid.UUID(int=n)), "at": START, "op": "note.edit", "base_text": "",
                "bookmark": scale.bookmark_id(spread(library, n, 1)[0]), "text": f"A line of note {n}."}  # fmt: skip
        body = {"protocol": 1, "device": library.device, "cursor": cursor(library, library.head), "mutations": [edit]}
        return post("sync", body)

    def file(n: int) -> Sent:
        lines = [json.dumps(paper("file", n * IMPORTED + k)) for k in range(IMPORTED)]
        return Sent("POST", f"{API}/import?format=jsonl", "\n".join(lines).encode(), "application/x-ndjson")

    return [
        Ask("create", lambda n: post("bookmarks", paper("bench", n)), lambda n: rows(library, n, 1)),
        Ask("update", update, lambda n: rows(library, n, 1)),
        Ask("sync of 1", push, lambda n: rows(library, n, 1), alone=True),
        Ask(f"import of {IMPORTED}", file, lambda n: rows(library, n, IMPORTED), runs=3),
    ]  # fmt: skip


NEW = (
    "alive, alias_of, doc, ids, id_sources, meta, meta_sources, fields, note, note_rev, note_by, note_copies, tags, "
    "links, found_on, saved_at, updated_at, title, status, rating, published"
)
COLUMNS = NEW.replace("doc", "doc + 1000000000")
WORDS = {
    True: """INSERT INTO search_index (rowid, title, authors, abstract, note, facts)
        SELECT rowid + 1000000000, title, authors, abstract, note, facts FROM search_index
        WHERE rowid = (1 << 40) + ?""",
    False: """INSERT INTO search_document (library_id, doc, words, title, authors, abstract, note, facts)
        SELECT library_id, doc + 1000000000, words, title, authors, abstract, note, facts FROM search_document
        WHERE library_id = 1 AND doc = ?""",
}


def rows(library: Library, number: int, many: int) -> list[Statement]:
    """The rows that so many new bookmarks are: themselves, their identities, their words, and the revision."""
    told: list[Statement] = [("UPDATE head SET rev = rev + 1 WHERE library_id = 1", ())]
    for k in range(many):
        doc = len(stocked.names()) + 1 + spread(library, number + k, 1)[0]
        told += [
            (f"INSERT INTO bookmark (library_id, id, rev, {NEW}) SELECT library_id, ?, rev, {COLUMNS} FROM bookmark "
             "WHERE library_id = 1 AND doc = ?", (f"bm_new_{number}_{k}", doc)),
            ("INSERT INTO identifier VALUES (1, ?, ?)", (f"doi:10.9998/{number}.{k}", f"bm_new_{number}_{k}")),
            (WORDS[library.sqlite], (doc,)),
        ]  # fmt: skip
    return told
