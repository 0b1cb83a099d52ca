"""What may be sent. Unknown keys are refused, so that a typo is noticed at once."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from manicule.core import limits
from manicule.errors import Invalid
from manicule.services.exchange.exporting import WRITABLE
from manicule.services.exchange.importing import READABLE
from manicule.services.sync import PROTOCOL

PAGE_LIMIT = 100


def from_any_number(value: object) -> object:
    """JSON has one kind of number: 5.0 is a whole number there, and in the document's schemas."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def whole(**bounds: int) -> type[int]:
    """A whole number within these bounds, by pydantic's names."""
    return Annotated[int, Field(**bounds), BeforeValidator(from_any_number)]


def name_up_to(longest: int) -> type[str]:
    """A name of so many characters, not all of them space."""
    rule = StringConstraints(strip_whitespace=True, min_length=1, max_length=longest, pattern=r"\S")
    return Annotated[str, rule]


Word = name_up_to(limits.MAX_NAME)
TagName = name_up_to(limits.MAX_TAG_NAME)
Url = Annotated[str, Field(max_length=limits.MAX_URL, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://")]
IdText = Annotated[str, Field(max_length=limits.MAX_URL)]
Title = Annotated[str, Field(max_length=limits.MAX_TITLE)]
Note = Annotated[str, Field(json_schema_extra={"maxLength": limits.MAX_NOTE})]  # its bytes are counted when it is kept
Author = Annotated[str, Field(max_length=300)]
Status = Literal["to_read", "reading", "read", "dismissed"]
LinkKind = Literal["pdf", "code", "project", "data", "model", "review", "talk", "discussion", "page"]
Rating = whole(ge=1, le=5)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PairBody(Strict):
    code: Annotated[str, Field(max_length=40)]
    device: Word


class SignInBody(Strict):
    """`{}`."""


class DeviceBody(Strict):
    name: Word


class LinkBody(Strict):
    """`origin` may be sent back as it was read; a link put here is the user's own."""

    url: Url
    kind: LinkKind = "page"
    title: Title = ""
    origin: Literal["derived", "found", "mine"] = "mine"


class FoundOn(Strict):
    url: Url
    title: Title = ""


class Described(Strict):
    """What a page says about a paper, and what the user says about it. Only the fields given count."""

    title: Title = ""
    authors: Annotated[list[Author], Field(max_length=limits.MAX_AUTHORS)] = []
    abstract: Annotated[str, Field(max_length=limits.MAX_ABSTRACT)] = ""
    venue: Annotated[str, Field(max_length=500)] = ""
    published: Annotated[str, Field(max_length=40)] = ""
    status: Status = "to_read"
    rating: Rating | None = None
    starred: bool = False
    tags: Annotated[list[TagName], Field(max_length=limits.MAX_TAGS)] = []
    note: Note = ""
    links: Annotated[list[LinkBody], Field(max_length=limits.MAX_LINKS)] = []

    def given(self) -> dict:
        """The fields that were sent, by name."""
        return self.model_dump(include=self.model_fields_set)


class SaveBody(Described):
    """At least one of `url`, `key` and `ids` names the paper."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [
        {"required": ["url"], "properties": {"url": {"type": "string", "minLength": 1}}},
        {"required": ["key"], "properties": {"key": {"type": "string", "minLength": 1}}},
        {"required": ["ids"], "properties": {"ids": {"type": "array", "minItems": 1}}},
    ]})  # fmt: skip

    url: IdText | None = None
    key: IdText | None = None
    ids: Annotated[list[IdText], Field(max_length=limits.MAX_IDS)] = []
    found_on: FoundOn | None = None

    @model_validator(mode="after")
    def names_a_paper(self) -> "SaveBody":
        if not (self.url or self.key or self.ids):
            raise ValueError("send url, key or ids, to say which paper it is")
        return self


class PatchBody(Described):
    """With `base_rev` (and `base_text` for the note) an edit is merged with what it had not seen.

    `ids` is the whole set: a new one joins (and whoever has it becomes one with this), one left out is taken off (and
    whoever was joined through it stands again).
    """

    url: Url | Literal[""] = ""
    ids: Annotated[list[IdText], Field(max_length=limits.MAX_IDS * 3)] = []
    base_rev: whole(ge=0) | None = None
    base_text: Note | None = None


class LookupBody(Strict):
    keys: Annotated[list[IdText], Field(max_length=limits.MAX_LOOKUP)]


class Row(Strict):
    """A paper of a listing; its `key` tells which bookmark is this very paper."""

    title: Annotated[str, Field(max_length=10_000)]
    abstract: Annotated[str, Field(max_length=limits.MAX_TEXT)] | None = None
    key: IdText | None = None


class RelatedBody(Strict):
    rows: Annotated[list[Row], Field(max_length=limits.MAX_ROWS)]
    limit: whole(ge=1, le=20) = 3


class SuggestBody(Strict):
    """`keywords` are the page's own; one that stands in the text is suggested too, marked `mine: false`."""

    title: Annotated[str, Field(max_length=10_000)]
    abstract: Annotated[str, Field(max_length=limits.MAX_TEXT)] = ""
    keywords: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []
    limit: whole(ge=1, le=20) = 5


class FeedBody(Strict):
    """With neither `tag` nor `q` it is a feed of all papers."""

    name: Word
    tag: TagName | None = None
    q: Annotated[str, Field(max_length=10_000)] = ""
    notes: bool = False


class RenameBody(Strict):
    name: TagName


class MergeBody(Strict):
    into: TagName


class SearchBody(Strict):
    """What a saved search asks for; its name stands in the path."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=limits.MAX_QUERY)]

    def checked_name(self, name: str) -> str:
        """The name of a search, from the path, as one line.

        :raise Invalid: if it is empty or longer than a name may be
        """
        if not name.strip() or len(name) > limits.MAX_TAG_NAME:
            raise Invalid(f"A saved search has a name of 1 to {limits.MAX_TAG_NAME} characters.")
        return " ".join(name.split())


class Mutation(BaseModel):
    """The envelope of one edit; the rest is checked when it is applied, and answered with a result of its own."""

    model_config = ConfigDict(extra="allow", strict=True)

    seq: whole(ge=1, lt=1 << 53)
    mid: Annotated[str, Field(min_length=8, max_length=64)]
    at: whole()
    op: Annotated[str, Field(max_length=40)]


class SyncBody(Strict):
    """One request of the sync protocol, which services/sync.py describes."""

    protocol: Annotated[whole(), Field(json_schema_extra={"const": PROTOCOL})]
    device: Annotated[str, Field(max_length=100)]
    cursor: Annotated[str, Field(max_length=1_000)] | None = None
    limit: whole(ge=1, le=limits.MAX_CHANGES) = 500
    mutations: Annotated[list[Mutation], Field(json_schema_extra={"maxItems": limits.MAX_MUTATIONS})] = []


class PageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=limits.MAX_PAGE)] = PAGE_LIMIT
    cursor: Annotated[str, Field(max_length=limits.MAX_CURSOR)] | None = None


class RelatedQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100)] = 10


class ListQuery(PageQuery):
    q: str = Field(default="", description="anything typed is a query; of a very long one the beginning counts")
    tag: Annotated[str, Field(max_length=limits.MAX_TAG_NAME)] | None = None
    status: Status | None = None
    sort: Literal["saved", "updated", "published", "title", "relevance"] | None = None


class ImportQuery(BaseModel):
    """`format` is recognised from the content by default; with `dry_run` nothing is written, only reported."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(READABLE)})] | None = None
    encoding: Annotated[str, Field(max_length=40)] = ""
    dry_run: bool = False


class CitationQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal["bibtex", "biblatex", "ris", "csl-json", "text"] = "bibtex"


class ExportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(WRITABLE)})]
    q: Annotated[str, Field(max_length=10_000)] = ""
