"""RIS, taken apart by rispy, one record at a time.

rispy by itself (0.10) loses in silence: a record without its last `ER`, one that follows a missing `ER`, `TY - ` with
one space, and tags it does not know. So the records are counted and bounded here, and every tag is kept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase, digits

import rispy

from manicule.core import citations, surnames
from manicule.core.text import normalise
from manicule.formats import dates, markup, mined, names
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

MAX_RECORD = 2 << 20  # characters
BREAK = "\ue00a"  # of private use: a line end inside of a value
# The tags that any program's RIS has, all of them lists so that none is lost.
TAGS = {f"{one}{two}": f"{one}{two}" for one in ascii_uppercase for two in ascii_uppercase + digits}
_TAG = re.compile(r"^\s{0,3}([A-Z][A-Z0-9])\s{0,3}-(?:\s(.*))?$", re.DOTALL)
_SPELLED = re.compile(r"[a-z][a-z0-9]+:(?!//)\S+")
_KNOWN = re.compile(
    "TY|ER|A[1-4]|AU|TI|T[1-3]|CT|BT|J[A1FO2]|PY|Y[12]|DA|UR|DO|KW|AB|N[12]|ED|SP|EP|VL|IS|ID|M[1-3]|SN|PB|L[1-4]"
)
TYPES = {"JOUR": "article", "EJOUR": "article", "MGZN": "article", "NEWS": "article", "INPR": "article",
         "ABST": "article", "CONF": "inproceedings", "CPAPER": "inproceedings", "CHAP": "incollection",
         "ECHAP": "incollection", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "THES": "phdthesis",
         "RPRT": "techreport", "UNPB": "unpublished", "PAT": "patent", "ELEC": "online", "BLOG": "online",
         "COMP": "software", "DATA": "dataset", "GEN": "misc"}  # fmt: skip
# Types as words, as some exporters write them.
WORDS = {"journal article": "article", "journal": "article", "book": "book", "conference paper": "inproceedings",
         "book chapter": "incollection", "thesis": "phdthesis", "report": "techreport",
         "web page": "online"}  # fmt: skip
OUT = {"article": "JOUR", "inproceedings": "CONF", "conference": "CONF", "incollection": "CHAP", "inbook": "CHAP",
       "book": "BOOK", "proceedings": "CONF", "phdthesis": "THES", "mastersthesis": "THES", "thesis": "THES",
       "techreport": "RPRT", "report": "RPRT", "unpublished": "UNPB", "patent": "PAT", "online": "ELEC",
       "software": "COMP", "dataset": "DATA"}  # fmt: skip
DETAILS = {"VL": "volume", "VO": "volume", "IS": "number", "CP": "number", "PB": "publisher", "CY": "address",
           "PP": "address", "ET": "edition", "SN": "issn", "LA": "language", "T3": "series", "ID": "citekey",
           "DB": "database", "DP": "source", "AD": "affiliation", "CN": "callnumber"}  # fmt: skip
WRITTEN = (("VL", "volume"), ("IS", "number"), ("PB", "publisher"), ("CY", "address"), ("ET", "edition"),
           ("SN", "issn"), ("SN", "isbn"), ("LA", "language"), ("T3", "series"), ("N1", "note"))  # fmt: skip
TITLES, AUTHORS = ("TI", "T1", "CT", "ST"), ("AU", "A1")
VENUES = ("JF", "T2", "JO", "J2", "JA", "J1", "BT")
PARTS = ("TY", "ER", *TITLES, *AUTHORS, "PY", "Y1", "DA", "DO", "UR", "KW", "AB", "N2", "ED", "SP", "EP", "N1", "RN")


@dataclass
class Part:
    """The lines of one record, from `TY` to `ER`."""

    line: int
    pieces: list[list[str]] = field(default_factory=list)  # of each line: itself, then how it goes on
    doubts: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def lines(self) -> list[str]:
        return ["".join(line) for line in self.pieces]

    def add(self, name: str, value: str, line: str) -> None:
        """A line with a tag, or one that goes on: rispy (0.10) drops those of tags that may come twice."""
        self.size += len(line)
        if name:
            self.pieces.append([f"{name}  - {normalise(value)}"])
        elif line.strip():
            self.pieces[-1].append(BREAK + line.strip())


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every record of a file."""
    for part in parts(source.lines()):
        if part.size > MAX_RECORD:
            yield Unreadable(part.line, f"the record is longer than {MAX_RECORD:,} characters", part.lines[0][:80])
            continue
        tags = parsed(part.lines)
        if tags is None:
            yield Unreadable(part.line, "it is not written as RIS", " ".join(part.lines[:2])[:80])
        else:
            yield record(part, tags)


