"""Biber reads the BibTeX that we export: all of it, without a complaint about how it is written, and without loss.

Where biber is not installed, a reader as strict as the one it is built on stands in for it.
"""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hard import NOW, exported, shelve
from strict_bibtex import NotStrict, entries

from manicule.formats.record import Record
from manicule.formats.registry import FORMATS
from manicule.models import Bookmark
from manicule.services.exchange import importing
from manicule.services.exchange.importing import Source

FORMS = ("bibtex", "biblatex")
CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "citations"
# What the files that were imported lack, or hold beside what biber prints: it says so, and reads on.
OF_THE_FILE = re.compile(r"Datamodel:|in entry '[^']*' is invalid|legacy (?:year|month) field")


@pytest.fixture
def url(tmp_path):
    """One kind of database: what a file says does not depend on it."""
    return f"sqlite:///{tmp_path / 'library.db'}"


@pytest.fixture
def library_of_hard_cases(library, device):
    """Texts that BibTeX has trouble with, and the real files of other programs where they are here."""
    shelve(library, device)
    for file in sorted(path for kind in ("*.bib", "*.ris", "*.csl.json") for path in CASES.rglob(kind)):
        importing.commit(library, device.id, Source(io.BytesIO(file.read_bytes())), NOW)
    return library


def records(text: str) -> dict[str, tuple]:
    """What must not be lost of each entry, by its cite key."""
    found = FORMATS["biblatex"].reader()(Source(io.BytesIO(text.encode())))
    assert all(isinstance(one, Record) for one in found)
    return {one.details["citekey"]: (one.title, one.authors, one.ids, one.published) for one in found}


def test_every_entry_is_read_by_a_strict_reader(library_of_hard_cases):
    live = Bookmark.select().where(Bookmark.library == library_of_hard_cases, Bookmark.alive).count()
    for form in FORMS:
        assert len(entries(exported(library_of_hard_cases, form))) == live > 3


@pytest.mark.skipif(not shutil.which("biber"), reason="biber is not installed")
def test_biber_reads_every_entry_without_loss(library_of_hard_cases, tmp_path):
    for form in FORMS:
        text = exported(library_of_hard_cases, form)
        assert records(biber(text, tmp_path)) == records(text)


def biber(text: str, folder: Path) -> str:
    """The file as biber writes it again."""
    (folder / "library.bib").write_text(text, encoding="utf-8")
    command = ["biber", "--tool", "--validate-datamodel", "--nolog", "--output-file", "read.bib", "library.bib"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    complaints = [line for line in done.stdout.splitlines() if line.startswith(("WARN", "ERROR"))]
    assert (done.returncode, [line for line in complaints if not OF_THE_FILE.search(line)]) == (0, [])
    return (folder / "read.bib").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    ["@misc{a, title = {x}}\n@misc{A, title = {y}}", "@misc{a, title = {x}, title = {y}}", "@misc{a b, title = {x}}",
     "@misc{a, title = {x \\{ y}}", "@misc{a, title = {x}} and more", "@misc{a, title = x y}"],
)  # fmt: skip
def test_the_strict_reader_is_strict(text):
    with pytest.raises(NotStrict):
        entries(text)
