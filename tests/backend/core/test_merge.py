"""Notes merge three ways by token; nothing that either side typed is dropped."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.core.merge import merge3

CASES = [
    ("both sides unchanged", "a b", "a b", "a b", "a b"),
    ("only ours changed", "a b", "a c", "a b", "a c"),
    ("only theirs changed", "a b", "a b", "a c", "a c"),
    ("the same change twice is made once", "a b", "a c", "a c", "a c"),
    ("changes in two places are both made", "one two three", "ONE two three", "one two THREE", "ONE two THREE"),
    ("two appended words are both kept, ours first", "hello", "hello world", "hello there", "hello world there"),
    ("two first notes are both kept, on lines of their own", "", "from home", "from work", "from home\nfrom work"),
    ("two words put in one place stay two words", "a c", "a x c", "a y c", "a x y c"),
    ("a word deleted beside a word added", "a b c", "a c", "a b c d", "a c d"),
    ("an overlapping change is not decided here", "a b c", "a X c", "a Y c", None),
    ("a deletion around the other's insertion is not decided here", "a b c d", "a d", "a b x c d", None),
    ("a line added at both ends", "m\n", "top\nm\n", "m\nend\n", "top\nm\nend\n"),
    ("Chinese text merges too", "注意力 很 重要", "注意力 非常 重要", "注意力 很 重要 真的", "注意力 非常 重要 真的"),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "merged"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_two_edits_of_a_note_merge_as_their_author_would_expect(base, ours, theirs, merged):
    assert merge3(base, ours, theirs) == merged


def test_a_long_repetitive_note_does_not_take_quadratic_time():
    base = "a b " * 30_000
    merged = merge3(base, "x " + base, base + "y")
    assert merged is None or {"x", "y"} <= set(merged.split())


words = st.lists(st.sampled_from("abcdefgh"), max_size=12).map(" ".join)


@given(base=words, ours=words, theirs=words)
def test_every_word_added_by_either_side_is_in_the_merge(base, ours, theirs):
    merged = merge3(base, ours, theirs)
    if merged is None:
        return
    had, got = Counter(base.split()), Counter(merged.split())
    for side in (ours, theirs):
        added = Counter(side.split()) - had
        assert not added - got, (added, merged)


@given(base=words, text=words)
def test_a_merge_with_an_unchanged_side_is_the_changed_side(base, text):
    assert merge3(base, text, base) == text == merge3(base, base, text)
