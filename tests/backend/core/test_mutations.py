"""How edits of several devices meet, field by field. A is the phone, B the laptop."""

import copy

import pytest
from worlds import World

from manicule.core.mutations import Moment, apply

A, B = "dev_a", "dev_b"


@pytest.fixture
def world() -> World:
    return World()


def status(world: World, bookmark: str) -> str:
    return world[bookmark]["fields"]["status"]["v"]


def test_saving_a_paper_twice_keeps_one_bookmark(world):
    first = world.save(A, "arxiv:1706.03762", meta={"title": "Attention"})
    again = world.do(B, "bookmark.create", bookmark="bm_other", ids=["doi:10.1/x", "arxiv:1706.03762"])
    assert again == {"status": "aliased", "bookmark": first}
    assert world["bm_other"]["ids"] == ["arxiv:1706.03762", "doi:10.1/x"]


def test_the_same_paper_saved_from_two_sites_keeps_both_notes_and_all_tags(world):
    one, two = world.save(A, "arxiv:1"), world.save(B, "doi:10.1/x")
    world.note(A, one, "", "from the phone")
    world.note(B, two, "", "from the laptop")
    world.do(A, "bookmark.tag", bookmark=one, tag=world.tag(A, "memory"))
    world.do(B, "bookmark.tag", bookmark=two, tag=world.tag(B, "attention"))
    world.do(A, "bookmark.meta", bookmark=one, meta={}, ids=["doi:10.1/x"], source="page")
    assert world[two]["id"] == one
    assert world[one]["note"]["text"] == "from the phone\nfrom the laptop"
    assert len(world[one]["tags"]) == 2
    assert world.history[-1]["field"] == "ids", "the two sets of identities are remembered, so it can be undone"


def test_versions_beside_either_note_are_beside_the_note_of_the_one_that_two_papers_become(world):
    papers = world.save(A, "arxiv:1"), world.save(B, "doi:10.1/x")
    for paper in papers:
        world.note(A, paper, "", "a b c")
        world.note(A, paper, "a b c", f"a {paper} c")
        assert world.note(B, paper, "a b c", f"a not {paper} c")["status"] == "copied"
    world.do(A, "bookmark.attach", bookmark=papers[0], ids=["doi:10.1/x"])
    copies = world[papers[1]]["note_copies"]
    assert [copy["text"] for copy in copies] == [f"a not {paper} c" for paper in papers]
    assert len({copy["id"] for copy in copies}) == 2


def test_a_tag_of_both_papers_stays_on_the_one_they_become_for_whoever_put_it_on_unseen(world):
    one, two, tag = world.save(A, "arxiv:1"), world.save(A, "doi:10.1/x"), world.tag(A, "memory")
    world.do(A, "bookmark.tag", bookmark=one, tag=tag)
    saw = world.rev
    world.do(B, "bookmark.tag", bookmark=two, tag=tag)
    world.do(B, "bookmark.attach", bookmark=one, ids=["doi:10.1/x"])
    assert world.do(A, "bookmark.untag", bookmark=one, tags=[tag], base=saw)["status"] == "kept"
    assert list(world[one]["tags"][tag]) == [B]


def test_links_of_both_papers_are_on_the_one_they_become(world):
    papers = world.save(A, "arxiv:1"), world.save(B, "doi:10.1/x")
    for link, paper in zip(("lnk_1", "lnk_2"), papers, strict=True):
        value = {"url": f"https://example.org/{link}", "kind": "code", "title": "", "origin": "mine"}
        world.do(A, "link.put", bookmark=paper, link=link, base=0, value=value)
    world.do(A, "bookmark.attach", bookmark=papers[0], ids=["doi:10.1/x"])
    assert world[papers[1]]["links"].keys() == {"lnk_1", "lnk_2"}


def test_three_bookmarks_become_one_when_a_page_names_all_their_ids(world):
    one, two, three = (world.save(A, paper_id) for paper_id in ("arxiv:1", "doi:10.1/x", "acl:P1"))
    world.do(A, "bookmark.meta", bookmark=three, meta={}, ids=["arxiv:1", "doi:10.1/x"], source="page")
    assert {world[b]["id"] for b in (one, two, three)} == {one}


