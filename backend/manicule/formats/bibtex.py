"""BibTeX and BibLaTeX: read block by block, and written by core.citations.

What other readers lose in silence is kept or named here: repeated keys and fields, entries cut short, macros, crossref.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from manicule.core import citations, tex
from manicule.core.text import normalise
from manicule.formats import dates, latex, mined, names
from manicule.formats.bibtex_blocks import Block, blocks
from manicule.formats.bibtex_fields import Broken, Fields, macro, parsed, short
from manicule.formats.journals import JOURNALS
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

MAX_PARENTS = 100_000
ASIDE = ("comment", "preamble")
FOR_OTHERS = ("xdata", "set")
# BibLaTeX's names for what BibTeX has others for.
ALIASES = {"journaltitle": "journal", "location": "address", "annotation": "annote", "primaryclass": "primaryclass",
           "eprintclass": "primaryclass", "archiveprefix": "eprinttype"}  # fmt: skip
VENUES = ("journal", "booktitle", "school", "institution", "organization", "howpublished", "publisher", "eventtitle")
NOTES = ("annote", "comment", "review")
MINED = ("journal", "note", "number", "volume", "howpublished", "eid", "pages", "adsurl", "biburl", "doi", "pubstate",
         "eprint", "manicule")  # fmt: skip
# Ids that fields of their own hold, or that follow from the title.
SPELLED = ("doi:", "arxiv:", "pmid:", "pmcid:", "title:")
TAKEN = frozenset(
    ("title", "subtitle", "author", "abstract", "year", "month", "day", "date", "url", "keywords", "keyword", "groups",
     "mendeley-groups", "mendeley-tags", "eprint", "eprinttype", "doi", "pmid", "pmcid", "readstatus", "ranking",
     "crossref", "creationdate", "date-added", "manicule", "xdata", *NOTES)
)  # fmt: skip
STATUSES = {"read": "read", "skimmed": "reading", "reading": "reading", "dismissed": "dismissed", "to_read": "to_read"}
MAX_PARENTS_OF_ONE = 20
DATED = ("date", "year", "month", "day")
# What is not a part's because it is that of the whole: names of the paper, and what the reader said of it.
ITS_OWN = frozenset(
    ("abstract", "doi", "url", "crossref", "xdata", "keywords", "keyword", "isbn", "eprint", "eprinttype",
     "eprintclass", "archiveprefix", "primaryclass", "pmid", "pmcid", "adsurl", "biburl", "manicule", "groups",
     "readstatus", "ranking", "creationdate", "date-added", "timestamp", "annotation", "file", "ids", *NOTES)
)  # fmt: skip
_CROSSREF = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]([^}\"]+)[}\"]", re.IGNORECASE)
_ARXIV_ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)
_OUTSIDE = re.compile(r"\\.|[{},;]|[^\\{},;]+|\\", re.DOTALL)
_AND_DOI = re.compile(r"(?:[,;]\s*|\s+)(?=10\.\d{4})")
_NUMBER = re.compile(r"(?:PMC|PMID:?)?\s*(\d+)", re.IGNORECASE)
_RANK = re.compile(r"rank([1-5])")
# An address, or the archive that everything is in.
_ARCHIVE = re.compile(
    r"arxiv|\bcorr\b|e-?prints?|preprints?|\babs\b|\[[\w.-]{1,20}\]|[a-z-]{2,10}/\d{7}|v?\d+|[\W_]", re.IGNORECASE
)
_LINK = re.compile(r"bdsk-url-\d+|pdf|code|link\d*|website")


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every entry of a file."""
    macros: dict[str, str] = {}
    keys: dict[str, int] = {}
    parents = parents_of(source)
    for block in blocks(source.lines()):
        if block.type in ASIDE:
            continue
        if block.fault:
            yield Unreadable(block.line, block.fault, short(block.text))
        elif block.type in FOR_OTHERS:
            yield Unreadable(
                block.line, f"an @{block.type} is no paper, it is there for other entries", short(block.text)
            )
        elif block.type == "string":
            yield from defined(block, macros)
        else:
            yield entry(block, macros, keys, parents)


