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


def test_a_mistyped_library_is_named_beside_those_there_are(runner):
    runner("library", "create", "ada")
    for words in (["search", "x"], ["tags"], ["export", "--format", "csv"], ["token", "list"], ["open", "--print"]):
        done = runner(*words, "--library", "adda")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "no library 'adda'" in done.stderr
        assert "ada" in done.stderr
    assert [json.loads(line)["name"] for line in runner("library", "list", "--json").output.splitlines()] == ["ada"]


def test_what_is_put_into_a_new_library_makes_it_and_says_so(runner):
    done = runner("add", "arxiv:1706.03762", "--library", "bob")
    assert done.stdout == "Saved arxiv:1706.03762\n"
    assert "no library 'bob'" in done.stderr
    assert "no library" not in runner("add", "arxiv:2501.00663", "--library", "bob").stderr


def test_the_preview_of_an_import_makes_no_library(runner, tmp_path):
    file = tmp_path / "a.bib"
    file.write_text("@misc{a, title = {A}}")
    assert runner("import", str(file), "--dry-run", "--library", "bob").exit_code == 1
    assert runner("import", str(file), "--library", "bob").exit_code == 0