def parts(lines: Iterable[tuple[int, str]]) -> Iterator[Part]:
    """The records of a file, bounded by `TY` and `ER`; a bound that is missing is a doubt."""
    part: Part | None = None
    for number, line in lines:
        tag = _TAG.match(line.lstrip("\ufeff"))
        name = tag[1] if tag and (part or _KNOWN.fullmatch(tag[1])) else ""
        if name == "TY" and part:
            part.doubts.append(f"its end, a line ER, is missing before line {number}")
            yield part
            part = None
        if name and part is None and name != "ER":
            part = Part(number, doubts=[] if name == "TY" else ["its first line, TY, is missing"])
        if part and name == "ER":
            yield part
            part = None
        elif part and part.size <= MAX_RECORD:
            part.add(name, tag[2] or "" if tag else "", line)
    if part:
        part.doubts.append("the file ends before its end, a line ER")
        yield part


def parsed(lines: list[str]) -> dict[str, list[str]] | None:
    """The values of each tag, lines that go on joined by line ends; None if rispy finds no record."""
    bounded = [line for line in lines if not line.startswith("TY  -")]
    kind = next((line for line in lines if line.startswith("TY  -")), "TY  - GEN")
    text = "\n".join([kind or "TY  - GEN", *bounded, "ER  - "])
    try:
        found = rispy.loads(text, mapping=TAGS, list_tags=list(TAGS), newline="\n")
    except (OSError, ValueError, KeyError, IndexError):
        return None
    if len(found) != 1:
        return None
    values = {tag: value if isinstance(value, list) else [value] for tag, value in found[0].items() if tag in TAGS}
    whole = {tag: [one.replace(BREAK, "\n").strip() for one in value] for tag, value in values.items()}
    return {tag: [one for one in value if one] for tag, value in whole.items()}


def record(part: Part, tags: dict[str, list[str]]) -> Record:
    """One record."""
    made = Record(part.line, doubts=part.doubts)
    kind = kind_of(tags)
    made.title = first(tags, *TITLES) or (first(tags, "BT") if kind == "book" else "")
    people = [names.comma_name(name) for text in writers(tags) for name in text.split(";")]
    made.authors = [name for name, _ in people if name and name.lower() not in names.OTHERS]
    sorted_as = {name: spelled for name, spelled in people if spelled and spelled != surnames.reversed_name(name)}
    made.abstract = first(tags, "AB", "N2")
    venue_tag = next((tag for tag in VENUES if first(tags, tag) and first(tags, tag) != made.title), "")
    made.venue = first(tags, venue_tag) if venue_tag else first(tags, "PB") if kind in ("book", "phdthesis") else ""
    made.published = published(tags)
    made.url = next((url for url in urls(tags) if url.startswith("http")), "")
    made.tags = [tag for text in tags.get("KW", []) for tag in re.split(r"[;\n]", text) if tag.strip()]
    made.note = "\n\n".join(markup.text_of_lines(text) for text in tags.get("RN", []))
    made.names = named(tags, made)
    made.details = details(tags, kind, venue_tag)
    if sorted_as:
        made.details["names"] = sorted_as
    return made


def writers(tags: dict[str, list[str]]) -> list[str]:
    """The authors; many programs write them under both tags."""
    written = [tags.get(tag, []) for tag in AUTHORS]
    return written[0] + [name for name in written[1] if name not in written[0]]


def first(tags: dict[str, list[str]], *wanted: str) -> str:
    """The first value of the first of these tags that has one, as text on one line."""
    for tag in wanted:
        for value in tags.get(tag, []):
            if text := normalise(markup.text(value)):
                return text
    return ""


def kind_of(tags: dict[str, list[str]]) -> str:
    """The type in BibTeX's words."""
    said = first(tags, "TY")
    return TYPES.get(said.upper()) or WORDS.get(said.lower(), "misc")


def published(tags: dict[str, list[str]]) -> str:
    """The date of DA, else the more exact one of PY and Y1, which is of old, where they agree on the year."""
    day, year, old = (dates.published(first(tags, tag)) for tag in ("DA", "PY", "Y1"))
    if day and day[:4] == (year or day)[:4]:
        return max(day, year, key=len)
    return max(year or old, old if old[:4] == year[:4] else "", key=len)


