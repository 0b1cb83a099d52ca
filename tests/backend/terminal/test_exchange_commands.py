"""Import and export in a terminal."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from manicule.services.exchange import importing
from manicule.terminal import printing

ENTRY = "@article{k, title={Reading lists by hand}, author={Ada Lovelace}, year=1843, eprint={1706.03762}}"


def test_files_are_imported_and_told(runner, tmp_path: Path):
    file = tmp_path / "papers.whatever"
    file.write_text(f"{ENTRY}\n@misc{{broken, title={{")
    done = runner("import", str(file))
    assert done.exit_code == 0, done.output
    assert "1 new, 0 already here, 0 to look at, 1 unreadable" in done.stdout
    assert "line 2" in done.stdout


def test_progress_says_how_much_of_the_file_is_read(runner, tmp_path: Path, monkeypatch):
    bars = []

    @contextmanager
    def bar(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        done: list[int] = []
        bars.append((what, total, done))
        yield done.append

    monkeypatch.setattr(printing, "progress", bar)
    file = tmp_path / "many.bib"
    file.write_text("\n".join(ENTRY.replace("1706.03762", f"1706.{n:05}") for n in range(1, 30)) + "%" * 4096)
    runner("import", str(file), "--dry-run")
    ((what, total, done),) = bars
    assert (what, total, done[-1]) == ("Reading many.bib, KiB", file.stat().st_size >> 10, total)


def test_what_has_no_title_is_named_by_its_line_alone(runner, tmp_path: Path):
    file = tmp_path / "nothing.bib"
    file.write_text("@misc{k, year=1843}")
    assert "  line 1: it has neither" in runner("import", str(file)).stdout


def test_a_program_gets_the_four_lists(runner, tmp_path: Path):
    file = tmp_path / "a.bib"
    file.write_text(ENTRY)
    told = json.loads(runner("import", str(file), "--dry-run", "--json").stdout)
    assert [len(told[name]) for name in ("new", "existing", "suspicious", "unreadable")] == [1, 0, 0, 0]
    assert json.loads(runner("import", str(file), "--json").stdout)["new"][0]["line"] == 1
    assert json.loads(runner("import", str(file), "--json").stdout)["existing"][0]["changes"] is False


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_imported(runner, tmp_path: Path):
    good, bad = tmp_path / "good.bib", tmp_path / "bad.bin"
    good.write_text(ENTRY)
    bad.write_bytes(b"\0\1\2")
    done = runner("import", str(bad), str(tmp_path / "missing.bib"), str(good))
    assert done.exit_code == 1
    assert "bad.bin" in done.stderr
    assert done.stderr.count("missing.bib") == 1
    assert "1 new" in done.stdout


def test_an_import_that_is_stopped_says_how_to_go_on(runner, tmp_path: Path, monkeypatch):
    (tmp_path / "a.bib").write_text("\n".join(f"@misc{{k{n}, title={{A paper numbered {n}}}}}" for n in range(3)))
    paused = []

    def interrupt(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(importing, "BATCH", 1)
    monkeypatch.setattr(importing, "PART", 1)
    monkeypatch.setattr(importing.time, "sleep", interrupt)
    stopped = runner("import", str(tmp_path / "a.bib"))
    assert stopped.exit_code == 1
    assert "Import the file again to continue" in stopped.stderr
    monkeypatch.undo()
    assert "1 new, 2 already here" in runner("import", str(tmp_path / "a.bib")).stdout


def test_the_library_is_exported_to_a_file_or_printed(runner, tmp_path: Path):
    (tmp_path / "a.bib").write_text(ENTRY)
    runner("import", str(tmp_path / "a.bib"))
    runner("export", "--format", "bibtex", "-o", str(tmp_path / "out.bib"))
    assert (tmp_path / "out.bib").read_text() == runner("export", "--format", "bibtex").stdout
    assert list(tmp_path.glob(".*")) == []


def test_an_unknown_format_is_said(runner):
    done = runner("export", "--format", "docx")
    assert done.exit_code == 1
    assert "docx" in done.stderr


def test_the_encoding_of_a_file_can_be_said(runner, tmp_path: Path):
    file = tmp_path / "a.bib"
    file.write_bytes("@misc{k, title={Pieśń o ţăranii}, doi={10.1000/x}}".encode("cp1250", "replace"))
    assert "--encoding" in runner("import", str(file), "--dry-run").stdout
    told = json.loads(runner("import", str(file), "--encoding", "windows-1250", "--json").stdout)
    assert (told["encoding"], told["remark"], told["new"][0]["title"][:6]) == ("cp1250", "", "Pieśń ")
    refused = runner("import", str(file), "--encoding", "klingon")
    assert (refused.exit_code, "klingon" in refused.stderr) == (1, True)
