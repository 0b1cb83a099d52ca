"""The index of related papers, kept in step by the ledger: a paper that is written touches its own postings alone.

What need not be there at once is a job for later (catching_up.py): a library of an older Manicule, a renamed tag
(its name counts as text of every paper that carries it), the norms of a library that has grown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

from manicule.core.postings import posting
from manicule.core.rarity import Rarity
from manicule.core.related import aged, norm
from manicule.core.terms import TF, count
from manicule.core.ties import addresses, authors, ties
from manicule.core.views import told
from manicule.models import Label, Library, RelatedJob, Tag
from manicule.services import sites
from manicule.services.embeddings import vectors
from manicule.services.related_papers import postings
from manicule.services.related_papers.postings import Paper
from manicule.services.statements import Statement, in_parts, parts

AT_ONCE = 500  # papers written together
EVERYTHING, NORMS = "", "@norms"  # jobs beside those of tags, which have the tag's id; in this order

Changes = Mapping[int, tuple[Paper | None, Paper | None]]

NAMES = Statement(
    lambda n: (
        Label.select(Label.bookmark, Tag.name)
        .join(Tag, on=(Tag.library == Label.library) & (Tag.id == Label.tag))
        .where(Label.library == n("library"), Label.bookmark.in_(n.each("bookmarks")))
        .order_by(Tag.folded)
    )
)


def index(library: Library, records: Iterable[dict]) -> None:
    """Make the index say what these bookmark records say now; called in the transaction that wrote them."""
    for part in in_parts(records, AT_ONCE):
        _index(library, part)


def _index(library: Library, records: list[dict]) -> None:
    size, made = postings.size(library)
    stored = postings.papers(library, [record["doc"] for record in records])
    changes = _changes(library, records, stored, size)
    if not changes:
        return
    grown = sum((after is not None) - (before is not None) for before, after in changes.values())
    _write(library, changes, size + grown)
    if aged(made, size + grown):
        made = size + grown
        later(library, NORMS)
    postings.keep_size(library, size + grown, made)


def _changes(library: Library, records: list[dict], stored: Mapping[int, Paper], size: int) -> Changes:
    """What was stored of each paper, and what is to be, where these differ or the norm is old."""
    names = tag_names(library, [record["id"] for record in records if record["tags"] and relates(record)])
    changes = {}
    for record in records:
        before = stored.get(record["doc"])
        after = _paper(record, names.get(record["id"], [])) if relates(record) else None
        same = before and after and (before.counts, before.ties) == (after.counts, after.ties)
        if (before or after) and not (same and not aged(before.made, size)):
            changes[record["doc"]] = before, after
    return changes


def says_more(before: dict | None, after: dict) -> bool:
    """Whether the index may have to say something else of a bookmark than it did: not after a new status or rating."""
    return before is None or _told(before) != _told(after)


def _told(record: dict) -> tuple | None:
    """All that `index` looks at."""
    if not relates(record):
        return None
    text = told(record, "title"), told(record, "abstract"), record["note"]["text"], record["tags"].keys()
    return *text, authors(record), addresses(record), record["ids"]


def relates(record: dict) -> bool:
    """Whether a bookmark may be related to anything: not one that was dismissed."""
    return record["alive"] and told(record, "status", "to_read") != "dismissed"


def _paper(record: dict, tags: list[str]) -> Paper:
    counts = count(str(told(record, "title")), str(told(record, "abstract")), " ".join(tags), record["note"]["text"])
    return Paper(0.0, 0, counts, ties(record, sites.key_rules()))


def _write(library: Library, changes: Changes, size: int) -> None:
    """Bring postings and papers from the one state to the other."""
    old, new, growth = _moves(changes)
    after = {doc: paper for doc, (_, paper) in changes.items() if paper is not None}
    known = postings.sizes(library, {*new, *chain(*(paper.counts for paper in after.values()))})
    df = {term: there.df for term, there in known.items()}
    for term, more in growth.items():
        df[term] = df.get(term, 0) + more
    lengths = norms({doc: paper.counts for doc, paper in after.items()}, df, size)
    left = {term: min(growth[term], 0) for term in old}  # what a term loses is taken out, what it gains is appended
    if old:
        postings.take_out(library, {term: (-left[term], frozenset(docs)) for term, docs in old.items()})
    postings.append(library, {term: (growth[term] - left.get(term, 0), _packed(term, docs, lengths))
                              for term, docs in new.items()}, known)  # fmt: skip
    if gone := changes.keys() - after.keys():
        postings.drop_papers(library, gone)
        vectors.drop(library, gone)
    postings.put_papers(library, {d: Paper(lengths[d], size, p.counts, p.ties) for d, p in after.items()})


def _moves(changes: Changes) -> tuple[dict[str, list[int]], dict[str, list[tuple[int, int]]], Counter[str]]:
    """From which terms papers are taken, to which they are put with what the term counts there, and by how many papers
    each term grows."""
    old: dict[str, list[int]] = {}
    new: dict[str, list[tuple[int, int]]] = {}
    growth: Counter[str] = Counter()
    for doc, (before, after) in changes.items():
        had, has = _terms(before), _terms(after)
        growth.update(has.keys())
        growth.subtract(had.keys())
        for term, _ in had.items() - has.items():
            old.setdefault(term, []).append(doc)
        for term, times in has.items() - had.items() if had else has.items():
            new.setdefault(term, []).append((doc, times))
    return old, new, growth


def _terms(paper: Paper | None) -> dict[str, int]:
    """Everything that has postings: words with what they count, ties once."""
    return {**paper.counts, **dict.fromkeys(paper.ties, 1)} if paper else {}


def norms(counted: Mapping[int, Mapping[str, int]], df: Mapping[str, int], size: int) -> dict[int, float]:
    """How long the vectors of papers with these counts are in a library of so many, `df[term]` of which hold a term."""
    rarity = Rarity(size, df, sites.background())
    return {doc: norm(counts, rarity) for doc, counts in counted.items()}


def _packed(term: str, docs: Iterable[tuple[int, int]], lengths: Mapping[int, float]) -> bytes:
    if term.startswith("@"):
        return b"".join([posting(doc, 1.0) for doc, _ in docs])
    return b"".join([posting(doc, TF[times] / lengths[doc]) for doc, times in docs])


def tag_names(library: Library, bookmarks: Iterable[str]) -> dict[str, list[str]]:
    """The names of the tags that each of these bookmarks carries, in their order. One query per 512."""
    found: dict[str, list[str]] = {}
    for part in parts(bookmarks):
        for bookmark, name in NAMES(library=library.id, bookmarks=part):
            found.setdefault(bookmark, []).append(name)
    return found


def later(library: Library, what: str) -> None:
    """Count these anew when there is time: every bookmark, the norms, or the bookmarks of the tag with this id."""
    job = RelatedJob.insert(library=library, what=what, after="")
    job.on_conflict(conflict_target=[RelatedJob.library, RelatedJob.what], preserve=[RelatedJob.after]).execute()
