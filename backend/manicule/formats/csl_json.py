"""CSL-JSON, what citation managers and Zotero exchange: https://docs.citationstyles.org/en/stable/specification.html."""

import json
import re
from collections.abc import Iterable, Iterator

from pydantic_core import to_json

from manicule.core import citations, surnames, titles
from manicule.core.text import normalise
from manicule.formats import dates, markup, mined, names
from manicule.formats.json_items import items
from manicule.formats.names import shown
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

TYPES = {"article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
         "paper-conference": "inproceedings", "chapter": "incollection", "book": "book", "thesis": "phdthesis",
         "report": "techreport", "article": "misc", "webpage": "online", "post-weblog": "online", "post": "online",
         "dataset": "dataset", "software": "software", "patent": "patent", "manuscript": "unpublished"}  # fmt: skip
# What Crossref calls them, also where it is asked for CSL: https://api.crossref.org/types.
CROSSREF = {"journal-article": "article", "proceedings-article": "inproceedings", "book-chapter": "incollection",
            "book-section": "incollection", "monograph": "book", "edited-book": "book", "reference-book": "book",
            "dissertation": "phdthesis", "posted-content": "misc", "proceedings": "proceedings",
            "reference-entry": "incollection"}  # fmt: skip
OUT = {**{bibtex: csl for csl, bibtex in reversed(TYPES.items())}, "mastersthesis": "thesis", "inbook": "chapter",
       "conference": "paper-conference", "proceedings": "book", "misc": "article", "report": "report"}  # fmt: skip
DETAILS = {"publisher": "publisher", "publisher-place": "address", "volume": "volume", "issue": "number",
           "page": "pages", "collection-title": "series", "edition": "edition", "ISBN": "isbn", "ISSN": "issn",
           "language": "language", "id": "citekey", "citation-key": "citekey", "genre": "csl-genre"}  # fmt: skip
TAKEN = ("type", "title", "author", "abstract", "container-title", "issued", "URL", "DOI", "PMID", "PMCID", "keyword",
         "note", "editor", "annote", "custom", "authors", "doi", "url")  # fmt: skip
SIGNS = frozenset(
    ("type", "title", "author", "DOI", "URL", "issued", "container-title", "PMID", "doi", "url", "authors")
)
_LINE = re.compile(r"^[^\S\n]*+([A-Za-z][\w .-]{0,30}):\s*+(.*\S)", re.MULTILINE)


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every item of a file."""
    for found in items(source, ("items", "references")):
        if isinstance(found, Unreadable):
            yield found
        elif not isinstance(found[2], dict) or not SIGNS.intersection(found[2]):
            yield Unreadable(found[0], "this is no item of CSL-JSON", json.dumps(found[2], ensure_ascii=False)[:80])
        else:
            yield record(found[0], found[2])


def record(line: int, item: dict) -> Record:
    """One item."""
    made = Record(line)
    made.title = said(item.get("title"))
    people = people_of(item)
    others = [pair for pair in people if pair[0].lower() in names.OTHERS]
    people = [pair for pair in people if pair not in others]
    made.authors = [name for name, _ in people if name]
    made.abstract = said(item.get("abstract"))
    made.venue = said(item.get("container-title"))
    made.published = date(item.get("issued"))
    made.url = said(item.get("URL")) or said(item.get("url"))
    made.tags = [tag.strip() for tag in re.split(r"[;,]", said(item.get("keyword"))) if tag.strip()]
    made.note = markup.text_of_lines(item["annote"]) if isinstance(item.get("annote"), str) else ""
    made.names = named(item)
    made.details = details(item, made)
    if others:
        made.details["others"] = "others"
    sorted_as = {name: spelled for name, spelled in people if spelled and spelled != surnames.reversed_name(name)}
    if sorted_as:
        made.details["names"] = sorted_as
    return made


def said(value: object) -> str:
    """A text or number on one line, markup gone; "" for anything else."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return normalise(markup.text(str(value)))