def test_papers_are_never_one_by_title_alone(world):
    one, two = world.save(A, "arxiv:1", "title:abc"), world.save(B, "arxiv:2", "title:abc")
    assert world[one]["id"] != world[two]["id"]


def test_an_edit_that_saw_the_value_applies_whatever_the_clock_says(world):
    paper = world.save(A)
    world.do(A, "bookmark.set", bookmark=paper, base=0, field="status", value="reading")
    result = world.do(B, "bookmark.set", bookmark=paper, base=world.rev, field="status", value="read", at=1)
    assert (result["status"], status(world, paper)) == ("applied", "read")


def test_of_two_concurrent_edits_the_later_wins_and_the_other_is_remembered(world):
    paper = world.save(A)
    saw = world.rev
    world.do(A, "bookmark.set", bookmark=paper, base=saw, field="status", value="reading", at=5_000)
    early = world.do(B, "bookmark.set", bookmark=paper, base=saw, field="status", value="read", at=4_000)
    assert (early["status"], status(world, paper)) == ("superseded", "reading")
    late = world.do(B, "bookmark.set", bookmark=paper, base=saw, field="status", value="read", at=6_000)
    assert (late["status"], status(world, paper)) == ("applied", "read")
    assert [(h["value"], h["reason"]) for h in world.history] == [("read", "superseded"), ("reading", "replaced")]


def test_a_clock_that_runs_ahead_is_held_back_to_the_servers(world):
    paper = world.save(A)
    world.do(A, "bookmark.set", bookmark=paper, base=0, field="status", value="reading", at=2**52)
    later = world.do(B, "bookmark.set", bookmark=paper, base=0, field="status", value="read")
    assert later["status"] == "applied"


def test_two_edits_of_one_device_without_a_sync_between_them_both_apply(world):
    paper = world.save(A)
    saw = world.rev
    for value in ("reading", "read"):
        assert (
            world.do(A, "bookmark.set", bookmark=paper, base=saw, field="status", value=value, at=9)["status"]
            == "applied"
        )
    assert status(world, paper) == "read"


def test_what_the_user_typed_is_not_overwritten_by_a_page(world):
    paper = world.save(A, meta={"title": "seen in a list"}, source="listing")
    world.do(A, "bookmark.set", bookmark=paper, base=0, field="title", value="my title")
    world.do(B, "bookmark.meta", bookmark=paper, meta={"title": "on its page", "venue": "ICLR"}, source="page")
    assert world[paper]["fields"]["title"]["v"] == "my title"
    assert world[paper]["meta"] == {"title": "on its page", "venue": "ICLR"}


def test_a_list_does_not_replace_what_the_papers_own_page_said(world):
    paper = world.save(A, meta={"title": "whole title"}, source="page")
    world.do(A, "bookmark.meta", bookmark=paper, meta={"title": "whole ti…", "venue": "ACL"}, source="listing")
    assert world[paper]["meta"] == {"title": "whole title", "venue": "ACL"}


def test_concurrent_note_edits_in_two_places_are_merged(world):
    paper = world.save(A)
    world.note(A, paper, "", "one two three")
    world.note(A, paper, "one two three", "ONE two three")
    assert world.note(B, paper, "one two three", "one two THREE")["status"] == "merged"
    assert world[paper]["note"]["text"] == "ONE two THREE"


def test_an_overlapping_note_edit_keeps_a_copy_beside_the_note(world):
    paper = world.save(A)
    world.note(A, paper, "", "a b c")
    world.note(A, paper, "a b c", "a X c")
    assert world.note(B, paper, "a b c", "a Y c")["status"] == "copied"
    record = world[paper]
    assert (record["note"]["text"], [c["text"] for c in record["note_copies"]]) == ("a X c", ["a Y c"])
    world.do(B, "note.resolve", bookmark=paper, copy=record["note_copies"][0]["id"])
    assert world[paper]["note_copies"] == []
    assert world.history[-1]["value"] == "a Y c", "a resolved copy is still in the history"


