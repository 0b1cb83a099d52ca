"""The bookmark as people and programs see it: fixed names, out of a record."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from manicule.core.keys import Rules, strongest
from manicule.core.links import derive, unite
from manicule.core.records import fold

DAY = 86_400_000  # ms
# Numbers of two and of three digits, written once: a page of a list has hundreds of times of day.
TWO, THREE = [f"{number:02}" for number in range(60)], [f"{number:03}" for number in range(1000)]
EPOCH = date(1970, 1, 1).toordinal()


def rfc3339(ms: int | None) -> str | None:
    """A time of day in UTC, `2026-11-23T17:10:51.123Z`, from ms since 1970."""
    if ms is None:
        return None
    days, rest = divmod(ms, DAY)
    minutes, rest = divmod(rest, 60_000)
    return f"{_day(days)}T{TWO[minutes // 60]}:{TWO[minutes % 60]}:{TWO[rest // 1000]}.{THREE[rest % 1000]}Z"


@lru_cache(maxsize=4_000)
def _day(days: int) -> str:
    """The date, `2026-11-23`, of days since 1970."""
    return date.fromordinal(EPOCH + days).isoformat()


def told(record: dict, name: str, empty: object = "") -> object:
    """One field: what the user typed, else what pages said, else `empty`."""
    typed = record["fields"].get(name)
    if typed is not None:
        return typed["v"]
    return record["meta"].get(name) or empty


def view(record: dict, tag_names: Mapping[str, str], rules: Rules) -> dict:
    """The fixed view of a bookmark.

    :param tag_names: name of each live tag by every id that leads to it (aliases resolved); others are left out
    :param rules: keys.json, for the strength of identities and the links that follow from them
    """
    known = {**record["meta"], **{name: typed["v"] for name, typed in record["fields"].items()}}
    ids, sources, found_on = record["ids"], record["id_sources"], record["found_on"]
    return {
        "id": record["id"],
        "key": strongest(ids, rules) if ids else None,
        "ids": ids,
        "id_sources": {paper_id: sources.get(paper_id, "save") for paper_id in ids},
        "title": known.get("title") or "",
        "authors": known.get("authors") or [],
        "abstract": known.get("abstract") or "",
        "venue": known.get("venue") or "",
        "published": known.get("published") or "",
        "url": known.get("url") or "",
        "status": known.get("status") or "to_read",
        "rating": known.get("rating"),
        "starred": known.get("starred") or False,
        "tags": _sorted({tag_names[tag] for tag in record["tags"] if tag in tag_names}),
        "note": record["note"]["text"],
        "note_copies": [{**copy, "at": rfc3339(copy["at"])} for copy in record["note_copies"]],
        "links": links(record, rules),
        "details": details(record),
        "found_on": found_on and {**found_on, "at": rfc3339(found_on["at"])},
        "saved_at": rfc3339(record["saved_at"]),
        "updated_at": rfc3339(record["updated_at"]),
        "rev": record["rev"],
        "deleted": not record["alive"],
    }


def _sorted(names: set[str]) -> list[str]:
    return sorted(names, key=_place) if len(names) > 1 else list(names)


@lru_cache(maxsize=4_000)  # bookmarks have the same few tags
def _place(name: str) -> tuple[str, str]:
    return fold(name), name


def links(record: dict, rules: Rules) -> list[dict]:
    """Links added or found, in the order they came, then those that follow from the ids; the same resource once."""
    derived = derive(record["ids"], rules)
    if not record["links"]:
        return derived
    stored = [{"id": link_id, **link["v"], **_dead(link, rules)} for link_id, link in record["links"].items()]
    return unite([*stored, *derived], rules)


def _dead(link: dict, rules: Rules) -> dict:
    """Of a link that died: why, the day since when, and where an archive may have it as it was when it was kept."""
    if not link.get("dead"):
        return {}
    kept = (rfc3339(link["at"]) or "")[:10].replace("-", "")
    archive = rules["archive"].replace("{day}", kept).replace("{url}", link["v"]["url"])
    return {"dead": {**link["dead"], "archive": archive}}


def details(record: dict) -> dict:
    """What a file said of the paper that has no field here (formats.record), for citations: text by name, and `names`,
    how it sorts people by their family.
    """
    stored = record["meta"].get("details")
    if not isinstance(stored, dict):
        return {}
    known = {name: value for name, value in stored.items() if isinstance(value, str)}
    if isinstance(stored.get("names"), dict):
        known["names"] = {name: value for name, value in stored["names"].items() if isinstance(value, str)}
    return known
