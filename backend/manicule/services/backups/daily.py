"""A backup a day of the SQLite file that is served, in `backups` beside it: one for each of the last 7 days that have
one, and the last of each of the 4 weeks before.
"""

import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from manicule.services import repeating
from manicule.services.backups import backup_sqlite

DAYS, WEEKS = 7, 4
EVERY = 3_600  # seconds between two looks at the clock; a laptop may have slept in between


def backups(file: Path) -> dict[date, Path]:
    """The backups of a database, the newest first."""
    name = re.compile(re.escape(file.stem) + r"-(\d{4}-\d\d-\d\d)\.db")
    found = {made[1]: path for path in folder(file).glob("*.db") if (made := name.fullmatch(path.name))}
    return {date.fromisoformat(day): found[day] for day in sorted(found, reverse=True)}


def folder(file: Path) -> Path:
    """Where the backups of a database are."""
    return file.parent / "backups"


def today(now: int) -> date:
    """The day of `now` (ms since 1970), in UTC."""
    return datetime.fromtimestamp(now / 1000, UTC).date()


def keep_up(file: Path, now: int) -> Path | None:
    """Make today's backup unless it is there, then delete those that are not kept. Returns the new one, if any.

    :raise BackupDamaged: if the copy, and so the database, is not sound; then none is deleted
    """
    day = today(now)
    if day in backups(file):
        return None
    made = folder(file) / f"{file.stem}-{day}.db"
    part = made.with_name(f"{made.name}.part")
    made.parent.mkdir(mode=0o700, exist_ok=True)
    if not claim(part):
        return None
    try:
        backup_sqlite.copy(file, part)
        backup_sqlite.check(part)
        part.replace(made)
    finally:
        part.unlink(missing_ok=True)
    there = backups(file)
    for old in there.keys() - kept(list(there)):
        there[old].unlink()
    return made


def claim(part: Path) -> bool:
    """Whether this process is the one of the server's that makes the file; one left by a crash is made anew."""
    if part.exists() and time.time() - part.stat().st_mtime > EVERY:
        part.unlink(missing_ok=True)
    try:
        part.touch(0o600, exist_ok=False)
    except FileExistsError:
        return False
    return True


def kept(days: list[date]) -> set[date]:
    """Which of these days' backups are kept."""
    newest = sorted(days, reverse=True)
    of_week: dict[tuple[int, int], date] = {}
    for day in newest[DAYS:]:
        of_week.setdefault(day.isocalendar()[:2], day)
    return {*newest[:DAYS], *list(of_week.values())[:WEEKS]}


def start(file: Path, clock: Callable[[], int]) -> threading.Event:
    """Keep up with the days in a thread, until the event is set."""
    return repeating.every(EVERY, "backups", lambda _: keep_up(file, clock()), "Today's backup could not be made")
