"""What one slip of the finger makes of a word is found again, by the word or by what is left of it without a letter."""

from hypothesis import given
from hypothesis import strategies as st

from manicule.core.typos import entries, is_slip, nearest, sought, word_of

WORDS = st.text("abcdé", min_size=4, max_size=8)


def slips(word: str) -> set[str]:
    """Every word one slip away, made one by one."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {left + right[1:] for left, right in halves if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in halves if right for letter in "abcdé"}
    made |= {left + letter + right for left, right in halves for letter in "abcdé"}
    return made - {word}


@given(WORDS, WORDS)
def test_a_slip_is_one_letter_too_many_too_few_another_or_two_the_wrong_way_round(word, other):
    assert is_slip(word, other) == (other in slips(word))
    assert all(is_slip(word, one) and is_slip(one, word) for one in slips(word))


@given(WORDS)
def test_every_slip_leads_to_the_word_by_an_entry_of_the_vocabulary(word):
    held = entries([word])
    for typed in slips(word) | {word}:
        asked = sought([typed])
        met = [one for one in held if one in asked or one.partition(" ")[0][1:] in asked]
        assert {word_of(one) for one in met} == {word}, typed


def test_of_several_that_may_be_meant_the_one_with_the_same_letters_and_beginning_comes_first():
    assert nearest("from", {"form", "fro", "frog", "prom", "far", "from"}, 3) == ["form", "fro", "frog"]
