"""A query with a name: saved, found again in whatever case, replaced, forgotten."""

import pytest


def test_a_search_is_kept_under_its_name_and_replaced_under_the_same(me):
    saved = me.ask("PUT", "searches/To%20read", json={"q": "status:to_read transformers"})
    assert (saved.status_code, saved.json["name"], saved.json["q"]) == (200, "To read", "status:to_read transformers")
    assert me.ask("PUT", "searches/to%20READ", json={"q": "is:unread"}).json["q"] == "is:unread"
    assert [(one["name"], one["q"]) for one in me.get("searches").json["items"]] == [("to READ", "is:unread")]


def test_a_search_that_is_forgotten_is_gone(me):
    me.ask("PUT", "searches/mine", json={"q": "tag:rl"})
    assert me.delete("searches/MINE").status_code == 204
    assert me.delete("searches/mine").json["type"].endswith("search-unknown")
    assert me.get("searches").json["items"] == []


def test_another_library_sees_none_of_them(me, make_person):
    me.ask("PUT", "searches/mine", json={"q": "tag:rl"})
    assert make_person("phone", library="other").get("searches").json["items"] == []


@pytest.mark.parametrize(("path", "body"), [("searches/mine", {}), ("searches/mine", {"q": ""}),
                                            ("searches/" + "n" * 101, {"q": "x"})])  # fmt: skip
def test_what_cannot_be_a_saved_search_is_refused_with_a_sentence(me, path, body):
    answer = me.ask("PUT", path, json=body)
    assert (answer.status_code, bool(answer.json["detail"])) == (400, True)


def test_the_terminal_saves_a_search_and_searches_by_its_name(me, save, runner):
    save(title="Attention", status="read")
    save(title="Attention again")
    assert "Attention again" in runner("search", "--save", "new", "is:unread").stdout
    assert "Attention again" in runner("search", "--saved", "NEW", "attention").stdout
    assert runner("search", "--saved", "nobody").exit_code == 1
    assert runner("search").exit_code == 2


def test_a_name_with_an_end_of_line_is_made_one_line_wherever_it_stands(me):
    for path in ("a%0Ab", "a%20b%0A"):
        assert me.ask("PUT", f"searches/{path}", json={"q": "is:unread"}).json["name"] == "a b"
    assert me.ask("PUT", "searches/%0A", json={"q": "is:unread"}).status_code == 400
