"""Files out: the library, or what a search finds of it, in any format; and one paper as a citation."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace

from manicule.core import citations
from manicule.core.keys import by_strength
from manicule.core.views import view
from manicule.formats import bibtex, markdown
from manicule.formats.record import Extras
from manicule.formats.registry import FORMATS, WRITABLE, Format, named
from manicule.models import Bookmark, Library, Tag, database, reading
from manicule.services import ledger, listing, shelf, sites
from manicule.services.bookmarks import get
from manicule.services.exchange import citing, exact

BATCH = 200  # bookmarks read together
BLOCK = 1 << 16  # characters or bytes; to hand a line on to the network costs as much as to write it
CITATIONS = ("bibtex", "biblatex", "ris", "csl-json", "text")


def export(library: Library, format_name: str, query: str = "") -> tuple[Format, Iterator[str | bytes]]:
    """The format, and the file in pieces: all bookmarks, or those that a search finds, in the order they came.

    :raise FormatUnknown: if nothing is written in that format
    """
    form = FORMATS[named(format_name, WRITABLE)]
    return form, _written(library, form, query)


def _written(library: Library, form: Format, query: str) -> Iterator[str | bytes]:
    with reading(database.obj):
        yield from _blocks(form.writer()(_views(library, query), extras(library, form, query)))


def _blocks(pieces: Iterator[str | bytes]) -> Iterator[str | bytes]:
    """The same in larger pieces; all are text, or none is."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= BLOCK:
            yield piece[:0].join(held)
            held, size = [], 0
    if held:
        yield held[0][:0].join(held)


def export_files(library: Library, query: str = "") -> Iterator[tuple[str, str]]:
    """Name and text of each file of a folder of Markdown, as the format `markdown` packs them."""
    with reading(database.obj):
        yield from markdown.files(_views(library, query), extras(library, FORMATS["markdown"], query))


def citation(library: Library, text: str, format_name: str) -> str:
    """One bookmark as a citation, to be copied.

    :param text: an address or any id of it
    :param format_name: one of `CITATIONS`
    :raise BookmarkUnknown: if there is none.  :raise FormatUnknown: if it is no format of citations
    """
    found = {**get(library, text), "note": "", "tags": [], "status": "to_read", "rating": None}
    name = named(format_name, CITATIONS)
    if name == "text":
        return citations.sentence(found)
    key = citing.key_of(library, found)
    entry = replace(citations.bibtex_entry(found), key=key)
    if name in ("bibtex", "biblatex"):
        return citations.written(entry if name == "bibtex" else bibtex.in_biblatex(entry, found))
    # A citation is for others: the key by which a file is known again is none of theirs.
    found |= {"key": None, "abstract": "", "links": [link for link in found["links"] if link["origin"] == "derived"]}
    return "".join(map(str, FORMATS[name].writer()([found], Extras({found["id"]: key}))))


def _views(library: Library, query: str) -> Iterator[dict]:
    """The bookmarks to write, their ids in an order that does not tell when each was learnt: a copy has the same."""
    found = listing.answering(library, query).select(Bookmark.doc).order_by(Bookmark.doc)
    docs = array("q", (doc for (doc,) in found.tuples().iterator()))
    for start in range(0, len(docs), BATCH):
        records = ledger.of_docs(library, list(docs[start : start + BATCH]))
        names = shelf.tag_names(library, records)
        yield from (whole(record, names) for record in records)


def whole(record: dict, tag_names: Mapping[str, str]) -> dict:
    """The view of a bookmark that is written."""
    rules = sites.key_rules()
    known = by_strength(record["ids"], rules)
    return {**view(record, tag_names, rules), "ids": known, "exact": exact.of_record(record)}


def extras(library: Library, form: Format, query: str) -> Extras:
    """The cite keys that are not the usual ones, where the format has any, and the tags of the whole library."""
    named = Tag.select(Tag.name).where(Tag.library == library, Tag.alive).order_by(Tag.folded)
    keys = citing.different(library) if form.cites else {}
    return Extras(keys, [] if query.strip() else [name for (name,) in named.tuples()])
