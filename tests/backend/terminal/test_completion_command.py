"""What a shell completes, exit codes and JSON of the commands that change things, colours."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result
from cluster import sqlite_only

from manicule.cli import main

PAPER = "arxiv:1706.03762"


def plain_runner(*words: str) -> Result:
    """A command that needs no library."""
    return CliRunner().invoke(main, list(words))


def completed(*words: str) -> list[str]:
    """What is offered for the last word."""
    *before, begun = words
    found = ShellComplete(main, {}, "manicule", "_MANICULE_COMPLETE").get_completions(before, begun)
    return [one.value for one in found]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell):
    done = plain_runner("completion", shell)
    assert done.exit_code == 0
    assert "_MANICULE_COMPLETE" in done.stdout
    assert json.loads(plain_runner("completion", shell, "--json").stdout)["shell"] == shell


def test_an_unknown_shell_is_a_wrong_command_line():
    assert plain_runner("completion", "tcsh").exit_code == 2


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_takes_the_script_and_completes_with_it(tmp_path: Path):
    manicule, script = Path(sys.executable).parent / "manicule", tmp_path / "completion.bash"
    with script.open("w") as out:
        subprocess.run([manicule, "completion", "bash"], check=True, stdout=out)
    line = f"COMP_WORDS=({manicule} dig); COMP_CWORD=1; _manicule_completion {manicule}"
    line = f'. {script}; {line}; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", line], check=True, capture_output=True, text=True)
    assert done.stdout == "digest\n"


def test_libraries_are_completed(tmp_path: Path):
    where = ("--database", f"sqlite:///{tmp_path / 'one.db'}")
    plain_runner("library", "create", "ada", *where)
    assert completed("tags", *where, "--library", "a") == ["ada"]
    assert completed("tags", *where, "--library", "x") == []


def test_commands_options_statuses_and_formats_are_completed():
    assert completed("di") == ["digest"]
    assert completed("add", "--st") == ["--status"]
    assert completed("add", PAPER, "--status", "re") == ["reading", "read"]
    assert completed("export", "--format", "b") == ["bibtex", "biblatex"]
    assert "listing" not in completed("export", "--format", "")
    assert "listing" in completed("import", "--format", "l")


def test_my_own_tags_are_completed_in_any_case(runner, url):
    runner("add", PAPER, "--tag", "Memory", "--tag", "nlp")
    assert completed("add", "--database", url, PAPER, "--tag", "mem") == ["Memory"]
    assert completed("add", "--database", "mysql://nowhere", PAPER, "--tag", "mem") == []


@sqlite_only
def test_what_changes_things_answers_in_json_too(runner, tmp_path: Path):
    runner("add", PAPER)
    runner("token", "create", "script")
    assert json.loads(runner("token", "revoke", "script", "--json").stdout)["revoked"]
    assert json.loads(runner("library", "create", "ben", "--json").stdout)["name"] == "ben"
    file = tmp_path / "copy"
    assert json.loads(runner("backup", str(file), "--json").stdout) == {"file": str(file), "bytes": file.stat().st_size}
    assert json.loads(runner("restore", str(file), "--json").stdout)["bookmarks"] == 1
    copied = json.loads(runner("extension", str(tmp_path / "ext"), "--json").stdout)
    assert (Path(copied["folder"]) / "manifest.json").is_file()


def test_a_script_can_tell_that_something_is_no_paper(runner):
    assert runner("key", PAPER).exit_code == 0
    missed = runner("key", PAPER, "no such thing")
    assert (missed.exit_code, missed.stdout) == (1, f"{PAPER}\n")
    assert runner("key", "no such thing", "--json").exit_code == 0  # null is the answer


def test_nothing_is_coloured_in_a_pipe(runner):
    runner("add", PAPER)
    assert "\x1b" not in runner("show", PAPER).stdout + runner("doctor").stdout


def test_a_terminal_without_the_characters_gets_question_marks(tmp_path: Path):
    where = ["--database", f"sqlite:///{tmp_path / 'one.db'}"]
    plain_runner("add", PAPER, "--tag", "\u6ce8", *where)
    words = [sys.executable, "-m", "manicule", "tags", *where]
    done = subprocess.run(words, check=True, capture_output=True, text=True, env={"PYTHONIOENCODING": "latin-1"})
    assert done.stdout == "?\t1\n"
