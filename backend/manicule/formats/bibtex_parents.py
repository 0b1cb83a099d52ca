"""What a BibTeX entry takes from others that it refers to, by `crossref` or `xdata`."""

import re
from collections.abc import Mapping

from manicule.formats.bibtex_blocks import blocks
from manicule.formats.bibtex_fields import Broken, Fields, macro, parsed
from manicule.formats.bibtex_record import DATED, LINK, NOTES
from manicule.formats.source import Source

MAX_PARENTS = 100_000
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
        if (field in DATED and dated_itself) or (not whole and (field in ITS_OWN or LINK.fullmatch(field))):
            continue
        values.setdefault(field if whole else f"book{field}" if field in ("title", "subtitle") else field, value)
    if not whole and not values.get("title"):
        values["title"] = parent.get("title", "")
