"""Reading pages: damage of every kind gives the right row or none, and never an exception."""

import pytest

from manicule.core.rows import read_rows, resolve
from manicule.core.tree import decode, parse
from manicule.services import sites

KEYS = sites.key_rules()


def rows_of(html: str | bytes, url: str) -> list[dict]:
    return read_rows(html, url, sites.rule_for(url, sites.site_rules()), KEYS)


NO_PAGES = ["", "\0", "<", "<dl><dt>", "<!DOCTYPE html>" * 50, b"\xff\xfe\x00", "<div>" * 3000, "<a href=" * 500]
NO_DATA = ["", "{", "[]", "null", "17", '{"dailyPapers": 3}', '{"dailyPapers": [null, {"paper": []}]}', "[" * 100_000]


@pytest.mark.parametrize("html", NO_PAGES, ids=range(len(NO_PAGES)))
def test_what_is_no_page_has_no_rows(html: str | bytes) -> None:
    for url in ("https://arxiv.org/list/cs.LG/new", "https://huggingface.co/papers"):
        assert rows_of(html, url) == []


def test_a_hostile_title_is_text() -> None:
    title = "‮&lt;script&gt;alert(1)&lt;/script&gt; " + "x" * 10_000
    html = f'<article><h3><a href="/papers/2609.10001">{title}</a></h3></article>'
    (row,) = rows_of(html, "https://huggingface.co/papers")
    assert row["title"].startswith("‮<script>alert(1)</script> xxx")
    assert len(row["title"]) == 2000


@pytest.mark.parametrize("named", ["utf\0", "hex", "rot13", "idna", "undefined", "unicode_escape", "no-such"])
def test_a_page_may_name_an_encoding_that_is_none(named: str) -> None:
    page = '<article><h3><a href="/papers/2609.10001">Größe</a></h3></article>'
    html = f'<meta charset="{named}">{page}'.encode("windows-1252")
    (row,) = rows_of(html, "https://huggingface.co/papers")
    assert row["title"] == "Größe"


@pytest.mark.parametrize("props", NO_DATA, ids=range(len(NO_DATA)))
def test_broken_embedded_data_is_as_if_absent(props: str) -> None:
    html = f"<div data-props='{props}'><article><h3><a href='/papers/2609.10001'>T</a></h3></article></div>"
    (row,) = rows_of(html, "https://huggingface.co/papers")
    assert (row["key"], row["title"], row["abstract"], row["links"]) == ("arxiv:2609.10001", "T", "", [])


def test_rows_in_a_template_are_not_in_the_page() -> None:
    html = "<template><article><h3><a href='/papers/2609.10001'>T</a></h3></article></template>"
    assert rows_of(html, "https://huggingface.co/papers") == []


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/abs/1", "https://a.example/abs/1"),
        ("//b.example/x", "https://b.example/x"),
        ("http://b.example/x", "http://b.example/x"),
        ("x", "https://a.example/list/x"),
        ("?y", "https://a.example/list/new?y"),
        ("#z", "https://a.example/list/new#z"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_a_link_is_resolved_against_its_page(href: str, expected: str) -> None:
    assert resolve(href, "https://a.example/list/new?x=1#f") == expected


def test_the_tree_is_the_one_a_browser_builds() -> None:
    tree = parse("<dl><dt>a<dd>b<dt>c<dd>d</dl><table><tr><td>x<svg viewBox='0'></svg></table>")
    assert [element.name for element in tree.find("dl").find_all(recursive=False)] == ["dt", "dd", "dt", "dd"]
    assert tree.find("tbody") is not None
    assert "viewBox" in tree.find("svg").attrs


def test_a_file_is_read_in_the_encoding_it_declares() -> None:
    assert decode('<meta charset="iso-8859-1">é'.encode("iso-8859-1")).endswith("é")
    assert decode("é".encode()) == "é"
    assert decode(b'<meta charset="no-such">\xff') != ""
