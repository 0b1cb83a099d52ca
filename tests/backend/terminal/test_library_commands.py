"""The library from a terminal: add, show, search, tags, key, pair, token, doctor, extension."""

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from cluster import sqlite_only

from manicule.cli import main
from manicule.services import libraries
from manicule.services.embeddings import embedding

PAPER = "arxiv:1706.03762"


def lines(result) -> list[dict]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def sentence(result, code: int = 1) -> str:
    """The one sentence of a command that failed as it should: on stderr, with no traceback."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert result.stdout == ""
    return result.stderr


def test_papers_are_added_from_addresses_and_ids(runner):
    done = runner("add", "https://arxiv.org/abs/1706.03762", "doi:10.1145/3065386", "--tag", "ml", "--tag", "nets",
                  "--note", "from a talk", "--status", "reading", "--json")  # fmt: skip
    saved = lines(done)
    assert [one["key"] for one in saved] == [PAPER, "doi:10.1145/3065386"]
    assert all((one["tags"], one["note"], one["status"]) == (["ml", "nets"], "from a talk", "reading") for one in saved)


def test_adding_twice_says_so_and_keeps_one(runner):
    assert runner("add", PAPER).stdout == f"Saved {PAPER}\n"
    assert "Already saved" in runner("add", PAPER, "--tag", "t").stdout
    assert lines(runner("show", PAPER, "--json"))[0]["tags"] == ["t"]


def test_what_is_no_paper_is_named_and_the_rest_is_saved(runner):
    done = runner("add", PAPER, "no-such-thing")
    assert done.exit_code == 1
    assert done.stdout == f"Saved {PAPER}\n"
    assert "no-such-thing" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_bookmark_is_shown(runner):
    runner("add", PAPER, "--note", "first line\nsecond", "--tag", "nlp")
    shown = runner("show", "https://arxiv.org/pdf/1706.03762v2").stdout
    assert PAPER in shown
    assert "first line\nsecond" in shown
    assert "#nlp" in shown


def test_a_bookmark_that_is_not_there_is_a_sentence(runner):
    assert "'arxiv:1234.56789'" in sentence(runner("show", "arxiv:1234.56789"))


def test_search_prints_a_line_each_or_json(runner):
    runner("add", PAPER, "--note", "quantum")
    assert runner("search", "quantum").stdout.split("\t")[0] == PAPER
    assert lines(runner("search", "note:quantum", "--json"))[0]["key"] == PAPER
    nothing = runner("search", "absent")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "Nothing" in nothing.stderr


def test_tags_are_listed_with_counts(runner):
    runner("add", PAPER, "doi:10.1145/3065386", "--tag", "nlp")
    assert runner("tags").stdout == "nlp\t2\n"
    assert [(one["name"], one["count"]) for one in lines(runner("tags", "--json"))] == [("nlp", 2)]


def test_keys_are_told_for_anything_typed(runner):
    done = lines(runner("key", "https://arxiv.org/abs/math/0211159v1", "nonsense", "10.1145/3065386", "--json"))
    assert [(one["input"], one["key"]) for one in done] == [
        ("https://arxiv.org/abs/math/0211159v1", "arxiv:math/0211159"),
        ("nonsense", None),
        ("10.1145/3065386", "doi:10.1145/3065386"),
    ]
    assert done[1]["ids"] == []
    assert done[0]["ids"] == ["arxiv:math/0211159"]


def test_libraries_are_apart(runner):
    runner("add", PAPER, "--library", "mine")
    assert runner("show", PAPER).exit_code == 1
    assert runner("show", PAPER, "--library", "mine").exit_code == 0


def test_a_pairing_code_is_printed_alone(runner, client):
    code = runner("pair").stdout.strip()
    assert client.post("/api/v1/pair", json={"code": code, "device": "x"}).status_code == 200
    assert re.fullmatch(r"\w{4}-\w{4}", lines(runner("pair", "--json"))[0]["code"])


def test_a_token_is_the_last_word_and_can_be_revoked(runner, client):
    token = runner("token", "create", "my script").stdout.split()[-1]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/tags", headers=headers).status_code == 200
    listed = runner("token", "list")
    assert "my script" in listed.stdout
    assert token not in listed.output
    assert runner("token", "revoke", "my script").exit_code == 0
    assert client.get("/api/v1/tags", headers=headers).json["type"] == "token-revoked"
    assert lines(runner("token", "list", "--json"))[0]["revoked_at"]


def test_an_unknown_token_cannot_be_revoked(runner):
    assert "'nobody'" in sentence(runner("token", "revoke", "nobody"))


def test_what_the_terminal_wrote_the_api_shows(runner, me):
    runner("add", PAPER, "--note", "by hand")
    me.patch(f"bookmarks/{PAPER}", {"note": "by api"})
    [entry] = me.get(f"bookmarks/{PAPER}/history").json["items"]
    assert (entry["value"], entry["device"]) == ("by hand", "terminal")


def test_hostile_titles_do_nothing_to_the_terminal(runner, me):
    me.post("bookmarks", {"key": PAPER, "title": "\u001b]0;owned\u0007\u202ered[bold]", "note": "\u009b31m\nnext line"})
    for command in (("show", PAPER), ("search", "red")):
        shown = runner(*command).stdout
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
        assert "red[bold]" in shown
    assert lines(runner("show", PAPER, "--json"))[0]["title"].startswith("\u001b]0;")


@pytest.mark.parametrize("words", ["show", "add", "search x --limit 0", "locked", "add x --status no"])
def test_a_wrong_command_line_is_exit_code_2(runner, words):
    assert runner(*words.split()).exit_code == 2


@pytest.mark.parametrize(("address", "said"), [
    ("papers.db", "sqlite:///"),
    ("mongodb://x/y", "sqlite:///"),
    ("sqlite:////proc/nowhere/papers.db", "cannot be made"),
])  # fmt: skip
def test_a_wrong_database_address_is_a_sentence(runner, address, said):
    assert said in sentence(CliRunner().invoke(main, ["tags", "--database", address]))


@sqlite_only
def test_a_database_of_a_newer_version_is_left_alone(runner, url):
    runner("add", PAPER)
    path = url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as file:
        file.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')")
    file.close()
    before = Path(path).read_bytes()
    assert "newer Manicule" in sentence(runner("add", "doi:10.1145/3065386"))
    assert Path(path).read_bytes() == before
    found = [json.loads(line) for line in runner("doctor", "--json").stdout.splitlines()]
    assert any(one["check"] == "database" and not one["ok"] and "newer" in one["said"] for one in found)


@sqlite_only
def test_a_file_that_is_no_database_is_left_alone(runner, url):
    path = Path(url.removeprefix("sqlite:///"))
    path.write_text("my thesis, not a database " * 100)
    assert "not a Manicule database" in sentence(runner("add", PAPER))
    assert path.read_text() == "my thesis, not a database " * 100


def test_doctor_finds_nothing_wrong_with_a_new_library(runner, url):
    runner("add", PAPER)
    done = runner("doctor", "--json", "--port", "1")
    found = {one["check"]: one for one in map(json.loads, done.stdout.splitlines())}
    of_files = {"integrity", "journal", "disk"} if url.startswith("sqlite") else set()
    of_meaning = {"sentence embeddings"} if embedding.available() else set()
    assert found.keys() == {"database", "search index", "backups", "extension", "port"} | of_files | of_meaning
    assert all(one["ok"] for one in found.values()), found
    assert done.exit_code == 0


def test_doctor_notices_an_index_out_of_step_and_exits_1(runner, url):
    runner("add", PAPER)
    database = libraries.open_database(url)
    database.execute_sql(f"DELETE FROM search_{'index' if url.startswith('sqlite') else 'document'}")
    libraries.close(database)
    done = runner("doctor")
    assert done.exit_code == 1
    assert re.search(r"^BAD search index: .*1 bookmarks, but 0", done.stdout, re.MULTILINE)


def test_the_extension_is_copied_out_and_again(runner, tmp_path):
    target = tmp_path / "my extension"
    for _ in range(2):
        assert str(target) in runner("extension", str(target)).stdout
    assert json.loads((target / "manifest.json").read_text())["manifest_version"] == 3
    assert (target / "sites" / "keys.json").is_file()


def test_the_extension_is_not_copied_over_other_files(runner, tmp_path):
    (tmp_path / "thesis.txt").write_text("x")
    assert "other files" in sentence(runner("extension", str(tmp_path)))
    assert "is a file" in sentence(runner("extension", str(tmp_path / "thesis.txt")))


def test_rows_of_a_page_that_cannot_be_read_or_that_no_rule_is_for_are_sentences(runner, tmp_path):
    assert "cannot be read" in sentence(
        runner("rows", str(tmp_path / "no.html"), "--url", "https://arxiv.org/list/cs.LG/new")
    )
    page = tmp_path / "page.html"
    page.write_text("<html>")
    assert "No site rule" in sentence(runner("rows", str(page), "--url", "https://nowhere.example/"))


def test_the_module_runs_as_the_command_does():
    done = subprocess.run([sys.executable, "-m", "manicule", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("manicule, version ")


def test_opening_the_library_without_a_server_says_how_to_start_it(runner, free_port):
    said = sentence(runner("open", "--port", str(free_port)))
    assert f"No server answers at http://127.0.0.1:{free_port}." in said
    assert f"manicule serve --port {free_port}" in said


def test_a_link_to_sign_in_is_made_before_the_server_is_started(runner, free_port):
    printed = runner("open", "--port", str(free_port), "--print").stdout
    assert printed.startswith(f"http://127.0.0.1:{free_port}/sign-in/")


def test_the_list_of_commands_says_what_each_does_in_whole_sentences():
    for words in ([], ["token"], ["library"]):
        told = CliRunner().invoke(main, [*words, "--help"]).stdout.partition("Commands:\n")[2].partition("\n\n")[0]
        assert "..." not in told, "shorten the first sentence of this command's docstring"
        assert all(line.endswith(".") for line in told.strip().splitlines())


def test_a_list_of_nothing_says_so_beside_what_programs_read(runner):
    for words, said in ((["tags"], "No tags yet.\n"), (["token", "list"], "No device has a token yet.\n")):
        assert (runner(*words).stdout, runner(*words).stderr) == ("", said)
        assert runner(*words, "--json").output == ""


def test_a_search_for_papers_without_a_word_needs_no_dashes_before_it(runner):
    runner("add", PAPER, "--note", "fog")
    runner("add", "arxiv:2501.00663", "--note", "fog lamps")
    assert [one["key"] for one in lines(runner("search", "fog", "-lamps", "--json"))] == [PAPER]
    mistyped = runner("search", "fog", "--limt", "3")
    assert mistyped.exit_code == 2
    assert "--limt" in mistyped.stderr
    assert runner("search", "-h").output == runner("search", "--help").output


def test_bytes_that_are_no_text_are_searched_as_marks(runner):
    runner("add", PAPER, "--note", "\u65e9\udcff")
    assert "\u65e9\ufffd" in runner("show", PAPER).output
    assert runner("search", "\udce6\udc97\udca9", "--json").exit_code == 0


def test_a_paper_saved_without_a_title_is_told_how_to_get_one(runner):
    assert "--fetch" in runner("add", PAPER).stderr
