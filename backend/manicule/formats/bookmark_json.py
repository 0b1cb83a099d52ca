"""What bookmark servers give as JSON: linkding's API (`{"results": […]}`), Raindrop's (`{"items": […]}`), and the lists
of Pinboard, whose `description` is the title, wallabag and Omnivore.
"""

import json
from collections.abc import Iterator

from manicule.core.text import normalise
from manicule.formats import dates, markup
from manicule.formats.json_items import items
from manicule.formats.record import Record, Unreadable
from manicule.formats.source import Source

# What is read, and what is about the program or a picture of the page.
TAKEN = ("url", "link", "href", "title", "website_title", "description", "extended", "notes", "note", "excerpt",
         "tags", "date_added", "created", "created_at", "savedAt", "time", "important", "is_starred", "is_archived",
         "unread", "toread", "state", "id", "_id", "hash", "meta", "sort", "creatorRef", "collectionId", "cover",
         "html", "favicon_url", "preview_image_url", "preview_picture", "content", "user_id", "user_name",
         "user_email", "uid")  # fmt: skip


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every bookmark of a file."""
    for found in items(source, ("results", "items", "bookmarks")):
        if isinstance(found, Unreadable):
            yield found
            continue
        line, _, value = found
        if not isinstance(value, dict) or not text(value, "url", "link", "href"):
            yield Unreadable(line, "it has no address", json.dumps(value, ensure_ascii=False)[:80])
        else:
            yield record(line, value)


def record(line: int, value: dict) -> Record:
    """One bookmark of either."""
    url = text(value, "url", "link", "href")
    title = text(value, "title", "website_title") or ("href" in value and text(value, "description")) or ""
    made = Record(line, title=normalise(title), url=url, names=[url])
    names = value.get("tag_names") or value.get("tags") or value.get("labels") or []
    names = names.split() if isinstance(names, str) else names
    made.tags = [name for name in map(tag, _list(names)) if name]
    collection = value.get("collection")
    if isinstance(collection, dict) and isinstance(collection.get("title"), str):
        made.tags.append(collection["title"])
    said = ("extended",) if "href" in value else ("description", "notes", "note", "excerpt")
    notes = [text(value, name) for name in said] + passages(value)
    made.note = "\n\n".join(dict.fromkeys(markup.text_of_lines(note) for note in notes if note.strip()))
    made.saved_at = dates.moment(text(value, "date_added", "created", "created_at", "savedAt", "time"))
    made.starred = value.get("important") is True or value.get("is_starred") in (1, True)
    if value.get("unread") is True or value.get("toread") == "yes":
        made.status = "to_read"
    elif value.get("is_archived") in (1, True) or text(value, "state").lower() == "archived":
        made.status = "read"
    made.details = left_over(value)
    return made


def tag(one: object) -> str:
    """The name of a tag, which some programs wrap in an object."""
    return text(one, "label", "name", "title") if isinstance(one, dict) else one if isinstance(one, str) else ""


def left_over(value: dict) -> dict[str, str]:
    """What else it says in a few words."""
    said = {name: normalise(str(word)) for name, word in value.items() if isinstance(word, str | int) and word}
    return {f"bookmark-{name.lower()}": word for name, word in said.items() if name not in TAKEN and len(word) < 500}


def passages(value: dict) -> list[str]:
    """What was marked on the page, each with what was said of it: Raindrop's highlights, wallabag's annotations."""
    marks = [
        mark for name in ("highlights", "annotations") for mark in _list(value.get(name)) if isinstance(mark, dict)
    ]
    quoted = ((text(mark, "quote") or text(mark, "text"), text(mark, "note" if "quote" not in mark else "text"))
              for mark in marks)  # fmt: skip
    return [f"> {quote}\n{said}".strip() for quote, said in quoted]


def _list(value: object) -> list:
    return value if isinstance(value, list) else []


def text(value: dict, *names: str) -> str:
    """The first of these members that is text."""
    return next((value[name] for name in names if isinstance(value.get(name), str) and value[name]), "")
