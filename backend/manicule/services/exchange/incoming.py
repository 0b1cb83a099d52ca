"""One record of a file as edits of the library: which paper it is, what is new about it, and what looks wrong."""

import re
from dataclasses import dataclass, field

from manicule.core import keys, titles
from manicule.core.checks import Refused, clean, link_value, web_address
from manicule.core.limits import (
    MAX_ABSTRACT,
    MAX_AUTHOR,
    MAX_AUTHORS,
    MAX_IDS,
    MAX_LINKS,
    MAX_NOTE,
    MAX_TAG_NAME,
    MAX_TAGS,
    MAX_TITLE,
    MAX_VENUE,
)
from manicule.core.records import META, SEEN_ALL, fold
from manicule.core.views import told
from manicule.formats.record import Record
from manicule.services import edits, ledger, papers, sites
from manicule.services.exchange import exact

MAX_DETAILS = 3_500  # characters of JSON that core.shapes lets through, with room
LINK, BOOKMARK = (re.compile(prefix + r"_[A-Za-z0-9_-]{1,60}") for prefix in ("lnk", "bm"))
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)  # which reading lists give as the title of what they know none of
UNTOLD = {"status": "to_read"}  # what a bookmark shows of which nobody said anything
MAX_NAMES = 200  # of one record, looked at for what they identify
MAX_DOUBTS = 50


@dataclass
class Paper:
    """A record with its identity in the library.

    :ivar ids: strongest first; none if nothing names it
    :ivar owner: the bookmark that has it, or None
    :ivar bookmark: the id of the bookmark to make, where the file has one
    """

    record: Record
    ids: list[str]
    owner: str | None = None
    bookmark: str | None = None
    doubts: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its strongest id."""
        return self.ids[0] if self.ids else ""

    @property
    def size(self) -> int:
        """About how many characters it has."""
        said = self.record
        lists = sum(map(len, said.authors)) + sum(len(link["url"]) for link in said.links)
        return len(said.abstract) + len(said.note) + lists + len(str(said.exact or ""))


def identified(record: Record) -> Paper:
    """The record with the ids that its names lead to: one per scheme, the first; another one is a doubt."""
    fit(record)
    paper = Paper(record, [], doubts=record.doubts)
    if record.exact:
        return as_it_was(paper)
    of_scheme: dict[str, str] = {}
    for name in dict.fromkeys(record.names):
        for known in papers.identities(name):
            scheme = known.partition(":")[0]
            first = of_scheme.setdefault(scheme, known)
            if first != known:
                paper.doubts.append(f"it names two papers, {first} and {known}; the first was taken")
    rules = sites.key_rules()
    paper.ids = keys.by_strength(of_scheme.values(), rules)[:MAX_IDS]
    if not paper.ids and (page := keys.address_key(record.url, rules)):
        paper.ids = [page]
    if not paper.ids and record.title:
        paper.ids = [titles.key(record.title, record.authors, record.published)]
    if paper.ids and ADDRESS.fullmatch(record.title):
        record.title = ""
    if paper.ids and not record.title:
        paper.doubts.append("it has no title")
    return paper


def as_it_was(paper: Paper) -> Paper:
    """The ids of a bookmark of Manicule's own, as they are: it may well have two of one scheme."""
    rules = sites.key_rules()
    known = [one for name in paper.record.names for one in papers.identities(name)]
    paper.ids = keys.by_strength(known, rules)[:MAX_IDS]
    given = paper.record.exact.get("id")
    paper.bookmark = given if isinstance(given, str) and BOOKMARK.fullmatch(given) else None
    if not paper.ids and paper.record.title:
        paper.ids = [titles.key(paper.record.title, paper.record.authors, paper.record.published)]
    return paper


