"""What a BibTeX entry takes from others that it refers to, by `crossref` or `xdata`."""

import re
from collections.abc import Iterator, Mapping

from manicule.formats.bibtex_blocks import blocks
from manicule.formats.bibtex_fields import Broken, Fields, Macros, parsed
from manicule.formats.bibtex_record import DATED, LINK, NOTES
from manicule.formats.source import Source

MAX_PARENTS = 100_000
MAX_KEY = 1_000  # characters
MAX_TEXT = 16 << 20  # characters of all parents
MAX_PARENTS_OF_ONE = 20
ASIDE = ("comment", "preamble")
# What is not a part's because it is that of the whole: names of the paper, and what the reader said of it.
ITS_OWN = frozenset(
    ("abstract", "doi", "url", "crossref", "xdata", "keywords", "keyword", "isbn", "eprint", "eprinttype",
     "eprintclass", "archiveprefix", "primaryclass", "pmid", "pmcid", "adsurl", "biburl", "manicule", "groups",
     "readstatus", "ranking", "creationdate", "date-added", "timestamp", "annotation", "file", "ids", *NOTES)
)  # fmt: skip
_CROSSREF = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]([^}\"]+)[}\"]", re.IGNORECASE)


def parents_of(source: Source) -> dict[str, dict[str, str]]:
    """The entries that others refer to by crossref, by key: a parent comes after its children."""
    wanted = referred_to(source)
    parents: dict[str, dict[str, str]] = {}
    room = MAX_TEXT
    for fields in entries(source) if wanted else ():
        key = fields.key.lower()
        if key in wanted and key not in parents:
            room -= sum(len(name) + len(value) for name, value in fields.values.items())
            if room < 0:
                break
            parents[key] = fields.values
    return parents


def referred_to(source: Source) -> set[str]:
    """The keys that entries refer to."""
    found: set[str] = set()
    for _, line in source.lines():
        for keys in _CROSSREF.findall(line):
            found.update(key.strip().lower() for key in keys.split(",") if len(key) <= MAX_KEY)
        if len(found) > MAX_PARENTS:
            break
    return found - {""}


def entries(source: Source) -> Iterator[Fields]:
    """Every entry that can be read."""
    macros = Macros()
    for block in blocks(source.lines()):
        if block.fault or block.type in ASIDE:
            continue
        try:
            if block.type == "string":
                macros.take(block)
            else:
                yield parsed(block, macros)
        except Broken:
            continue


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
        if (field in DATED and dated_itself) or (not whole and (field in ITS_OWN or LINK.fullmatch(field))):
            continue
        values.setdefault(field if whole else f"book{field}" if field in ("title", "subtitle") else field, value)
    if not whole and not values.get("title"):
        values["title"] = parent.get("title", "")
