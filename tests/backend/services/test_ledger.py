"""The ledger writes what a mutation changed, once, and every index in step with it."""

import pytest

from manicule.errors import DeviceForked, SeqGap
from manicule.models import Applied, Bookmark, History, Identifier, Label, Tag
from manicule.services import ledger, listing, shelf
from manicule.services.searching import search

NOW = 1_700_000_000_000


@pytest.fixture
def do(library):
    """`do(op, **members)` submits one mutation and returns its result."""

    def submit(op: str, device: str = "dev_web", **members: object) -> dict:
        return ledger.submit(library, device, [{"op": op, **members}], NOW)[0]

    return submit


@pytest.fixture
def paper(do) -> str:
    do("bookmark.create", bookmark="bm_1", ids=["arxiv:1", "doi:10.1/x"], meta={"title": "Titans", "authors": ["Ali"]})
    return "bm_1"


def found(library, words: str) -> list[str]:
    return [one["id"] for one in listing.page(library, q=words)["items"]]


def test_a_saved_paper_is_found_by_each_of_its_ids_and_by_its_words(library, paper):
    assert ledger.find(library, ["arxiv:1", "doi:10.1/x", "arxiv:2"]) == {"arxiv:1": paper, "doi:10.1/x": paper}
    assert found(library, "titans") == found(library, "authors:ali") == [paper]


def test_a_record_comes_back_from_the_database_as_it_went_in(library, paper, do):
    do("note.edit", bookmark=paper, base_text="", text="memory at test time ☞")
    record = ledger.record(library, paper)
    assert (record["ids"], record["note"]["text"]) == (["arxiv:1", "doi:10.1/x"], "memory at test time ☞")
    assert ledger.records(library, ["bm_nobody", paper]) == [record]


def test_a_deleted_paper_leaves_every_index_and_a_restored_one_is_back(library, paper, do):
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    do("bookmark.delete", bookmark=paper, base=99, note_sha256=empty)
    assert (Identifier.select().count(), search.count(library)) == (0, 0)
    do("bookmark.restore", bookmark=paper)
    assert (Identifier.select().count(), found(library, "titans")) == (2, [paper])


def test_united_papers_hand_their_ids_over(library, paper, do):
    do("bookmark.create", bookmark="bm_2", ids=["acl:P1"], meta={"title": "Other"})
    do("bookmark.meta", bookmark="bm_2", meta={}, ids=["arxiv:1"], source="page")
    assert set(ledger.find(library, ["arxiv:1", "doi:10.1/x", "acl:P1"]).values()) == {paper}
    assert search.count(library) == 1


def test_a_deleted_tag_that_is_used_again_is_on_the_papers_of_tags_merged_into_it_too(library, paper, do):
    for tag in ("tag_1", "tag_2", "tag_3"):
        do("tag.create", tag=tag, name=tag)
    do("bookmark.tag", bookmark=paper, tag="tag_1")
    do("tag.merge", tag="tag_1", into="tag_2")
    do("tag.merge", tag="tag_2", into="tag_3")
    do("tag.delete", tag="tag_3", base=99)
    assert Label.select().count() == 0
    do("bookmark.create", bookmark="bm_2", ids=["arxiv:2"], meta={"title": "Other"})
    do("bookmark.tag", bookmark="bm_2", tag="tag_3")
    assert {(row.bookmark, row.tag) for row in Label.select()} == {(paper, "tag_3"), ("bm_2", "tag_3")}


def test_a_renamed_tag_is_found_by_its_new_name(library, paper, do):
    do("tag.create", tag="tag_1", name="mem")
    do("bookmark.tag", bookmark=paper, tag="tag_1")
    assert found(library, "tag:mem") == [paper]
    do("tag.rename", tag="tag_1", name="memory palace", base=99)
    assert (found(library, "tag:memory*"), found(library, "tag:mem")) == ([paper], [])


def test_merged_tags_label_the_papers_of_both_and_a_deleted_tag_none(library, paper, do):
    for tag, name in (("tag_1", "one"), ("tag_2", "two")):
        do("tag.create", tag=tag, name=name)
    do("bookmark.tag", bookmark=paper, tag="tag_1")
    do("tag.merge", tag="tag_1", into="tag_2")
    assert [(row.tag, row.bookmark) for row in Label.select()] == [("tag_2", paper)]
    assert shelf.tag_names(library, [ledger.record(library, paper)]) == {"tag_1": "two"}
    do("tag.delete", tag="tag_2", base=99)
    assert (Label.select().count(), found(library, "tag:two")) == (0, [])


def test_a_tag_that_comes_back_labels_its_papers_again(library, paper, do):
    do("tag.create", tag="tag_1", name="one")
    do("bookmark.tag", bookmark=paper, tag="tag_1")
    do("tag.delete", tag="tag_1", base=99)
    do("bookmark.create", bookmark="bm_2", ids=["arxiv:2"])
    do("bookmark.tag", bookmark="bm_2", tag="tag_1")
    assert {row.bookmark for row in Label.select()} == {paper, "bm_2"}


def test_superseded_values_are_in_the_history(paper, do):
    do("bookmark.set", bookmark=paper, base=0, field="status", value="reading")
    do("bookmark.set", bookmark=paper, base=99, field="status", value="read")
    row = History.get()
    assert (row.bookmark, row.field, row.value, row.reason) == (paper, "status", "reading", "replaced")


def test_the_same_mutation_sent_twice_changes_nothing_and_answers_what_it_answered(library, device):
    mutation = {"seq": 1, "mid": "m1", "op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1"], "at": 5}
    assert ledger.take(library, device.id, mutation, NOW) == {"mid": "m1", "status": "applied"}
    again = ledger.take(library, device.id, mutation, NOW)
    assert again == {"mid": "m1", "status": "duplicate", "was": {"status": "applied"}}
    assert Applied.select().count() == 1


def test_a_gap_in_a_devices_edits_is_noticed_and_nothing_is_applied(library, device):
    mutation = {"seq": 2, "mid": "m2", "op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1"], "at": 5}
    with pytest.raises(SeqGap):
        ledger.take(library, device.id, mutation, NOW)
    assert (Bookmark.select().count(), Applied.select().count()) == (0, 0)


def test_a_number_used_for_two_edits_shows_a_copied_profile(library, device):
    first = {"seq": 1, "mid": "m1", "op": "tag.create", "tag": "tag_1", "name": "one", "at": 5}
    ledger.take(library, device.id, first, NOW)
    with pytest.raises(DeviceForked):
        ledger.take(library, device.id, {**first, "mid": "m9", "tag": "tag_9"}, NOW)
    assert Tag.select().count() == 1


def test_a_rejected_edit_uses_up_its_number_so_the_next_can_follow(library, device):
    ledger.take(library, device.id, {"seq": 1, "mid": "m1", "op": "nonsense", "at": 5}, NOW)
    after = {"seq": 2, "mid": "m2", "op": "tag.create", "tag": "tag_1", "name": "one", "at": 5}
    assert ledger.take(library, device.id, after, NOW)["status"] == "applied"
