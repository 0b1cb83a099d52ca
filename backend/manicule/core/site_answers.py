"""What a site's own API says of a paper, as a row with `sources` like core.metadata's.

keys.json names the APIs of a scheme: `{"url", "format": "atom" | "json", "page"?, "fields"?, "links"?}`; `{value}`
stands for the id's value, the fields of JSON are paths such as `authors.*.name`.
"""

import json
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from manicule.core.keys import identify
from manicule.core.limits import MAX_ABSTRACT, MAX_TITLE, MAX_VENUE
from manicule.core.metadata import paper_of_page
from manicule.core.people import people
from manicule.core.rows import walk
from manicule.core.text import clean, date

LIMITS = {"title": MAX_TITLE, "abstract": MAX_ABSTRACT, "venue": MAX_VENUE}


def read_answer(body: bytes, api: dict, asked: str, keys: dict) -> dict | None:
    """The paper with the id `asked`, or None where the answer has none, is broken or tells of another. Never raises.

    :param api: one of keys.json, whose `url` was fetched
    """
    told = _from_atom(body, asked, keys) if api["format"] == "atom" else _from_json(body, api)
    if told is None or not told["title"]:
        return None
    page = told["url"] or api.get("page", "").replace("{value}", asked.partition(":")[2])
    row = paper_of_page({**_EMPTY, **told, "url": page, "ids": [asked, *told["ids"]]}, keys)
    return row if row and asked in row["ids"] else None


_EMPTY = {"venue": "", "addresses": [], "links": [], "sources": {}}


def _from_json(body: bytes, api: dict) -> dict | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None

    def texts(path: str) -> list[str]:
        return [one for one in walk(data, path) if isinstance(one, str)] if path else []

    fields = api["fields"]
    said = {name: clean("".join(texts(fields.get(name, ""))[:1])[: 2 * limit], limit) for name, limit in LIMITS.items()}
    links = [[url, kind] for path, kind in api.get("links", {}).items() for url in texts(path)]
    return {**said, "authors": people(texts(fields.get("authors", "")), ""), "url": "", "ids": [], "links": links,
            "published": date("".join(texts(fields.get("published", ""))[:1]))}  # fmt: skip


def _from_atom(body: bytes, asked: str, keys: dict) -> dict | None:
    """An Atom feed of one entry (RFC 4287). Entities and external references are refused by defusedxml."""
    try:
        feed = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    for entry in _children(feed, "entry"):
        named = identify(_text(entry, "id"), keys)
        if named and asked in named.ids:
            links = _children(entry, "link")
            page = "".join(link.get("href", "") for link in links if link.get("rel") == "alternate")
            return {
                "title": clean(_text(entry, "title"), LIMITS["title"]),
                "abstract": clean(_text(entry, "summary"), LIMITS["abstract"]),
                "venue": clean(_text(entry, "journal_ref"), LIMITS["venue"]),
                "authors": people([_text(author, "name") for author in _children(entry, "author")], ""),
                "published": date(_text(entry, "published")),
                "url": page,
                "addresses": [page, _text(entry, "id")],  # the id names the version
                "ids": [f"doi:{one.text}" for one in _children(entry, "doi") if one.text],
            }  # fmt: skip
    return None


def _children(element: Element, name: str) -> list[Element]:
    """Those of this name, whatever their namespace: sites put their own members beside Atom's."""
    return [one for one in element if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name]


def _text(element: Element, name: str) -> str:
    return "".join("".join(one.itertext()) for one in _children(element, name)[:1])
