"""What became of a library week by week: what was saved, what was read, what waits. Weeks begin on Monday."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from manicule.core.views import told

DONE = ("read", "dismissed")
MOST_WEEKS = 520


def weeks(papers: Iterable[tuple[int, int | None, int | None]], now: int) -> list[dict]:
    """A row for each week from the first to this one, without a gap, at most those of ten years.

    :param papers: of each when it was saved, read, and done with (read or dismissed), in ms since 1970, None if not
    :param now: ms since 1970
    :return: `{week: "2026-11-23", saved, read, all, waiting}`, the last two at the end of the week
    """
    counts: dict[datetime, list[int]] = {}
    for moments in papers:
        for place, moment in enumerate(moments):
            if moment is not None:
                counts.setdefault(monday(moment), [0, 0, 0])[place] += 1
    if not counts:
        return []
    rows, total, gone, week = [], 0, 0, min(counts)
    while week <= max(monday(now), max(counts)):
        saved, read, done = counts.get(week, (0, 0, 0))
        total, gone = total + saved, gone + done
        rows.append({"week": f"{week:%Y-%m-%d}", "saved": saved, "read": read, "all": total, "waiting": total - gone})
        week += timedelta(days=7)
    return rows[-MOST_WEEKS:]


def monday(moment: int) -> datetime:
    """The beginning of the week of a moment in ms since 1970."""
    day = datetime.fromtimestamp(moment / 1000, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def moments(saved_at: int, fields: dict) -> tuple[int, int | None, int | None]:
    """When a paper was saved, read and done with: as its fields tell, never before it was saved."""
    status = told({"fields": fields, "meta": {}}, "status", "to_read")
    at = max(saved_at, fields["status"]["at"]) if "status" in fields else saved_at
    return saved_at, at if status == "read" else None, at if status in DONE else None