def test_a_note_edited_on_three_devices_at_once_on_overlapping_lines_keeps_the_words_of_all(world):
    paper, base = world.save(A), "The method.\nThe data.\nThe proof."
    world.note(A, paper, "", base)
    world.note(A, paper, base, "The method is sound.\nThe data.\nThe proof holds.")
    world.note(B, paper, base, "No method.\nThe old data.\nThe proof.")
    assert world.note(B, paper, base, "That method.\nThe data.\nNo proof.")["status"] == "copied"
    assert world.note("dev_c", paper, base, "Whose method?\nThe data.\nThe proof.")["status"] == "copied"
    record = world[paper]
    beside = [copy["text"] for copy in record["note_copies"]]
    for word in ("sound", "holds", "No method", "old data", "That method", "No proof", "Whose method"):
        assert word in "\n".join([record["note"]["text"], *beside]), word
    world.do(A, "note.resolve", bookmark=paper, copy=record["note_copies"][0]["id"])
    assert [copy["text"] for copy in world[paper]["note_copies"]] == beside[1:], "each is settled by itself"


def test_a_note_that_was_written_over_is_in_the_history_word_for_word(world):
    paper = world.save(A)
    for before, after in (("", "first"), ("first", "second"), ("second", "")):
        world.note(A, paper, before, after)
    assert [entry["value"] for entry in world.history if entry["field"] == "note"] == ["", "first", "second"]


def test_a_note_of_a_megabyte_is_refused_with_a_sentence(world):
    paper = world.save(A)
    result = world.note(A, paper, "", "x" * 1_000_000)
    assert (result["status"], result["code"]) == ("rejected", "note_too_long")
    assert "256 KiB" in result["message"]
    assert world[paper]["note"]["text"] == ""


def test_a_tag_added_elsewhere_survives_an_untag_that_had_not_seen_it(world):
    paper, tag = world.save(A), world.tag(A, "memory")
    world.do(A, "bookmark.tag", bookmark=paper, tag=tag)
    saw = world.rev
    world.do(B, "bookmark.tag", bookmark=paper, tag=tag)
    assert world.do(A, "bookmark.untag", bookmark=paper, tags=[tag], base=saw)["status"] == "kept"
    assert list(world[paper]["tags"][tag]) == [B]
    world.do(A, "bookmark.untag", bookmark=paper, tags=[tag], base=world.rev)
    assert world[paper]["tags"] == {}


def test_the_same_tag_made_on_two_devices_is_one_tag(world):
    first, second = world.tag(A, "Diffusion"), "tag_second"
    assert world.do(B, "tag.create", tag=second, name=" diffusion ") == {"status": "aliased", "tag": first}
    paper = world.save(B)
    world.do(B, "bookmark.tag", bookmark=paper, tag=second)
    assert list(world[paper]["tags"]) == [first]


def test_renaming_a_tag_changes_the_tag_and_no_bookmark(world):
    tag = world.tag(A, "mem")
    papers = [world.save(A) for _ in range(3)]
    for paper in papers:
        world.do(A, "bookmark.tag", bookmark=paper, tag=tag)
    before = copy.deepcopy(world.state.bookmarks)
    world.do(B, "tag.rename", tag=tag, name="memory", base=world.rev)
    assert world.state.tags[tag]["name"] == "memory"
    assert world.state.bookmarks == before


def test_renaming_into_a_taken_name_merges_the_tags(world):
    one, two = world.tag(A, "one"), world.tag(A, "two")
    assert world.do(A, "tag.rename", tag=one, name="TWO", base=world.rev) == {"status": "merged", "tag": two}
    assert (world.state.tags[one]["alive"], world.state.tags[one]["alias_of"]) == (False, two)


def test_a_tag_used_elsewhere_is_kept_from_a_delete_that_had_not_seen_it(world):
    paper, tag = world.save(A), world.tag(A, "memory")
    saw = world.rev
    world.do(B, "bookmark.tag", bookmark=paper, tag=tag)
    assert world.do(A, "tag.delete", tag=tag, base=saw)["status"] == "kept"
    assert world.do(A, "tag.delete", tag=tag, base=world.rev)["status"] == "applied"
    world.do(B, "bookmark.tag", bookmark=paper, tag=tag)
    assert world.state.tags[tag]["alive"], "somebody wants it again"


def test_a_tag_that_another_was_merged_into_is_kept_from_a_delete_that_had_not_seen_it(world):
    paper, one, two = world.save(A), world.tag(A, "memory"), world.tag(A, "recall")
    world.do(A, "bookmark.tag", bookmark=paper, tag=one)
    saw = world.rev
    world.do(B, "tag.merge", tag=one, into=two)
    assert world.do(A, "tag.delete", tag=two, base=saw)["status"] == "kept"
    assert world.do(A, "tag.delete", tag=two, base=world.rev)["status"] == "applied"


