"""Every reader of what others wrote, given what it was once wrong about, and what is nearly right."""

from collections.abc import Callable

import pytest
from grow import grow
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from length import LONG
from seeds import CORPUS, corpus, seeds
from targets import TARGETS, within_bounds

SEED = 20_261_126
ROOM = 200_000  # bytes of the whole corpus: it is replayed at every run
KEPT = [(name, path) for name in TARGETS for path in corpus(name)]


@pytest.mark.parametrize(("name", "path"), KEPT, ids=[f"{name}-{path.name}" for name, path in KEPT])
def test_what_was_once_read_wrongly_is_read_right(name, path):
    within_bounds(TARGETS[name], path.read_bytes())


def test_the_corpus_is_small_and_each_of_it_belongs_to_a_target():
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < ROOM
    assert {path.parent.name for path in files if path.parent != CORPUS} <= TARGETS.keys()


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_right_is_read(name):
    for data in seeds(name)[:40]:
        within_bounds(TARGETS[name], data)


PIECES = [
    *rb"{ } [ ] \\ < > @ % $ # NaN 1e400 null -1 ]]> <!-- --> &#0; \u0000 \ud800 --- 0 true : , =".split(),
    *(b"\0", b'"', b"\xff", b"\xed\xa0\x80", b"\n", b"\r", b"  - ", b"9" * 30),
]


def harmed(draw: Callable, name: str) -> bytes:
    """A right input after some accidents: cut, doubled, with foreign pieces."""
    data = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(1, 5))):
        at, to = draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=3) | st.just(data[at:to][:200]))
        data = data[:at] + piece + data[draw(st.sampled_from([at, to])) :]
    return data[:20_000]


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_nearly_right_is_read_or_refused_with_a_sentence(name, examples):
    @seed(SEED)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def read(made: st.DataObject) -> None:
        within_bounds(TARGETS[name], harmed(made.draw, name))

    read()


@pytest.mark.skipif(not LONG, reason="MANICULE_FUZZ_EXAMPLES=500 looks ten seconds at each")
@pytest.mark.parametrize("name", TARGETS)
def test_a_fuzzer_that_sees_what_it_reaches_finds_nothing_that_is_misread(name):
    pytest.importorskip("atheris", reason="there is none for this system")
    assert grow(name, 1 + LONG // 50) == []
