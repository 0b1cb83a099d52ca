"""A backup is of one moment, goes back in one moment, and every device notices."""

import os
import re
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from manicule import errors
from manicule.cli import main
from manicule.models import Bookmark, Device, Head, Library, RevTag, database
from manicule.services import devices, ledger, libraries, sync
from manicule.services.backups import backup, backup_postgres

NOW = 1_790_000_000_000


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "copy of all.backup"


@pytest.fixture
def do(url):
    """`do(op, …)` submits mutations of the terminal's, with a database that is opened for it and closed again."""

    def submit(*mutations: dict) -> None:
        bound = libraries.open_database(url)
        ledger.submit(libraries.find_or_make("default", NOW), "dev_web", mutations, NOW)
        libraries.close(bound)

    return submit


def paper(n: int) -> dict:
    return {"op": "bookmark.create", "bookmark": f"bm_{n}", "ids": [f"arxiv:{n}"], "meta": {"title": f"Paper {n}"}}


def titles(url: str) -> list[str]:
    bound = libraries.open_database(url)
    try:
        return sorted(row.title for row in Bookmark.select().where(Bookmark.alive))
    finally:
        libraries.close(bound)


def test_what_was_saved_after_the_backup_is_gone_and_kept_beside(url, do, file):
    do(paper(1), {"op": "note.edit", "bookmark": "bm_1", "base_text": "", "text": "mine"})
    backup.write(url, file)
    do(paper(2))
    done = backup.restore(url, file, NOW)
    assert (done.libraries, done.bookmarks, titles(url)) == (1, 1, ["Paper 1"])
    backup.check(url, done.kept)
    assert done.kept.stat().st_mode & 0o077 == file.stat().st_mode & 0o077 == 0
    backup.restore(url, done.kept, NOW + 60_000)
    assert titles(url) == ["Paper 1", "Paper 2"]


def test_search_and_new_edits_work_after_a_restore(url, do, file):
    do(paper(1))
    backup.write(url, file)
    backup.restore(url, file, NOW)
    do(paper(2))
    found = CliRunner().invoke(main, ["search", "paper", "--database", url])
    assert len(found.stdout.splitlines()) == 2
    doctor = CliRunner().invoke(main, ["doctor", "--port", "1", "--database", url])
    assert doctor.exit_code == 0, doctor.output


def test_a_backup_goes_into_a_database_that_is_not_there_yet(url, do, file, tmp_path, request):
    do(paper(1))
    backup.write(url, file)
    if url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path}/new/place.db"
    else:
        url = request.getfixturevalue("postgres").empty()
    backup.restore(url, file, NOW)
    assert titles(url) == ["Paper 1"]


def test_every_device_notices_even_a_restore_to_now(url, do, file):
    do(paper(1))
    bound = libraries.open_database(url)
    library = Library.get()
    device, _ = devices.register(library, "laptop", NOW)
    body = {"protocol": 1, "device": device.id, "limit": 500, "mutations": []}
    cursor = sync.exchange(library, device, {**body, "cursor": None}, NOW)["cursor"]
    libraries.close(bound)
    backup.write(url, file)
    backup.restore(url, file, NOW)
    libraries.open_database(url)
    with pytest.raises(errors.CursorUnknown):
        sync.exchange(Library.get(), device, {**body, "cursor": cursor}, NOW)
    assert RevTag.select().count() == Head.get().rev == 1
    libraries.close(database.obj)


def test_who_paired_since_stays_paired_and_who_was_revoked_since_stays_out(url, do, file):
    do(paper(1))
    bound = libraries.open_database(url)
    library = Library.get()
    _, lost = devices.register(library, "lost phone", NOW)
    libraries.close(bound)
    backup.write(url, file)
    bound = libraries.open_database(url)
    _, new = devices.register(library, "new laptop", NOW)
    devices.revoke(library, "lost phone", NOW)
    libraries.close(bound)
    backup.restore(url, file, NOW)
    bound = libraries.open_database(url)
    assert devices.authenticate(new).name == "new laptop"
    with pytest.raises(errors.TokenRevoked):
        devices.authenticate(lost)
    assert Device.select().where(Device.name == "lost phone").count() == 1
    libraries.close(bound)


def spoil(file: Path) -> list[bytes]:
    """The file cut short, with a hole, and empty but for its beginning."""
    whole = file.read_bytes()
    middle = len(whole) // 2
    return [whole[:middle], whole[:middle] + b"\xaa" * 5_000 + whole[middle + 5_000 :], whole[:20]]


def test_a_damaged_backup_is_refused_and_nothing_harmed(url, do, file):
    do(*[paper(n) for n in range(30)])
    backup.write(url, file)
    for content in spoil(file):
        file.write_bytes(content)
        with pytest.raises(errors.FileTrouble, match="Nothing was changed"):
            backup.restore(url, file, NOW)
    assert len(titles(url)) == 30
    assert not [one for one in file.parent.iterdir() if "restor" in one.name]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_an_archive_that_breaks_off_is_damaged_and_not_strange(url, do, file):
    do(*[paper(n) for n in range(300)])
    backup.write(url, file)
    file.write_bytes(file.read_bytes()[:-4_000])
    with pytest.raises(errors.BackupDamaged, match="pg_restore"):
        backup.check(url, file)


