"""Manicule's own format: a JSON object on each line, with everything a bookmark holds but its history.

The first line is `{"manicule": 1}`, then one for each tag, `{"tag": name}`, then the bookmarks in the order they came.
A bookmark has the fixed names of a view (core.views) and besides: `typed`, which fields the user set and when; `told`,
what pages said of those; `sources`, who said the others. A library that is imported from this is equal, and exported
again it gives the same bytes.
"""

import json
from collections.abc import Iterable, Iterator

from pydantic_core import to_json

from manicule.core.records import META
from manicule.formats import dates
from manicule.formats.record import Extras, Record, TagName, Unreadable
from manicule.formats.source import Source

VERSION = 1
SHOWN = ("id", "key", "ids", *META, "details", "status", "rating", "starred", "tags", "note", "found_on", "saved_at",
         "updated_at")  # fmt: skip
EXACT = ("note_copies", "links", "typed", "told", "sources")


def write(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks, each a view with `exact`, what services.exchange.exact adds."""
    yield line({"manicule": VERSION})
    for name in extras.tags:
        yield line({"tag": name})
    for view in views:
        yield line({**{name: view[name] for name in SHOWN}, **{name: view["exact"][name] for name in EXACT}})


def line(value: dict) -> str:
    """One line."""
    return to_json(value).decode() + "\n"


def read(source: Source) -> Iterator[Record | TagName | Unreadable]:
    """Every line of a file; lines that other programs wrote, with at least a title or a key, are read too."""
    for number, text in source.lines():
        if not text.strip():
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            yield Unreadable(number, "this line is no JSON", text[:80])
            continue
        if not isinstance(value, dict):
            yield Unreadable(number, "this line is no JSON object", text[:80])
        elif isinstance(value.get("tag"), str):
            yield TagName(number, value["tag"])
        elif "manicule" not in value:
            yield record(number, value)
        elif value["manicule"] != VERSION:
            yield Unreadable(number, "the file was written by a newer Manicule: update this one", text[:80])


def record(number: int, value: dict) -> Record:
    """The record of a bookmark's line. Members that are not what they should be are left out, and said."""
    made = Record(number, exact={name: value[name] for name in (*EXACT, "id", "updated_at") if name in value})
    for name in ("title", "abstract", "venue", "published", "url", "note"):
        setattr(made, name, text_of(made, value, name))
    made.authors = texts_of(made, value, "authors")
    made.tags = texts_of(made, value, "tags")
    key = text_of(made, value, "key")
    made.names = list(dict.fromkeys(texts_of(made, value, "ids") + ([key] if key else []) + [made.url] * (not key)))
    made.names = [name for name in made.names if name]
    made.details = value["details"] if isinstance(value.get("details"), dict) else {}
    made.status = value["status"] if isinstance(value.get("status"), str) else None
    made.rating = value["rating"] if value.get("rating") in (1, 2, 3, 4, 5) else None
    made.starred = value.get("starred") is True
    made.links = [link for link in listed(value, "links") if isinstance(link, dict)]
    found = value.get("found_on")
    if isinstance(found, dict) and isinstance(found.get("url"), str):
        made.found_on = {
            "url": found["url"],
            "title": str(found.get("title") or ""),
            "at": dates.moment(found.get("at")) or 0,
        }
    made.saved_at = dates.moment(value.get("saved_at"))
    return made


def listed(value: dict, name: str) -> list:
    """A member that should be a list."""
    return value[name] if isinstance(value.get(name), list) else []


def text_of(made: Record, value: dict, name: str) -> str:
    """A member that should be text."""
    found = value.get(name)
    if found is None or isinstance(found, str):
        return found or ""
    made.doubts.append(f"its {name} is no text and was left out")
    return ""


def texts_of(made: Record, value: dict, name: str) -> list[str]:
    """A member that should be a list of texts."""
    found = listed(value, name)
    kept = [text for text in found if isinstance(text, str)]
    if len(kept) < len(found) or not isinstance(value.get(name, []), list):
        made.doubts.append(f"its {name} are no list of texts; what is none was left out")
    return kept
