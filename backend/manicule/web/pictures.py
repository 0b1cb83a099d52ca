"""Pictures of the library: what was saved and read, what waits, and how far each tag is."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from manicule.api.auth import now
from manicule.core import charts
from manicule.services import activity, stats

WIDTH, HEIGHT = 720, 180
WEEKS_SHOWN = 26


def show_reading() -> ResponseReturnValue:
    """Reading activity by week, the backlog over time, and status by tag."""
    weeks, tags = activity.weeks(g.library, now()), activity.status_by_tag(g.library)
    recent = weeks[-WEEKS_SHOWN:]
    return render_template(
        "reading.html", numbers=stats.count(g.library), weeks=weeks, recent=recent, tags=tags,
        width=WIDTH, height=HEIGHT,
        bars=charts.bars([(week["saved"], week["read"]) for week in recent], WIDTH, HEIGHT),
        backlog=charts.areas([[week["all"] for week in weeks], [week["waiting"] for week in weeks]], WIDTH, HEIGHT),
        stacks=charts.stacks([tag["statuses"] for tag in tags], WIDTH),
    )  # fmt: skip


ROUTES = [("GET", "/reading", show_reading)]
