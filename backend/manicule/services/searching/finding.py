"""Which bookmarks answer a query, the best first.

Whatever is asked, no more than CANDIDATES of the newest that match and TITLES of the newest that do so by their title
are ranked, so that a word that half of the library has costs no more than another; the rest follows, newest first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nlargest

from manicule.core.asked import Tags, asked, in_title, lacking_one, replaced, terms
from manicule.core.query_fields import FIELDS, Node
from manicule.core.ranking import Row, ranked
from manicule.core.typos import may_be_mistyped, nearest
from manicule.models import Library, database
from manicule.services.searching import search

CANDIDATES, TITLES = 600, 200
FEW = 3  # with fewer found, words that nothing has are taken as mistyped
MOST_WORDS = 6  # that are looked at for slips
MEANT = 3  # words that may stand for a mistyped one
LAST = 1 << 53


@dataclass
class Found:
    """What answers: docs, not in any order; `rest` is the doc from which on there are more, None if these are all."""

    question: Node
    docs: list[int]
    rest: int | None
    notices: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)  # of the docs, if they are to be ranked


# No tag where the newest of them was last changed by the very revision that is known: then all are as they were, and
# none is looked at.
TAGS = """SELECT tag.id, tag.name, tag.alive, tag.alias_of, mark.tag
    FROM (SELECT MAX(rev) AS rev FROM tag WHERE library_id = {0}) AS newest
    LEFT JOIN rev_tag AS mark ON mark.library_id = {0} AND mark.rev = newest.rev
    LEFT JOIN tag ON tag.library_id = CASE WHEN mark.tag = {0} THEN NULL ELSE {0} END"""
KEPT = 100  # libraries whose tags are kept in memory
_kept: dict[int, tuple[str, Tags]] = {}


def tags(library: Library) -> Tags:
    """All tags of the library, dead ones too. One query.

    Taking them in costs more than a search for a rare word, and they hardly ever change. So a process keeps them, with
    the random bits of the revision that they are of: another history, as after a restore, has others.
    """
    mark, kept = _kept.get(library.id, ("", None))
    sql = TAGS.format(database.obj.param)
    rows = database.execute_sql(sql, (library.id, library.id, mark, library.id)).fetchall()
    if kept and rows[0][-1] == mark:
        return kept
    found = Tags([tag for *tag, _ in rows if tag[0] is not None])
    if rows[0][-1]:
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[library.id] = rows[0][-1], found
    return found


def candidates(library: Library, question: Node, known_tags: Tags) -> Found:
    """The rows to rank. At most three queries, however many there are; `rest` is the doc below which the others are."""
    rows = search.engine().rows(library, [(question, CANDIDATES)])
    notices: list[str] = []
    if len(rows) < FEW:
        other, notices = mended(library, question, known_tags, bool(rows), _texts(rows))
        if notices:
            question, rows = other, search.engine().rows(library, [(other, CANDIDATES), *_titled(other)])
    elif len(rows) == CANDIDATES and (titled := _titled(question)):  # of fewer, all are there already
        rows += search.engine().rows(library, titled)
    found = {row[0]: row for row in rows}
    rest = nlargest(CANDIDATES, found)[-1] if len(found) >= CANDIDATES else None
    return Found(question, list(found), rest, notices, list(found.values()))


def _titled(question: Node) -> list[tuple[Node, int]]:
    """What is asked for beside the newest: the newest that match by their titles."""
    by_title = in_title(question)
    return [] if by_title is None else [(by_title, TITLES)]


def in_order(library: Library, found: Found) -> list[int]:
    """The docs of the candidates, the best first. No query, or one."""
    looked_for = terms(found.question)
    if found.rest is None and _any_will_do(found.question):
        return ranked(found.rows, looked_for)
    if len(looked_for) < 2 or len(found.rows) < 2:  # then it does not matter how many papers have a word
        return ranked(found.rows, looked_for, [1] * len(looked_for))
    counts = search.engine().counts(library, [_counted(term, found.rows) for term in looked_for])
    return ranked(found.rows, looked_for, counts)


def _any_will_do(question: Node) -> bool:
    """Whether each of the words is enough, so that every paper that has one is found."""
    return question["op"] == "any" and all(node["op"] == "term" for node in question["of"])


def _counted(term: Node, rows: list[Row]) -> Node:
    """The term; if its last word is no beginning but stands in these rows as it was typed, that word alone. All words
    with a common beginning cost an index far more to count.
    """
    typed = f" {' '.join(term['words'])} "
    whole = term["prefix"] and any(typed in text for row in rows for text in row[1:-1])
    return {**term, "prefix": False} if whole else term


def rest(library: Library, found: Found, before: int, limit: int) -> list[int]:
    """More docs that answer, behind the ranked ones, the newest first."""
    ranked_too = {doc for doc in found.docs if doc < before}
    docs = search.engine().docs(library, found.question, before, limit + len(ranked_too))
    return [doc for doc in docs if doc not in ranked_too][:limit]


def every(library: Library, question: Node, known_tags: Tags, most: int) -> Found:
    """All bookmarks that answer, or `most` of them and a `rest`. At most three queries."""
    docs = search.engine().docs(library, question, LAST, most + 1)
    notices: list[str] = []
    if len(docs) < FEW:
        other, notices = mended(library, question, known_tags, bool(docs))
        if notices:
            question, docs = other, search.engine().docs(library, other, LAST, most + 1)
    return Found(question, docs[:most], docs[most] if len(docs) > most else None, notices)


def _texts(rows: Iterable[Row]) -> str:
    """All words of these rows, with a space around each."""
    return "".join(text for row in rows for text in row[1:-1])


def mended(library: Library, question: Node, known_tags: Tags, some: bool, read: str = "") -> tuple[Node, list[str]]:
    """A question that finds more, and a sentence about it; none if there is nothing to mend.

    :param read: words of the library that were read already, with spaces around: these need not be looked up

    A word that the library has never had may be mistyped. If nothing was found and every word is known, the papers
    that lack one of them are the best answer.
    """
    meant = _meant(library, question, read)
    if meant:
        said = [f'No "{word}": showing {_quoted(found)}.' for word, found in meant.items()]
        alone = question["op"] == "term" and not some
        return replaced(question, lambda term: _with(term, meant, known_tags, found_nothing=alone)), said
    lacking = None if some else lacking_one(question)
    if lacking is None:
        return question, []
    return lacking, ["No paper has all of these words: showing those that lack one."]


def _quoted(words: list[str]) -> str:
    return " or ".join(f'"{word}"' for word in words)


def _meant(library: Library, question: Node, read: str) -> dict[str, list[str]]:
    """What may be meant by words that the library does not have. No query, or one."""
    doubtful = dict.fromkeys(word for term in terms(question) for word in _doubtful(term))
    words = [word for word in doubtful if f" {word} " not in read][:MOST_WORDS]
    if not words:
        return {}
    known = search.engine().near(library, words)
    meant = {word: nearest(word, known, MEANT) for word in words if word not in known}
    return {word: found for word, found in meant.items() if found}


def _doubtful(term: Node) -> list[str]:
    """The words of a term that may be mistyped; not those that a tag has, nor the name of a field that was not
    understood."""
    tagged = any(node.get("token", "").startswith("@tag:") for node in term["or"])
    if tagged or term["in"] == "id":
        return []
    return [word for word in term["words"] if may_be_mistyped(word) and word not in FIELDS]


def _with(term: Node, meant: dict[str, list[str]], known_tags: Tags, found_nothing: bool) -> Node:
    """What may be meant by the term; or the term itself, if its mistyped word may be the beginning of one that is."""
    more = []
    for choice in range(MEANT):
        words = [meant[word][choice % len(meant[word])] if word in meant else word for word in term["words"]]
        leaf = {"op": "words", "in": term["in"], "words": words, "prefix": term["prefix"]}
        if words != term["words"] and leaf not in more:
            more.append(leaf)
    found = [asked(leaf, known_tags) for leaf in more]
    whole = term["words"][:-1] if term["prefix"] else term["words"]
    if found and (found_nothing or not meant.keys().isdisjoint(whole)):
        term, *found = found
    return {**term, "or": [*term["or"], *found]}
