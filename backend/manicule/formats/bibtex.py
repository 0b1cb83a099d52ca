"""BibTeX and BibLaTeX: read block by block, and written by core.citations.

What other readers lose in silence is kept or named here: repeated keys and fields, entries cut short, macros, crossref.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from manicule.core import citations, tex, titles
from manicule.formats.bibtex_blocks import Block, blocks
from manicule.formats.bibtex_fields import Broken, Macros, parsed, short
from manicule.formats.bibtex_parents import ASIDE, inherit, parents_of
from manicule.formats.bibtex_record import record_of
from manicule.formats.html_in_tex import kept
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

FOR_OTHERS = ("xdata", "set")
MAX_KEYS = 500_000  # that are looked at for one that is there twice: they are kept in memory
MAX_FILLED = 128 << 20  # characters that macros and parents add to a file
RAW = ("doi", "eprint", "manicule")  # which are no text
# Ids that fields of their own hold, or that follow from the title.
SPELLED = ("doi:", "arxiv:", "pmid:", "pmcid:", "title:")


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every entry of a file."""
    known = _Known(source)
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
            yield from defined(block, known.macros)
        else:
            yield entry(block, known)


class _Known:
    """What the entries of a file need of each other.

    :ivar keys: lines by hashes of cite keys: a large file has many
    :ivar room: characters that macros and parents may still fill in
    """

    def __init__(self, source: Source) -> None:
        self.macros, self.parents = Macros(), parents_of(source)
        self.keys: dict[int, int] = {}
        self.room = MAX_FILLED


def defined(block: Block, macros: Macros) -> Iterator[Unreadable]:
    """Remember a macro; one that is broken is told."""
    try:
        if not macros.take(block):
            yield Unreadable(block.line, "this @string is not written as BibTeX", short(block.text))
    except Broken as broken:
        yield Unreadable(block.line, str(broken), short(block.text))


def entry(block: Block, known: _Known) -> Record | Unreadable:
    """One entry as a record."""
    try:
        fields = parsed(block, known.macros)
    except Broken as broken:
        return Unreadable(block.line, str(broken), short(block.text))
    inherit(fields, known.parents)
    filled = sum(map(len, fields.values.values())) - len(block.text)
    known.room -= max(filled, 0)
    if filled > 0 > known.room:
        said = f"the macros and cross-references of the file fill in more than {MAX_FILLED:,} characters"
        return Unreadable(block.line, said, short(block.text))
    record = record_of(block.line, fields)
    folded = hash(fields.key.lower())
    if folded in known.keys:
        record.doubts.append(f"the cite key {fields.key} is that of line {known.keys[folded]} too")
    elif fields.key and len(known.keys) < MAX_KEYS:
        known.keys[folded] = block.line
    return record


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
    ids = [*(name for name in view["ids"] if not name.startswith(SPELLED)), *titles.spelled(view)]
    own = {
        "abstract": tex.encode(view["abstract"]),
        "keywords": words(view["tags"]),
        "annote": tex.lines(view["note"]),
        "ranking": f"rank{view['rating']}" if view["rating"] else "",
        "readstatus": {"read": "read", "reading": "skimmed", "dismissed": "dismissed"}.get(view["status"], ""),
        "creationdate": view["saved_at"],
        "manicule": " ".join(citations.raw(name) for name in ids),
    }
    mine = [link["url"] for link in view["links"] if link["origin"] != "derived"]
    own |= {f"bdsk-url-{n}": citations.raw(url) for n, url in enumerate(mine, 1)}
    fields = {**{name: value for name, value in own.items() if value}, **found.fields}
    ordered = {**found.fields, **{name: value for name, value in fields.items() if name not in found.fields}}
    ordered = {name: value if name in RAW or "url" in name else kept(value) for name, value in ordered.items()}
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
