"""What bookmark servers give as JSON: linkding's API (`{"results": […]}`) and Raindrop's (`{"items": […]}`)."""

import json
from collections.abc import Iterator

from manicule.core.text import normalise
from manicule.formats import dates, markup
from manicule.formats.json_items import items
from manicule.formats.record import Record, Unreadable
from manicule.formats.source import Source


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every bookmark of a file."""
    for found in items(source, ("results", "items", "bookmarks")):
        if isinstance(found, Unreadable):
            yield found
            continue
        line, _, value = found
        if not isinstance(value, dict) or not text(value, "url", "link"):
            yield Unreadable(line, "it has no address", json.dumps(value, ensure_ascii=False)[:80])
        else:
            yield record(line, value)


def record(line: int, value: dict) -> Record:
    """One bookmark of either."""
    url = text(value, "url", "link")
    made = Record(line, title=normalise(text(value, "title", "website_title")), url=url, names=[url])
    names = value.get("tag_names") or value.get("tags") or []
    made.tags = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    collection = value.get("collection")
    if isinstance(collection, dict) and isinstance(collection.get("title"), str):
        made.tags.append(collection["title"])
    notes = [text(value, name) for name in ("description", "notes", "note", "excerpt")]
    marks = value["highlights"] if isinstance(value.get("highlights"), list) else []
    notes += [f"> {text(mark, 'text')}\n{text(mark, 'note')}".strip() for mark in marks if isinstance(mark, dict)]
    made.note = "\n\n".join(dict.fromkeys(markup.text_of_lines(note) for note in notes if note.strip()))
    made.saved_at = dates.moment(text(value, "date_added", "created"))
    made.starred = value.get("important") is True
    if value.get("unread") is True:
        made.status = "to_read"
    return made


def text(value: dict, *names: str) -> str:
    """The first of these members that is text."""
    return next((value[name] for name in names if isinstance(value.get(name), str) and value[name]), "")
