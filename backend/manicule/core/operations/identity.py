"""Identities by hand: a paper is given further ones, or what was joined in error is taken apart again."""

from collections.abc import Iterator

from manicule.core.checks import Refused
from manicule.core.merge import merge3
from manicule.core.operations.unite import claim, revived
from manicule.core.records import DETACHED
from manicule.core.work import Work


def attach(work: Work, mutation: dict) -> dict:
    """Say that these identities are this paper's: whoever has one becomes one with it, taken apart before or not."""
    record = work.change(revived(work, work.bookmark(mutation["bookmark"])))
    owners = [work.bookmark(work.owners[i]) for i in mutation["ids"] if i in work.owners]
    one_paper = {*mutation["ids"], *(i for one in (record, *owners) for i in one["ids"])}
    for one in map(work.change, (record, *owners)):
        for paper_id in one_paper - set(one["ids"]):
            one["id_sources"].pop(paper_id, None)
    stands = claim(work, work.change(work.bookmark(record["id"])), mutation["ids"], "mine")
    return {"status": "applied"} if stands["id"] == record["id"] else {"status": "aliased", "bookmark": stands["id"]}


def detach(work: Work, mutation: dict) -> dict:
    """Take identities off a bookmark. Who once stood under one of them, and was joined to it, stands again.

    The answer names in `restored` the bookmarks that stand again.
    """
    record = work.bookmark(mutation["bookmark"])
    gone = {paper_id for paper_id in mutation["ids"] if paper_id in record["ids"]}
    if not gone or not record["alive"]:
        return {"status": "applied" if record["alive"] else "superseded"}
    joined = sorted(_joined(work, record), key=lambda part: (len(part["ids"]), part["id"]))
    own = set(record["ids"]) - {paper_id for part in joined for paper_id in part["ids"]}
    if own <= gone and joined:  # all that was its own: then it is the others that leave
        gone = set(record["ids"]) - own
    parts = {part["id"]: part for i in sorted(gone) if (part := next((p for p in joined if i in p["ids"]), None))}
    gone |= {paper_id for part in parts.values() for paper_id in part["ids"] if paper_id in record["ids"]}
    left = [paper_id for paper_id in record["ids"] if paper_id not in gone]
    if not any(not paper_id.startswith("title:") for paper_id in left):
        raise Refused("last_identity", "This is all that says which paper it is. Remove the bookmark instead.")
    record = work.change(record)
    taken = {"before": record["ids"], "ids": sorted(gone)}
    work.remember(record, "ids", taken, work.at, work.moment.device, "detached")
    record["ids"] = left
    record["id_sources"] |= dict.fromkeys(gone, DETACHED)
    restored = [part["id"] for part in joined if part["id"] in parts and _stands_again(work, record, part, gone)]
    return {"status": "applied", **({"restored": restored} if restored else {})}


def _joined(work: Work, record: dict) -> Iterator[dict]:
    """The bookmarks that became aliases of this one, or of one of its aliases."""
    for one in work.state.bookmarks.values():
        if one["alias_of"] and work.bookmark(one["id"])["id"] == record["id"]:
            yield one


def _stands_again(work: Work, record: dict, part: dict, free: set[str]) -> bool:
    """A bookmark as it was before it was joined, with those of its identities that are free; they leave `free`."""
    ids = [paper_id for paper_id in part["ids"] if paper_id in free]
    if not ids:
        return False
    free -= set(ids)
    part = work.change(part)
    part.update(alive=True, alias_of=None, ids=ids)
    part["id_sources"] |= dict.fromkeys(record["ids"], DETACHED)
    _give_back(work, record, part)
    return True


def _give_back(work: Work, record: dict, part: dict) -> None:
    """What came with the bookmark that leaves, and was not touched since, leaves with it."""
    for link_id, link in part["links"].items():
        if record["links"].get(link_id) == link:
            del record["links"][link_id]
    copies = [copy["id"] for copy in part["note_copies"]]
    record["note_copies"] = [copy for copy in record["note_copies"] if copy["id"] not in copies]
    text, theirs = record["note"]["text"], part["note"]["text"]
    ours = text.removesuffix(theirs).rstrip("\n")
    if theirs and ours and text.endswith(theirs) and merge3("", ours, theirs) == text:
        work.remember(record, "note", text, work.at, record["note"]["by"], "replaced")
        record["note"] = {"text": ours, "rev": work.moment.rev, "by": work.moment.device}
