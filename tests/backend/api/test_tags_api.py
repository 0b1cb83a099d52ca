"""Tags over HTTP: counted, renamed, merged, deleted."""


def names(me) -> dict[str, int]:
    return {one["name"]: one["count"] for one in me.get("tags").json["items"]}


def test_tags_are_listed_with_counts_the_most_used_first(me, save):
    save(tags=["b", "a"])
    save(tags=["B"])
    assert [(one["name"], one["count"]) for one in me.get("tags").json["items"]] == [("b", 2), ("a", 1)]


def test_tags_are_compared_without_case_and_kept_as_first_written(me, save):
    save(tags=["Diffusion", "diffusion", "DIFFUSION"])
    assert names(me) == {"Diffusion": 1}


def test_renaming_a_tag_renames_it_on_its_bookmarks(me, save):
    key = save(tags=["old"])["key"]
    answer = me.patch("tags/OLD", {"name": "new"})
    assert (answer.status_code, answer.json["name"], answer.json["count"]) == (200, "new", 1)
    assert me.get(f"bookmarks/{key}").json["tags"] == ["new"]


def test_renaming_into_an_existing_tag_merges_them(me, save):
    both, one = save(tags=["a", "b"])["key"], save(tags=["a"])["key"]
    assert me.patch("tags/a", {"name": "B"}).json == {**me.get("tags").json["items"][0], "name": "b", "count": 2}
    assert me.get(f"bookmarks/{both}").json["tags"] == ["b"]
    assert me.get(f"bookmarks/{one}").json["tags"] == ["b"]
    assert names(me) == {"b": 2}


def test_changing_only_the_case_of_a_tag_is_a_rename(me, save):
    save(tags=["nlp"])
    assert me.patch("tags/nlp", {"name": "NLP"}).json["name"] == "NLP"
    assert names(me) == {"NLP": 1}


def test_merging_moves_the_bookmarks(me, save):
    save(tags=["a"])
    save(tags=["b"])
    assert me.post("tags/a/merge", {"into": "b"}).json["count"] == 2
    assert names(me) == {"b": 2}


def test_deleting_a_tag_keeps_its_bookmarks(me, save):
    key = save(tags=["a", "b"])["key"]
    assert me.delete("tags/a").status_code == 204
    assert me.get(f"bookmarks/{key}").json["tags"] == ["b"]
    assert me.get("bookmarks?tag=a").json["items"] == []


def test_a_tag_may_hold_slashes_and_any_letter(me, save):
    for name in ("cs/LG", "a/merge", "物理", "50%", "a b", "#1?"):
        save(tags=[name])
        encoded = "".join(f"%{byte:02X}" for byte in name.encode())
        assert me.patch(f"tags/{encoded}", {"name": f"{name}!"}).json["name"] == f"{name}!"
        assert me.delete(f"tags/{encoded}%21").status_code == 204
    assert names(me) == {}


def test_an_unknown_tag_is_a_clear_404(me, save):
    save(tags=["known"])
    for answer in (me.patch("tags/x", {"name": "y"}), me.delete("tags/x"), me.post("tags/x/merge", {"into": "known"}),
                   me.post("tags/known/merge", {"into": "x"})):  # fmt: skip
        assert (answer.status_code, answer.json["type"]) == (404, "tag-unknown")
        assert "'x'" in answer.json["detail"]