def defined(block: Block, macros: dict[str, str]) -> Iterator[Unreadable]:
    """Remember a macro; one that is broken is told."""
    try:
        made = macro(block, macros)
    except Broken as broken:
        yield Unreadable(block.line, str(broken), short(block.text))
        return
    if not made:
        yield Unreadable(block.line, "this @string is not written as BibTeX", short(block.text))
    macros |= made


def entry(
    block: Block, macros: Mapping[str, str], keys: dict[str, int], parents: Mapping[str, dict]
) -> Record | Unreadable:
    """One entry as a record."""
    try:
        fields = parsed(block, macros)
    except Broken as broken:
        return Unreadable(block.line, str(broken), short(block.text))
    inherit(fields, parents)
    record = record_of(block.line, fields)
    folded = fields.key.lower()
    if folded in keys:
        record.doubts.append(f"the cite key {fields.key} is that of line {keys[folded]} too")
    elif folded:
        keys[folded] = block.line
    return record


def parents_of(source: Source) -> dict[str, dict[str, str]]:
    """The entries that others refer to by crossref, by key: a parent comes after its children."""
    found = (key for _, line in source.lines() for key in _CROSSREF.findall(line))
    wanted = {key.strip().lower() for keys in found for key in keys.split(",")} - {""}
    if not wanted:
        return {}
    macros: dict[str, str] = {}
    parents: dict[str, dict[str, str]] = {}
    for block in blocks(source.lines()):
        if block.fault or block.type in ASIDE or len(parents) >= MAX_PARENTS:
            continue
        try:
            if block.type == "string":
                macros |= macro(block, macros)
                continue
            fields = parsed(block, macros)
        except Broken:
            continue
        if fields.key.lower() in wanted:
            parents.setdefault(fields.key.lower(), fields.values)
    return parents


def inherit(fields: Fields, parents: Mapping[str, dict], seen: set[str] | None = None) -> None:
    """Take over what a `crossref` or `xdata` names, and what that refers to, and the entry does not say itself."""
    seen = set() if seen is None else seen
    for name in ("xdata", "crossref"):
        for key in fields.values.get(name, "").split(","):
            wanted = key.strip().lower()
            if not wanted or wanted in seen or len(seen) >= MAX_PARENTS_OF_ONE:
                continue
            if wanted not in parents:
                fields.doubts.append(f"it refers to {key.strip()}, which the file does not hold")
                continue
            parent = Fields(fields.type, key, dict(parents[wanted]))
            seen.add(wanted)
            inherit(parent, parents, seen)
            take_over(fields.values, parent.values, whole=name == "xdata")


def take_over(values: dict[str, str], parent: Mapping[str, str], whole: bool) -> None:
    """Add a parent's fields: all of them (`xdata`), or what a part has of the book that it is in (`crossref`)."""
    dated_itself = any(name in values for name in DATED)
    for field, value in parent.items():
        if (field in DATED and dated_itself) or (not whole and (field in ITS_OWN or _LINK.fullmatch(field))):
            continue
        values.setdefault(field if whole else f"book{field}" if field in ("title", "subtitle") else field, value)
    if not whole and not values.get("title"):
        values["title"] = parent.get("title", "")


def record_of(line: int, fields: Fields) -> Record:
    """The record that these fields make."""
    values = {}
    for name, value in fields.values.items():
        if value.strip():
            values.setdefault(ALIASES.get(name, name), value)
    record = Record(line, doubts=list(fields.doubts))
    record.title = title(values)
    record.authors, sorted_as, others = names.people(values.get("author", ""))
    record.abstract = text(values.get("abstract", ""))
    record.published = published(values)
    record.url = latex.address(values.get("url", ""))
    venue_field, record.venue = venue(fields.type, values)
    personal(record, values)
    record.names = named(values, record)
    record.details = details(fields, values, venue_field)
    if sorted_as:
        record.details["names"] = sorted_as
    if others:
        record.details["others"] = "others"
    return record


def text(written: str) -> str:
    """A value as text on one line."""
    plain = (
        JOURNALS.get(written.strip().strip("{}").lstrip("\\").lower(), "") if written.strip().startswith("\\") else ""
    )
    return plain or normalise(latex.decode(normalise(written)))


