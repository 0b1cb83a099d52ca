"""Backup and restore beside a running server, and the backup that it makes every day."""

import threading
import time
from pathlib import Path

import pytest
from served import Served, run, serving

from manicule.services import devices, libraries
from manicule.services.backups import daily

NOW = 1_790_000_000_000


@pytest.fixture
def token(url) -> dict[str, str]:
    bound = libraries.open_database(url)
    _, token = devices.register(libraries.find_or_make("default", NOW), "laptop", NOW)
    libraries.close(bound)
    return {"Authorization": f"Bearer {token}"}


def titles(served: Served, token: dict[str, str]) -> set[str]:
    return {one["title"] for one in served.ask("GET", "bookmarks?limit=500", **token)[2]["items"]}


def test_a_running_server_goes_on_with_what_was_restored(url, token, tmp_path):
    file = str(tmp_path / "copy")
    statuses, stop = [], threading.Event()

    def save_more() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            sent = {"key": f"arxiv:2401.{n:05}", "title": f"Later {n}"}
            statuses.append(served.ask("POST", "bookmarks", sent, **token)[0])

    with serving(url) as served:
        served.ask("POST", "bookmarks", {"key": "arxiv:1706.03762", "title": "First"}, **token)
        assert run("backup", file, "--database", url).returncode == 0
        head = served.ask("GET", "stats", **token)[2]["rev"]
        saving = threading.Thread(target=save_more)
        saving.start()
        done = run("restore", file, "--database", url)
        stop.set()
        saving.join()
        assert done.returncode == 0, done.stderr
        assert set(statuses) <= {200, 201, 503}, set(statuses)
        now = titles(served, token)
        assert "First" in now
        assert len(now) - 1 == served.ask("GET", "stats", **token)[2]["rev"] - head
        assert served.ask("POST", "bookmarks", {"key": "arxiv:1706.03763", "title": "After"}, **token)[0] == 201
    kept = Path(done.stdout.split()[-1])
    assert run("restore", str(kept), "--database", url).returncode == 0
    with serving(url) as served:
        before = titles(served, token)
    assert "After" not in before
    # whatever was answered with 201 is in the copy that was kept or in the restored library: nothing fell in between
    assert len((before | now) - {"First"}) == statuses.count(201)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_serving_makes_todays_backup(url, token):
    file = Path(url.removeprefix("sqlite:///"))
    with serving(url):
        end = time.monotonic() + 20
        while not daily.backups(file) and time.monotonic() < end:
            threading.Event().wait(0.02)
    assert len(daily.backups(file)) == 1
    assert "1 in " in run("doctor", "--database", url).stdout
