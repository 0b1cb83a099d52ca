"""The key of a paper that only its title names; tests/extension/lib/title_key.test.js reads the same cases."""

import json
from pathlib import Path

import pytest

from manicule.core.title_key import title_key

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "title_key.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("title", "author", "key"), CASES)
def test_both_languages_make_the_same_key(title: str, author: str, key: str) -> None:
    assert title_key(title, author) == key


def test_case_accents_and_punctuation_do_not_count_but_the_author_does() -> None:
    assert title_key("Deep Learning.", "Y LeCun") == title_key("deep learning", "Yann Lecun")
    assert title_key("Introduction", "A Ek") != title_key("Introduction", "B Lund")
