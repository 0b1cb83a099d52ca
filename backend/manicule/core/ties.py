"""What ties two papers beside their words: authors, links, and links from one to the other.

Each is a token of the index of related papers, `@author:…`, `@link:…`, `@to:…`, that no word can be.
"""

from collections.abc import Iterable

from manicule.core.facts import name_token
from manicule.core.keys import Rules, identify
from manicule.core.links import resource
from manicule.core.terms import spelled
from manicule.core.views import told

AUTHORS = 30  # of a paper that count: a collaboration of thousands ties nothing
COMMON = 60  # papers; what more of them share is no tie
LINKED = "@to:"  # that the one links to the other, when that is known already
# What a tie adds to the score of two papers, and what all of its kind add at most.
WORTH = {"to": (0.3, 0.3), "link": (0.15, 0.2), "author": (0.05, 0.15)}


def ties(record: dict, rules: Rules) -> list[str]:
    """The tokens of a bookmark record; `rules` is keys.json."""
    found = [_author(name) for name in authors(record) if spelled(name)]
    for url in addresses(record):
        led = leads_to(url, record["ids"], rules)
        found += [name_token("to", paper_id) for paper_id in led or []]
        found += [name_token("link", resource(url, rules))] if led is None else []
    return list(dict.fromkeys(found))


def linked_ids(record: dict, rules: Rules) -> list[str]:
    """The ids of the papers that this one links to."""
    return [one for url in addresses(record) for one in leads_to(url, record["ids"], rules) or []]


def led_to(record: dict) -> list[str]:
    """The tokens that papers have which lead to this one."""
    return [name_token("to", paper_id) for paper_id in record["ids"]]


def leads_to(url: str, ids: Iterable[str], rules: Rules) -> list[str] | None:
    """The ids of the other paper that an address leads to; none if it is this paper's own, None if it is no paper's."""
    paper = identify(url, rules)
    if paper is None:
        return None
    return [] if set(paper.ids) & set(ids) else paper.ids


def addresses(record: dict) -> list[str]:
    """Where the stored links lead."""
    return [link["v"]["url"] for link in record["links"].values() if link["v"].get("origin") != "derived"]


def authors(record: dict) -> list[str]:
    """The authors that count."""
    return [name for name in told(record, "authors", []) if isinstance(name, str)][:AUTHORS]


def shared_authors(one: dict, other: dict) -> list[str]:
    """The authors of both records, as the first writes them."""
    there = {_author(name) for name in authors(other)}
    return [name for name in authors(one) if spelled(name) and _author(name) in there]


def shared_links(one: dict, other: dict, rules: Rules) -> list[str]:
    """The addresses of the first record whose resource the second links to as well; none that lead to papers."""
    there = {resource(url, rules) for url in addresses(other)}
    return [url for url in addresses(one) if resource(url, rules) in there and leads_to(url, (), rules) is None]


def worth(tokens: Iterable[str]) -> float:
    """What shared tokens add to a score."""
    total = 0.0
    kinds = [token[1:].partition(":")[0] for token in tokens]
    for kind, (each, most) in WORTH.items():
        total += min(most, each * kinds.count(kind))
    return total


def _author(name: str) -> str:
    """`Vaswani, Ashish` is `Ashish Vaswani`."""
    return name_token("author", " ".join(sorted(spelled(name))))
