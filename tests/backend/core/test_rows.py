"""Reading pages: damage of every kind gives the right row or none, and never an exception."""

import json
import random
import re
from pathlib import Path

import pytest

from manicule.core.rows import read_rows, resolve
from manicule.core.tree import decode, parse
from manicule.services import sites

PAGES = sorted((Path(__file__).resolve().parents[2] / "sites").glob("*/*.html"))
KEYS = sites.key_rules()


def rows_of(html: str | bytes, url: str) -> list[dict]:
    return read_rows(html, url, sites.rule_for(url, sites.site_rules()), KEYS)


def harm(html: str, chance: random.Random) -> str:
    """One accident: a cut end, a lost attribute, a doubled or lost piece, a foreign node, a byte gone wrong."""
    at = chance.randrange(len(html))
    to = min(len(html), at + chance.randrange(1, 400))
    tags = [found.span() for found in re.finditer(r"<[a-z][^>]*>", html)] or [(0, 1)]
    start, end = chance.choice(tags)
    accidents = [
        html[:at],
        html[:at] + html[to:],
        html[:to] + html[at:to] + html[to:],
        html[:start] + re.sub(r"\s[\w-]+=(\"[^\"]*\"|'[^']*')", "", html[start:end], count=1) + html[end:],
        html[:start] + '<div class="foreign"><p>Foreign</p></div>' + html[start:],
        html[:end] + "<foreign-badge>A*</foreign-badge>" + html[end:],
        html[:at] + chance.choice(["<", ">", '"', "&", "\0", "</dd>", "</article>", "<table>", "<!--"]) + html[at:],
    ]
    return chance.choice(accidents)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_damaged_page_gives_right_keys_or_none(page: Path) -> None:
    expected = json.loads(page.with_suffix(".expected.json").read_text(encoding="utf-8"))
    html = page.read_text(encoding="utf-8")
    right = {row["key"] for row in expected["rows"]}
    for seed in range(60):
        chance = random.Random(f"{page.stem}{seed}")
        harmed = html
        for _ in range(chance.randrange(1, 5)):
            harmed = harm(harmed, chance)
        found = {row["key"] for row in rows_of(harmed, expected["url"])}
        assert found <= right, f"seed {seed}"


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
