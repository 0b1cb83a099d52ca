"""A backup a day while serving, and the old ones thinned out."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from manicule.errors import BackupDamaged
from manicule.models import Library
from manicule.services import doctor
from manicule.services.backups import backup, daily

DAY = 86_400_000
NOW = 1_790_000_000_000


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path}/papers.db"


@pytest.fixture
def file(opened, library) -> Path:
    return Path(opened.database)


def test_one_backup_a_day_is_made_and_can_be_opened(url, file):
    made = daily.keep_up(file, NOW)
    assert made == file.parent / "backups" / f"{file.stem}-{daily.today(NOW)}.db"
    backup.check(url, made)
    assert made.stat().st_mode & 0o077 == 0
    assert daily.keep_up(file, NOW + 3_600_000) is None
    assert daily.keep_up(file, NOW + DAY) is not None


def test_seven_days_and_the_four_weeks_before_are_kept(file):
    for n in range(60):
        daily.keep_up(file, NOW + n * DAY)
    days = list(daily.backups(file))
    last = daily.today(NOW + 59 * DAY)
    assert days[:7] == [last - timedelta(days=n) for n in range(7)]
    assert len(days) == 11
    assert len({day.isocalendar()[:2] for day in days[7:]}) == 4
    assert last - days[-1] < timedelta(weeks=6)


def test_gaps_between_the_days_do_not_shorten_what_is_kept():
    days = [date(2026, 1, 1) + timedelta(days=20 * n) for n in range(12)]
    assert daily.kept(days) == set(days[1:])


def test_a_damaged_database_pushes_no_sound_backup_out(file, opened):
    made = daily.keep_up(file, NOW)
    opened.close_all()
    content = bytearray(file.read_bytes())
    content[8_192:] = b"\x55" * (len(content) - 8_192)
    file.write_bytes(content)
    with pytest.raises((BackupDamaged, sqlite3.DatabaseError)):
        daily.keep_up(file, NOW + DAY)
    assert list(daily.backups(file).values()) == [made]


def test_another_database_in_the_folder_has_backups_of_its_own(file):
    daily.keep_up(file, NOW)
    (file.parent / "backups" / f"other-{daily.today(NOW)}.db").touch()
    assert len(daily.backups(file)) == 1


def test_the_doctor_opens_the_backups_and_says_their_age(file):
    assert "No backups yet" in doctor.copies(NOW).said
    made = daily.keep_up(file, NOW)
    assert "of today" in doctor.copies(NOW).said
    assert "3 days old" in doctor.copies(NOW + 3 * DAY).said
    made.write_bytes(made.read_bytes()[:9_000])
    found = doctor.copies(NOW)
    assert (found.ok, str(made) in found.said) == (False, True)


def test_the_thread_makes_one_at_once_and_ends_when_it_is_told(file):
    made = []
    ready = daily.threading.Event()

    def clock() -> int:
        made.append(len(daily.backups(file)))
        ready.set()
        return NOW

    stop = daily.start(file, clock)
    assert ready.wait(10)
    stop.set()
    [thread] = [one for one in daily.threading.enumerate() if one.name == "backups"] or [None]
    if thread:
        thread.join(10)
    assert len(daily.backups(file)) == 1
    assert Library.select().count() == 1
