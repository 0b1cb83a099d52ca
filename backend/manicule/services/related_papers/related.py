"""Which bookmarks a text or a bookmark is close to, and why: from the index, whatever the size of the library.

A whole listing is answered together, with one statement for how common its terms are, one for the postings of the
rarest, one for the parts of those that have many, one for the papers that may be close. Nothing reads all bookmarks.
Where sentence embeddings are installed and made, papers are found by their meaning too, and one score is made of both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from manicule.core.postings import SEPARATOR, shared_counts
from manicule.core.postings import postings as unpacked
from manicule.core.rarity import Rarity
from manicule.core.related import SHOWN, Vector, fuse, gather, score_shared, vector, wanted
from manicule.core.terms import count
from manicule.core.ties import COMMON, LINKED, led_to, linked_ids, shared_authors, shared_links, worth
from manicule.core.ties import ties as ties_of
from manicule.core.why import Reasons
from manicule.models import Library
from manicule.services import bookmarks, ledger, papers, sites
from manicule.services.embeddings import embedding, meaning, row_meanings, vectors
from manicule.services.related_papers import postings

POSTINGS = 2_500  # read for a row, the rarest terms first
COMPARED = 20  # papers compared with the whole row
ROWS = 100  # answered together: what is read for them stays in memory meanwhile
FAINT = 0.1  # in the list of a bookmark, which somebody asked for; on a row a hint speaks by itself, from SHOWN on
CLOSE = 160  # papers that ties may bring

NONE: tuple[Sequence[int], Sequence[float]] = ((), ())  # of a term that somebody took out since it was asked for
Lists = Mapping[str, tuple[Sequence[int], Sequence[float]]]  # papers of a term, and what it weighs in each


@dataclass
class Asked:
    """What to compare: how much each term counts, its sentence embedding (packed) if its meaning counts too, what else
    it is tied by, papers that it leads to, and papers that are no answer."""

    counts: Mapping[str, int]
    meaning: bytes | None = None
    ties: Sequence[str] = ()
    leads_to: Collection[int] = field(default_factory=frozenset)
    without: Collection[int] = field(default_factory=frozenset)


@dataclass
class Close:
    """Papers that are close to what was asked, `(doc, score)`, best first; `rarity` is what terms weigh."""

    found: list[tuple[int, float]]
    rarity: Rarity


def closest(library: Library, asked: Sequence[Asked], limit: int, least: float) -> list[Close]:
    """For each, up to `limit` papers that score at least `least`; at most eight statements for every ROWS of them."""
    answers: list[Close] = []
    for start in range(0, len(asked), ROWS):
        answers += _closest(library, asked[start : start + ROWS], limit, least)
    return answers


def _closest(library: Library, asked: Sequence[Asked], limit: int, least: float) -> list[Close]:
    size, _ = postings.size(library)
    df, rare = postings.rare(library, {term for one in asked for term in chain(one.counts, one.ties)})
    rarity = Rarity(size, df, sites.background())
    rows = [vector(one.counts, rarity) for one in asked]
    tied = [[tie for tie in one.ties if 0 < df.get(tie, 0) <= COMMON] for one in asked]
    terms = [wanted(row, df, POSTINGS) for row in rows]
    lists = _lists(library, rare, {term for some in chain(terms, tied) for term in some})
    most = max(COMPARED, limit)
    chosen = [
        [*candidates(row, some, ties, lists, one.without, most), *one.leads_to]
        for one, row, some, ties in zip(asked, rows, terms, tied, strict=True)
    ]
    near = meaning.compared(library, [one.meaning for one in asked], chosen, most)
    chosen = [dict.fromkeys(chain(docs, cosines)) for docs, cosines in zip(chosen, near, strict=True)]
    known = postings.packed(library, {doc for docs in chosen for doc in docs})
    answers = []
    for one, row, ties, docs, cosines in zip(asked, rows, tied, chosen, near, strict=True):
        there = [doc for doc in docs if doc in known and doc not in one.without]
        scores = [(doc, _score(one, row, ties, doc, known[doc], cosines.get(doc))) for doc in there]
        found = sorted((one for one in scores if one[1] >= least), key=lambda one: (-one[1], one[0]))
        answers.append(Close(found[:limit], rarity))
    return answers


def _lists(library: Library, rare: Mapping[str, bytes], terms: set[str]) -> Lists:
    """The postings of these terms, each unpacked once; those of the rare are at hand."""
    held = postings.terms(library, [term for term in terms if term not in rare])
    aside = postings.parts(library, [term for term, known in held.items() if known.parts])
    common = {
        term: b"".join([*(full for _, full in aside.get(term, ())), known.entries]) for term, known in held.items()
    }
    return {
        term: unpacked(rare[term] if term in rare else common[term]) for term in terms if term in rare or term in common
    }


def candidates(
    row: Vector, terms: list[str], ties: list[str], lists: Lists, without: Collection[int], most: int
) -> list[int]:
    """The papers worth comparing with the whole row: those that its rarest words bring, and those tied to it."""
    sums = gather(row, terms, lambda term: zip(*lists.get(term, NONE), strict=True))
    for doc in without:
        sums.pop(doc, None)
    found = sums
    if len(sums) > most:
        least = nlargest(most, sums.values())[-1]
        found = [doc for doc, total in sums.items() if total >= least][: 2 * most]
    tied = [doc for tie in ties for doc in lists.get(tie, NONE)[0] if doc not in without]
    return list(dict.fromkeys([*found, *tied[:CLOSE]]))


def _score(asked: Asked, row: Vector, ties: list[str], doc: int, paper: postings.Packed, cosine: float | None) -> float:
    alike = score_shared(row, shared_counts(paper.terms, paper.counts, row.gains), paper.norm)
    if cosine is not None:
        alike = fuse(alike, cosine)
    shared = [tie for tie in ties if tie in paper.ties.split(SEPARATOR)]
    if doc in asked.leads_to:
        shared.append(LINKED)
    return min(1.0, round(alike + worth(shared), 6)) if shared else alike


def of_bookmark(library: Library, text: str, limit: int) -> list[dict]:
    """The bookmarks most related to the one that `text` names: `{id, key, title, score, why}`, best first.

    Its words, tags and note count, and what else ties the two: authors, links, a link from one to the other.

    :raise BookmarkUnknown: if `text` names none
    """
    here = ledger.record(library, bookmarks.find(library, text))
    [shown] = bookmarks.shown(library, [here], None)
    counts = count(shown["title"], shown["abstract"], " ".join(shown["tags"]), shown["note"])
    linked = ledger.docs(library, set(ledger.find(library, linked_ids(here, sites.key_rules())).values()))
    ties = [*ties_of(here, sites.key_rules()), *led_to(here)]
    meant = vectors.of_docs(library, [here["doc"]]).get(here["doc"]) if meaning.ready(library) else None
    [close] = closest(library, [Asked(counts, meant, ties, set(linked.values()), {here["doc"]})], limit, FAINT)
    records = ledger.of_docs(library, [doc for doc, _ in close.found])
    scores = dict(close.found)
    return [
        {**_named(view, scores[record["doc"]]), "why": _tied(close.rarity, (here, shown), (record, view))}
        for record, view in zip(records, bookmarks.shown(library, records, None), strict=True)
    ]


def _tied(rarity: Rarity, here: tuple[dict, dict], there: tuple[dict, dict]) -> dict:
    """Why two bookmarks are related; each is `(record, view)`."""
    rules, (ours, mine), (theirs, other) = sites.key_rules(), here, there
    return {
        **Reasons(mine, rarity.of).why(other),
        "authors": shared_authors(ours, theirs),
        "links": shared_links(ours, theirs, rules),
    }


class Listing(NamedTuple):
    """What each row of a listing relates to; `waiting` of them do so by their words alone, until more is known."""

    rows: list[list[dict]]
    waiting: int


def of_rows(library: Library, rows: Sequence[dict], limit: int) -> Listing:
    """For each row `{title, abstract?, key?}` of a listing the bookmarks it relates to, none where nothing does.

    A row that is a bookmark itself is not related to itself. Where the library has sentence embeddings, those of rows
    that were never asked about are made a few at a time: who asks again hears what they find.
    """
    own = _docs_of(library, rows)
    meant, waiting = _meanings(library, rows, own)
    counts = [count(row["title"], row.get("abstract") or "") for row in rows]
    asked = [Asked(*both, without=mine) for *both, mine in zip(counts, meant, own, strict=True)]
    answers = closest(library, asked, limit, SHOWN["eager"])
    records = ledger.of_docs(library, sorted({doc for close in answers for doc, _ in close.found}))
    views = dict(zip((one["doc"] for one in records), bookmarks.shown(library, records, None), strict=True))
    return Listing([_reasoned(row, close, views) for row, close in zip(rows, answers, strict=True)], waiting)


def prepare(library: Library, rows: Iterable[dict]) -> None:
    """Make all sentence embeddings that `of_rows` wants, for who has the time."""
    if meaning.ready(library):
        row_meanings.make(map(_text_of, rows))


def _meanings(library: Library, rows: Sequence[dict], own: Sequence[Collection[int]]) -> tuple[list[bytes | None], int]:
    """The sentence embedding of each row as far as it is known, and how many are still to be made."""
    if not rows or not meaning.ready(library):
        return [None] * len(rows), 0
    stored = vectors.of_docs(library, set(chain(*own)))
    known = [next((stored[doc] for doc in docs if doc in stored), None) for docs in own]
    unsaved = [_text_of(row) for row, one in zip(rows, known, strict=True) if one is None]
    made, waiting = row_meanings.of(unsaved)
    rest = iter(made)
    return [next(rest) if one is None else one for one in known], waiting


def _text_of(row: dict) -> str:
    return embedding.text_of(row["title"], row.get("abstract") or "")


def _reasoned(row: dict, close: Close, views: Mapping[int, dict]) -> list[dict]:
    if not close.found:
        return []
    reasons = Reasons(row, close.rarity.of)
    return [
        {**_named(views[doc], value), "why": {**reasons.why(views[doc]), "authors": [], "links": []}}
        for doc, value in close.found
        if doc in views
    ]


def _named(view: dict, value: float) -> dict:
    return {"id": view["id"], "key": view["key"], "title": view["title"], "score": value}


def _docs_of(library: Library, rows: Iterable[dict]) -> list[set[int]]:
    """The numbers of the bookmarks that rows are, by their keys."""
    candidates = [[row["key"], *papers.identities(row["key"])] if row.get("key") else [] for row in rows]
    owners = ledger.find(library, chain(*candidates))
    docs = ledger.docs(library, set(owners.values()))
    return [{docs[owners[one]] for one in several if one in owners} for several in candidates]