def fit(record: Record) -> None:
    """Make every value one that the library can hold; what is cut is said."""
    if len(record.doubts) > MAX_DOUBTS:
        record.doubts[MAX_DOUBTS:] = [f"and {len(record.doubts) - MAX_DOUBTS:,} more"]
    if len(record.names) > MAX_NAMES:
        record.doubts.append(f"of {len(record.names):,} ids and addresses the first {MAX_NAMES:,} were looked at")
        record.names = record.names[:MAX_NAMES]
    record.title = limited(record, "title", record.title, MAX_TITLE)
    record.abstract = limited(record, "abstract", record.abstract, MAX_ABSTRACT)
    record.venue = limited(record, "venue", record.venue, MAX_VENUE)
    if len(record.authors) > MAX_AUTHORS:
        record.doubts.append(f"of its {len(record.authors):,} authors the first {MAX_AUTHORS:,} were kept")
    record.authors = [limited(record, "name of an author", name, MAX_AUTHOR) for name in record.authors[:MAX_AUTHORS]]
    record.url = valid_address(record.url)
    record.links = fit_links(record)
    record.tags = fit_tags(record)
    record.note = noted(record, clean(record.note))
    fit_details(record)


def fit_links(record: Record) -> list[dict]:
    """Its links, those that follow from the ids and those that are no web addresses left out."""
    kept = []
    for link in record.links:
        url = link.get("url")
        if link.get("origin") == "derived" or not isinstance(url, str):
            continue
        try:
            value = link_value("link", {**link, "url": url, "title": link.get("title") or ""})
        except Refused:
            record.doubts.append(f"its link {url[:80]} is not a web address and was left out")
            continue
        given = link.get("id")
        kept.append({**value, **({"id": given} if isinstance(given, str) and LINK.fullmatch(given) else {})})
    return kept[:MAX_LINKS]


def fit_tags(record: Record) -> list[str]:
    """Its tags, each once, none too long."""
    named: dict[str, str] = {}
    for tag in record.tags:
        name = limited(record, "tag", " ".join(tag.split()), MAX_TAG_NAME).strip()
        if name:
            named.setdefault(fold(name), name)
    return list(named.values())[:MAX_TAGS]


def limited(record: Record, what: str, text: str, limit: int) -> str:
    """The text, cut where it is too long."""
    if len(text) <= limit:
        return clean(text)
    record.doubts.append(f"its {what} is longer than {limit:,} characters and was cut")
    return clean(text)[:limit]


def valid_address(url: str) -> str:
    """The address, or "" where it is none that may be stored."""
    try:
        return web_address("url", url) if url else ""
    except Refused:
        return ""


def noted(record: Record, text: str) -> str:
    """The note, cut where it is too long."""
    kept = text.encode()[:MAX_NOTE].decode(errors="ignore")
    if kept != text:
        record.doubts.append("its note is longer than 256 KiB and was cut")
    return kept


def fit_details(record: Record) -> None:
    """Leave out the longest details where there are too many, and say which.

    Not of a list of references: each paper that a database exports with those would be one to look at.
    """
    record.details = {name[:60]: value for name, value in record.details.items() if value}
    while sum(len(repr(item)) for pair in record.details.items() for item in pair) > MAX_DETAILS:
        longest = max(record.details, key=lambda name: len(repr(record.details[name])))
        if not longest.endswith("references"):
            record.doubts.append(f"its field {longest} is too long to be kept")
        del record.details[longest]


def meta(record: Record) -> dict:
    """What the file says of the paper itself."""
    said = {name: getattr(record, name) for name in META}
    return {name: value for name, value in {**said, "details": record.details}.items() if value}


def typed(record: Record) -> dict:
    """What the file says of the user's own reading."""
    said = {"status": record.status, "rating": record.rating, "starred": record.starred or None}
    return {name: value for name, value in said.items() if value is not None}