def listed(value: object) -> list[dict]:
    """The objects of a list; an object alone is a list of one."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def people_of(item: dict) -> list[tuple[str, str]]:
    """The authors, also those that a program wrote as texts, where CSL has objects."""
    value = item.get("author") or item.get("authors")
    if isinstance(value, str):
        shown_names, sorted_as, _ = names.people(value)
        return [(name, sorted_as.get(name, "")) for name in shown_names]
    found = value if isinstance(value, list) else [value]
    return [
        names.comma_name(one) if isinstance(one, str) else person(one) for one in found if isinstance(one, (str, dict))
    ]


def person(name: dict) -> tuple[str, str]:
    """A name as shown, and as `Family, Given`; an institution's in braces."""
    literal = said(name.get("literal")) or said(name.get("name"))
    if literal or not (said(name.get("family")) or said(name.get("given"))):
        return literal, "{" + literal + "}" if " " in literal else ""
    particles = [said(name.get(part)) for part in ("dropping-particle", "non-dropping-particle")]
    family, given = said(name.get("family")), said(name.get("given"))
    return shown(given, " ".join(part for part in particles if part), family, said(name.get("suffix")))


def date(value: object) -> str:
    """The first date of `issued`: its parts, else what its text says."""
    if not isinstance(value, dict):
        return dates.published(said(value))
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [int(part) for part in first[:3] if re.fullmatch(r"-?\d{1,4}", str(part))]
    if numbers:
        year = f"{numbers[0]:04}" if numbers[0] >= 0 else f"-{-numbers[0]:04}"
        return dates.joined(year, *(numbers[1:] or [0]))
    return dates.published(said(value.get("literal")) or said(value.get("raw")) or said(value.get("year")))


def says_more(value: object) -> bool:
    """Whether a date has more than one day, month or year: an end, a season, words."""
    if not isinstance(value, dict):
        return False
    parts = value.get("date-parts")
    words = (said(value.get(name)) for name in ("season", "circa", "literal", "raw"))
    return (isinstance(parts, list) and len(parts) > 1) or any(word and word != date(value) for word in words)


def named(item: dict) -> list[str]:
    """What names the paper; `note` may hold lines such as `arXiv: 1706.03762`."""
    doi = said(item.get("DOI")) or said(item.get("doi"))
    found = [f"doi:{doi}" if doi.startswith("10.") else doi] if doi else []
    found += [f"{scheme.lower()}:{number}" for scheme in ("PMID", "PMCID") if (number := said(item.get(scheme)))]
    # Of `arXiv: 1706.03762 [cs]` the first word.
    lines = {name.lower(): value.split()[0] for name, value in _LINE.findall(str(item.get("note") or ""))}
    found += [f"doi:{lines['doi']}"] if lines.get("doi", "").startswith("10.") else []
    found += [f"{scheme}:{lines[scheme]}" for scheme in ("pmid", "pmcid") if lines.get(scheme)]
    found += [f"arXiv:{lines['arxiv']}"] if lines.get("arxiv") else []
    found += [said(item[name]) for name in ("URL", "url") if item.get(name)]
    own = item["custom"].get("ids") if isinstance(item.get("custom"), dict) else None
    found += [name for name in own if isinstance(name, str)] if isinstance(own, list) else []
    told = ("note", "number", "container-title", "archive_location", "archive-location", "publisher", "page", "id")
    return mined.besides(found, (str(item.get(name) or "") for name in told))


def details(item: dict, made: Record) -> dict[str, str]:
    """Everything else, under BibTeX's names where it has one, else under `csl-` and its own."""
    kind = (TYPES | CROSSREF).get(said(item.get("type")), "misc")
    if kind == "misc" and item.get("type") not in (None, "article", "document", "posted-content"):
        made_kind = {"csl-type": said(item.get("type"))}
    else:
        made_kind = {}
    kept = {"type": kind, **made_kind, "note": str(item.get("note") or "")}
    kept["editor"] = " and ".join(spelled or name for name, spelled in map(person, listed(item.get("editor"))) if name)
    usual = citations.VENUE.get(kind, citations.OTHER_VENUE)
    if made.venue and usual not in ("journal", "booktitle"):
        kept["venuefield"] = "journal"
    if not made.venue and usual == "publisher":
        made.venue = said(item.get("publisher"))
    for name, value in item.items():
        text = dated(value) or said(value) if not isinstance(value, list) else people_or_words(value)
        if name not in TAKEN and text and not (name == "publisher" and text == made.venue):
            kept.setdefault(DETAILS.get(name, name if name.startswith("csl-") else f"csl-{name.lower()}"), text)
    if date(item.get("issued")) and says_more(item["issued"]):
        kept["csl-issued"] = json.dumps(item["issued"], ensure_ascii=False)
    if not date(item.get("issued")) and item.get("issued"):
        kept["pubstate"] = dated(item["issued"])
    return {name: value for name, value in kept.items() if value}


