"""Everything the list page begins with, in one statement: who asks, the tags, how many papers have each status and tag,
and the saved searches. Each is a kind of row; a search may then make five statements more and the page stays at six.
"""

from dataclasses import dataclass, field

from peewee import JOIN, Case, ModelSelect, Value, fn

from manicule.core.asked import Tags
from manicule.core.records import STATUSES
from manicule.errors import SignedOut
from manicule.models import Bookmark, Label, SavedSearch, Tag
from manicule.services import sessions
from manicule.services import tags as tag_service
from manicule.services.sessions import SignedIn


@dataclass
class Overview:
    """`statuses` counts bookmarks; `cloud` has `{name, count}` of each tag in use, the most used first.

    The dismissed, which a list leaves out, are not counted in the cloud.
    """

    statuses: dict[str, int]
    cloud: list[dict]
    tags: Tags
    searches: list[dict] = field(default_factory=list)


def open_library(cookie: str, undo: str, now: int) -> tuple[SignedIn, Overview]:
    """Who asks, as `sessions.find` has it, and the overview of the library.

    :raise SignedOut: if the cookie is of no session
    """
    number, hashed = sessions.parts(cookie)
    wanted = sessions.rows(number, hashed, undo, now)
    for rows in (statuses(number), tags(number), dismissed(number), searches(number)):
        wanted = wanted.union_all(rows)
    found: dict[str, list[tuple]] = {"session": [], "status": [], "tag": [], "gone": [], "dismissed": [], "search": []}
    for kind, *row in wanted.tuples():
        found[kind].append(row)
    if not found["session"]:
        raise SignedOut()
    return sessions.signed_in(number, hashed, found["session"][0], now), told(found)


def statuses(library: int) -> ModelSelect:
    """`status, "", number, ""`."""
    columns = (Value("status"), Bookmark.status, Value(""), fn.COUNT(Bookmark.id), Value(""))
    alive = (Bookmark.library == library) & (Bookmark.alive == True)  # noqa: E712
    return Bookmark.select(*columns).where(alive).group_by(Bookmark.status)


def tags(library: int) -> ModelSelect:
    """`id, name, number, what it is an alias of`; of dead tags too, as `gone`."""
    kind = Case(None, [(Tag.alive == True, "tag")], "gone")  # noqa: E712
    used = (Label.library == Tag.library) & (Label.tag == Tag.id)
    columns = (kind, Tag.id, Tag.name, fn.COUNT(Label.bookmark), Tag.alias_of)
    rows = Tag.select(*columns).join(Label, JOIN.LEFT_OUTER, on=used).where(Tag.library == library)
    return rows.group_by(Tag.id, Tag.name, Tag.alive, Tag.alias_of)


def dismissed(library: int) -> ModelSelect:
    """`tag id, "", number, ""`, of the tags that dismissed bookmarks carry."""
    counted = tag_service.dismissed(library)
    return counted.select(Value("dismissed"), Label.tag, Value(""), fn.COUNT(Label.bookmark), Value(""))


def searches(library: int) -> ModelSelect:
    """`name, query, when it was saved, ""`."""
    columns = (Value("search"), SavedSearch.name, SavedSearch.q, SavedSearch.created_at, Value(""))
    return SavedSearch.select(*columns).where(SavedSearch.library == library)


def told(found: dict[str, list[tuple]]) -> Overview:
    """The rows as what they say."""
    counted = {status: number for status, _, number, _ in found["status"]}
    unseen = {tag: number for tag, _, number, _ in found["dismissed"]}
    counts = [(name, number - unseen.get(tag, 0)) for tag, name, number, _ in found["tag"]]
    used = [{"name": name, "count": number} for name, number in counts if number]
    every = [(tag, name, kind == "tag", alias) for kind in ("tag", "gone") for tag, name, _, alias in found[kind]]
    return Overview(
        statuses={status: counted.get(status, 0) for status in STATUSES},
        cloud=sorted(used, key=lambda tag: (-tag["count"], tag["name"].casefold())),
        tags=Tags(every),
        searches=[{"name": row[0], "q": row[1]} for row in sorted(found["search"], key=lambda row: row[0].casefold())],
    )  # fmt: skip
