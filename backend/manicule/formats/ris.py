"""RIS: what the tags of each record say of a paper (ris_parts takes a file apart), and how it is written."""

import re
from collections.abc import Iterable, Iterator

from manicule.core import citations, surnames, titles
from manicule.core.text import normalise
from manicule.formats import dates, markup, mined, names
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.ris_parts import MAX_RECORD, Part, parsed, parts
from manicule.formats.source import Source

_BETWEEN = re.compile(r"(?<![;\s])[;\s]++(?=http)|\s")  # two addresses; a run is looked at once, from its beginning
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_ISBN = re.compile(r"(?:97[89])?\d{9}[\dX]", re.IGNORECASE)
_OWN = re.compile(r"ris-(?!ty|er)[a-z][a-z0-9]")
_PUBMED = re.compile(r"pubmed|medline|^nlm$", re.IGNORECASE)
_TYPE = re.compile(r"[A-Z]{2,8}")
_SPELLED = re.compile(r"[a-z][a-z0-9]+:(?!//)\S+")
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


def record(part: Part, tags: dict[str, list[str]]) -> Record:
    """One record."""
    made = Record(part.line, doubts=part.doubts)
    kind = kind_of(tags)
    made.title = first(tags, *TITLES) or (first(tags, "BT") if kind == "book" else "")
    people = [person(name) for text in writers(tags) for name in markup.text(text).split(";")]
    made.authors = [name for name, _ in people if name and name.lower() not in names.OTHERS]
    sorted_as = {name: spelled for name, spelled in people if spelled and spelled != surnames.reversed_name(name)}
    made.abstract = first(tags, "AB", "N2")
    venue_tag = next((tag for tag in VENUES if first(tags, tag) and first(tags, tag) != made.title), "")
    made.venue = first(tags, venue_tag) if venue_tag else first(tags, "PB") if kind in ("book", "phdthesis") else ""
    made.published = published(tags)
    made.url = next((url for url in urls(tags) if url.startswith("http")), "")
    made.tags = [tag for text in tags.get("KW", []) for tag in re.split(r"[;\n]", text) if tag.strip()]
    made.note = "\n\n".join(markup.text_of_lines(text) for text in tags.get("RN", []))
    made.links = links(tags, made.url)
    made.names = named(tags, made)
    made.details = details(tags, made, kind, venue_tag)
    if sorted_as:
        made.details["names"] = sorted_as
    if len(made.authors) < len([name for name, _ in people if name]):
        made.details["others"] = "others"
    return made


def person(text: str) -> tuple[str, str]:
    """A name as shown, and as `Family, Given`; one all in braces is an institution's, as in BibTeX."""
    whole = text.strip()
    return names.person(whole) if whole.startswith("{") else names.comma_name(whole)


def links(tags: dict[str, list[str]], url: str) -> list[dict]:
    """The addresses besides the first, and besides what a DOI leads to."""
    found = {one: "page" for one in urls(tags) if one.startswith("http") and one != url and not _RESOLVER.match(one)}
    files = set(urls({"L1": tags.get("L1", [])}))
    found |= {one: "pdf" for one in found if one in files or one.lower().endswith(".pdf")}
    return [{"url": one, "kind": kind, "title": "", "origin": "mine"} for one, kind in found.items()]


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
    if first(tags, "DA") and not day and (year or old):
        day = dates.published(f"{(year or old)[:4]} {first(tags, 'DA')}")  # PubMed's in EndNote: `Jun 3`
    if day and day[:4] == (year or day)[:4]:
        return max(day, year, key=len)
    return max(year or old, old if old[:4] == year[:4] else "", key=len)


def urls(tags: dict[str, list[str]]) -> list[str]:
    """Every address of the record: several may stand in one line."""
    texts = [text for tag in ("UR", "L2", "LK", "L1", "L4") for text in tags.get(tag, [])]
    return [url for text in texts for url in _BETWEEN.split(text) if url]


def named(tags: dict[str, list[str]], made: Record) -> list[str]:
    """What names the paper."""
    found = [re.sub(r"^doi:\s*", "doi:", text, flags=re.IGNORECASE) for text in tags.get("DO", [])]
    found = [f"doi:{text}" if text.startswith("10.") else text for text in found]
    if re.fullmatch(r"\d{5,9}", first(tags, "AN")) and _PUBMED.search(first(tags, "DB", "DP")):
        found.append(f"pmid:{first(tags, 'AN')}")
    found += [text for text in tags.get("M3", []) if _SPELLED.fullmatch(text)]
    told = ("M3", "M1", "AN", "U1", "U2", "C2", "C6", "N1", "T2", "JF", "JO", "J2", "SP", "VL", "PB", "L1", "L2", "L3")
    found += [url for url in urls(tags) if url.startswith("http")]
    # Of a tag that comes often, as M1 for each of the references, all values together tell whether they name one paper.
    return mined.besides(found, ("\n".join(tags.get(tag, [])) for tag in told))


