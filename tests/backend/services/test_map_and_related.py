"""The map and the related list agree: both weigh the same terms alike, so near on the one is near on the other."""

import pytest

from manicule.services import bookmarks
from manicule.services.related_papers import catching_up, drawing, related

TOPICS = [
    "sparse attention over learnt landmarks holds long contexts in transformers with lantern heads",
    "shoaling zebrafish larvae follow odour plumes in shallow tanks under dim light",
    "graph networks predict crystal lattices from phonon spectra of alloys under pressure",
]


@pytest.fixture
def shelf(save, library) -> list[str]:
    """Papers of three topics, each with fewer words of its own and more of the next."""
    made = []
    for topic, words in enumerate(map(str.split, TOPICS)):
        others = TOPICS[(topic + 1) % len(TOPICS)].split()
        for step in range(6):
            title = " ".join([*words[step : step + 5], f"case{topic}x{step}"])
            abstract = " ".join([*words[: 10 - step], *others[:step]])
            made.append(save(title=title, abstract=abstract, tags=["mine"] if step == 2 else [])["id"])
    catching_up.catch_up(library)
    return made


def on_the_map(library) -> dict[str, dict[str, float]]:
    """How alike the map takes each paper and its neighbours to be."""
    counted = drawing.counted(library)
    names, found = list(counted), {name: {} for name in counted}
    for one, two, alike in drawing.neighbours(list(counted.values())):
        found[names[one]][names[two]] = found[names[two]][names[one]] = alike
    return found


def test_what_is_near_on_the_map_is_first_in_the_related_list_and_as_near(shelf, library):
    compared = 0
    for name, alike in on_the_map(library).items():
        listed = {item["id"]: item["score"] for item in related.of_bookmark(library, name, len(shelf))}
        assert [other for other in listed if other in alike] == [
            other for other in sorted(alike, key=lambda one: -alike[one]) if other in listed
        ]
        for other, score in list(listed.items())[: drawing.NEIGHBOURS]:
            assert alike[other] == pytest.approx(score, abs=0.02)
            compared += 1
    assert compared > len(shelf)


def test_the_map_counts_what_the_index_of_related_papers_counts(shelf, library):
    from manicule.services import ledger
    from manicule.services.related_papers import postings

    counted = drawing.counted(library)
    docs = ledger.docs(library, shelf)
    stored = postings.papers(library, docs.values())
    assert {name: stored[docs[name]].counts for name in shelf} == counted
    assert bookmarks.get(library, shelf[2])["tags"] == ["mine"]
