"""Every format by its name, loaded when it is first used: which files it reads, and how it writes bookmarks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from manicule.formats.record import Record, Unreadable
from manicule.formats.source import Source

Reader = Callable[[Source], Iterator[Record | Unreadable]]
Writer = Callable[[Iterable[dict], Mapping[str, str]], Iterator[str | bytes]]


@dataclass(frozen=True)
class Format:
    """`module` is under manicule.formats; `reads` and `writes` name functions of it, "" where it does not."""

    name: str
    module: str
    reads: str = "read"
    writes: str = ""
    suffix: str = "txt"
    mimetype: str = "text/plain"

    def reader(self) -> Reader:
        """Its function `(source) -> records`."""
        return getattr(import_module(f"manicule.formats.{self.module}"), self.reads)

    def writer(self) -> Writer:
        """Its function `(views, cite keys) -> pieces`."""
        return getattr(import_module(f"manicule.formats.{self.module}"), self.writes)


FORMATS = {
    one.name: one
    for one in (
        Format("bibtex", "bibtex", writes="write", suffix="bib", mimetype="application/x-bibtex"),
        Format("biblatex", "bibtex", writes="write_biblatex", suffix="bib", mimetype="application/x-bibtex"),
    )
}
READABLE = tuple(name for name, one in FORMATS.items() if one.reads)
WRITABLE = tuple(name for name, one in FORMATS.items() if one.writes)
