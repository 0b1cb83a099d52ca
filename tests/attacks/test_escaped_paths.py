"""Paths and links that lead out of where they belong: in addresses, archives, cite keys, folders that others made."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from served import run
from target import Target

OUT = ["../config.py", "..%2fconfig.py", "%2e%2e/config.py", "%2e%2e%2fconfig.py", "..%5cconfig.py", "....//config.py",
       "..;/config.py", "%252e%252e%252fconfig.py", "/etc/passwd", "%2fetc%2fpasswd", "main.js/../../config.py",
       "main.js%00.css", "..%c0%afconfig.py", "../templates/base.html", ".", "..", "file:///etc/passwd"]  # fmt: skip
EVIL = [
    "../../evil.md",
    "/etc/evil.md",
    "C:\\evil.md",
    "..\\..\\evil.md",
    "a/../../evil.md",
    "\0evil.md",
    "evil.md/",
    "con.md",
]


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the user that nobody may touch."""
    made = tmp_path / "victim"
    made.write_text("mine")
    return made


@pytest.mark.parametrize("path", OUT)
def test_no_address_leads_out_of_the_files_beside_the_pages(target: Target, path: str):
    for before in ("/static/", "/icon.svg/", "/feeds/", "/"):
        answer = target.raw(f"GET {before}{path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {target.cookie}")
        assert answer.status in (200, 303, 400, 404), answer
        assert "MANICULE_DATABASE" not in answer.text
        assert "root:" not in answer.text
        assert "{%" not in answer.text


def test_names_in_an_archive_are_never_paths(target: Target):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in EVIL:
            made.writestr(zipfile.ZipInfo(name), "no paper")
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    before = sorted(target.folder.rglob("*"))
    answer = target.api("POST", "/api/v1/import", out.getvalue())
    assert answer.status == 200
    assert "root:" not in answer.text
    assert sorted(target.folder.rglob("*")) == before
    assert target.untouched()


def test_a_cite_key_that_is_a_path_names_a_file_in_the_folder(own_target: Target, tmp_path: Path):
    keys = ["../../evil", "/etc/evil", "..", "", ".ssh", "a/b", "C:evil", "con", "evil\0", "x" * 400]
    bib = "\n".join(
        f"@misc{{{key}, title = {{Paper {n}}}, url = {{https://a.example/{n}}}}}" for n, key in enumerate(keys)
    )
    assert own_target.api("POST", "/api/v1/import?format=bibtex", bib.encode()).status == 200
    vault = tmp_path / "vault"
    done = run("export", "--format", "markdown", "-o", str(vault), "--database", own_target.url)
    assert done.returncode == 0, done.stderr
    files = list(vault.rglob("*"))
    assert len(files) >= len(keys) - 1
    assert all(file.parent == vault and file.suffix == ".md" and not file.name.startswith(".") for file in files)
    packed = own_target.ask(
        "GET", "/api/v1/export?format=netscape", headers={"Authorization": f"Bearer {own_target.token}"}
    )
    assert packed.headers["content-disposition"] == 'attachment; filename="manicule.html"'


def test_a_link_where_an_export_or_backup_is_made_ready_is_not_followed(target: Target, tmp_path: Path, victim: Path):
    (tmp_path / ".all.bib.part").symlink_to(victim)
    (tmp_path / "all.backup.part").symlink_to(victim)
    assert (
        run("export", "--format", "bibtex", "-o", str(tmp_path / "all.bib"), "--database", target.url).returncode == 0
    )
    assert run("backup", str(tmp_path / "all.backup"), "--database", target.url).returncode == 0
    assert "Attention" in (tmp_path / "all.bib").read_text()
    assert victim.read_text() == "mine"


def test_a_link_in_the_folder_of_an_export_is_replaced_and_not_followed(target: Target, tmp_path: Path, victim: Path):
    words = ["export", "--format", "markdown", "-o", str(tmp_path / "vault"), "--database", target.url]
    run(*words)
    [file] = (tmp_path / "vault").iterdir()
    file.unlink()
    file.symlink_to(victim)
    run(*words)
    assert victim.read_text() == "mine"
    assert "Attention" in file.read_text()


def test_the_extension_is_not_copied_through_links(tmp_path: Path, victim: Path):
    folder = tmp_path / "extension"
    folder.mkdir()
    (folder / "manifest.json").symlink_to(victim)
    done = run("extension", str(folder))
    assert done.returncode == 1
    assert "links that lead elsewhere" in done.stderr
    (folder / "manifest.json").unlink()
    (folder / "lib").symlink_to(tmp_path)
    (folder / "manifest.json").write_text("{}")
    assert run("extension", str(folder)).returncode == 1
    assert victim.read_text() == "mine"
    assert not (tmp_path / "dom.js").exists()


def test_a_folder_of_notes_that_holds_links_gives_away_no_other_file(target: Target, tmp_path: Path):
    vault = tmp_path / "vault"
    vault.mkdir()
    (tmp_path / "secret.md").write_text("---\ntitle: The secret\n---\n")
    (vault / "link.md").symlink_to(tmp_path / "secret.md")
    (vault / "folder").symlink_to(tmp_path)
    done = run("import", str(vault), "--dry-run", "--json", "--database", target.url)
    assert "secret" not in done.stdout.lower()
    assert json.loads(done.stdout)["new"] == []
