"""What only Manicule's own format carries of a bookmark, so that a library moves without loss: out of a record, and
as the edits that make one.
"""

from manicule.core.records import META, SOURCE_RANK, STATUSES, USER_FIELDS
from manicule.core.views import rfc3339
from manicule.formats import dates
from manicule.formats.record import Record

NOBODY = "\u2205"  # what the author of a copy is said to have seen: a word of neither, so that both versions stay


def of_record(record: dict) -> dict:
    """The members `note_copies`, `links`, `typed`, `told` and `sources` of a line (formats.jsonl)."""
    typed = {name: rfc3339(record["fields"][name]["at"]) for name in USER_FIELDS if name in record["fields"]}
    told = {
        name: value
        for name, value in record["meta"].items()
        if name != "details" and (name in typed or name not in META)
    }
    return {
        "note_copies": [{"text": copy["text"], "at": rfc3339(copy["at"])} for copy in record["note_copies"]],
        "links": [{"id": link_id, **link["v"]} for link_id, link in record["links"].items()],
        "typed": typed,
        "told": dict(sorted(told.items())),
        "sources": dict(sorted(record["meta_sources"].items())),
    }


def edits(record: Record, bookmark: str, ids: list[str], now: int) -> list[dict]:
    """The edits that make a new bookmark of a line of Manicule's own, but for its note, tags and links."""
    typed = {name: at for name, at in told(record, "typed").items() if name in USER_FIELDS}
    meta = {name: getattr(record, name) for name in META if name not in typed}
    meta |= {"details": record.details, **told(record, "told")}
    by_source: dict[str, dict] = {}
    for name, value in meta.items():
        if value:
            source = told(record, "sources").get(name)
            by_source.setdefault(source if source in SOURCE_RANK else "import", {})[name] = value
    first = next(iter(by_source), "import")
    made = {
        "op": "bookmark.create", "bookmark": bookmark, "ids": ids, "meta": by_source.pop(first, {}), "source": first,
        "fields": {}, "found_on": record.found_on, "at": min(record.saved_at or now, now),
    }  # fmt: skip
    learnt = [
        {"op": "bookmark.meta", "bookmark": bookmark, "meta": part, "ids": [], "source": source}
        for source, part in by_source.items()
    ]
    return [made, *learnt, *set_fields(record, bookmark, typed, now)]


def told(record: Record, name: str) -> dict:
    """A member that should be an object."""
    return record.exact[name] if isinstance(record.exact.get(name), dict) else {}


def set_fields(record: Record, bookmark: str, typed: dict, now: int) -> list[dict]:
    """The fields that the user set, each at its time."""
    mutations = []
    for name, at in typed.items():
        value = getattr(record, name)
        if name == "status" and value not in STATUSES:
            continue
        moment = min(dates.moment(at) or now, now)
        edit = {"op": "bookmark.set", "bookmark": bookmark, "base": None, "field": name, "value": value}
        mutations.append({**edit, "at": moment})
    return mutations


def copies(record: Record, bookmark: str, now: int) -> list[dict]:
    """The other versions of the note."""
    found = record.exact.get("note_copies")
    return [
        {"op": "note.edit", "bookmark": bookmark, "base_text": NOBODY, "text": copy["text"],
         "at": min(dates.moment(copy.get("at")) or now, now)}
        for copy in (found if isinstance(found, list) else [])
        if isinstance(copy, dict) and isinstance(copy.get("text"), str)
    ]  # fmt: skip


def updated_at(record: Record, now: int) -> int:
    """When the bookmark last changed where it came from."""
    return min(dates.moment(record.exact.get("updated_at")) or now, now)