def urls(tags: dict[str, list[str]]) -> list[str]:
    """Every address of the record: several may stand in one line."""
    texts = [text for tag in ("UR", "L2", "LK", "L1", "L4") for text in tags.get(tag, [])]
    return [url for text in texts for url in re.split(r"[;\s]+(?=http)|\s", text) if url]


def named(tags: dict[str, list[str]], made: Record) -> list[str]:
    """What names the paper."""
    found = [re.sub(r"^doi:\s*", "doi:", text, flags=re.IGNORECASE) for text in tags.get("DO", [])]
    found = [f"doi:{text}" if text.startswith("10.") else text for text in found]
    if re.fullmatch(r"\d{5,9}", first(tags, "AN")) and "pubmed" in first(tags, "DB", "DP").lower():
        found.append(f"pmid:{first(tags, 'AN')}")
    found += [text for text in tags.get("M3", []) if _SPELLED.fullmatch(text)]
    told = ("M3", "M1", "AN", "U1", "U2", "C2", "C6", "N1", "T2", "JF", "JO", "J2", "SP", "VL", "PB", "L1", "L2", "L3")
    found += [url for url in urls(tags) if url.startswith("http")]
    return list(dict.fromkeys(found + mined.all_in(text for tag in told for text in tags.get(tag, []))))


def details(tags: dict[str, list[str]], kind: str, venue_tag: str) -> dict[str, str]:
    """Everything else: under BibTeX's names where it has one, else under `ris-` and the tag."""
    kept = {"type": kind}
    start, end = first(tags, "SP"), first(tags, "EP")
    pages = f"{start}–{end}" if start and end and end != start else start or end
    editors = [normalise(name) for tag in ("ED", *(("A2",) if kind != "patent" else ())) for name in tags.get(tag, [])]
    kept |= {"pages": pages, "editor": " and ".join(editors), "note": "\n".join(tags.get("N1", []))}
    usual = citations.VENUE.get(kind, citations.OTHER_VENUE)
    if venue_tag and usual not in ("journal", "booktitle"):
        kept["venuefield"] = "journal"
    for tag, values in tags.items():
        name = DETAILS.get(tag, f"ris-{tag.lower()}")
        if tag in PARTS or tag == venue_tag or not values or (tag == "A2" and kind != "patent"):
            continue
        if name in ("publisher",) and usual == "publisher" and not venue_tag:
            continue
        kept.setdefault(name, "; ".join(values))
    return {name: normalise(value) for name, value in kept.items() if value}


def write(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks as RIS."""
    for view in views:
        lines = [f"{tag}  - {normalise(value)}" for tag, value in fields(view, extras) if value]
        yield "\r\n".join([*lines, "ER  - ", "", ""])


def fields(view: dict, extras: Extras) -> Iterator[tuple[str, str]]:
    """Tag and value of each line."""
    known = citations.details(view)
    kind = citations.kind(view)
    sorted_as = known.get("names") or {}
    yield "TY", OUT.get(kind, "GEN")
    yield "ID", extras.cite_keys.get(view["id"]) or citations.cite_key(view)
    yield "TI", view["title"]
    for name in view["authors"]:
        yield "AU", sorted_as.get(name, "").strip("{}") or surnames.reversed_name(name) or name
    yield {"article": "JF", "book": "PB"}.get(kind, "T2"), view["venue"]
    yield "PY", citations.year(view)
    yield "DA", "/".join([*view["published"].split("-"), "", ""][:3]) if view["published"] else ""
    start, _, end = known.get("pages", "").replace("--", "–").partition("–")
    yield from (("SP", start), ("EP", end))
    for tag, name in WRITTEN:
        yield tag, known.get(name, "")
    for name in re.split(r"\s+and\s+", known.get("editor", "")):
        yield "ED", name
    yield "DO", next(iter(citations.ids_of(view, "doi")), known.get("doi", ""))
    yield "UR", citations.address(view)
    for name in view["ids"]:
        if name.startswith("arxiv:"):
            yield "M3", f"arXiv:{name.partition(':')[2]}"
        elif not name.startswith(("doi:", "title:", "url:")):
            yield "M3", name
    yield "AB", view["abstract"]
    for tag in view["tags"]:
        yield "KW", tag
    for link in view["links"]:
        if link["origin"] != "derived":
            yield "L2", link["url"]
    yield "RN", view["note"].replace("\n", " ⏎ ")
