"""What a list shows of a note: the vectors both languages read."""

import json
from pathlib import Path

import pytest

from manicule.web import words

CASES = json.loads((Path(__file__).parents[2] / "vectors" / "first_line.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize(("note", "shown"), CASES)
def test_a_list_shows_the_first_line_of_a_note_without_its_marks(note: str, shown: str):
    assert words.first_line(note) == shown


def test_a_line_of_nothing_but_marks_is_read_to_its_thousandth_character():
    assert words.first_line("a" + "_" * 250_000 + "a") == "a"


def test_a_line_without_end_is_cut():
    assert len(words.first_line("word " * 50_000)) == 300
