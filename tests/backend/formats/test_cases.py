"""Real files of other programs: each record is read as Zotero reads it, or named with its line and the reason."""

import io
import json
import re
import unicodedata
from pathlib import Path

import pytest

from manicule.formats.detect import detect
from manicule.formats.record import Record
from manicule.formats.registry import FORMATS
from manicule.formats.source import Source

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
FILES = sorted(
    path for kind in ("*.bib", "*.ris", "*.csl.json") for path in (CASES / "citations").rglob(kind) if CASES.is_dir()
)
pytestmark = pytest.mark.skipif(not FILES, reason="the shared cases are not here")


def read(path: Path) -> list:
    source = Source(io.BytesIO(path.read_bytes()))
    return list(FORMATS[detect(source)].reader()(source))


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_record_is_read_or_named(path: Path) -> None:
    found = read(path)
    written = path.read_bytes().replace(b"\0", b"")
    begun = {
        ".bib": rb"(?im)^[^%\n\r]*@(?!comment|string|preamble)\w+\s*\{",
        ".ris": rb"(?m)^TY\s+-",
        ".json": rb'"type":',
    }[path.suffix]
    assert len(found) == (len(re.findall(begun, written)) or 1)
    assert all(isinstance(one, Record) and one.line > 0 for one in found)


ANSWERED = [path for path in FILES if path.with_name(path.stem + ".expected.json").exists()]


@pytest.mark.parametrize("path", ANSWERED, ids=lambda path: path.name)
def test_title_authors_and_year_are_those_that_zotero_reads(path: Path) -> None:
    items = json.loads(path.with_name(path.stem + ".expected.json").read_text(encoding="utf-8"))["items"]
    found = read(path)
    assert len(found) == len(items)
    for record, item in zip(found, items, strict=True):
        assert letters(record.title) == letters(item["title"] or "")
        people = [one for one in item["creators"] if one["creatorType"] in ("author", "inventor")]
        assert [letters(name) for name in record.authors] == [
            sorted_letters(name, one) for name, one in zip(record.authors, people, strict=True)
        ]
        if item.get("date"):
            assert record.published[:4] == re.search(r"\d{4}", item["date"])[0]
        if item.get("DOI"):
            assert any(item["DOI"].lower() in name.lower() for name in record.names)


def sorted_letters(name: str, person: dict) -> str:
    """The letters of `name`, if they are those of the person in any order of the parts; else the person's."""
    parts = [person.get("firstName", ""), person["lastName"]]
    same = sorted(letters(name)) == sorted(letters("".join(parts)))
    return letters(name) if same else letters("".join(parts))


def test_papermemory_gives_its_readers_papers() -> None:
    found = read(CASES / "papermemory" / "3-papers-memory.json")
    assert [record.names[0] for record in found] == [
        "acl:2020.acl-main.405",
        "arXiv:1703.10593",
        "https://www.jmlr.org/papers/volume13/bergstra12a/bergstra12a.pdf",
    ]
    assert [record.published[:4] for record in found] == ["2020", "2017", "2012"]
    assert all(record.note == "" for record in found)
    assert found[0].saved_at == 1_661_762_099_825
