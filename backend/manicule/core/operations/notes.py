"""Notes: three-way merge, and a copy beside the note where both sides changed the same words."""

from manicule.core.checks import Refused
from manicule.core.limits import MAX_COPIES, MAX_NOTE
from manicule.core.merge import merge3
from manicule.core.operations.unite import keep_copy, revived
from manicule.core.work import Work


def edit_note(work: Work, mutation: dict) -> dict:
    """Change the note from `base_text` to `text`: `applied`, `merged` with another's change, or `copied` beside it."""
    record = work.bookmark(mutation["bookmark"])
    base, text, current = mutation["base_text"], mutation["text"], record["note"]["text"]
    if text == base or (text == current and record["alive"]):
        return {"status": "applied"}
    record = revived(work, record)
    current = record["note"]["text"]
    merged = merge3(base, current, text)
    record = work.change(record)
    if merged is None or len(merged.encode()) > MAX_NOTE:
        if len(record["note_copies"]) >= MAX_COPIES:
            raise Refused(
                "too_many_copies", f"This note has {MAX_COPIES} versions beside it. Settle some of them first."
            )
        keep_copy(work, record, text, work.moment.device)
        return {"status": "copied"}
    work.remember(record, "note", current, work.at, record["note"]["by"], "replaced")
    record["note"] = {"text": merged, "rev": work.moment.rev, "by": work.moment.device}
    return {"status": "applied" if base == current else "merged"}


def resolve_note(work: Work, mutation: dict) -> dict:
    """Drop a copy that the user has dealt with; its words stay in the history."""
    record = work.bookmark(mutation["bookmark"])
    found = [c for c in record["note_copies"] if c["id"] == mutation["copy"]]
    if not record["alive"] or not found:
        return {"status": "applied"}
    record = work.change(record)
    record["note_copies"] = [c for c in record["note_copies"] if c["id"] != mutation["copy"]]
    work.remember(record, "note", found[0]["text"], found[0]["at"], found[0]["by"], "resolved")
    return {"status": "applied"}