def test_a_delete_that_had_not_seen_an_edit_is_refused(world):
    paper = world.save(A)
    saw = world.rev
    world.note(B, paper, "", "written elsewhere")
    assert world.delete(A, paper, saw)["status"] == "kept"
    assert world.delete(A, paper, world.rev, note="another note")["status"] == "kept"
    assert world.delete(A, paper, world.rev, note="written elsewhere")["status"] == "applied"
    assert not world[paper]["alive"]


def test_a_delete_that_had_not_seen_a_tag_is_refused(world):
    paper, saw = world.save(A), world.rev
    world.do(B, "bookmark.tag", bookmark=paper, tag=world.tag(B, "memory"))
    assert world.delete(A, paper, base=saw)["status"] == "kept"
    assert world.delete(A, paper, base=world.rev)["status"] == "applied"


def test_a_delete_that_had_not_seen_a_version_of_the_note_is_refused(world):
    paper = world.save(A)
    world.note(A, paper, "", "a b c")
    world.note(A, paper, "a b c", "a X c")
    saw = world.rev
    assert world.note(B, paper, "a b c", "a Y c")["status"] == "copied"
    assert world.delete(A, paper, base=saw, note="a X c")["status"] == "kept"
    assert world.delete(A, paper, base=world.rev, note="a X c")["status"] == "applied"


def test_a_paper_saved_elsewhere_outlives_a_delete_that_had_not_seen_it(world):
    paper = world.save(A, "arxiv:1")
    saw = world.rev
    world.save(B, "arxiv:1")
    assert world.delete(A, paper, saw)["status"] == "kept"
    assert world.delete(A, paper, world.rev)["status"] == "applied"


def test_who_deletes_what_it_just_saved_deletes_nothing_that_another_had_saved_before(world):
    paper = world.save(A, "arxiv:1", "doi:10.1/x")
    again = world.save(B, "arxiv:1")
    assert world.delete(B, again, 0)["status"] == "kept"
    assert world[paper]["alive"]


def test_an_edit_that_had_not_seen_a_delete_brings_the_paper_back_with_all_it_held(world):
    paper = world.save(A, "arxiv:1")
    world.note(A, paper, "", "mine")
    world.delete(A, paper, world.rev, note="mine")
    world.do(B, "bookmark.set", bookmark=paper, base=1, field="status", value="read")
    assert (world[paper]["alive"], world[paper]["note"]["text"], world[paper]["ids"]) == (True, "mine", ["arxiv:1"])


def test_a_paper_saved_again_after_a_delete_takes_the_revived_one_in(world):
    old = world.save(A, "arxiv:1")
    world.note(A, old, "", "old words")
    world.delete(A, old, world.rev, note="old words")
    new = world.save(A, "arxiv:1")
    assert world[new]["id"] == new
    world.note(B, old, "old words", "old words and more")
    assert world[new]["alive"]
    assert world[new]["id"] == world[old]["id"]
    assert "old words and more" in world[new]["note"]["text"]


def test_a_restore_undoes_a_delete(world):
    paper = world.save(A)
    world.delete(A, paper, world.rev)
    assert world.do(A, "bookmark.restore", bookmark=paper)["status"] == "applied"
    assert world[paper]["alive"]


def test_links_are_set_by_what_was_seen_and_only_to_web_addresses(world):
    paper = world.save(A)
    link = {"url": "https://github.com/a/b", "kind": "code", "title": "", "origin": "mine"}
    assert world.do(A, "link.put", bookmark=paper, link="lnk_1", base=0, value=link)["status"] == "applied"
    assert world.do(B, "link.delete", bookmark=paper, link="lnk_1", base=0)["status"] == "kept"
    assert world.do(B, "link.delete", bookmark=paper, link="lnk_1", base=world.rev)["status"] == "applied"
    for address in ("javascript:alert(1)", "data:text/html,x", "ftp://x/y", "https://", " "):
        bad = world.do(A, "link.put", bookmark=paper, link="lnk_2", base=0, value={**link, "url": address})
        assert bad["status"] == "rejected", address