def details(tags: dict[str, list[str]], made: Record, kind: str, venue_tag: str) -> dict[str, str]:
    """Everything else: under BibTeX's names where it has one, else under `ris-` and the tag."""
    kept = {"type": kind}
    start, end = first(tags, "SP"), first(tags, "EP")
    pages = f"{start}–{end}" if start and end and end != start else start or end
    editors = [normalise(name) for tag in ("ED", *(("A2",) if kind != "patent" else ())) for name in tags.get(tag, [])]
    kept |= {"pages": pages, "editor": " and ".join(editors), "note": "\n".join(tags.get("N1", []))}
    others = [one for one in tags.get(venue_tag, [])[1:] if normalise(one) != made.venue]
    tags = {**tags, "J1": [*tags.get("J1", []), *others]}  # the last in which a venue is looked for
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
    kept["ris-ur"] = " ".join(text for text in tags.get("UR", []) if "http" not in text)
    if OUT.get(kind, "GEN") != first(tags, "TY").upper() and _TYPE.fullmatch(first(tags, "TY")):
        kept["ris-ty"] = first(tags, "TY")
    if isbn := [one for one in tags.get("SN", []) if _ISBN.fullmatch(re.sub(r"[\s-]", "", one.partition("(")[0]))]:
        kept |= {"isbn": "; ".join(isbn), "issn": "; ".join(one for one in tags["SN"] if one not in isbn)}
    kept |= left_over(tags, made)
    return {name: normalise(value) for name, value in kept.items() if value}


def left_over(tags: dict[str, list[str]], made: Record) -> dict[str, str]:
    """What stands in the tags of title, abstract and year, and is neither."""
    kept = {}
    for tag in (*TITLES, "AB", "N2"):
        texts = dict.fromkeys(normalise(markup.text(text)) for text in tags.get(tag, []))
        kept[f"ris-{tag.lower()}"] = "; ".join(text for text in texts if text not in (made.title, made.abstract))
    years = [text for tag in ("PY", "Y1", "DA") for text in tags.get(tag, []) if text.strip("/ ")]
    kept["pubstate"] = "; ".join(text for text in years if is_apart(text, made.published))
    return kept


def is_apart(text: str, published: str) -> bool:
    """Whether the text of a date says something else than the date that was found."""
    if re.fullmatch(r"[A-Za-z]{3,9}(?: \d{1,2})?", text):
        return not dates.published(f"{published[:4]} {text}")[4:] == published[4:] != ""
    return not dates.published(text)[:4] == published[:4] != ""


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
    yield "TY", known.get("ris-ty") or OUT.get(kind, "GEN")
    yield "ID", extras.cite_keys.get(view["id"]) or citations.cite_key(view)
    yield "TI", markup.kept(view["title"])
    for name in view["authors"]:
        yield "AU", written_name(name, sorted_as.get(name, ""))
    yield {"article": "JF", "book": "PB"}.get(kind, "T2"), markup.kept(view["venue"])
    yield "PY", citations.year(view) or known.get("pubstate", "")
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
    for name in titles.spelled(view):
        yield "M3", name
    yield from told(view, known)


def written_name(name: str, sorted_as: str) -> str:
    """A name as `Family, Given`; in braces where that would be read as another."""
    spelled = markup.kept(sorted_as.strip("{}") or surnames.reversed_name(name) or name)
    return spelled if person(markup.text(spelled))[0] == name else f"{{{markup.kept(name)}}}"


def told(view: dict, known: dict) -> Iterator[tuple[str, str]]:
    """What the reader, and the file that the paper came from, said besides."""
    yield "AB", markup.kept(view["abstract"])
    for tag in view["tags"]:
        yield "KW", tag
    for link in view["links"]:
        if link["origin"] != "derived":
            yield "L2", link["url"]
    for name, value in known.items():
        if _OWN.fullmatch(name) and isinstance(value, str):
            yield name[4:].upper(), value
    yield "RN", markup.in_one_line(view["note"])
