"""Bombs: small files and texts that are large, deep or slow once they are read. Each is answered, and nothing grows."""

import io
import json
import struct
import zipfile
from urllib.parse import quote

import pytest
from target import Target

DEEP = 50_000
LONG = 250_000  # repetitions of what an expression might try from every place again
JSON = {"Content-Type": "application/json"}
BILLION = "a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30))
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
DAILY = '<html><head><link rel="canonical" href="https://arxiv.org/list/cs.CL/recent"></head><body>'
BOMBS = {
    "front matter, deep": ("markdown", "---\ntitle: a\nx: " + "[" * DEEP + "\n---\n"),
    "front matter, deep in another way": ("markdown", "---\ntitle: a\nx: " + "{a: " * (DEEP // 2) + "\n---\n"),
    "front matter, deep without brackets": ("markdown", "---\ntitle: a\nx:\n  " + "- " * DEEP + "\n---\n"),
    "front matter, a billion laughs": ("markdown", f"---\ntitle: a\n{BILLION}\n---\n"),
    "front matter that names a class": ("markdown", '---\ntitle: a\nx: !!python/object/apply:os._exit [1]\n---\n'),
    "JSON, deep": ("csl-json", "[" * DEEP),
    "JSON, deep inside of a record": ("csl-json", '[{"title": "a", "author": ' + "[" * DEEP + "]" * DEEP + "}]"),
    "JSON, a number of ten thousand digits": ("csl-json", '[{"title": "a", "volume": ' + "9" * 10_000 + "}]"),
    "JSON lines, deep": ("jsonl", '{"title":' + "[" * DEEP),
    "XML, a billion laughs": ("listing", f'<!DOCTYPE html [<!ENTITY e0 "x">{ENTITIES}]>{DAILY}&e11;</body></html>'),
    "XML, somebody else's file": ("listing", f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{DAILY}&e;'),
    "HTML, deep": ("listing", DAILY + "<div>" * DEEP),
    "bookmarks, deep": ("netscape", "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + "<DL><p>" * DEEP),
    "BibTeX, deep": ("bibtex", "@article{a, title = {" + "{" * DEEP + "}" * DEEP + "}}"),
    "BibTeX, macros that double": ("bibtex", "".join(
        f"@string{{a{n} = {f'a{n - 1} # a{n - 1}' if n else chr(34) + 'x' + chr(34)}}}\n" for n in range(60)
    ) + "@article{k, title = a59}"),
    "BibTeX, a crossref of spaces without end": ("bibtex", "@article{a, crossref = {" + " " * 40_000),
    "BibTeX, a crossref in a circle": ("bibtex", "@article{a, crossref = {b}}\n@article{b, crossref = {a}}"),
    "bookmarks, a tag that never ends": ("netscape", "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + "<a " * DEEP),
    "a format to be told, links that never end": ("", "<" + "<a " * DEEP),
    "a format to be told, the same name again and again": ("", '[{"bibtex":' * (DEEP // 2)),
    "RIS, one value of many lines": ("ris", "TY  - JOUR\nTI  - a\nN1  - b\n" + "c\n" * (DEEP * 4)),
    "BibTeX, a date of one letter": ("bibtex", "@misc{a, title = {b}, date = {" + "a" * LONG + "}}"),
    "RIS, a year of words": ("ris", "TY  - JOUR\nTI  - a\nPY  - " + "and" * LONG + "\nER  - \n"),
    "RIS, a file between marks without end": ("ris", "TY  - JOUR\nTI  - a\nL1  - " + ";" * LONG + "x\nER  - \n"),
    "JSON, a date of one letter": ("csl-json", json.dumps([{"title": "a", "issued": {"raw": "a" * LONG}}])),
    "JSON, a note of empty lines": ("csl-json", json.dumps([{"title": "a", "note": "\n" * LONG}])),
    "front matter, a year of one letter": ("markdown", f"---\ntitle: a\nyear: {'a' * LONG}\n---\n"),
    "CSV, a date of one letter": ("csv", f"title,date,url\na,{'a' * LONG},{';' * LONG}\n"),
    "bookmarks, a description of spaces": (
        "netscape", f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DT><A HREF='https://a.example'>a</A><DD>a{' ' * LONG}b"
    ),
    "HTML, the beginning of a tag again and again": ("", "<html><head>" + "<base href=" * LONG),
    "HTML, one tag of attributes": ("", "<html><head><base " + "href=" * LONG),
    "HTML, empty lines": ("", "<html><head>" + "\n" * LONG + "x"),
    "CSV, one quote": ("csv", 'title,url\n"' + "x" * DEEP),
}  # fmt: skip


def archive(*members: tuple[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def preview(target: Target, body: bytes, form: str) -> dict:
    """What importing would do."""
    answer = target.api("POST", f"/api/v1/import?format={form}&dry_run=true", body)
    assert answer.status == 200, answer
    return json.loads(answer.text)


@pytest.mark.parametrize("what", BOMBS)
def test_a_file_that_is_deep_or_grows_when_it_is_read_is_answered_and_the_server_lives(target: Target, what: str):
    form, text = BOMBS[what]
    answer = target.api("POST", f"/api/v1/import?dry_run=true{f'&format={form}' if form else ''}", text.encode())
    assert answer.status == 200 or answer.kind in ("file-not-understood", "page-unknown"), answer
    assert "root:" not in answer.text
    assert len(answer.text) < 10_000
    assert target.untouched()


def test_an_archive_that_grows_a_thousandfold_is_counted_as_it_is_unpacked(target: Target):
    bomb = archive(("bomb.md", b"---\ntitle: a\n---\n" + bytes(64 << 20)))
    assert len(bomb) < 100_000
    assert "larger than" in preview(target, bomb, "markdown")["unreadable"][0]["reason"]
    assert target.untouched()


def test_an_archive_whose_list_of_names_has_no_end_is_refused_whichever_ending_tells_of_them(target: Target):
    packed = archive(*((f"{number:060000}.md", b"") for number in range(300)))
    assert len(packed) > 17 << 20
    end = packed.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack("<HLL", packed[end + 10 : end + 20])
    second = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    second += struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    lying = packed[:end] + second + packed[end : end + 12] + bytes(8) + packed[end + 20 :]
    for told in (packed, lying):
        [fault] = preview(target, told, "markdown")["unreadable"]
        assert "too many files" in fault["reason"]
    assert target.untouched()


@pytest.mark.parametrize("path", ["/api/v1/bookmarks", "/api/v1/sync", "/api/v1/bookmarks/lookup"])
def test_a_body_that_is_deep_or_too_long_is_refused(target: Target, path: str):
    assert target.api("POST", path, b'{"key":' + b"[" * DEEP, **JSON).kind == "not-json"
    assert target.api("POST", path, b'{"key": "' + b"x" * (2 << 20) + b'"}', **JSON).kind == "too-large"
    assert target.untouched()


@pytest.mark.parametrize("query", ["(" * DEEP, "-" * DEEP, '"' * DEEP, "a* " * DEEP, "OR " * DEEP, "tag:" * DEEP])
def test_a_query_of_any_length_and_depth_is_answered(target: Target, query: str):
    short, long = (target.api("GET", f"/api/v1/bookmarks?q={quote(query[:length])}") for length in (2_500, 40_000))
    assert short.status == 200, short
    assert long.status in (200, 431), long  # an address of that length is not read to its end


def test_an_address_that_no_expression_likes_is_answered(target: Target):
    for text in (
        "a" * 1900,
        "1" * 1900,
        "." * 1900,
        "10." * 600,
        "%" * 1900,
        "-" * 1900,
        "10.1/" + "(" * 1900,
        "a/" * 900,
        "/" * 1900 + "a",
    ):
        for address in (f"https://arxiv.org/abs/{text}", f"https://doi.org/{text}", f"https://a.example/{text}", text):
            answer = target.api("POST", "/api/v1/bookmarks/lookup", {"keys": [address]})
            assert answer.status == 200, answer