def title(values: Mapping[str, str]) -> str:
    """The title with its subtitle."""
    parts = [text(values.get(name, "")) for name in ("title", "subtitle")]
    return ": ".join(part for part in parts if part)


def published(values: Mapping[str, str]) -> str:
    """When it appeared, as exactly as the entry says."""
    whole = dates.published(text(values.get("date", "")))
    if whole:
        return whole
    year = dates.year(text(values.get("year", "")))
    day = re.match(r"\d+", text(values.get("day", "")))
    month = values.get("month", "")
    in_month = re.search(r"(?<!\d)(\d{1,2})(?!\d)", month) if re.search("[A-Za-z]", month) else None
    return dates.joined(year, dates.month(text(month)), int(day[0]) if day else int(in_month[1]) if in_month else 0)


def venue(kind: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Which field names the venue, and what it says."""
    if values.get("fjournal"):
        return "fjournal", text(values["fjournal"])
    usual = citations.VENUE.get(kind, citations.OTHER_VENUE)
    for name in (usual, *VENUES):
        said = text(values.get(name, ""))
        if said and not said.startswith(("http:", "https:")) and _ARCHIVE.sub("", said[:200]):
            return name, said
    return "", ""


def personal(record: Record, values: Mapping[str, str]) -> None:
    """What the reader said: tags, note, status, rating, links, when it was saved."""
    words = [values.get(name, "") for name in ("keywords", "keyword", "groups", "mendeley-groups", "mendeley-tags")]
    for word in (normalise(latex.decode(part)) for listed in words for part in apart(listed)):
        rank = _RANK.fullmatch(word)
        if rank:
            record.rating = int(rank[1])
        elif word and word not in record.tags:
            record.tags.append(word)
    notes = (latex.decode_lines(values[name]).strip() for name in NOTES if values.get(name))
    record.note = "\n\n".join(dict.fromkeys(note for note in notes if note))
    rank = _RANK.fullmatch(values.get("ranking", "").strip())
    record.rating = int(rank[1]) if rank else record.rating
    record.status = STATUSES.get(values.get("readstatus", "").strip().lower())
    record.saved_at = saved_at(values)
    for name in values:
        address = latex.address(values[name]) if _LINK.fullmatch(name) else ""
        if re.match(r"https?://", address) and address != record.url:
            kind = name if name in ("pdf", "code") else "page"
            record.links.append({"url": address, "kind": kind, "title": "", "origin": "mine"})


def apart(listed: str) -> list[str]:
    """The words of a list: commas and semicolons separate them, but not in braces."""
    depth, parts = 0, [""]
    for piece in _OUTSIDE.findall(listed):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if piece in ",;" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += piece
    if len(parts) == 1 and listed.strip()[:1] == "{" and listed.strip()[-1:] == "}":
        return re.split("[,;]", listed)  # the whole list in braces, as some exporters put every value
    return parts


def saved_at(values: Mapping[str, str]) -> int | None:
    """When a reference manager took it in. DBLP's `timestamp` says when DBLP did."""
    own = () if "bibsource" in values else ("timestamp",)
    moments = (dates.moment(values[name]) for name in ("creationdate", "date-added", *own) if values.get(name))
    return next((moment for moment in moments if moment), None)


def named(values: Mapping[str, str], record: Record) -> list[str]:
    """What names the paper, the surest first."""
    dois = [latex.identifier(one) for one in _AND_DOI.split(values.get("doi", "")) if one.strip()]
    found = [f"doi:{doi}" if doi.startswith("10.") else doi for doi in dois]
    found += eprint(latex.address(values.get("eprint", "")), values.get("eprinttype", "").strip().lower())
    for scheme in ("pmid", "pmcid"):
        number = _NUMBER.fullmatch(values.get(scheme, "").strip())
        found += [f"{scheme}:{number[1]}"] if number else []
    found += values.get("manicule", "").split()
    found += [record.url] if record.url else []
    found += mined.all_in(
        latex.identifier(values[name]) if name in ("adsurl", "doi") else text(values.get(name, ""))
        for name in MINED
        if name in values
    )
    return list(dict.fromkeys(found + [link["url"] for link in record.links]))


def eprint(value: str, archive: str) -> list[str]:
    """What an eprint of that archive names: arXiv's where it says so or nothing, not ASCL's 2002.004."""
    plain = re.sub(r"^arxiv:", "", value, flags=re.IGNORECASE)
    if archive == "arxiv" or (not archive and _ARXIV_ID.fullmatch(plain)) or plain != value:
        return [f"arXiv:{plain}"] if plain else []
    if archive in ("pubmed", "pmid", "pmcid"):
        return [f"{'pmcid' if archive == 'pmcid' else 'pmid'}:{plain}"]
    return [f"doi:{plain}"] if archive == "doi" else []


def details(fields: Fields, values: Mapping[str, str], venue_field: str) -> dict[str, str]:
    """Everything the record has no place for, under the names the file gave it."""
    kept = {"type": fields.type, "citekey": fields.key}
    if venue_field and venue_field != citations.VENUE.get(fields.type, citations.OTHER_VENUE):
        kept["venuefield"] = venue_field
    for name, value in values.items():
        own = (
            name in TAKEN or name == venue_field or (_LINK.fullmatch(name) and latex.address(value).startswith("http"))
        )
        if not own:
            kept[name] = latex.address(value) if name.endswith("url") else text(value)
    archive = values.get("eprinttype", "").strip()
    if values.get("eprint") and not eprint(latex.address(values["eprint"]), archive.lower()):
        kept |= {"eprint": text(values["eprint"]), "eprinttype": archive}
    year = text(values.get("year", "") or values.get("date", ""))
    if year and not dates.year(year):
        kept["pubstate"] = year
    doi = latex.identifier(values.get("doi", ""))
    if re.match(r"10\.(?:18653|3115|2139|5281)/", doi):
        kept["doi"] = doi
    return {name: value for name, value in kept.items() if value}


def write(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks as BibTeX."""
    for view in views:
        yield citations.written(whole(view, extras)) + "\n"


def write_biblatex(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks as BibLaTeX."""
    for view in views:
        yield citations.written(in_biblatex(whole(view, extras), view)) + "\n"


def whole(view: dict, extras: Extras) -> citations.Entry:
    """The entry with what the reader said of the paper."""
    found = citations.bibtex_entry(view)
    own = {
        "abstract": tex.encode(view["abstract"]),
        "keywords": words(view["tags"]),
        "annote": tex.lines(view["note"]),
        "ranking": f"rank{view['rating']}" if view["rating"] else "",
        "readstatus": {"read": "read", "reading": "skimmed", "dismissed": "dismissed"}.get(view["status"], ""),
        "creationdate": view["saved_at"],
        "manicule": " ".join(citations.raw(name) for name in view["ids"] if not name.startswith(SPELLED)),
    }
    mine = [link["url"] for link in view["links"] if link["origin"] != "derived"]
    own |= {f"bdsk-url-{n}": citations.raw(url) for n, url in enumerate(mine, 1)}
    fields = {**{name: value for name, value in own.items() if value}, **found.fields}
    ordered = {**found.fields, **{name: value for name, value in fields.items() if name not in found.fields}}
    return replace(found, key=extras.cite_keys.get(view["id"], found.key), fields=ordered)


def words(tags: list[str]) -> str:
    """The tags as a list, those with a comma in braces; one such tag alone is followed by a comma, see `apart`."""
    written = [f"{{{tex.encode(tag)}}}" if re.search("[,;]", tag) else tex.encode(tag) for tag in tags]
    return ", ".join(written) + "," * (len(tags) == 1 and written[0][:1] == "{")


def in_biblatex(found: citations.Entry, view: dict) -> citations.Entry:
    """The same entry in BibLaTeX's own words: one date, `journaltitle`, `@online` for what only the web has."""
    fields = {}
    for name, value in found.fields.items():
        if name == "year":
            fields["date"] = view["published"]
        elif name not in ("month", "day"):
            fields[{"journal": "journaltitle", "address": "location"}.get(name, name)] = value
    kind = "online" if found.type == "misc" and not citations.details(view).get("type") else found.type
    return replace(found, type=kind, fields=fields)
