"""The identities of a bookmark over HTTP: learnt, joined by hand, taken apart again."""

PAPER, DOI = "arxiv:1706.03762", "doi:10.5555/3295222.3295349"


def test_a_bookmark_says_where_each_identity_was_learnt(me):
    me.post("bookmarks", {"key": PAPER})
    answer = me.patch(f"bookmarks/{PAPER}", {"ids": [PAPER, "https://doi.org/10.5555/3295222.3295349"]})
    assert answer.json["ids"] == [PAPER, DOI]
    assert answer.json["id_sources"] == {PAPER: "save", DOI: "mine"}
    assert me.get(f"bookmarks/{DOI}").json["id"] == answer.json["id"]


def test_two_bookmarks_are_joined_by_naming_the_ids_of_both_and_taken_apart_by_naming_those_of_one(me):
    one = me.post("bookmarks", {"key": PAPER, "note": "mine", "tags": ["nlp"]}).json
    two = me.post("bookmarks", {"key": DOI, "note": "also mine"}).json
    joined = me.patch(f"bookmarks/{DOI}", {"ids": [DOI, PAPER]})
    assert (joined.status_code, joined.json["id"]) == (200, one["id"])
    assert joined.json["note"] == "mine\nalso mine"
    apart = me.patch(f"bookmarks/{PAPER}", {"ids": [PAPER]}).json
    again = me.get(f"bookmarks/{DOI}").json
    assert (apart["ids"], apart["note"]) == ([PAPER], "mine")
    assert (again["id"], again["ids"], again["note"]) == (two["id"], [DOI], "also mine")
    reasons = [entry["reason"] for entry in me.get(f"bookmarks/{PAPER}/history").json["items"]]
    assert {"united", "detached"} <= set(reasons)


def test_saving_both_again_does_not_join_what_was_taken_apart(me):
    me.post("bookmarks", {"ids": [PAPER, DOI]})
    me.patch(f"bookmarks/{PAPER}", {"ids": [PAPER]})
    me.post("bookmarks", {"ids": [PAPER, DOI], "title": "Attention"})
    assert me.get(f"bookmarks/{PAPER}").json["ids"] == [PAPER]
    assert me.get(f"bookmarks/{DOI}").status_code == 404


def test_what_names_no_paper_is_no_identity(me):
    me.post("bookmarks", {"key": PAPER})
    for ids in (["hello"], []):
        assert me.patch(f"bookmarks/{PAPER}", {"ids": ids}).status_code in (400, 422)
    assert me.get(f"bookmarks/{PAPER}").json["ids"] == [PAPER]


def test_a_paper_saved_under_two_names_is_said_to_be_probably_the_same_and_joined_by_hand(me):
    title, authors = "A Small Lamp in a Large Fog", ["Ada Okafor"]
    one = {"key": PAPER, "title": title, "authors": authors, "published": "2025-01-02"}
    two = {"key": DOI, "title": "A small lamp in a large fog.", "authors": ["A. Okafor"], "published": "2025"}
    other = {"key": "arxiv:2601.00001", "title": f"Correction to: {title}", "authors": authors, "published": "2025"}
    for paper in (one, two, other):
        me.post("bookmarks", paper)
    answer = me.get(f"bookmarks/{PAPER}/same").json
    assert [found["key"] for found in answer["items"]] == [DOI]
    assert len(me.get("bookmarks").json["items"]) == 3
    me.patch(f"bookmarks/{PAPER}", {"ids": [PAPER, *answer["items"][0]["ids"]]})
    assert me.get(f"bookmarks/{PAPER}/same").json == {"items": [], "next": None}
    assert len(me.get("bookmarks").json["items"]) == 2
    me.patch(f"bookmarks/{PAPER}", {"ids": [PAPER]})
    assert me.get(f"bookmarks/{PAPER}/same").json["items"] == [], "what the user took apart is not offered again"


def test_a_title_that_says_little_is_probably_nothing(me):
    for key in (PAPER, DOI):
        me.post("bookmarks", {"key": key, "title": "Introduction"})
    assert me.get(f"bookmarks/{PAPER}/same").json["items"] == []
    assert me.get("bookmarks/arxiv:2601.00009/same").status_code == 404


def test_papers_of_one_title_whose_years_are_no_numbers_are_compared_without_a_fault(me):
    title = "Lanterns in fog and lamps in rain"
    for key, published in (("arxiv:2401.00001", "²⁰²⁴"), ("arxiv:2401.00002", "٢٠٢٤")):
        me.post("bookmarks", {"key": key, "title": title, "published": published})
    answer = me.get("bookmarks/arxiv:2401.00001/same")
    assert [one["key"] for one in answer.json["items"]] == ["arxiv:2401.00002"]
