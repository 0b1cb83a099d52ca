"""What goes out comes in again: every format gives back titles, names, tags and notes that others trip over."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from manicule.core.text import normalise
from manicule.formats.record import Extras, Record
from manicule.formats.registry import FORMATS
from manicule.formats.source import Source

NASTY = [
    "{", "}", "\\", "%", "#", "$", "$x^2$", "$\\alpha$", "&", "_", "^", "~", '"', "'", "''", "``", "--", "---", "@",
    "=", ",", ";", " and ", " And ", "et al.", "e\u0301", "ß", "中文", "שלום", "\u202e", "BERT", "<i>x</i>", "&amp;",
    "a<b", "\\alpha", "\\textbf{x}", "\\'e", "%41", "https://a.example/x_y?z=1&q=%20", "TY  - JOUR", "ER  - ",
    "10.1000/x", "&#233;", "$<$", "[1]", "|", "*", "`code`", "---\ntitle: x\n---", "Word",
]  # fmt: skip
NAMES = [
    "Ada Lovelace", "Ludwig van Beethoven", "Martin Luther King Jr.", "Plato", "Charles de la Vallée Poussin", "OpenAI",
    "X and Y Lab", "Lists, Commas, and Sons", "李 明", "محمد علي", "O. ’t Hooft", "The {Big} Team",
    "M. A. K. Halliday III",
    "Smith, John", "Doe (Ed.)", "AT&T Labs", "R&D <x>", "Ada \"Countess\" Lovelace", "von Neumann", "Müller $x$", "A",
    "山田、太郎", "J. Doe, R. Roe", "given=Ada",
]  # fmt: skip
ALL = {"title", "authors", "tags", "note", "published", "abstract"}
GIVES = {"bibtex": ALL, "biblatex": ALL, "ris": ALL, "csv": ALL, "jsonl": ALL, "markdown": ALL,
         "csl-json": ALL - {"tags"}, "netscape": {"title", "note"}}  # fmt: skip


def says(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


PARTS = st.lists(st.sampled_from(NASTY), min_size=1, max_size=6)
TEXT = (PARTS.map("".join) | PARTS.map(" ".join)).map(normalise).filter(says)
TAG = TEXT.map(lambda text: normalise(text.replace(";", "").replace(",", "").strip("# "))).filter(says)
VIEWS = st.fixed_dictionaries({
    "title": TEXT, "authors": st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
    "tags": st.lists(TAG, max_size=2, unique_by=str.lower), "note": st.lists(TEXT, max_size=3).map("\n\n".join),
    "abstract": TEXT | st.just(""), "published": st.sampled_from(["", "2020", "2020-02", "2020-02-29", "1843"]),
})  # fmt: skip
PLAIN = {"id": "bm_x", "key": "doi:10.1000/x", "ids": ["doi:10.1000/x"], "venue": "", "status": "reading", "rating": 3,
         "starred": False, "links": [], "details": {}, "found_on": None, "url": "https://a.example/p",
         "saved_at": "2026-01-02T03:04:05.000Z", "updated_at": "2026-01-02T03:04:05.000Z",
         "exact": {"note_copies": [], "links": [], "typed": {}, "told": {}, "sources": {}}}  # fmt: skip


def written(form: str, view: dict) -> bytes:
    pieces = FORMATS[form].writer()([view], Extras())
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def read(form: str, content: bytes) -> list:
    return list(FORMATS[form].reader()(Source(io.BytesIO(content))))


@pytest.mark.parametrize("form", GIVES)
@settings(max_examples=25, deadline=None)
@given(VIEWS)
def test_what_a_format_holds_comes_back(form: str, said: dict) -> None:
    (found,) = read(form, written(form, {**PLAIN, **said}))
    assert isinstance(found, Record)
    assert {name: getattr(found, name) for name in GIVES[form]} == {name: said[name] for name in GIVES[form]}


@settings(max_examples=25, deadline=None)
@given(VIEWS)
def test_a_strict_reader_of_bibtex_finds_one_entry(said: dict) -> None:
    for form in ("bibtex", "biblatex"):
        (entry,) = parse_string(written(form, {**PLAIN, **said}).decode(), "bibtex").entries.values()
        assert len(entry.persons.get("author", [])) == len(said["authors"])


def test_a_note_of_paragraphs_and_a_price_in_dollars_come_back() -> None:
    view = {**PLAIN, "title": "It costs $ 5 to $ 10", "authors": [], "tags": ["Drugs, new"], "abstract": "",
            "published": "", "note": "One.\n\nTwo.\n- three"}  # fmt: skip
    for form in ("bibtex", "ris", "csv"):
        (found,) = read(form, written(form, view))
        assert (found.title, found.note, found.tags) == (view["title"], view["note"], view["tags"])
