"""Links that a user added or a page named, one entity each."""

from manicule.core.checks import Refused
from manicule.core.limits import MAX_LINKS
from manicule.core.operations.unite import revived
from manicule.core.work import Work


def put_link(work: Work, mutation: dict) -> dict:
    """Add or change a link: `applied`, or `superseded` when a tie was lost."""
    record = revived(work, work.bookmark(mutation["bookmark"]))
    stored = record["links"].get(mutation["link"])
    if stored is not None and stored["v"] == mutation["value"]:
        return {"status": "applied"}
    if stored is None and len(record["links"]) >= MAX_LINKS:
        raise Refused("too_many_links", f"A bookmark can hold {MAX_LINKS} links.")
    if stored is not None and not work.causal(stored, mutation["base"]) and not work.newer(stored):
        work.remember(record, "link", mutation["value"], work.at, work.moment.device, "superseded")
        return {"status": "superseded"}
    record = work.change(record)
    if stored is not None:
        work.remember(record, "link", stored["v"], stored["at"], stored["by"], "replaced")
    same = stored is not None and stored["v"]["url"] == mutation["value"]["url"]
    kept = {"dead": stored["dead"]} if same and "dead" in stored else {}
    record["links"][mutation["link"]] = work.stamp(mutation["value"]) | kept
    return {"status": "applied"}


def delete_link(work: Work, mutation: dict) -> dict:
    """Remove a link, unless another device changed it unseen: then it is `kept`."""
    record = work.bookmark(mutation["bookmark"])
    stored = record["links"].get(mutation["link"])
    if not record["alive"] or stored is None:
        return {"status": "applied"}
    if not work.causal(stored, mutation["base"]):
        return {"status": "kept"}
    record = work.change(record)
    work.remember(record, "link", stored["v"], stored["at"], stored["by"], "replaced")
    del record["links"][mutation["link"]]
    return {"status": "applied"}


def mark_link(work: Work, mutation: dict) -> dict:
    """Say of a link that it is dead, or no longer. That is no edit: nothing of anybody's is older or newer for it."""
    record = work.bookmark(mutation["bookmark"])
    stored = record["links"].get(mutation["link"])
    gone = not record["alive"] or stored is None or stored["v"]["url"] != mutation["url"]
    if gone or stored.get("dead") == mutation["dead"]:
        return {"status": "applied"}
    edited = record["updated_at"]
    record = work.change(record)
    record["updated_at"] = edited
    stored = record["links"][mutation["link"]]
    stored.pop("dead", None)
    if mutation["dead"]:
        stored["dead"] = mutation["dead"]
    return {"status": "applied"}
