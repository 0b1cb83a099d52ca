"""What comes back, for the OpenAPI document. Programs rely on the names of a bookmark. Times are RFC 3339 in UTC."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from manicule.api.bodies import LinkKind, Status


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Health(Answer):
    status: Literal["ok", "trouble"]
    version: str
    database: str = Field(description="ok, or the type of the problem")
    embeddings: Literal["ok", "trouble", "none"] = Field(
        description="trouble: the process that makes sentence embeddings ended, papers relate by their words until it "
        "is started again; none: they are not installed"
    )


class Paired(Answer):
    token: str = Field(description="shown this once, and never again")
    library: str
    device: str
    name: str = Field(description="of the device: with a number where another has the name asked for")


class SignIn(Answer):
    url: str = Field(description="opens the web library in a browser; works once, within five minutes")
    expires_at: str


class Registered(Answer):
    device: str
    token: str


class Device(Answer):
    id: str
    name: str
    created_at: str
    seen_at: str | None
    revoked_at: str | None
    current: bool = Field(description="whether it is the device that makes this request")


class Devices(Answer):
    items: list[Device]
    next: None = None


class DeadLink(Answer):
    why: Literal["gone", "empty", "silent"] = Field(
        description="it was not found, its repository holds nothing, or it did not answer for a week"
    )
    since: str = Field(description="the day on which this was first seen")
    archive: str = Field(description="where an archive may have the page as it was when the link was kept")


class Link(Answer):
    url: str
    kind: LinkKind
    title: str
    origin: Literal["derived", "found", "mine"]
    id: str | None = Field(default=None, description="present on links that are stored")
    dead: DeadLink | None = Field(default=None, description="present on stored links that the server found dead")


class FoundAt(Answer):
    url: str
    title: str
    at: str


class NoteCopy(Answer):
    id: str
    text: str
    at: str
    by: str | None


class Bookmark(Answer):
    id: str
    key: str
    ids: list[str]
    id_sources: dict[str, str] = Field(description="where each id was learnt: save, import, listing, page, api, mine")
    title: str
    authors: list[str]
    abstract: str
    venue: str
    published: str
    url: str
    status: Status
    rating: int | None
    starred: bool
    tags: list[str]
    note: str
    note_copies: list[NoteCopy] = Field(description="the other side of changes that overlapped, kept beside the note")
    links: list[Link]
    details: dict[str, Any] = Field(description="what else an imported file said, under BibTeX's names")
    found_on: FoundAt | None
    saved_at: str
    updated_at: str
    rev: int
    deleted: bool


class Bookmarks(Answer):
    items: list[Bookmark]
    next: str | None
    notices: list[str] = Field(description="what in `q` was searched as text or taken as mistyped, a sentence each")


class Found(Answer):
    found: dict[str, Bookmark]


class Why(Answer):
    """All of it is true, and any of it may be empty."""

    words: list[str] = Field(description="up to three words or phrases of both texts, as the row writes them")
    tags: list[str] = Field(description="tags of the bookmark that the other carries or names")
    note: str = Field(description="the sentence of the bookmark's note that fits best")
    authors: list[str] = Field(description="authors of both papers, where two bookmarks are compared")
    links: list[str] = Field(description="addresses that both link to, where two bookmarks are compared")


class RelatedPaper(Answer):
    id: str
    key: str
    title: str
    score: float = Field(description="0 to 1, the same in every library; from 0.18 on a hint is worth showing")
    why: Why


class Relation(Answer):
    """A link between two bookmarks, told on both."""

    relation: str = Field(description="the link's title, such as `extends`")
    link: str = Field(description="the link's id; the bookmark that links has it")
    direction: Literal["to", "from"] = Field(description="`to`: from this bookmark to the other; `from`: the other way")
    id: str
    key: str
    title: str


class Related(Answer):
    items: list[RelatedPaper]
    relations: list[Relation]


class RelatedRows(Answer):
    rows: list[list[RelatedPaper]] = Field(description="a list for each row that was sent, in the same order")
    waiting: int = Field(description="rows answered by their words alone, while their embeddings are being made")


class Suggestion(Answer):
    name: str
    score: float
    mine: bool = Field(description="false: a keyword of the page that is no tag of the library yet")


class Suggestions(Answer):
    tags: list[Suggestion]


class Superseded(Answer):
    field: str
    value: Any
    at: str
    by: str | None = Field(description="id of the device that wrote it")
    device: str | None = Field(description="name of that device")
    reason: str
    rev: int
    n: int = Field(description="tells apart the values that one revision superseded")


class History(Answer):
    items: list[Superseded]
    next: str | None


class Tag(Answer):
    id: str
    name: str
    count: int


class Tags(Answer):
    items: list[Tag]
    next: None = None


class Feed(Answer):
    id: str
    url: str = Field(description="anybody who has it can read the feed")
    name: str
    tag: str | None
    q: str
    notes: bool
    created_at: str


class Feeds(Answer):
    items: list[Feed]
    next: None = None


class SavedSearch(Answer):
    name: str
    q: str
    created_at: str


class Searches(Answer):
    items: list[SavedSearch]
    next: None = None


class Stats(Answer):
    bookmarks: int
    tags: int
    devices: int
    notes: int
    by_status: dict[str, int]
    rev: int


class Citation(Answer):
    format: str
    text: str


class Imported(Answer):
    line: int = Field(description="line of the file, from 1; in a file without lines the number of the record")
    key: str
    title: str
    reason: str | None = Field(default=None, description="in `suspicious`: what to look at")
    changes: bool | None = Field(default=None, description="in `existing`: whether the file adds to it")
    state: Literal["new", "existing"] | None = Field(default=None, description="in `suspicious`: what it became")


class NotImported(Answer):
    line: int
    reason: str
    text: str = Field(description="its first words")


class ImportReport(Answer):
    """Every record of the file is in one of the lists."""

    format: str
    encoding: str
    remark: str
    new: list[Imported]
    existing: list[Imported]
    suspicious: list[Imported]
    unreadable: list[NotImported]


class SyncAnswer(Answer):
    server_time: int
    head: int
    more: bool
    cursor: str
    results: list[dict]
    changes: list[dict]


class Digest(Answer):
    head: int
    bookmarks: int
    tags: int
    sum: str = Field(description="in decimal digits: too large for a number in JavaScript")


class OpenApi(BaseModel):
    model_config = ConfigDict(extra="allow")

    openapi: str


class Problem(BaseModel):
    """application/problem+json, RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
