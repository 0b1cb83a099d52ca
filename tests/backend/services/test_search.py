"""Search finds the same on every database, whatever is typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manicule.core.words import words
from manicule.models import Bookmark
from manicule.services import ledger, libraries, search

NOW = 1_700_000_000_000
PAPERS = {
    "titans": {"title": "Titans: Learning to Memorize at Test Time", "authors": ["Ali Behrouz", "Peilin Zhong"]},
    "resume": {
        "title": "Résumé parsing",
        "abstract": "A state-of-the-art parser; see https://lab.example/a_b. L'homme.",
    },
    "strasse": {"title": "Diffusion 2.0", "authors": ["Mädchen Straße"], "abstract": "memory memory"},
    "learn": {"title": "深度 学习", "abstract": "Обучение без учителя"},
}
NOTES = {"titans": "compare with RMT, active learning", "resume": "x" * 3_000}
TAGS = {"resume": "active learning", "strasse": "memory"}

FOUND = {
    "titans": {"titans"}, "TITANS memorize": {"titans"}, "memor*": {"titans", "strasse"}, "titans diffusion": set(),
    "titans OR diffusion": {"titans", "strasse"}, "memory -diffusion": set(), "-memory parsing": {"resume"},
    "resume": {"resume"}, "RÉSUMÉ": {"resume"}, '"state of the art"': {"resume"}, "state-of-the-art": {"resume"},
    '"of state"': set(), '"at test ti"*': {"titans"}, "madchen": {"strasse"}, "2.0": {"strasse"}, "学习": {"learn"},
    "ОБУЧЕНИЕ": {"learn"}, "l'homme": {"resume"}, "lab.example": {"resume"}, "title:memory": set(),
    "abstract:memory": {"strasse"}, "tags:memory": {"strasse"}, "note:memory": set(), "authors:zhong": {"titans"},
    '"active learning"': {"titans", "resume"}, 'tags:"active learning"': {"resume"},
    'note:"active learning"': {"titans"},
    "{title abstract}:(learning OR parser)": {"titans", "resume"}, "title:(-titans learning)": set(),
    "learning -tags:active": {"titans"}, "behrouz memorize rmt": {"titans"},
    '"time ali"': set(), "___": set(), "-": set(), "a -": {"resume"}, "nobody": set(), "##": set(), "@1": set(),
}  # fmt: skip


@pytest.fixture
def shelf(library):
    """The papers, each known by its name here."""
    for name, meta in PAPERS.items():
        made = [{"op": "bookmark.create", "bookmark": f"bm_{name}", "ids": [f"url:{name}.example"], "meta": meta}]
        made += [{"op": "note.edit", "bookmark": f"bm_{name}", "base_text": "", "text": NOTES.get(name, "")}]
        if name in TAGS:
            made += [{"op": "tag.create", "tag": f"tag_{name}", "name": TAGS[name]}]
            made += [{"op": "bookmark.tag", "bookmark": f"bm_{name}", "tag": f"tag_{name}"}]
        ledger.submit(library, "dev_web", made, NOW)
    return library


def found(library, query: str) -> set[str]:
    return {row.id.removeprefix("bm_") for row in search.find(library, query, Bookmark.id)}


def test_every_query_finds_the_same_on_every_database(shelf):
    assert {query: found(shelf, query) for query in FOUND} == FOUND


def test_a_library_is_searched_alone(shelf):
    other = libraries.find_or_make("other", NOW)
    made = {"op": "bookmark.create", "bookmark": "bm_1", "ids": ["url:1.example"], "meta": {"title": "Titans too"}}
    ledger.submit(other, "dev_web", [made], NOW)
    assert (found(shelf, "titans"), found(other, "titans")) == ({"titans"}, {"1"})
    assert (search.count(shelf), search.count(other)) == (4, 1)


def test_the_longest_notes_are_found(shelf):
    longest = " ".join(f"{n:x}" for n in range(44_000))
    ledger.submit(shelf, "dev_web", [
        {"op": "note.edit", "bookmark": "bm_resume", "base_text": NOTES["resume"], "text": longest}
    ], NOW)  # fmt: skip
    assert found(shelf, "note:abcd") == found(shelf, "9fff") == {"resume"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab _\"()-*:{}ORANDtiles'\\&|!<>@#é\0"), max_size=30))
def test_anything_typed_is_a_query(shelf, query):
    found(shelf, query)
    list(search.find(shelf, query, Bookmark.id).order_by(search.relevance(query)))


def test_words_have_neither_case_nor_accents_and_are_short_enough_for_an_index():
    assert words("State-of-the-art Résumé, ﬁne Straße_2 学习") == [
        "state", "of", "the", "art", "resume", "fine", "strasse", "2", "学习"
    ]  # fmt: skip
    assert len(words("☞ x" * 1_000 + "y" * 5_000)[-1].encode()) <= 2_000
