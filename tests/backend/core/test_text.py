"""Text as people see it: vectors both languages read."""

import json
from pathlib import Path

import pytest

from manicule.core import text

VECTORS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "text.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["normalise", "trim_junk", "date", "bare"])
def test_text_is_read_as_the_vectors_say(name: str) -> None:
    assert [[given, getattr(text, name)(given)] for given, _ in VECTORS[name]] == VECTORS[name]


def test_text_of_a_page_is_made_fit_to_keep() -> None:
    assert [[given, text.clean(given, 2000)] for given, _ in VECTORS["clean"]] == VECTORS["clean"]
    assert text.clean("📝" * 3000, 2000) == "📝" * 2000
