"""The paper that a page describes in schema.org's words, as JSON-LD or microdata; extension/lib/schema.js is its twin.

A node is what JSON-LD says: `{"@type": …, "name": …}`; microdata is brought to the same form.
"""

import json
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from manicule.core.shown import text_of
from manicule.core.text import normalise

# A page may describe its publisher, its crumbs and its paper: the first kind that it has is the paper.
KINDS = (
    ("scholarlyarticle", "medicalscholarlyarticle"),
    ("thesis", "report", "techarticle", "chapter", "book", "dataset"),
    ("article", "creativework", "newsarticle", "blogposting", "socialmediaposting"),
)
MAX_NODES = 500
MAX_DEPTH = 6
_HOLDERS = ("@graph", "mainEntity")
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_TAIL = re.compile(r"(?:#.*|/+)$", re.DOTALL)
_NAMED_IDS = ("doi", "arxiv", "pmid", "pmcid")


def described(document: BeautifulSoup, url: str) -> dict[str, list[str]]:
    """What the page at `url` says of its one paper: lists of texts under the names of a row, and `ids` and `pdf`.

    Empty where it describes none, or several of which none is this page.
    """
    nodes = [*_linked_data(document), *_microdata(document)]
    for kinds in KINDS:
        found = [node for node in nodes if _kinds(node) & set(kinds)]
        if found:
            here = [node for node in found if any(_bare(one) == _bare(url) for one in _addresses(node))]
            return _told(found[0]) if len(found) == 1 else _told(here[0]) if here else {}
    return {}


def _linked_data(document: BeautifulSoup) -> Iterator[dict]:
    left = [MAX_NODES]
    for script in document.select("script[type='application/ld+json']"):
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        yield from _nodes(data, 0, left)


def _nodes(data: object, depth: int, left: list[int]) -> Iterator[dict]:
    for node in _all(data):
        if isinstance(node, dict) and depth < MAX_DEPTH and left[0] > 0:
            left[0] -= 1
            yield node
            for name in _HOLDERS:
                yield from _nodes(node.get(name), depth + 1, left)


def _microdata(document: BeautifulSoup) -> Iterator[dict]:
    for item in document.select("[itemscope][itemtype]")[:MAX_NODES]:
        if not item.has_attr("itemprop"):
            yield _item(item, 0)


def _item(item: Tag, depth: int) -> dict:
    node: dict = {"@type": _attribute(item, "itemtype").split()}
    for element in item.select("[itemprop]")[:MAX_NODES]:
        if element.find_parent(attrs={"itemscope": True}) is item:
            value = (
                _item(element, depth + 1) if element.has_attr("itemscope") and depth < MAX_DEPTH else _value(element)
            )
            for name in _attribute(element, "itemprop").split():
                node.setdefault(name, []).append(value)
    return node


def _value(element: Tag) -> str:
    for name in ("content", "href", "datetime"):
        if element.has_attr(name):
            return normalise(_attribute(element, name))
    return text_of(element)


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name) or ""
    return " ".join(value) if isinstance(value, list) else value


def _told(node: dict) -> dict[str, list[str]]:
    return {
        "title": _texts(node, "headline", "name"),
        "authors": _people(node),
        "abstract": _texts(node, "abstract", "description"),
        "venue": _venue(node),
        "published": _texts(node, "datePublished"),
        "ids": [*_identifiers(node), *_addresses(node), *_texts(node, "sameAs")],
        "url": _texts(node, "url"),
        "pdf": [url for name in ("encoding", "associatedMedia") for url in _files(node.get(name))],
    }


def _all(value: object) -> list:
    return value[:MAX_NODES] if isinstance(value, list) else [value]


def _texts(node: dict, *names: str) -> list[str]:
    """The texts under these names; a thing that has a name stands for its name."""
    found = [one for name in names for one in _all(node.get(name))]
    named = [one.get("name", one.get("@value", one.get("@id"))) if isinstance(one, dict) else one for one in found]
    return [one for value in named for one in _all(value) if isinstance(one, str) and one]


def _people(node: dict) -> list[str]:
    names = []
    for person in _all(node.get("author")) if node.get("author") else _all(node.get("creator")):
        parts = _texts(person, "givenName") + _texts(person, "familyName") if isinstance(person, dict) else []
        whole = _texts({"name": person}, "name")[:1]
        names += whole if whole or not parts else [" ".join(parts)]
    return names


def _venue(node: dict) -> list[str]:
    """The journal behind the issue and the volume that the paper is part of, else the first thing that has a name."""
    names: list[str] = []
    for _ in range(MAX_DEPTH):
        node = _all(node.get("isPartOf"))[:1][0] if node.get("isPartOf") else None
        if not isinstance(node, dict):
            return (names + ([node] if isinstance(node, str) and not _SCHEME.match(node) else []))[:1]
        if "periodical" in _kinds(node):
            return _texts(node, "name")[:1]
        names += _texts(node, "name")[:1]
    return names[:1]


def _identifiers(node: dict) -> list[str]:
    ids = [f"doi:{one}" for one in _texts(node, "doi")]
    for one in _all(node.get("identifier")):
        if isinstance(one, dict):
            kind = re.split(r"[/:#]", "".join(_texts(one, "propertyID")[:1]))[-1].lower()
            values = _texts(one, "value") or _texts(one, "@id")
            ids += [f"{kind}:{value}" if kind in _NAMED_IDS else value for value in values]
        elif isinstance(one, str):
            ids.append(one)
    return ids


def _addresses(node: dict) -> list[str]:
    return [one for one in _texts(node, "url", "@id", "mainEntityOfPage") if _SCHEME.match(one)]


def _files(value: object) -> Iterator[str]:
    for file in _all(value):
        if isinstance(file, dict):
            kinds = _texts(file, "encodingFormat", "fileFormat")
            for url in _texts(file, "contentUrl", "url"):
                if "application/pdf" in kinds or url.lower().endswith(".pdf"):
                    yield url


def _kinds(node: dict) -> set[str]:
    return {re.split(r"[/:#]", one)[-1].lower() for one in _all(node.get("@type")) if isinstance(one, str)}


def _bare(url: str) -> str:
    return _TAIL.sub("", _SCHEME.sub("", normalise(url)))
