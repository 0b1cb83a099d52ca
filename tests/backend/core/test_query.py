"""Anything typed is a question, read the same in both languages: the vectors, and limits whatever is typed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.core.limits import MAX_BRACKETS, MAX_TERMS
from manicule.core.query import leaving_out, parse
from manicule.core.text import normalise
from manicule.services import papers

VECTORS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "query.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("typed", "meant"), VECTORS["parse"], ids=[typed for typed, _ in VECTORS["parse"]])
def test_a_query_is_read_as_the_vectors_say(typed: str, meant: dict) -> None:
    found = parse(typed, papers.identities)
    assert {"tree": found.tree, "sort": found.sort, "notices": found.notices} == meant


def leaves(node: dict | None) -> list[dict]:
    if node is None or node["op"] not in ("all", "any", "not"):
        return [node] if node else []
    inner = [node["of"]] if node["op"] == "not" else node["of"]
    return [leaf for one in inner for leaf in leaves(one)]


def depth(node: dict | None) -> int:
    if node is None or node["op"] not in ("all", "any", "not"):
        return 1
    inner = [node["of"]] if node["op"] == "not" else node["of"]
    return 1 + max((depth(one) for one in inner), default=0)


HUGE = ["a " * 50_000, "(" * 100_000, '"' * 99_999, "-(a OR " * 20_000, "x" * 100_000, "a-" * 50_000]


@pytest.mark.parametrize("typed", HUGE, ids=[typed[:8] for typed in HUGE])
def test_a_query_of_100_kB_is_cut_and_that_is_said(typed: str) -> None:
    found = parse(typed, papers.identities)
    assert found.notices
    assert len(leaves(found.tree)) <= MAX_TERMS + 1
    assert depth(found.tree) <= 4 * MAX_BRACKETS


@given(st.text(st.sampled_from("ab _\"()-*:{}ORANDtiles'\\&|!<>@#é\0.…") | st.characters(), max_size=60))
def test_anything_typed_is_a_query(typed: str) -> None:
    found = parse(typed, papers.identities)
    assert found.tree is not None or found.sort or not normalise(typed)
    assert len(found.notices) <= 5


def test_dismissed_papers_are_left_out_unless_a_status_is_asked_for() -> None:
    left_out = {"op": "not", "of": {"op": "status", "status": "dismissed"}}
    titans = parse("titans", papers.identities).tree
    assert leaving_out(titans, "dismissed") == {"op": "all", "of": [titans, left_out]}
    for typed in ("titans status:dismissed", "titans (tag:x OR -is:unread)"):
        asked = parse(typed, papers.identities).tree
        assert leaving_out(asked, "dismissed") == asked
