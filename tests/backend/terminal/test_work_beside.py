"""What a server does beside its requests, by its settings."""

import socket
import threading
from pathlib import Path

import peewee
import pytest

from manicule.config import Config
from manicule.services import repeating
from manicule.services.embeddings import embedding
from manicule.terminal import serving


@pytest.fixture
def begun(monkeypatch):
    names = []
    monkeypatch.setattr(repeating, "every", lambda _seconds, name, *_rest: names.append(name))
    monkeypatch.setattr(embedding, "available", lambda: True)
    return names


def begin(**settings: bool) -> None:
    with socket.socket() as unused:
        serving._work_beside(serving.Plan(Config(**settings), unused, 1, 1, Path("library.db")))


def test_a_server_counts_embeds_and_backs_up_beside_its_requests_and_looks_at_links_if_told_to(begun):
    begin(check_links=True)
    assert sorted(begun) == ["backups", "embedder", "embedding", "links", "relating", "rows", "settling"]


@pytest.mark.parametrize(("word", "embeds"), [("", True), ("1", True), ("0", False), (" 0 ", False)])
def test_a_server_that_is_told_not_to_makes_no_sentence_embeddings(begun, monkeypatch, word, embeds):
    monkeypatch.setenv("MANICULE_EMBED", word)
    begin()
    assert ("embedding" in begun) == embeds


def test_work_that_comes_again_tells_what_went_wrong_but_not_that_somebody_else_was_writing(caplog):
    wrong = [peewee.OperationalError("database is locked"), OSError("The disk is gone")]
    done = threading.Event()

    def work(_stop: threading.Event) -> None:
        if wrong:
            raise wrong.pop(0)
        done.set()

    repeating.every(0.01, "tried", work, "It could not be done")
    assert done.wait(20)
    repeating.end()
    assert [record.getMessage() for record in caplog.records] == ["It could not be done: The disk is gone"]
