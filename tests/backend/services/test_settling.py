"""The search index is brought together beside the requests: what is found stays the same, little is written."""

import threading

import pytest
from cluster import sqlite_only
from shelved import put

from manicule.models import database
from manicule.services import listing
from manicule.services.searching import search_sqlite, settling

WORDS = "amber brook cedar delta ember fjord grove heath islet jetty"


@pytest.fixture
def scattered(library):
    """Papers saved one by one."""
    for number in range(120):
        save(library, number)
    return library


def save(library, *numbers: int, abstract: str = "") -> None:
    put(library, {
        f"p{number}": {"ids": [f"url:{number}.example"], "note": "", "tags": [], "saved_at": number,
                       "meta": {"title": f"{WORDS} {number}", "abstract": abstract.format(number)}}
        for number in numbers
    })  # fmt: skip


def names(library) -> list[str]:
    return [one["id"] for one in listing.page(library, q="amber OR 17", limit=200)["items"]]


def settle() -> int:
    """How many rows that took."""
    before = database.connection().total_changes
    settling.settle(threading.Event())
    return database.connection().total_changes - before


def pieces() -> int:
    return len(database.execute_sql(search_sqlite.PIECES).fetchall())


def test_papers_are_found_in_the_same_order_however_often_the_index_is_brought_together(scattered):
    before = names(scattered)
    settling.settle(threading.Event())
    assert (len(before), names(scattered)) == (120, before)


@sqlite_only
def test_an_index_of_many_pieces_becomes_one_and_then_is_left_alone(scattered):
    assert pieces() > 4
    settle()
    assert pieces() == 1
    at_rest = database.connection().total_changes
    settle()
    assert (pieces(), database.connection().total_changes - at_rest) == (1, 1)  # the command is a row, and no more


@sqlite_only
def test_a_few_new_papers_are_brought_together_without_the_many_old_ones(library):
    save(library, *range(300), abstract=" ".join(f"word{n}of{{0}}" for n in range(100)))
    whole = settle()
    for number in range(300, 304):
        save(library, number)
    assert settle() < whole / 10
    assert pieces() == 2


@sqlite_only
def test_the_work_ends_where_the_server_does(scattered):
    before, stop = pieces(), threading.Event()
    stop.set()
    settling.settle(stop)
    assert pieces() == before
