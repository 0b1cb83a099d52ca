"""Several import at once, and an import that stops: nothing twice, nothing in half."""

import io
import threading

import pytest

from manicule.errors import DatabaseBusy
from manicule.models import database
from manicule.services import exchange, ledger, listing

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
        exchange.commit(library, device.id, exchange.Source(io.BytesIO(FILE.encode())), NOW)
    assert not database.obj.in_transaction()
    assert listing.page(library)["items"] == []
