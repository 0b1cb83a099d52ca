"""Papers whose texts every format of files has trouble with, saved, deleted and exported."""

from manicule.models import Device, Library
from manicule.services import bookmarks
from manicule.services.exchange import exporting

NOW = 1_790_000_000_000
HARD = [
    {"key": "arxiv:2401.00001", "title": "Braces { and } \\ % $5 & #1 _x ~ ^", "authors": ["María José García Pérez"]},
    {"key": "arxiv:2401.00002", "title": "On $\\alpha_1$ and BERT, “quoted” – 中文 ''x''",
     "authors": ["X and Y Lab", "A, B"], "note": "line one\n\n    code { \\x }\nline --- three  two spaces",
     "tags": ["a b", "ünï"],
     "rating": 4, "status": "read"},
    {"key": "doi:10.1000/a_b(1)", "title": "Plain", "published": "2020-02-03", "venue": "Journal of R&D",
     "links": [{"url": "https://a.example/x?a=1&b=%20_{}", "kind": "code", "title": "", "origin": "mine"}],
     "abstract": "50% of x_i\nand more"},
    {"key": "openreview:VTF8yNQM66", "title": "Plain", "authors": ["Ada Lovelace"], "published": "2020"},
]  # fmt: skip


def shelve(library: Library, device: Device) -> list[dict]:
    """Save them all. Returns what they are then."""
    return [bookmarks.save(library, device.id, given, NOW)[0] for given in HARD]


def clear(library: Library, device: Device) -> None:
    """Delete them all."""
    for given in HARD:
        bookmarks.delete(library, device.id, given["key"], NOW)


def exported(library: Library, form: str, query: str = "") -> str:
    """The library as a file of text."""
    _, pieces = exporting.export(library, form, query)
    return "".join(piece if isinstance(piece, str) else piece.decode() for piece in pieces)
