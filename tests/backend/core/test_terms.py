"""Terms, weights, relations, reasons and tags: vectors both languages read, and texts no one expects."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.core import terms
from manicule.core.rarity import SEEN, Seen
from manicule.core.related import LIGHTEST, SHOWN, Index, fuse
from manicule.core.stopwords import STOP, STOP_PAIRS
from manicule.core.suggest import named, names, suggest
from manicule.core.why import why
from manicule.services.related_papers.ranking import counts
from manicule.services.sites import background

VECTORS = json.loads((Path(__file__).resolve().parents[2] / "vectors" / "terms.json").read_text(encoding="utf-8"))
PAPERS = {paper["id"]: paper for paper in VECTORS["papers"]}
ROWS = VECTORS["rows"]


@pytest.fixture
def index() -> Index:
    made = Index(background())
    for paper in VECTORS["papers"]:
        made.add(paper["id"], counts(paper))
    return made


def bare(row: dict) -> dict[str, int]:
    return terms.count(row["title"], row["abstract"])


def ranked(index: Index) -> list:
    return [[list(found) for found in index.related(bare(row), 10)] for row in ROWS]


@pytest.mark.parametrize(("text", "expected"), VECTORS["words"])
def test_words_are_found_where_they_stand(text: str, expected: list) -> None:
    assert [[text[start:end], term] for term, start, end in terms.words(text)] == expected


def test_counts_stop_words_and_names_are_as_the_vectors_say() -> None:
    assert [[paper, [list(item) for item in terms.count(**paper).items()]] for paper, _ in VECTORS["count"]] == (
        VECTORS["count"]
    )
    assert " ".join(sorted(STOP)) == VECTORS["stop"]
    assert " ".join(sorted(STOP_PAIRS)) == VECTORS["pairs"]
    assert {word for word in STOP if terms.fold(word) != word} == set()
    assert [[name, terms.spelled(name)] for name, _ in VECTORS["spelled"]] == VECTORS["spelled"]


def test_scores_are_as_the_vectors_say_also_after_learning_and_forgetting(index: Index) -> None:
    assert ranked(index) == VECTORS["related"]
    assert {term: index.rarity.of(term) for term, _ in VECTORS["rarity"]} == pytest.approx(dict(VECTORS["rarity"]))
    after = VECTORS["after"]
    for place in after["learned"]:
        index.learn(bare(ROWS[place]))
    for paper in after["removed"]:
        index.remove(paper)
    assert ranked(index) == after["related"]
    assert {term: index.rarity.of(term) for term, _ in after["rarity"]} == pytest.approx(dict(after["rarity"]))


def test_tags_and_reasons_are_as_the_vectors_say(index: Index) -> None:
    known = names(dict.fromkeys(tag for paper in PAPERS.values() for tag in paper["tags"]))
    for row, near, tags, reasons in zip(ROWS, VECTORS["related"], VECTORS["suggest"], VECTORS["why"], strict=True):
        neighbours = [(PAPERS[paper]["tags"], score) for paper, score in near]
        found = suggest(f"{row['title']}\n{row['abstract']}", neighbours, known, row.get("tags", ()))
        assert [[one.name, round(one.score, 9), one.mine] for one in found] == tags
        assert [why(row, PAPERS[paper], index.rarity.of) for paper, _ in near[:2]] == reasons


@pytest.mark.parametrize(("one", "other"), VECTORS["strangers"])
def test_papers_that_share_a_language_alone_do_not_relate(one: dict, other: dict) -> None:
    index = Index(background())
    index.add("one", bare(one))
    assert all(found.score < 0.05 for found in index.related(bare(other), 3))
    assert [found.id for found in index.related(bare({**one, "title": other["title"]}), 3)] == ["one"]


def test_a_paper_added_and_removed_leaves_no_trace(index: Index) -> None:
    before = ranked(index), dict(index.df), {term: dict(papers) for term, papers in index.postings.items()}
    index.add("more", terms.count("Memory of dwarf galaxies", "Faint stars remember long contexts."))
    index.add("more", terms.count("Something else"))
    index.remove("more")
    index.remove("unknown")
    assert (ranked(index), index.df, index.postings) == before


def test_an_empty_library_and_one_of_a_single_paper_are_no_error() -> None:
    index = Index(background())
    row = terms.count("Neural memory at test time", "A memory module forgets.")
    assert index.related(row, 3) == []
    index.add("only", row)
    [found] = index.related(row, 3)
    assert SHOWN["quiet"] < found.score < 1
    assert index.related(terms.count("Dwarf galaxies of the Milky Way"), 3) == []
    assert index.related(row, 3, exclude={"only"}) == []


@pytest.mark.parametrize("title", ["Attention is everything", "Deep learning theory", "Memory", "记忆", "الذاكرة"])
def test_one_shared_word_of_a_short_title_is_no_relation(index: Index, title: str) -> None:
    assert all(found.score < SHOWN["eager"] for found in index.related(terms.count(title), 3))
    assert LIGHTEST > 0


@pytest.mark.parametrize(
    "abstract",
    ["memory of a word " * 6000, "注意力" * 34_000, "\\alpha{" * 15_000, "$" * 100_000, "a" * 100_000, "é-" * 50_000],
)
def test_a_very_long_abstract_is_read_up_to_a_limit(index: Index, abstract: str) -> None:
    assert len(terms.count("Title", abstract)) <= terms.MOST_WORDS + 1
    index.add("long", terms.count("Title", abstract))
    assert all(0 <= found.score <= 1 for found in index.related(terms.count("Long memory", abstract), 3))
    assert (
        len(why({"title": "A", "abstract": abstract}, {"title": "B", "note": abstract}, index.rarity.of)["note"]) < 250
    )


def test_a_tag_is_found_by_its_name_among_fifty_thousand() -> None:
    known = names([*(f"subject {number}" for number in range(50_000)), "Graph_Theory", "of", "to_read", "记忆"])
    assert named("On graph theory, and subject 77 to read", known) == ["Graph_Theory", "subject 77", "to_read"]
    assert [one.name for one in suggest("长期记忆", [], known)] == ["记忆"]


def test_no_tag_is_invented_unless_the_page_names_it_as_a_keyword_and_its_text_holds_it() -> None:
    known = names(["memory"])
    found = suggest("Sparse memory and state spaces", [], known, ["state spaces", "Memory", "robots"])
    assert [(one.name, one.mine) for one in found] == [("memory", True), ("state spaces", False)]


def test_what_was_seen_long_ago_fades_and_stays_bounded() -> None:
    seen = Seen()
    seen.learn(["once"])
    for _ in range(SEEN + 1):
        seen.learn(["often"])
    assert seen.rows <= SEEN
    assert "once" not in seen.df
    assert seen.df["often"] <= seen.rows


def test_a_quoted_sentence_is_a_part_of_the_note_and_holds_a_shared_word(index: Index) -> None:
    note = "x " * 200 + "the surprise of a memory by Kanerva " + "and so on " * 40
    quoted = why(ROWS[0], {"title": "", "note": f"> First.\n- {note}"}, index.rarity.of)["note"]
    assert quoted in note
    assert "memory" in quoted
    assert len(quoted) <= 240


def test_a_phrase_is_a_reason_only_where_both_say_it_in_whole_words() -> None:
    row = {"title": "A memory of long context", "abstract": "长上下文记忆"}
    for there, told in (
        ("Long contexts: a context that is long", ["long", "context"]),
        ("Headlong context; as long, any context", ["long", "context"]),
        ("Long contexts, and long context", ["long context"]),
        ("模型的长上下文记忆模块", ["长上下文记忆"]),
    ):
        reasons = why(row, {"title": there}, lambda term: 3.0)["words"]
        assert sorted(reasons) == sorted(told)


@given(st.text(max_size=200), st.text(max_size=200), st.lists(st.text(max_size=20), max_size=4))
def test_every_reason_is_true_of_any_texts(one: str, two: str, tags: list[str]) -> None:
    row = {"title": one, "abstract": "neural memory module", "tags": tags}
    bookmark = {"title": two, "abstract": f"{one} memory module", "tags": tags[:2], "note": f"{two}. {one}"}
    reasons = why(row, bookmark, lambda term: 3.0)
    here, there = (f"{paper['title']}\n{paper['abstract']}".lower() for paper in (row, bookmark))
    assert all(word in f"{one}\nneural memory module" and word.lower() in there for word in reasons["words"])
    assert all(word.lower() in here for word in reasons["words"])
    assert set(reasons["tags"]) <= set(bookmark["tags"])
    assert reasons["note"] in bookmark["note"]


@given(st.text(max_size=300))
def test_no_text_is_an_error_and_every_term_is_folded_once_for_all(text: str) -> None:
    for term, start, end in terms.words(text):
        assert 0 <= start < end <= len(text)
        assert len(term) <= terms.LONGEST
    assert all(1 <= times <= terms.MOST for times in terms.count(text, text).values())


def test_weights_fall_with_how_common_a_word_is(index: Index) -> None:
    weigh: Callable[[str], float] = index.rarity.of
    assert weigh("learning") < weigh("galaxies") < weigh("kanerva") < 5
    assert math.isclose(weigh("no such word"), weigh("nor this one"))


def test_a_fused_score_grows_with_both_and_is_silent_where_neither_says_much() -> None:
    assert fuse(0.0, 0.1) == 0.0
    assert fuse(0.05, 0.2) < SHOWN["eager"] < SHOWN["quiet"] < fuse(0.3, 0.6) < fuse(0.3, 0.7) < fuse(0.4, 0.7) < 1


def test_papers_found_by_other_means_are_compared_by_the_same_score(index: Index) -> None:
    row = bare(ROWS[0])
    known = dict(index.related(row, 10))
    assert {one.id: one.score for one in index.compare(row, known)} == known
    assert index.compare(row, ["arabic"])[0].score == 0.0
