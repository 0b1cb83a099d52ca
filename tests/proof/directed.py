"""Histories laid out by hand, for faults that chance finds once in hundreds of runs. Without a fault they all hold."""

from plans import DAY, NOW, PAPERS

ROW = {"form": 2, "how": "append", "where": 0, "count": 1, "which": 0}


def history(*steps: dict) -> dict:
    """A plan of two devices with right clocks; the steps are numbered as they stand."""
    numbered = [{"n": n, "dt": 1_000, **step} for n, step in enumerate(steps)]
    return {"seed": 1, "kind": "directed", "now": NOW, "papers": PAPERS, "skews": [0, 0], "steps": numbered}


def edit(act: str, device: int, paper: int, **more: object) -> dict:
    return {"do": act, "d": device, "paper": paper, **ROW, **more}


def sync(device: int, *faults: dict, limit: int = 500) -> dict:
    return {"do": "sync", "d": device, "limit": limit, "faults": list(faults)}


def meanwhile(at: int, n: int, step: dict) -> dict:
    """Before request number `at` of a sync arrives."""
    return {"at": at, "kind": "meanwhile", "first": True, "step": {"n": n, "dt": 300, **step}}


RESTORE = {"do": "restore", "which": 1}

# The row of an acknowledged edit moves behind the page that is being pulled, and then the server is restored.
MOVED_BEHIND_THE_PAGE = history(
    edit("save", 0, 0), sync(0), edit("save", 1, 1), sync(1), {"do": "backup"},
    edit("save", 1, 2), edit("set", 1, 0, field="status", value="read"), edit("note", 0, 0),
    sync(0, meanwhile(1, 100, sync(1, {"at": 0, "kind": "lost answer"})), meanwhile(2, 101, RESTORE), limit=1),
)  # fmt: skip

# The restored server still has the revision at which the pull stopped, but not the one that was its head.
RESTORED_BEHIND_THE_PULL = history(
    edit("save", 0, 0), sync(0), edit("save", 1, 1), edit("save", 1, 2), sync(1), {"do": "backup"},
    edit("note", 0, 0), sync(0, meanwhile(1, 100, RESTORE), limit=1),
)  # fmt: skip

# Who replaces a value that it has seen is right, though its clock was set back since it last asked the server.
CLOCK_SET_BACK = history(
    edit("save", 1, 0), edit("set", 1, 0, field="title", value="typed 1"), sync(1), sync(0),
    {"do": "clock", "d": 0, "skew": -DAY}, edit("set", 0, 0, field="title", value="typed 5"), sync(0), sync(1),
)  # fmt: skip

DIRECTED = {
    "moved behind the page": MOVED_BEHIND_THE_PAGE,
    "restored behind the pull": RESTORED_BEHIND_THE_PULL,
    "clock set back": CLOCK_SET_BACK,
}
