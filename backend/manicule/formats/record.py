"""What every format reads a paper into. Nothing of a file is dropped in silence: what Manicule has no field for stays
in `details`, what looks wrong is said in `doubts`, and what cannot be read is an `Unreadable` with its line.
"""

from dataclasses import dataclass, field

# What `details` may be named besides what a file calls its own fields: the words of BibTeX.
DETAILS = ("type", "citekey", "editor", "booktitle", "publisher", "address", "volume", "number", "pages", "series",
           "edition", "isbn", "issn", "note")  # fmt: skip


PLACE = 200  # what a value that is kept takes besides its text, in characters


@dataclass
class Record:
    """One paper of a file.

    :ivar line: where it begins, from 1; of a file without lines the number of the item
    :ivar names: what names the paper, the surest first: `doi:10…`, `arXiv:…`, addresses
    :ivar details: what citations need and Manicule has no field for, by BibTeX's names, text only
    :ivar saved_at: when it was saved elsewhere, in ms since 1970
    :ivar doubts: sentences about what a careful reader should look at
    :ivar exact: the members that only Manicule's own format has
    """

    line: int
    title: str = ""
    authors: list[str] = field(default_factory=list)
    abstract: str = ""
    venue: str = ""
    published: str = ""
    url: str = ""
    names: list[str] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    note: str = ""
    status: str | None = None
    rating: int | None = None
    starred: bool = False
    links: list[dict] = field(default_factory=list)
    found_on: dict | None = None
    saved_at: int | None = None
    doubts: list[str] = field(default_factory=list)
    exact: dict = field(default_factory=dict)


@dataclass
class Unreadable:
    """A part of a file that is no paper: where it begins, why, and its first words."""

    line: int
    reason: str
    text: str = ""


@dataclass
class TagName:
    """A tag that a file names for itself, whether or not a paper carries it."""

    line: int
    name: str


@dataclass
class Extras:
    """What a file needs to be written besides the bookmarks.

    :ivar cite_keys: by bookmark's id, of those that do not get their usual one (core.citations.cite_key)
    :ivar tags: the names of the library's tags; none for a part of the library
    """

    cite_keys: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
