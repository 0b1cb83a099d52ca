"""Tags: on a bookmark an observed-remove set with a dot per (tag, device); themselves entities with an id."""

from manicule.core.checks import Refused
from manicule.core.limits import MAX_TAGS
from manicule.core.operations.unite import revived
from manicule.core.records import fold, new_tag
from manicule.core.work import UnknownRow, Work

# Tags on a bookmark: an observed-remove set, one dot per (tag, device)


def tag_bookmark(work: Work, mutation: dict) -> dict:
    """Put a tag on a bookmark. A deleted tag comes back: its use beats a delete that had not seen it."""
    tag = work.tag(mutation["tag"])
    record = work.change(revived(work, work.bookmark(mutation["bookmark"])))
    if tag["id"] not in record["tags"] and len(record["tags"]) >= MAX_TAGS:
        raise Refused("too_many_tags", f"A bookmark can carry {MAX_TAGS} tags.")
    if not tag["alive"]:  # somebody still uses it: that beats a delete which had not seen it
        tag = _revived_tag(work, tag)
    record["tags"].setdefault(tag["id"], {})[work.moment.device] = work.moment.rev
    used = work.change(tag)
    used["rev"] = tag["rev"]  # being used is no change of the tag: nothing of it travels
    used["used_rev"], used["used_by"] = work.moment.rev, work.moment.device
    return {"status": "applied"}


def untag_bookmark(work: Work, mutation: dict) -> dict:
    """Take off the dots the author saw of these tags. If a dot unseen is left the tag is `kept`."""
    record = work.bookmark(mutation["bookmark"])
    if not record["alive"]:
        return {"status": "superseded"}
    named = set(mutation["tags"]) | {_resolved(work, tag_id) for tag_id in mutation["tags"]}
    here = [tag_id for tag_id in record["tags"] if tag_id in named or _resolved(work, tag_id) in named]
    survived = False
    for tag_id in here:
        dots = work.bookmark(record["id"])["tags"][tag_id]
        left = {by: rev for by, rev in dots.items() if not work.causal({"by": by, "rev": rev}, mutation["base"])}
        survived = survived or bool(left)
        if left == dots:
            continue
        tags = work.change(record)["tags"]
        if left:
            tags[tag_id] = left
        else:
            del tags[tag_id]
    return {"status": "kept" if survived else "applied"}


def _resolved(work: Work, tag_id: str) -> str:
    try:
        return work.tag(tag_id)["id"]
    except UnknownRow:
        return tag_id


# Tags themselves: entities with an id, so a rename is one change


def create_tag(work: Work, mutation: dict) -> dict:
    """Make a tag, or an alias of the one that has this name."""
    tag_id, name = mutation["tag"], mutation["name"]
    if tag_id in work.state.tags:
        return {"status": "applied"}
    tag = work.change(new_tag(tag_id, name, work.moment.rev, work.at, work.moment.device))
    same = work.state.names.get(fold(name))
    if same is None:
        return {"status": "applied"}
    tag["alive"], tag["alias_of"] = False, same
    return {"status": "aliased", "tag": same}


def rename_tag(work: Work, mutation: dict) -> dict:
    """Rename a tag: one change, whatever its use. Into a name that is taken, the two merge."""
    tag, name = work.tag(mutation["tag"]), mutation["name"]
    if tag["name"] == name and tag["alive"]:
        return {"status": "applied"}
    stored = {"rev": tag["name_rev"], "at": tag["name_at"], "by": tag["name_by"]}
    if not work.causal(stored, mutation["base"]) and not work.newer(stored):
        return {"status": "superseded"}
    same = work.state.names.get(fold(name))
    if same is not None and same != tag["id"]:
        return _merge_tags(work, tag, work.tag(same))
    tag = work.change(tag)
    tag.update(alive=True, name=name, name_rev=work.moment.rev, name_at=work.at, name_by=work.moment.device)
    return {"status": "applied"}


def merge_tag(work: Work, mutation: dict) -> dict:
    """Make a tag an alias of another."""
    tag, into = work.tag(mutation["tag"]), work.tag(mutation["into"])
    if tag["id"] == into["id"]:
        return {"status": "applied"}
    return _merge_tags(work, tag, into if into["alive"] else _revived_tag(work, into))


def _merge_tags(work: Work, tag: dict, into: dict) -> dict:
    gone = work.change(tag)
    gone["alive"], gone["alias_of"] = False, into["id"]
    kept = work.change(into)
    kept["used_rev"], kept["used_by"] = work.moment.rev, work.moment.device
    return {"status": "merged", "tag": into["id"]}


def delete_tag(work: Work, mutation: dict) -> dict:
    """Delete a tag, unless it was renamed or used unseen: then it is `kept`."""
    tag, base = work.tag(mutation["tag"]), mutation["base"]
    if not tag["alive"]:
        return {"status": "applied"}
    used = {"rev": tag["used_rev"], "by": tag["used_by"]}
    named = {"rev": tag["name_rev"], "by": tag["name_by"]}
    if not work.causal(named, base) or (tag["used_by"] and not work.causal(used, base)):
        return {"status": "kept"}
    work.change(tag)["alive"] = False
    return {"status": "applied"}


def _revived_tag(work: Work, tag: dict) -> dict:
    """A deleted tag is wanted again: it comes back, or its name's new owner stands for it."""
    same = work.state.names.get(fold(tag["name"]))
    if same is not None:
        gone = work.change(tag)
        gone["alias_of"] = same
        return work.tag(same)
    tag = work.change(tag)
    tag["alive"] = True
    return tag
