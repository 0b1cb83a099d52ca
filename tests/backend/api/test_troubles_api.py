"""When the database is in trouble, each request gets a sentence and nothing already stored is harmed."""

import sqlite3

import pytest
from cluster import sqlite_only

from manicule.models import database

PAPER = "arxiv:1706.03762"


@pytest.fixture
def path(url) -> str:
    return url.removeprefix("sqlite:///")


@sqlite_only
def test_a_full_disk_is_a_sentence_and_what_was_stored_stays(me, path):
    me.post("bookmarks", {"key": PAPER, "note": "kept"})
    with sqlite3.connect(path) as file:
        pages = file.execute("PRAGMA page_count").fetchone()[0]
    file.close()
    database.obj.pragma("max_page_count", pages, permanent=True)
    answer = me.post("bookmarks", {"key": "arxiv:2401.00001", "note": "x" * 200_000, "tags": ["t"]})
    assert (answer.status_code, answer.json["type"]) == (507, "database-full")
    assert "free some space" in answer.json["detail"]
    assert me.get(f"bookmarks/{PAPER}").json["note"] == "kept"
    assert me.get("tags").json["items"] == []
    database.obj.close_all()
    database.obj._pragmas = [one for one in database.obj._pragmas if one[0] != "max_page_count"]
    assert me.post("bookmarks", {"key": "arxiv:2401.00001", "note": "x" * 200_000}).status_code == 201
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    file.close()


@sqlite_only
def test_a_full_disk_refuses_a_sync_without_losing_its_place(me, path):
    [device] = [one["id"] for one in me.get("devices").json["items"]]
    with sqlite3.connect(path) as file:
        file.execute("VACUUM")  # migrations leave pages free, in which there would be room
        pages = file.execute("PRAGMA page_count").fetchone()[0]
    file.close()
    edit = {"seq": 1, "mid": "m" * 36, "at": 1, "op": "bookmark.create", "bookmark": "bm_" + "a" * 22,
            "ids": [PAPER], "meta": {"abstract": "x" * 20_000}}  # fmt: skip
    body = {"protocol": 1, "device": device, "cursor": None, "mutations": [edit]}
    database.obj.pragma("max_page_count", pages, permanent=True)
    assert me.post("sync", body).json["type"] == "database-full"
    database.obj.close_all()
    database.obj._pragmas = [one for one in database.obj._pragmas if one[0] != "max_page_count"]
    assert me.post("sync", body).json["results"][0]["status"] == "applied"


@sqlite_only
def test_a_database_that_another_program_writes_to_is_busy(me, path):
    database.obj.pragma("busy_timeout", 50, permanent=True)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = me.post("bookmarks", {"key": PAPER})
    assert (answer.status_code, answer.json["type"]) == (503, "database-busy")
    assert answer.headers["Retry-After"]
    assert me.get("bookmarks").status_code == 200
    other.execute("ROLLBACK")
    other.close()
    assert me.post("bookmarks", {"key": PAPER}).status_code == 201


@sqlite_only
def test_a_read_only_database_is_a_sentence(me):
    database.obj.pragma("query_only", 1, permanent=True)
    answer = me.post("bookmarks", {"key": PAPER})
    assert (answer.status_code, answer.json["type"]) == (503, "database-read-only")
    assert me.get("bookmarks").status_code == 200


def test_health_says_when_the_database_does_not_answer(me, client):
    database.execute_sql("ALTER TABLE server RENAME TO lost")
    database.close()
    answer = client.get("/api/v1/health")
    assert (answer.status_code, answer.json["status"]) == (503, "trouble")
