"""What is written in Python and in JavaScript says the same of one input, whatever it is.

What was found unlike is in tests/fuzz/corpus/twins.jsonl, `{of, given}` a line, and is asked again every time.
"""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import made
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from twins import TWINS, Extension, is_here, server

FOUND = Path(__file__).parent / "corpus" / "twins.jsonl"
SEED = 20_261_126
TIMES = 6  # so many inputs for each that the API gets: asking these costs little
FOLDING = ("fold", "searched", "title", "spelled")


@pytest.fixture(scope="module")
def extension() -> Iterator[Extension]:
    if not is_here():
        pytest.skip("no node here: run scripts/test, which installs it")
    asked = Extension()
    yield asked
    asked.close()


def test_every_pair_of_twins_is_asked() -> None:
    assert made.ASKED.keys() == TWINS.keys()


@pytest.mark.parametrize("case", FOUND.read_text(encoding="utf-8").splitlines())
def test_what_was_once_unlike_stays_alike(extension: Extension, case: str) -> None:
    asked = json.loads(case)
    assert server(asked["of"], *asked["given"]) == extension.ask(asked["of"], *asked["given"])


@pytest.mark.parametrize("of", made.ASKED)
def test_twins_say_the_same(extension: Extension, of: str, examples: int) -> None:
    @seed(SEED)
    @settings(max_examples=TIMES * examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.tuples(*made.ASKED[of]))
    def alike(asked: tuple) -> None:
        assert server(of, *asked) == extension.ask(of, *asked)

    alike()


@pytest.mark.parametrize("of", FOLDING)
def test_every_letter_is_folded_the_same(extension: Extension, of: str) -> None:
    """All that Python's Unicode knows, with its neighbours: a mark joins the letter before it."""
    letters = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")]
    texts = ["".join(f"a{letter}b " for letter in letters[at : at + 500]) for at in range(0, len(letters), 500)]
    assert [text for text in texts if server(of, text) != extension.ask(of, text)] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | made.sayings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(made.letters, inner, max_size=3),
    max_leaves=8,
)


def test_a_message_is_taken_or_refused_whatever_it_carries(extension: Extension, examples: int) -> None:
    kinds = [*extension.ask("messages"), "constructor", "__proto__", ""]
    members = ["url", "rows", "bookmark", "ids", "text", "field", "value", "__proto__", "toString"]

    @seed(SEED)
    @settings(max_examples=TIMES * examples, deadline=None, database=None)
    @given(st.sampled_from(kinds), JSON | st.dictionaries(st.sampled_from(members), JSON, max_size=4))
    def decided(kind: str, body: object) -> None:
        assert extension.ask("refused", kind, body) in (True, False)

    decided()
