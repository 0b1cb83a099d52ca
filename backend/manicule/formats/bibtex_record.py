"""What the fields of a BibTeX entry say of a paper."""

import re
from collections.abc import Mapping

from manicule.core import citations
from manicule.core.text import normalise
from manicule.formats import dates, latex, mined, names
from manicule.formats.bibtex_fields import Fields
from manicule.formats.braces import outside
from manicule.formats.journals import JOURNALS
from manicule.formats.record import Record

# BibLaTeX's names for what BibTeX has others for.
ALIASES = {"journaltitle": "journal", "location": "address", "annotation": "annote", "primaryclass": "primaryclass",
           "eprintclass": "primaryclass", "archiveprefix": "eprinttype"}  # fmt: skip
VENUES = ("journal", "booktitle", "school", "institution", "organization", "howpublished", "publisher", "eventtitle")
NOTES = ("annote", "comment", "review")
MINED = ("journal", "note", "number", "volume", "howpublished", "eid", "pages", "adsurl", "biburl", "doi", "pubstate",
         "eprint", "manicule")  # fmt: skip
TAKEN = frozenset(
    ("title", "subtitle", "author", "abstract", "year", "month", "day", "date", "url", "keywords", "keyword", "groups",
     "mendeley-groups", "mendeley-tags", "eprint", "eprinttype", "doi", "pmid", "pmcid", "readstatus", "ranking",
     "crossref", "creationdate", "date-added", "manicule", "xdata", *NOTES)
)  # fmt: skip
STATUSES = {"read": "read", "skimmed": "reading", "reading": "reading", "dismissed": "dismissed", "to_read": "to_read"}
DATED = ("date", "year", "month", "day")
LINK = re.compile(r"bdsk-url-\d+|pdf|code|link\d*|website")
_ARXIV_ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)
_AND_DOI = re.compile(r"(?:[,;]\s*|\s+)(?=10\.\d{4})")
_NUMBER = re.compile(r"(?:PMC|PMID:?)?\s*(\d+)", re.IGNORECASE)
_RANK = re.compile(r"rank([1-5])")
# An address, or the archive that everything is in.
_ARCHIVE = re.compile(
    r"arxiv|\bcorr\b|e-?prints?|preprints?|\babs\b|\[[\w.-]{1,20}\]|[a-z-]{2,10}/\d{7}|v?\d+|[\W_]", re.IGNORECASE
)


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
        address = latex.address(values[name]) if LINK.fullmatch(name) else ""
        if re.match(r"https?://", address) and address != record.url:
            kind = name if name in ("pdf", "code") else "page"
            record.links.append({"url": address, "kind": kind, "title": "", "origin": "mine"})


def apart(listed: str) -> list[str]:
    """The words of a list: commas and semicolons separate them, but not in braces."""
    parts = outside(listed, ",;")
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
    told = (
        latex.identifier(values[name]) if name in ("adsurl", "doi") else text(values.get(name, ""))
        for name in MINED
        if name in values
    )
    return list(dict.fromkeys(mined.besides(found, told) + [link["url"] for link in record.links]))


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
        own = name in TAKEN or name == venue_field or (LINK.fullmatch(name) and latex.address(value).startswith("http"))
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
