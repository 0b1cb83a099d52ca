"""When a link counts as dead, and when it is looked at again."""

import subprocess
from pathlib import Path

import pytest

from manicule.core.link_health import ALIVE, BUSY, DAY, EMPTY, GONE, REFUSED, SILENT, Health, after, holds_nothing, mark

START = 1_790_000_000_000


def lives(*found: str) -> tuple[list[int], Health]:
    """Looks whenever one is due: the days waited after each, and the health in the end."""
    health, now, waits = Health(), START, []
    for word in found:
        health = after(health, word, now)
        waits.append(health.wait // DAY)
        now += health.wait
    return waits, health


def test_a_link_that_answers_is_left_alone_for_longer_each_time():
    waits, health = lives(*[ALIVE] * 6)
    assert (waits, mark(health)) == ([7, 14, 28, 56, 90, 90], None)


@pytest.mark.parametrize("why", [GONE, EMPTY])
def test_what_is_not_there_is_asked_again_before_it_counts_as_dead(why):
    assert mark(lives(ALIVE, why)[1]) is None
    waits, health = lives(why, why, why)
    assert (waits, mark(health)) == ([1, 7, 14], {"why": why, "since": "2026-09-21"})


def test_one_silence_is_none_and_four_over_a_week_are():
    assert mark(lives(SILENT, SILENT, SILENT)[1]) is None
    waits, health = lives(SILENT, SILENT, SILENT, SILENT)
    assert (waits, mark(health)) == ([1, 2, 4, 7], {"why": "silent", "since": "2026-09-21"})


def test_silences_within_a_week_are_not_enough():
    health = Health()
    for hour in range(100):
        health = after(health, SILENT, START + hour * 3_600_000)
    assert mark(health) is None


def test_what_answers_in_between_begins_anew():
    assert mark(lives(GONE, ALIVE, GONE)[1]) is None
    assert mark(lives(GONE, SILENT, GONE)[1]) is None
    assert mark(lives(GONE, GONE, ALIVE)[1]) is None


def test_what_died_stays_dead_whatever_it_does_then_but_answer():
    assert mark(lives(GONE, GONE, SILENT, BUSY, EMPTY)[1])["why"] == "gone"


def test_a_site_that_is_busy_and_an_address_that_must_not_be_asked_say_nothing():
    assert lives(GONE, BUSY, BUSY, BUSY)[1]._replace(wait=0) == lives(GONE)[1]._replace(wait=0)
    assert lives(REFUSED, REFUSED) == ([90, 90], Health(90 * DAY))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path], check=True)
    return tmp_path


def advertised(repository: Path) -> bytes:
    """What git says over HTTP of its refs: its own program's answer behind the line of the protocol."""
    command = ["git", "upload-pack", "--stateless-rpc", "--advertise-refs", str(repository)]
    refs = subprocess.run(command, check=True, capture_output=True).stdout
    return b"001e# service=git-upload-pack\n0000" + refs


def test_git_tells_an_empty_repository_from_one_with_a_branch(repository):
    assert holds_nothing(advertised(repository))
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@mail.example"]
    subprocess.run(["git", "-C", repository, *who, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    assert not holds_nothing(advertised(repository))
    assert not holds_nothing(advertised(repository)[:80])


@pytest.mark.parametrize(
    ("said", "nothing"),
    [(b"001e# service=git-upload-pack\n00000000", True), (b"", False), (b"<!doctype html>", False), (b"zzzz", False),
     (b"001e# service=git-upload-pack\n", False), (b"001e# service=git-upload-pack\n0000", False), (b"ffff", False)],
)  # fmt: skip
def test_a_repository_is_empty_only_where_git_says_so(said, nothing):
    assert holds_nothing(said) is nothing