class Tags:
    """The tags of a library by folded name; `made` are the edits that make those which a file brings."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known, self.made = known, []

    def id_of(self, name: str) -> str:
        """The id of the tag with this name; it is made if it is not there yet."""
        folded = fold(name)
        if folded not in self.known:
            self.known[folded] = ledger.new_id("tag")
            self.made.append({"op": "tag.create", "tag": self.known[folded], "name": name[:MAX_TAG_NAME]})
        return self.known[folded]

    def taken(self) -> list[dict]:
        """The edits that make tags, since this was asked last."""
        made, self.made = self.made, []
        return made


def creation(paper: Paper, tags: Tags, now: int) -> list[dict]:
    """The edits that make a new bookmark of it."""
    record, bookmark = paper.record, paper.bookmark or ledger.new_id("bm")
    note = [{"op": "note.edit", "bookmark": bookmark, "base_text": "", "text": record.note}] if record.note else []
    rest = [*note, *tagged(bookmark, record.tags, tags), *linked(bookmark, record.links)]
    if record.exact:
        return [*exact.edits(record, bookmark, paper.ids, now), *rest, *exact.copies(record, bookmark, now)]
    saved = min(record.saved_at or now, now)
    first = {
        "op": "bookmark.create", "bookmark": bookmark, "ids": paper.ids, "meta": meta(record), "source": "import",
        "fields": typed(record), "at": saved,
        "found_on": record.found_on and {"title": "", "at": saved, **record.found_on},
    }  # fmt: skip
    return [first, *rest]


def linked(bookmark: str, links: list[dict]) -> list[dict]:
    """Put these links on a new bookmark."""
    return [
        {
            "op": "link.put",
            "bookmark": bookmark,
            "link": link.get("id") or ledger.new_id("lnk"),
            "base": None,
            "value": link,
        }
        for link in links
    ]


def tagged(bookmark: str, names: list[str], tags: Tags) -> list[dict]:
    """Tag a bookmark with these names."""
    return [{"op": "bookmark.tag", "bookmark": bookmark, "tag": tags.id_of(name)} for name in names]


@dataclass
class News:
    """What a record says that its bookmark lacks: its title and the like, ids, status, rating and star, and so on."""

    meta: dict
    ids: list[str]
    fields: dict
    note: str
    tags: list[str]
    links: list[dict]

    def any(self) -> bool:
        """Whether there is something."""
        return any(vars(self).values())


def news(paper: Paper, stored: dict, carried: set[str], past_notes: list[str]) -> News:
    """What the record says and the bookmark lacks.

    :param carried: the folded names of its tags
    :param past_notes: what its note was before: words that were taken out do not come back
    """
    record, known = paper.record, {link["v"]["url"] for link in stored["links"].values()}
    is_noted = any(record.note in text for text in (stored["note"]["text"], *past_notes))
    return News(
        {name: value for name, value in meta(record).items() if not told(stored, name)},
        [one for one in paper.ids if one not in stored["ids"] and not one.startswith(("title:", "url:"))],
        {
            name: value
            for name, value in typed(record).items()
            if name not in stored["fields"] and value != UNTOLD.get(name)
        },
        "" if is_noted else record.note,
        [name for name in record.tags if fold(name) not in carried],
        [link for link in record.links if link["url"] not in known],
    )


def besides(found: News, own: Paper) -> News:
    """The same without what the library's own export says, see services.exchange.own."""
    record = own.record
    said, chosen, tags = meta(record), typed(record), {fold(name) for name in record.tags}
    left = {name: value for name, value in found.meta.items() if value != said.get(name)}
    if "details" in left:
        ours = said.get("details", {})
        left["details"] = {name: value for name, value in left["details"].items() if value != ours.get(name)}
    return News(
        {name: value for name, value in left.items() if value},
        [one for one in found.ids if one not in own.ids],
        {name: value for name, value in found.fields.items() if value != chosen.get(name)},
        "" if found.note == record.note else found.note,
        [name for name in found.tags if fold(name) not in tags],
        [link for link in found.links if link["url"] not in {one["url"] for one in record.links}],
    )


def completion(found: News, stored: dict, tags: Tags) -> list[dict]:
    """The edits that add to a bookmark what it lacks; nothing of it is overwritten, and nothing is added twice."""
    mutations = []
    if found.meta or found.ids:
        room = max(0, MAX_IDS - len(stored["ids"]))
        mutations.append({"op": "bookmark.meta", "bookmark": stored["id"], "ids": found.ids[:room],
                          "meta": found.meta, "source": "import"})  # fmt: skip
    mutations += edits.fields(stored, found.fields, SEEN_ALL)
    mutations += edits.add_note(stored, found.note)
    mutations += tagged(stored["id"], found.tags, tags)
    return mutations + edits.add_links(stored, found.links, SEEN_ALL)