def dated(value: object) -> str:
    """A date of any kind as text."""
    if not isinstance(value, dict):
        return ""
    return date(value) or said(value.get("literal")) or said(value.get("raw")) or json.dumps(value, ensure_ascii=False)


def people_or_words(value: list) -> str:
    """A list as text."""
    people = [spelled or name for name, spelled in map(person, listed(value)) if name]
    return " and ".join(people) if people else "; ".join(text for text in map(said, value) if text)


def write(views: Iterable[dict], extras: Extras) -> Iterator[str]:
    """The bookmarks as a list of items."""
    between = "[\n"
    for view in views:
        yield between + to_json(item(view, extras), indent=1).decode()
        between = ",\n"
    yield "\n]\n" if between != "[\n" else "[]\n"


def item(view: dict, extras: Extras) -> dict:
    """One bookmark."""
    known = citations.details(view)
    kind = citations.kind(view)
    parts = [int(part) for part in re.findall(r"-?\d+", view["published"])] if citations.year(view) else []
    if view["published"].startswith("-"):
        parts = [-abs(parts[0]), *map(abs, parts[1:])]
    else:
        parts = [abs(part) for part in parts]
    arxiv = next(iter(citations.ids_of(view, "arxiv")), "")
    doi = next(iter(citations.ids_of(view, "doi")), known.get("doi", ""))
    others = [name for name in view["ids"] if not name.startswith(("arxiv:", "doi:", "pmid:", "pmcid:", "title:"))]
    others += titles.spelled(view)
    made = {
        "id": extras.cite_keys.get(view["id"]) or citations.cite_key(view),
        "type": known.get("csl-type") or OUT.get(kind, "document"),
        "title": markup.kept(view["title"]),
        "author": [name_of(name, known) for name in view["authors"]]
        + [{"literal": "others"}] * bool(known.get("others")),
        "issued": {"date-parts": [parts[:3]]} if parts else None,
        "publisher" if kind == "book" else "container-title": markup.kept(view["venue"]),
        "abstract": markup.kept(view["abstract"]),
        "DOI": doi or (f"10.48550/arXiv.{arxiv}" if arxiv else ""),
        "number": f"arXiv:{arxiv}" if arxiv else "",
        "PMID": next(iter(citations.ids_of(view, "pmid")), ""),
        "PMCID": next(iter(citations.ids_of(view, "pmcid")), ""),
        "URL": citations.address(view),
        "keyword": ", ".join(view["tags"]),
        "annote": markup.kept(view["note"]),
        "note": known.get("note", ""),
        "custom": {"ids": others} if others else None,
    }
    called = {bibtex: csl for csl, bibtex in DETAILS.items() if csl not in ("id", "citation-key")}
    made |= {called[name]: value for name, value in known.items() if name in called and called[name] not in made}
    return {name: value for name, value in made.items() if value}


def name_of(name: str, known: dict) -> dict:
    """A name in its parts."""
    spelled = (known.get("names") or {}).get(name, "")
    if spelled.startswith("{") or (not spelled and "," in name):
        return {"literal": markup.kept(name)}
    parts = (spelled or surnames.reversed_name(name)).split(", ")
    if len(parts) == 1:
        return {"literal": markup.kept(name)}
    made = {"family": parts[0], "given": parts[-1]}
    return {**made, "suffix": parts[1]} if len(parts) == 3 else made
