"""What can be wrong with a PostgreSQL server is said in a sentence, and passwords are not."""

import sys
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from cluster import Cluster

from manicule import create_app
from manicule.cli import main
from manicule.config import Config
from manicule.models import Head, database, disconnect, reading
from manicule.services import libraries, listing


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    if database.obj is not None:
        disconnect(database.obj)


def said(url: str) -> str:
    """The one sentence of a command on that database."""
    done = CliRunner().invoke(main, ["tags", "--database", url])
    assert (done.exit_code, done.stdout) == (1, "")
    assert isinstance(done.exception, SystemExit)
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_a_server_that_does_not_run_is_a_sentence():
    assert "cannot be reached" in said("postgresql://me@/papers?host=/nowhere")
    assert "cannot be reached" in said("postgresql://me@127.0.0.1:1/papers")


def test_a_wrong_password_a_missing_database_and_one_that_is_not_ours_are_sentences(postgres: Cluster):
    assert "user or password" in said(postgres.url("library", "stranger:wrong"))
    assert "user or password" in said(postgres.url("library", "stranger"))
    assert "user or password" in said(postgres.url("library", "nobody:x"))
    assert "no database of this name" in said(postgres.url("nowhere"))
    postgres.empty()
    assert "may not create or change tables" in said(postgres.url("library", "stranger:right"))


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres: Cluster):
    postgres.say("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    assert "not in UTF8" in said(postgres.url("narrow"))


@pytest.mark.parametrize("url", ["postgresql://me@host", "postgresql://host/db?colour=red"])
def test_a_wrong_address_is_a_sentence(url):
    assert "no database address" in said(url)


def test_without_the_driver_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'manicule[postgres]'" in said("postgresql://me@/papers")


def test_an_address_is_printed_without_its_password():
    assert libraries.place("postgresql://me:se:cr@host/db") == "postgresql://me:…@host/db"
    assert libraries.place("postgresql://me@/db?host=/run&password=secret&a=b").count("secret") == 0
    assert libraries.place("sqlite:///a:b@c.db") == "sqlite:///a:b@c.db"


def test_a_server_that_stops_is_a_sentence_and_one_that_is_back_is_used_again(postgres: Cluster):
    url = postgres.empty()
    client = create_app(Config(database=url)).test_client()
    assert client.get("/api/v1/health").status_code == 200
    postgres.say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'library'")
    assert client.get("/api/v1/health").status_code == 200
    with postgres.stopped():
        answer = client.get("/api/v1/tags", headers={"Authorization": f"Bearer mn_1_{'a' * 43}"})
        assert (answer.status_code, answer.json["type"]) == (503, "database-server-down")
        assert answer.headers["Retry-After"]
    assert client.get("/api/v1/health").status_code == 200


def test_the_first_request_after_a_restart_of_the_database_is_answered(postgres: Cluster):
    bound = libraries.open_database(postgres.empty())
    assert libraries.server_uid()
    bound.close()
    with postgres.stopped():
        pass
    bound.connect()
    assert libraries.server_uid()


def test_who_waits_too_long_for_the_library_is_told_that_it_is_busy(postgres: Cluster):
    import psycopg

    url = postgres.empty() + "&options=-c%20lock_timeout%3D50"
    done = CliRunner().invoke(main, ["add", "arxiv:1706.03762", "--database", url])
    assert done.exit_code == 0, done.output
    with psycopg.connect(postgres.url("library")) as other:
        other.execute("UPDATE head SET rev = rev")
        done = CliRunner().invoke(main, ["add", "arxiv:1706.03763", "--database", url])
        other.rollback()
    assert (done.exit_code, "try again in a moment" in done.stderr) == (1, True)


def test_what_is_read_for_one_answer_is_of_one_moment(postgres: Cluster):
    bound = libraries.open_database(postgres.empty())
    library = libraries.find_or_make("default", 0)
    with reading(bound):
        before = Head.get(Head.library == library).rev
        postgres.say("UPDATE head SET rev = rev + 1", "library")
        assert Head.get(Head.library == library).rev == before
    assert Head.get(Head.library == library).rev == before + 1


def test_a_search_is_planned_for_its_own_words_each_time_and_what_else_is_asked_once(postgres: Cluster):
    bound = libraries.open_database(postgres.empty())
    library = libraries.find_or_make("default", 1_700_000_000_000)
    for word in ("one", "two", "three", "four", "five", "six", "seven", "eight"):
        listing.page(library, q=word)
        listing.page(library, q="year:2026", sort="title")
    kept = [sql for (sql,) in bound.execute_sql("SELECT statement FROM pg_prepared_statements").fetchall()]
    assert [sql for sql in kept if "tsquery" in sql] == []
    assert any("rev_tag" in sql for sql in kept)