def test_a_file_that_is_no_backup_is_refused_and_never_overwritten(url, do, file):
    do(paper(1))
    for content in (b"", b"my thesis " * 900):
        file.write_bytes(content)
        with pytest.raises(errors.NotABackup):
            backup.restore(url, file, NOW)
        with pytest.raises(errors.FileTrouble, match="left alone"):
            backup.write(url, file)
        assert file.read_bytes() == content
    with pytest.raises(errors.FileTrouble, match="cannot be read"):
        backup.restore(url, file.with_name("nowhere"), NOW)
    with pytest.raises(errors.FileTrouble, match="cannot be written"):
        backup.write(url, file / "below a file")
    assert titles(url) == ["Paper 1"]


def test_a_backup_of_another_kind_or_another_program_is_refused(url, do, file, tmp_path):
    do(paper(1))
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as made:
        made.execute("CREATE TABLE library (id)")
    made.close()
    with pytest.raises((errors.NotABackup, errors.BackupOfOtherKind)):
        backup.restore(url, other, NOW)
    other.write_bytes(b"PGDMP" if url.startswith("sqlite") else b"SQLite format 3\0")
    with pytest.raises(errors.BackupOfOtherKind):
        backup.restore(url, other, NOW)


def test_a_backup_of_a_newer_version_is_refused(url, do, file):
    do(paper(1))
    bound = libraries.open_database(url)
    newer = "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')"
    bound.execute_sql(newer)
    libraries.close(bound)
    with pytest.raises(errors.DatabaseNewer):
        backup.write(url, file)
    copy_as_it_is(url, file)
    with pytest.raises(errors.BackupNewer):
        backup.check(url, file)


def copy_as_it_is(url: str, file: Path) -> None:
    """A backup as a newer version would make it."""
    if url.startswith("sqlite"):
        file.touch()
        backup.backup_sqlite.copy(Path(url.removeprefix("sqlite:///")), file)
    else:
        backup_postgres.dump(url, file)


def test_a_backup_while_others_write_is_of_one_moment(url, do, file):
    do(paper(0))
    bound = libraries.open_database(url)
    library = Library.get()
    stop = threading.Event()

    def write() -> None:
        n = 1
        while not stop.is_set() and n < 2_000:
            ledger.submit(library, "dev_web", [paper(n)], NOW)
            n += 1
        bound.close()

    writer = threading.Thread(target=write)
    writer.start()
    copy_as_it_is(url, file)
    stop.set()
    writer.join()
    written = Head.get().rev
    libraries.close(bound)
    backup.restore(url, file, NOW)
    found = titles(url)
    bound = libraries.open_database(url)
    assert len(found) == Head.get().rev == RevTag.select().count() <= written
    libraries.close(bound)


def test_the_commands_say_what_they_did(runner, url, tmp_path):
    runner("add", "arxiv:1706.03762")
    file = tmp_path / "my copy"
    made = runner("backup", str(file))
    assert str(file) in made.stdout
    again = runner("backup", str(file))
    assert again.exit_code == 0, again.output
    done = runner("restore", str(file))
    assert "1 bookmarks in 1 libraries" in done.stdout
    kept = Path(re.search(r"kept in (.*)", done.stdout)[1])
    assert kept.exists()
    file.write_text("spoilt")
    refused = runner("restore", str(file))
    assert (refused.exit_code, len(refused.stderr.splitlines()), refused.stdout) == (1, 1, "")


def test_no_password_is_among_the_processes(monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(backup_postgres, "program", lambda name: name)
    monkeypatch.setattr(subprocess, "run", lambda line, **given: ran.append((line, given["env"])) or Done())
    backup_postgres.dump("postgresql://me:secret@host/db", tmp_path / "x")
    [(line, environment)] = ran
    assert not any("secret" in word for word in line)
    assert environment["PGPASSWORD"] == "secret"
    assert "PGPASSWORD" not in os.environ


class Done:
    returncode, stderr = 0, ""


class TestOnAFile:
    """What only SQLite's file can be in."""

    @pytest.fixture
    def url(self, tmp_path) -> str:
        return f"sqlite:///{tmp_path}/papers.db"

    def test_a_damaged_database_is_put_aside_and_the_backup_takes_its_place(self, url, do, file, tmp_path):
        do(paper(1))
        backup.write(url, file)
        live = tmp_path / "papers.db"
        live.write_bytes(b"SQLite format 3\0" + b"\x55" * 9_000)
        (tmp_path / "papers.db-wal").write_bytes(b"\x55" * 900)
        done = backup.restore(url, file, NOW)
        assert titles(url) == ["Paper 1"]
        assert done.kept.read_bytes().endswith(b"\x55" * 900)
        assert not (tmp_path / "papers.db-wal").exists()

    def test_the_database_is_not_backed_up_over_itself(self, url, do, tmp_path):
        do(paper(1))
        with pytest.raises(errors.FileTrouble, match="is the database itself"):
            backup.write(url, tmp_path / "papers.db")

    def test_while_another_writes_nothing_is_restored(self, url, do, file, monkeypatch):
        do(paper(1))
        backup.write(url, file)
        do(paper(2))
        monkeypatch.setattr(backup.backup_sqlite, "PATIENCE", 0.05)
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.DatabaseBusy):
            backup.restore(url, file, NOW)
        other.execute("ROLLBACK")
        other.close()
        assert len(titles(url)) == 2

    def test_who_has_the_file_open_sees_the_restored_one(self, url, do, file):
        do(paper(1))
        backup.write(url, file)
        do(paper(2))
        reader = sqlite3.connect(url.removeprefix("sqlite:///"))
        count = "SELECT count(*) FROM bookmark"
        assert reader.execute(count).fetchone() == (2,)
        backup.restore(url, file, NOW)
        assert reader.execute(count).fetchone() == (1,)
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        reader.close()
