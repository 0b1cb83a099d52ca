"""A folder of Markdown: one file a paper, its note below; archives of strangers do no harm."""

import io
import zipfile

import yaml

from manicule.formats import markdown
from manicule.formats.detect import detect
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

NOTE = """---
title: "A: title"
authors: [Ada Lovelace]
arxiv: 1706.03762
tags:
  - "#nets"
  - two words
rating: 4
mood: happy
---
My note

- with a list
"""


def test_a_paper_of_five_thousand_authors_comes_back_and_endless_front_matter_does_not():
    view = {"id": "bm_a", "key": "doi:10.5555/a", "ids": ["doi:10.5555/a"], "title": "Lamps", "published": "",
            "authors": [f"Person Number {n} of the Large Collaboration" for n in range(5_000)], "links": [], "tags": [],
            "note": "", "abstract": "", "venue": "", "url": "", "status": "read", "rating": None, "starred": False,
            "saved_at": "2026-01-01T00:00:00.000Z"}  # fmt: skip
    (paper,) = read(packed(**dict(markdown.files([view], Extras()))))
    assert len(paper.authors) == 5_000
    (refused,) = read(packed(**{"a.md": f"---\ntitle: [{'[],' * 30_000}]\n---\n"}))
    assert "20,000 values" in refused.reason


def packed(**files: str | bytes) -> Source:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return Source(data)


def read(source: Source) -> list:
    assert detect(source) == "markdown"
    return list(markdown.read(source))


def test_a_note_with_front_matter_is_a_paper():
    (one,) = read(Source(io.BytesIO(NOTE.encode())))
    assert (one.title, one.authors, one.names, one.tags) == (
        "A: title",
        ["Ada Lovelace"],
        ["arXiv:1706.03762"],
        ["nets", "two words"],
    )
    assert (one.rating, one.details) == (4, {"md-mood": "happy"})
    assert one.note == "My note\n\n- with a list\n"


def test_names_in_an_archive_are_never_paths():
    (one, other) = read(packed(**{"../../etc/passwd.md": NOTE, "plain.md": "no front matter", "image.png": b"\x89PNG"}))
    assert isinstance(one, Record)
    assert "plain.md" in other.reason


def test_an_archive_that_would_fill_the_memory_is_refused():
    bomb = packed(**{"bomb.md": b"0" * (60 << 20)})
    assert bomb.size < 100_000
    (found,) = read(bomb)
    assert "larger than" in found.reason


def test_a_damaged_archive_is_said(tmp_path):
    whole = packed(**{"a.md": NOTE}).file.getvalue()
    for broken in (whole[:-10], whole[:40] + b"\0\0\0\0" + whole[44:], b"PK\x03\x04" + b"\0" * 100):
        assert any(isinstance(one, Unreadable) for one in read(Source(io.BytesIO(broken))))


def test_yaml_that_unfolds_into_itself_does_no_harm():
    bomb = (
        "---\ntitle: x\na: &a [1,1]\n"
        + "".join(
            f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *{'a' if n == 0 else f'b{n - 1}'}]\n" for n in range(40)
        )
        + "---\n"
    )
    (one,) = read(Source(io.BytesIO(bomb.encode())))
    assert one.title == "x"


PLAIN = {"title": "T", "authors": [], "key": "doi:10.1000/x", "ids": [], "tags": [], "status": "read",
         "rating": None, "starred": False, "venue": "", "published": "", "url": "", "links": [], "abstract": "",
         "saved_at": "", "note": ""}  # fmt: skip


def test_no_file_has_a_name_that_windows_takes_for_a_device():
    views = [{**PLAIN, "id": key, "details": {"citekey": key}} for key in ("CON", "aux.x", "com1", "console", "lpt10")]
    names = [name for name, _ in markdown.files(views, Extras())]
    assert names == ["CON-.md", "aux-.x.md", "com1-.md", "console.md", "lpt10.md"]


def test_tags_are_such_as_obsidian_takes_and_come_back_by_their_own_names():
    names = ["test time", "C++", "C", "2024", "a/b", "#hash", "हिन्दी", "rock & roll"]
    _, text = next(markdown.files([{**PLAIN, "id": "x", "details": {}, "tags": names}], Extras()))
    told = yaml.safe_load(text.split("---")[1])
    assert told["tags"] == ["test-time", "C", "_2024", "a/b", "hash", "हिन्दी", "rock-roll"]
    (back,) = read(Source(io.BytesIO(text.encode())))
    assert sorted(back.tags) == sorted(names)
    (edited,) = read(Source(io.BytesIO(text.replace('  - "test-time"\n', "  - mine\n").encode())))
    assert sorted(edited.tags) == sorted(["mine", *names[1:]])


def test_tags_that_need_no_other_name_stand_alone():
    _, text = next(markdown.files([{**PLAIN, "id": "x", "details": {}, "tags": ["nlp", "to-do"]}], Extras()))
    assert "tag_names" not in text


def test_the_list_at_the_end_of_an_archive_goes_out_in_few_pieces_of_bounded_size(monkeypatch):
    monkeypatch.setattr(markdown, "PIECE", 1_000)
    monkeypatch.setattr(markdown, "files", lambda views, extras: ((f"paper-{n}.md", NOTE) for n in range(100)))
    pieces = list(markdown.write([], Extras()))
    assert max(map(len, pieces)) <= 1_000
    assert len(pieces) < 100 + 20
    assert len(read(Source(io.BytesIO(b"".join(pieces))))) == 100


def test_an_archive_is_to_the_byte_what_zipfile_makes_and_little_is_remembered_of_each_file(monkeypatch):
    names = [*(f"paper-{n}.md" for n in range(100)), "größe.md"]
    monkeypatch.setattr(markdown, "files", lambda views, extras: ((name, NOTE + name) for name in names))
    packed = markdown._Packed()
    monkeypatch.setattr(markdown, "_Packed", lambda: packed)
    archive = b"".join(markdown.write([], Extras()))
    assert len(packed.packed) < 64 * len(names)
    with markdown._Pieces() as plain:
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as made:
            for name in names:
                made.writestr(zipfile.ZipInfo(f"papers/{name}", markdown.EPOCH), NOTE + name, zipfile.ZIP_DEFLATED)
        assert archive == b"".join(plain.taken())
    assert zipfile.ZipFile(io.BytesIO(archive)).testzip() is None
