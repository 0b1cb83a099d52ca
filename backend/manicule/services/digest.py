"""What is new in the watched lists: read when somebody asks, ranked by the library, each paper with its reasons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from manicule.core import rows
from manicule.errors import ListUnreadable, ManiculeError
from manicule.models import Library
from manicule.services import ledger, sites, watching
from manicule.services.related_papers import related

if TYPE_CHECKING:
    from manicule.services.fetch import Fetcher

REASONS = 3  # bookmarks that a paper is said to be close to
FIELDS = ("key", "ids", "title", "authors", "abstract", "url", "published", "venue")

Done = Callable[[int], None]


@dataclass
class Found:
    """What the watched lists show: `rows` as core.rows reads them, each paper once, with `lists`, the addresses where
    it stands; `failed` holds `{list, reason}` of each that could not be read.
    """

    rows: list[dict] = field(default_factory=list)
    failed: list[dict] = field(default_factory=list)


def read(library: Library, fetch: "Fetcher", done: Done = lambda count: None) -> Found:
    """Read the watched lists, one after the other; `done` is told how many were."""
    found, of_id = Found(), {}
    for count, url in enumerate(watching.listing(library), 1):
        try:
            _take_in(found, of_id, read_list(fetch, url), url)
        except ManiculeError as error:
            found.failed.append({"list": url, "reason": str(error)})
        done(count)
    return found


def read_list(fetch: "Fetcher", url: str) -> list[dict]:
    """The rows of one list, as its site serves it now.

    :raise FetchFailed: if the site does not answer well
    :raise ListUnreadable: if there is no paper in the answer
    """
    body, where = fetch.get(url)
    rule = sites.rule_for(urldefrag(where).url, sites.site_rules())
    read = rows.read_rows(body, where, rule, sites.key_rules()) if rule else []
    if not read:
        raise ListUnreadable(f"The site answers, but no paper can be read from {where[:200]}.")
    return read


def _take_in(found: Found, of_id: dict[str, dict], read: Iterable[dict], url: str) -> None:
    for row in read:
        known = next((of_id[name] for name in row["ids"] if name in of_id), None)
        if known is None:
            known = {**row, "lists": []}
            found.rows.append(known)
        known["ids"] = list(dict.fromkeys([*known["ids"], *row["ids"]]))
        known["lists"] = list(dict.fromkeys([*known["lists"], url]))
        of_id.update(dict.fromkeys(known["ids"], known))


def not_saved(library: Library, found: list[dict]) -> list[dict]:
    """The rows of papers that are not in the library; one that was dismissed is in it."""
    return _without(found, ledger.find(library, _ids(found)))


def not_told(library: Library, found: list[dict]) -> list[dict]:
    """The rows of papers that no digest has told of."""
    return _without(found, watching.told(library, _ids(found)))


def tell(library: Library, items: Iterable[dict], now: int) -> None:
    """Count these papers as told."""
    watching.remember(library, _ids(items), now)


def _ids(found: Iterable[dict]) -> list[str]:
    return [name for row in found for name in row["ids"]]


def _without(found: list[dict], known: Iterable[str]) -> list[dict]:
    return [row for row in found if not set(row["ids"]).intersection(known)]


def ranked(library: Library, found: list[dict]) -> list[dict]:
    """The rows as items, the closest to the library first, of equals in the order of their lists.

    An item is `{key, ids, title, authors, abstract, url, published, venue, lists, score, because}`: `because` holds up
    to REASONS bookmarks `{id, key, title, score, why}`, the closest first, none where nothing relates; `score` is the
    first one's, 0 to 1.
    """
    related.prepare(library, found)
    items = [
        {**{name: row[name] for name in (*FIELDS, "lists")}, "score": max((one["score"] for one in near), default=0.0),
         "because": near}
        for row, near in zip(found, related.of_rows(library, found, REASONS).rows, strict=True)
    ]  # fmt: skip
    return sorted(items, key=lambda item: -item["score"])
