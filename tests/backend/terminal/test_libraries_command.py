"""Several people on one server: a library each."""

import json


def test_a_library_is_made_once_and_listed(runner):
    assert runner("library", "create", "ada").output == "Made the library ada\n"
    again = runner("library", "create", "ada")
    assert again.exit_code == 1
    assert "already" in again.output
    runner("token", "create", "laptop", "--library", "ada")
    listed = [json.loads(line) for line in runner("library", "list", "--json").output.splitlines()]
    assert [(one["name"], one["devices"]) for one in listed] == [("ada", 1)]


def test_a_name_that_cannot_be_read_is_refused(runner):
    assert runner("library", "create", "a\nb").exit_code == 1
    assert runner("library", "create", " ").exit_code == 1


def test_people_see_nothing_of_each_other(runner):
    runner("library", "create", "ada")
    runner("library", "create", "bob")
    runner("add", "arxiv:1706.03762", "--note", "mine", "--library", "ada")
    assert runner("show", "arxiv:1706.03762", "--library", "bob").exit_code == 1
    assert "mine" in runner("show", "arxiv:1706.03762", "--library", "ada").output