@pytest.mark.parametrize(
    "mutation",
    [
        {},
        {"op": ["bookmark.create"]},
        {"op": "bookmark.create", "bookmark": "bm_1", "ids": []},
        {"op": "bookmark.create", "bookmark": "bm_1", "ids": ["no identity"]},
        {"op": "bookmark.create", "bookmark": 7, "ids": ["arxiv:1"]},
        {"op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1"], "meta": {"authors": [None]}},
        {"op": "bookmark.set", "bookmark": "bm_1", "base": 0, "field": "status", "value": "maybe"},
        {"op": "bookmark.set", "bookmark": "bm_1", "base": 0, "field": "rev", "value": 9},
        {"op": "bookmark.set", "bookmark": "bm_1", "base": -1, "field": "status", "value": "read"},
        {"op": "bookmark.set", "bookmark": "bm_1", "base": 0, "field": "rating", "value": True},
        {"op": "tag.create", "tag": "tag_1", "name": "  "},
        {"op": "tag.create", "tag": "tag_1", "name": "x" * 101},
        {"op": "bookmark.delete", "bookmark": "bm_1", "base": 0, "note_sha256": "short"},
    ],
)
def test_a_malformed_mutation_is_rejected_with_a_sentence_and_changes_nothing(world, mutation):
    outcome = apply(world.state, {"at": 0, **mutation}, Moment(1, 1, A))
    assert outcome.result["status"] == "rejected"
    assert outcome.result["message"].endswith(".")
    assert (outcome.bookmarks, outcome.tags, outcome.history) == ({}, {}, [])


def test_a_mutation_for_a_bookmark_never_heard_of_says_so(world):
    assert world.note(A, "bm_nobody", "", "x") == {"status": "unknown_row"}


def test_text_that_no_database_can_hold_is_mended_not_refused(world):
    paper = world.save(A, meta={"title": "a\x00b\ud800c", "later": {"x": "\ud800"}})
    assert world[paper]["meta"] == {"title": "a\ufffdb\ufffdc", "later": {"x": "\ufffd"}}


def test_apply_changes_none_of_its_input(world):
    paper = world.save(A)
    before = copy.deepcopy(world.state)
    apply(world.state, {"op": "note.edit", "bookmark": paper, "base_text": "", "text": "x", "at": 0}, Moment(9, 9, B))
    assert world.state == before


def test_a_dismissal_remembers_the_status_it_replaced(world):
    paper = world.save("one", fields={"status": "reading"})
    world.do("two", "bookmark.set", bookmark=paper, base=world.rev, field="status", value="dismissed")
    assert world[paper]["fields"]["status"]["before"] == "reading"
    dismissed = world.save("two", fields={"status": "dismissed"})
    assert world[dismissed]["fields"]["status"]["before"] is None, "it was never saved"


def test_a_paper_saved_on_one_device_and_dismissed_unseen_on_another_was_saved(world):
    saved = world.save("one", "arxiv:2501.00001")
    world.save("two", "doi:10.1145/1", fields={"status": "dismissed"})
    world.do("one", "bookmark.meta", bookmark=saved, ids=["doi:10.1145/1"], meta={}, source="page")
    status = world[saved]["fields"]["status"]
    assert (status["v"], status["before"]) == ("dismissed", "to_read")


def test_of_two_versions_that_pages_name_the_greater_is_true_whoever_says_it(world):
    paper = world.save("one", meta={"version": 2}, source="page")
    for version, source in ((3, "listing"), (1, "page")):
        world.do("one", "bookmark.meta", bookmark=paper, meta={"version": version}, source=source)
    assert world[paper]["meta"]["version"] == 3


def test_what_was_seen_of_a_paper_leaves_no_trace_in_its_history(world):
    paper = world.save("one", fields={"known": {"version": 1, "revised": "", "day": "2026-11-10"}})
    seen = {"version": 2, "revised": "2026-11-20", "day": "2026-11-21"}
    world.do("one", "bookmark.set", bookmark=paper, base=world.rev, field="known", value=seen)
    assert world[paper]["fields"]["known"]["v"] == seen
    assert world.history == []
    assert world.do("one", "bookmark.set", bookmark=paper, base=0, field="known", value="v2")["code"] == "bad_value"
