"""scripts/rank keeps the scorer's protocol, and both languages write the same."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from manicule.services.embeddings import embedding

ROOT = Path(__file__).resolve().parents[1]
VECTORS = json.loads((ROOT / "tests" / "vectors" / "terms.json").read_text(encoding="utf-8"))


def ranked(folder: Path, *words: str, queries: list[dict] | None = None) -> list[list[str]]:
    rows = [{"id": f"q{place}", **row} for place, row in enumerate(VECTORS["rows"])] if queries is None else queries
    for name, lines in (("library", VECTORS["papers"]), ("queries", rows)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    files = [word for name in ("library", "queries") for word in (f"--{name}", str(folder / f"{name}.jsonl"))]
    command = [sys.executable, str(ROOT / "scripts" / "rank"), *words, *files, "--out", str(folder / "out.tsv")]
    subprocess.run(command, check=True, cwd=folder)
    return [line.split("\t") for line in (folder / "out.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("mode", ["related", "tags"])
def test_both_languages_write_the_same(tmp_path: Path, mode: str) -> None:
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    here = ranked(tmp_path, "--mode", mode, "--k", "3")
    assert here == ranked(tmp_path, "--mode", mode, "--k", "3", "--js")
    assert here[0] == ["q0", "memory", here[0][2]]
    assert max(sum(line[0] == query for line in here) for query, *_ in here) == 3


def test_a_paper_that_is_excluded_is_not_named(tmp_path: Path) -> None:
    query = {"id": "memory", "title": "Neural memory", "abstract": "", "exclude": ["memory"]}
    assert [line[1] for line in ranked(tmp_path, "--mode", "related", "--k", "5", queries=[query])] == ["short"]


def test_sentence_embeddings_find_what_shares_no_word(tmp_path: Path) -> None:
    if not embedding.available():
        pytest.skip("manicule[semantic] is not installed")
    query = {"id": "q", "title": "Satellite companions of our spiral system", "abstract": ""}
    assert ranked(tmp_path, "--mode", "related", "--k", "2", queries=[query]) == []
    [first, *_] = ranked(tmp_path, "--mode", "related", "--k", "2", "--semantic", queries=[query])
    assert first[1] == "galaxies"
