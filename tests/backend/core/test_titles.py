"""Which papers are probably the same by title: the vectors both languages read."""

import json
from pathlib import Path

import pytest

from manicule.core.titles import folded, probably_same, telling

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "titles.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("title", "expected"), VECTORS["folded"])
def test_titles_are_compared_without_case_accents_markup_and_punctuation(title: str, expected: str) -> None:
    assert folded(title) == expected


@pytest.mark.parametrize(("why", "one", "two", "expected"), VECTORS["probably_same"])
def test_papers_are_probably_the_same_or_not(why: str, one: dict, two: dict, expected: bool) -> None:
    for first, second in ((one, two), (two, one)):
        fold = folded(first["title"])
        same = telling(fold) and fold == folded(second["title"]) and probably_same(first, second)
        assert same is expected, why
