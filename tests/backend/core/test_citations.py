"""A bookmark as others cite it: the vectors both languages read, and what no entry may become."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from manicule.core import citations, tex
from manicule.core.cite_keys import shared_out
from manicule.formats import latex

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "cite.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("paper", "entry", "line"), VECTORS["papers"])
def test_a_bookmark_becomes_bibtex_and_a_line(paper: dict, entry: str, line: str) -> None:
    assert citations.bibtex(paper) == entry
    assert citations.sentence(paper) == line


@pytest.mark.parametrize(("text", "written"), VECTORS["encode"])
def test_text_becomes_latex_and_formulas_stay(text: str, written: str) -> None:
    assert tex.encode(text) == written


# Without the soft hyphen: nobody sees it, and LaTeX may break words by itself.
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs"), exclude_characters="\xad")
TEXT = st.text(LETTERS | st.sampled_from(r" {}\$%&#_^~-`'@,="))


@given(TEXT, TEXT, TEXT)
def test_whatever_a_paper_says_the_entry_is_one_and_says_it_again(title: str, name: str, value: str) -> None:
    paper = {
        "key": "arxiv:1706.03762", "ids": ["arxiv:1706.03762"], "title": title, "authors": [name or "x"], "links": [],
        "venue": value, "published": value, "url": "",
        "details": {"citekey": name, value: title, "names": {name: value}},
    }  # fmt: skip
    (entry,) = parse_string(citations.bibtex(paper), "bibtex").entries.values()
    said = latex.decode(entry.fields.get("title", ""))
    assert "".join(said.split()) == "".join(title.split())


def test_papers_that_would_have_the_same_key_share_it_out_the_oldest_first():
    vectors = json.loads((Path(__file__).parents[2] / "vectors" / "cite_keys.json").read_text(encoding="utf-8"))
    for case in vectors["cases"]:
        keys = shared_out(map(tuple, case["alike"]), {key: True for key in case["usual"]}.__contains__)
        assert list(keys.values()) == case["keys"]
