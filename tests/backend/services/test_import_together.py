"""Several import at once, and an import that stops: nothing twice, nothing in half."""

import io
import sqlite3
import threading
from contextlib import closing

import pytest

from manicule.errors import DatabaseBusy, database_trouble
from manicule.models import database
from manicule.services import edits, ledger, listing
from manicule.services.exchange import importing

NOW = 1_790_000_000_000
FILE = "\n".join(f"@misc{{k{n}, title={{Invented paper number {n}}}, doi={{10.1000/{n}}}}}" for n in range(300))


def test_two_who_import_the_same_file_at_once_get_each_paper_once(app, make_person):
    people = [make_person("one"), make_person("two")]
    answers = []

    def send(person) -> None:
        other = type(person)(app.test_client(), person.token)
        answers.append(other.ask("POST", "import", data=FILE.encode()))

    threads = [threading.Thread(target=send, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert sum(len(answer.json["new"]) for answer in answers) == 300
    assert people[0].get("stats").json["bookmarks"] == 300


def test_an_import_that_fails_in_the_middle_leaves_nothing_behind(library, device, monkeypatch):
    take = ledger.take_together
    calls = []

    def fail(*given):
        calls.append(1)
        if len(calls) == 2:
            raise DatabaseBusy()
        return take(*given)

    monkeypatch.setattr(ledger, "take_together", fail)
    with pytest.raises(DatabaseBusy):
        importing.commit(library, device.id, importing.Source(io.BytesIO(FILE.encode())), NOW)
    assert not database.obj.in_transaction()
    assert listing.page(library)["items"] == []


@pytest.fixture
def somebody(url):
    """Another program that writes: it holds the lock until it is told to end, and ours gives up at once."""
    database.execute_sql("PRAGMA busy_timeout = 0" if url.startswith("sqlite") else "SET lock_timeout = 10")
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield other
        return
    import psycopg

    with closing(psycopg.connect(url)) as other:
        other.execute("SELECT * FROM head FOR UPDATE")
        yield other


def test_long_work_waits_for_who_writes_and_goes_on(library, device, somebody):
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            somebody.rollback()

    with edits.patiently(library, wait):
        pass
    assert waits == [edits.TURN] * 3


def test_long_work_says_in_the_end_that_the_database_is_busy(library, somebody):
    waits = []
    with pytest.raises(Exception, match="lock") as failed, edits.patiently(library, waits.append):
        pass
    assert isinstance(database_trouble(failed.value), DatabaseBusy)
    assert len(waits) == edits.TRIES - 1
    somebody.rollback()
    with edits.patiently(library):
        pass


def test_of_one_process_the_next_long_work_begins_to_write_when_the_first_has_ended(library):
    order, waits, tried = [], [], threading.Event()

    def second() -> None:
        with database.connection_context():
            tried.set()
            with edits.patiently(library, waits.append):
                order.append("second")

    thread = threading.Thread(target=second)
    with edits.patiently(library):
        thread.start()
        tried.wait(20)
        thread.join(0.3)
        order.append("first")
    thread.join(20)
    assert (order, waits) == (["first", "second"], [])


def test_an_import_of_many_lets_others_write_after_each_part(library, device, monkeypatch):
    pauses = []

    def others_turn(seconds: float) -> None:
        assert not database.obj.in_transaction()
        pauses.append(seconds)

    monkeypatch.setattr(importing, "PART", 100)
    monkeypatch.setattr(importing.time, "sleep", others_turn)
    importing.commit(library, device.id, importing.Source(io.BytesIO(FILE.encode())), NOW)
    assert pauses == [edits.TURN] * 2
    assert len(listing.page(library, limit=500)["items"]) == 300
