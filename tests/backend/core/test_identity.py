"""Identities that are learnt, joined and taken apart again. A is the phone, B the laptop."""

import pytest
from worlds import World

A, B = "dev_a", "dev_b"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def joined(world: World) -> tuple[str, str]:
    """Two bookmarks with notes that a page made one."""
    one, two = world.save(A, "arxiv:1"), world.save(B, "doi:10.1/x")
    world.note(A, one, "", "from the phone")
    world.note(B, two, "", "from the laptop")
    link = {"url": "https://example.org/code", "kind": "code"}
    world.do(B, "link.put", bookmark=two, link="lnk_1", base=0, value=link)
    world.do(A, "bookmark.meta", bookmark=one, meta={}, ids=["doi:10.1/x", "pmid:7"], source="page")
    assert world[two]["id"] == one
    return one, two


def test_what_was_joined_in_error_stands_apart_again_with_its_own(world, joined):
    one, two = joined
    result = world.do(A, "bookmark.detach", bookmark=one, ids=["doi:10.1/x"])
    assert result == {"status": "applied", "restored": [two]}
    assert (world[one]["ids"], world[two]["ids"]) == (["arxiv:1", "pmid:7"], ["doi:10.1/x"])
    assert (world[one]["note"]["text"], world[two]["note"]["text"]) == ("from the phone", "from the laptop")
    assert (list(world[one]["links"]), list(world[two]["links"])) == ([], ["lnk_1"])


def test_words_written_after_the_joining_stay_with_the_bookmark_that_has_them(world, joined):
    one, two = joined
    world.note(A, one, world[one]["note"]["text"], "from the phone\nfrom the laptop\nand later")
    world.do(A, "bookmark.detach", bookmark=one, ids=["doi:10.1/x"])
    assert world[one]["note"]["text"] == "from the phone\nfrom the laptop\nand later"
    assert world[two]["note"]["text"] == "from the laptop"


def test_taking_off_what_was_its_own_lets_the_other_stand(world, joined):
    one, two = joined
    world.do(B, "bookmark.detach", bookmark=one, ids=["pmid:7", "arxiv:1"])
    assert (world[one]["ids"], world[two]["ids"]) == (["arxiv:1", "pmid:7"], ["doi:10.1/x"])


def test_a_page_that_names_both_again_does_not_join_them_again(world, joined):
    one, two = joined
    world.do(A, "bookmark.detach", bookmark=one, ids=["doi:10.1/x"])
    world.do(B, "bookmark.meta", bookmark=one, meta={}, ids=["arxiv:1", "doi:10.1/x"], source="page")
    world.do(B, "bookmark.meta", bookmark=two, meta={}, ids=["doi:10.1/x", "arxiv:1"], source="page")
    again = world.save(A, "arxiv:1", "doi:10.1/x")
    assert world[again]["id"] == one
    assert (world[one]["ids"], world[two]["ids"]) == (["arxiv:1", "pmid:7"], ["doi:10.1/x"])


def test_a_third_identity_that_names_the_other_does_not_join_them_either(world, joined):
    one, two = joined
    world.do(A, "bookmark.detach", bookmark=one, ids=["doi:10.1/x"])
    world.do(A, "bookmark.meta", bookmark=two, meta={}, ids=["s2:9"], source="page")
    world.do(A, "bookmark.meta", bookmark=one, meta={}, ids=["s2:9"], source="page")
    assert world[one]["id"] != world[two]["id"]


def test_the_user_may_join_them_again(world, joined):
    one, two = joined
    world.do(A, "bookmark.detach", bookmark=one, ids=["doi:10.1/x"])
    world.do(B, "bookmark.attach", bookmark=two, ids=["arxiv:1"])
    assert world[two]["id"] == one
    assert world[one]["note"]["text"] == "from the phone\nfrom the laptop"
    assert "detached" not in world[one]["id_sources"].values()


def test_an_identity_that_was_learnt_is_taken_off_alone(world):
    paper = world.save(A, "arxiv:1")
    world.do(A, "bookmark.meta", bookmark=paper, meta={}, ids=["doi:10.1/x"], source="page")
    assert world[paper]["id_sources"] == {"arxiv:1": "save", "doi:10.1/x": "page"}
    assert world.do(A, "bookmark.detach", bookmark=paper, ids=["doi:10.1/x"]) == {"status": "applied"}
    assert world[paper]["ids"] == ["arxiv:1"]
    other = world.save(B, "doi:10.1/x")
    assert world[other]["id"] == other, "the paper that it names can be saved for itself"


def test_the_last_identity_cannot_be_taken_off(world):
    paper = world.save(A, "arxiv:1", "title:00")
    result = world.do(A, "bookmark.detach", bookmark=paper, ids=["arxiv:1"])
    assert (result["status"], result["code"]) == ("rejected", "last_identity")
    assert world[paper]["ids"] == ["arxiv:1", "title:00"]


def test_the_history_holds_both_sets_of_identities(world, joined):
    one, two = joined
    world.do(A, "bookmark.detach", bookmark=one, ids=["doi:10.1/x"])
    said = [(entry["reason"], entry["value"]) for entry in world.history if entry["field"] == "ids"]
    assert said == [
        ("united", {"before": ["arxiv:1"], "joined": two, "ids": ["doi:10.1/x"]}),
        ("detached", {"before": ["arxiv:1", "doi:10.1/x", "pmid:7"], "ids": ["doi:10.1/x"]}),
    ]


def test_of_three_that_were_joined_one_by_one_the_smallest_that_fits_leaves(world):
    one, two, three = (world.save(A, paper_id) for paper_id in ("arxiv:1", "doi:10.1/x", "acl:P1"))
    world.do(A, "bookmark.meta", bookmark=two, meta={}, ids=["acl:P1"], source="page")
    world.do(A, "bookmark.meta", bookmark=one, meta={}, ids=["doi:10.1/x"], source="page")
    world.do(A, "bookmark.detach", bookmark=one, ids=["acl:P1"])
    assert (world[one]["ids"], world[three]["ids"]) == (["arxiv:1", "doi:10.1/x"], ["acl:P1"])
    world.do(A, "bookmark.detach", bookmark=one, ids=["doi:10.1/x"])
    assert (world[one]["ids"], world[two]["ids"], world[three]["ids"]) == (["arxiv:1"], ["doi:10.1/x"], ["acl:P1"])


def test_the_earlier_place_where_a_paper_was_found_is_kept(world):
    place = {"url": "https://arxiv.org/list/cs.CL/new", "title": "New submissions"}
    one = world.save(A, "arxiv:1", found_on={**place, "at": 900})
    two = world.save(B, "doi:10.1/x", found_on={"url": "https://huggingface.co/papers", "title": "Daily", "at": 800})
    world.do(A, "bookmark.attach", bookmark=one, ids=["doi:10.1/x"])
    assert world[two]["id"] == one
    assert world[one]["found_on"]["title"] == "Daily"
