"""Items in Zotero's own JSON, as its web API and a running Zotero give them: `[{key, data: {itemType, title, …}}, …]`.

https://www.zotero.org/support/dev/web_api/v3/types_and_fields names the fields.
"""

import json
from collections.abc import Iterator

from manicule.core.text import normalise
from manicule.formats import csl_json, dates, markup, mined
from manicule.formats.json_items import items
from manicule.formats.names import shown
from manicule.formats.record import PLACE, Record, Unreadable
from manicule.formats.source import Source

MAX_NOTES = 32 << 20  # characters of all notes together, with PLACE for each
TYPES = {"journalArticle": "article", "magazineArticle": "article", "newspaperArticle": "article", "preprint": "misc",
         "conferencePaper": "inproceedings", "bookSection": "incollection", "book": "book", "thesis": "phdthesis",
         "report": "techreport", "webpage": "online", "blogPost": "online", "dataset": "dataset", "patent": "patent",
         "computerProgram": "software", "manuscript": "unpublished"}  # fmt: skip
VENUES = ("publicationTitle", "proceedingsTitle", "conferenceName", "bookTitle", "university", "institution",
          "websiteTitle", "blogTitle", "publisher")  # fmt: skip
DETAILS = {"volume": "volume", "issue": "number", "pages": "pages", "publisher": "publisher", "place": "address",
           "series": "series", "edition": "edition", "ISBN": "isbn", "ISSN": "issn", "language": "language",
           "extra": "note", "reportNumber": "number", "citationKey": "citekey"}  # fmt: skip
PARTS = ("note", "attachment", "annotation")
TAKEN = ("key", "version", "itemType", "title", "creators", "abstractNote", "date", "url", "DOI", "tags", "collections",
         "relations", "dateAdded", "dateModified", "notes", "attachments", "seeAlso")  # fmt: skip


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every item that is no part of another; the notes of an item become its note."""
    notes = notes_of(source)
    for found in items(source, ("items",)):
        if isinstance(found, Unreadable):
            yield found
            continue
        line, _, value = found
        data = data_of(value)
        if data is None or not isinstance(data.get("itemType"), str):
            yield Unreadable(line, "this is no item of Zotero's", json.dumps(value, ensure_ascii=False)[:80])
        elif data["itemType"] not in PARTS:
            yield record(line, data, notes.get(str(data.get("key")), []))
        elif data["itemType"] == "note" and not data.get("parentItem"):
            yield Unreadable(line, "a note that belongs to no item", markup.text(str(data.get("note")))[:80])


def data_of(value: object) -> dict | None:
    """The item's fields, which the API wraps in `data`."""
    if not isinstance(value, dict):
        return None
    return value["data"] if isinstance(value.get("data"), dict) else value


def notes_of(source: Source) -> dict[str, list[str]]:
    """The notes that are items of their own, by the key of the item they belong to."""
    notes: dict[str, list[str]] = {}
    room = MAX_NOTES
    for found in items(source, ("items",)):
        data = None if isinstance(found, Unreadable) else data_of(found[2])
        if data and data.get("itemType") == "note" and isinstance(data.get("note"), str) and room > 0:
            parent = str(data.get("parentItem"))
            notes.setdefault(parent, []).append(data["note"])
            room -= len(parent) + len(data["note"]) + PLACE
    return notes


def record(line: int, data: dict, notes: list[str]) -> Record:
    """One item."""
    made = Record(line, title=csl_json.said(data.get("title")), abstract=csl_json.said(data.get("abstractNote")))
    kind = TYPES.get(data["itemType"], "misc")
    people = [creator(one) for one in csl_json.listed(data.get("creators"))]
    authors = [name for role, name, _ in people if name and role in ("author", "inventor", "programmer", "")]
    made.authors = authors or [name for role, name, _ in people if name and role != "editor"]
    made.details = details(data, kind, people)
    venue = next((name for name in VENUES if csl_json.said(data.get(name))), "")
    made.venue = csl_json.said(data.get(venue))
    made.details.pop(DETAILS.get(venue, f"zotero-{venue.lower()}"), None)
    made.published = dates.published(csl_json.said(data.get("date")))
    made.url = csl_json.said(data.get("url"))
    made.tags = [csl_json.said(tag.get("tag")) for tag in csl_json.listed(data.get("tags"))]
    inside = [one for one in csl_json.listed(data.get("notes")) if isinstance(one.get("note"), str)]
    texts = [markup.text_of_lines(note) for note in (*notes, *(one["note"] for one in inside))]
    made.note = "\n\n".join(dict.fromkeys(text for text in texts if text))
    made.saved_at = dates.moment(csl_json.said(data.get("dateAdded")))
    given = {"DOI": data.get("DOI"), "URL": made.url, "note": data.get("extra")}
    told = ("archiveID", "reportNumber", "publicationTitle", "extra")
    made.names = mined.besides(csl_json.named(given), (str(data.get(name) or "") for name in told))
    return made


def creator(one: dict) -> tuple[str, str, str]:
    """Role, name as shown, and `Family, Given`."""
    role, whole = csl_json.said(one.get("creatorType")), csl_json.said(one.get("name"))
    if whole:
        return role, whole, ""
    return role, *shown(csl_json.said(one.get("firstName")), "", csl_json.said(one.get("lastName")), "")


def details(data: dict, kind: str, people: list[tuple[str, str, str]]) -> dict[str, str]:
    """Everything else, under BibTeX's names where it has one, else under `zotero-` and its own."""
    kept = {"type": kind, "editor": " and ".join(spelled or name for role, name, spelled in people if role == "editor")}
    for name, value in data.items():
        text = normalise(str(value)) if name == "extra" else csl_json.said(value)
        if name not in TAKEN and text:
            kept.setdefault(DETAILS.get(name, f"zotero-{name.lower()}"), text)
    return {name: value for name, value in kept.items() if value}
