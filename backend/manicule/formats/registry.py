"""Every format by its name, loaded when it is first used: which files it reads, and how it writes bookmarks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from manicule.errors import FormatUnknown
from manicule.formats.record import Extras, Record, TagName, Unreadable
from manicule.formats.source import Source

Reader = Callable[[Source], Iterator[Record | TagName | Unreadable]]
Writer = Callable[[Iterable[dict], Extras], Iterator[str | bytes]]


@dataclass(frozen=True)
class Format:
    """`module` is under manicule.formats; `reads` and `writes` name functions of it, "" where it does not.

    `cites` where bookmarks are written under their cite keys.
    """

    name: str
    module: str
    reads: str = "read"
    writes: str = ""
    suffix: str = "txt"
    mimetype: str = "text/plain"
    cites: bool = False

    def reader(self) -> Reader:
        """Its function `(source) -> records`."""
        return getattr(import_module(f"manicule.formats.{self.module}"), self.reads)

    def writer(self) -> Writer:
        """Its function `(views, extras) -> pieces`."""
        return getattr(import_module(f"manicule.formats.{self.module}"), self.writes)


FORMATS = {
    one.name: one
    for one in (
        Format("bibtex", "bibtex", writes="write", suffix="bib", mimetype="application/x-bibtex", cites=True),
        Format(
            "biblatex", "bibtex", writes="write_biblatex", suffix="bib", mimetype="application/x-bibtex", cites=True
        ),
        Format("ris", "ris", writes="write", suffix="ris", mimetype="application/x-research-info-systems", cites=True),
        Format(
            "csl-json",
            "csl_json",
            writes="write",
            suffix="json",
            mimetype="application/vnd.citationstyles.csl+json",
            cites=True,
        ),
        Format("netscape", "netscape", writes="write", suffix="html", mimetype="text/html"),
        Format("csv", "csv_table", writes="write", suffix="csv", mimetype="text/csv"),
        Format("linkding", "bookmark_json"),
        Format("raindrop", "bookmark_json"),
        Format("papermemory", "papermemory"),
        Format("zotero", "zotero"),
        Format("nbib", "tagged", reads="read_nbib"),
        Format("enw", "tagged", reads="read_enw"),
        Format("wos", "tagged", reads="read_wos"),
        Format("markdown", "markdown", writes="write", suffix="zip", mimetype="application/zip", cites=True),
        Format("listing", "listing"),
        Format("jsonl", "jsonl", writes="write", suffix="jsonl", mimetype="application/x-ndjson"),
    )
}
READABLE = tuple(name for name, one in FORMATS.items() if one.reads)
WRITABLE = tuple(name for name, one in FORMATS.items() if one.writes)
ALIASES = {"bib": "bibtex", "csl": "csl-json", "html": "netscape", "bookmarks": "netscape", "md": "markdown",
           "medline": "nbib", "pubmed": "nbib", "endnote": "enw", "refer": "enw", "isi": "wos", "ciw": "wos",
           "jsonlines": "jsonl", "json": "jsonl"}  # fmt: skip


def named(name: str, allowed: Iterable[str]) -> str:
    """The name of the format as the registry has it.

    :raise FormatUnknown: if it is not allowed
    """
    plain = name.strip().lower().replace("_", "-").replace(" ", "")
    plain = ALIASES.get(plain, plain)
    if plain not in allowed:
        raise FormatUnknown(f"There is no format {name[:40]!r} here. There are: {', '.join(allowed)}.")
    return plain
