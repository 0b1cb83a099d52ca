"""What must hold when a history has come to rest: `verdict(server, played)` names everything that does not."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator

from manicule.core.records import fold, wire_bookmark, wire_tag
from manicule.core.views import view
from manicule.models import Applied, Bookmark, Identifier, Label, Library, Tag, database
from manicule.services import shelf, sites, sync

WORD = re.compile(r"w\d+_\d+")
SHOWN = ("ids", "key", "title", "authors", "abstract", "venue", "published", "url", "status", "rating", "starred",
         "note", "tags", "rev")  # fmt: skip
OURS = ("tag_ids", "folded", "titled", "cited", "was")  # members of a replica's rows that are its own

# Limits that the simulator sets low, what another device took off meanwhile, and the undo of a delete where the
# restored server never heard of the paper and this device never pulled it alive.
MAY_BE_REFUSED = {
    ("link.put", "too_many_links"), ("bookmark.restore", "unknown_row"), ("note.edit", "too_many_copies"),
    ("bookmark.detach", "last_identity"),
}  # fmt: skip


def verdict(played: dict) -> list[str]:
    """A sentence for everything that is not as promised; none when all is well. The server's library is open to it."""
    database.connect(reuse_if_open=True)
    try:
        ended = Ended()
        return [*played["trouble"], *ended.faults(), *agreed(ended, played), *told(played), *kept(ended, played)]
    finally:
        database.close()


class Ended:
    """The server's library at the end: `bookmarks` and `tags` by id, as records."""

    def __init__(self) -> None:
        self.library = Library.get(Library.name == "default")
        self.bookmarks = {row.id: shelf.bookmark_record(row) for row in Bookmark.select()}
        self.tags = {row.id: shelf.tag_record(row) for row in Tag.select()}
        self.alive = {key: record for key, record in self.bookmarks.items() if record["alive"]}
        rows = [wire_bookmark(one) for one in self.bookmarks.values()] + [wire_tag(one) for one in self.tags.values()]
        self.rows = {row["id"]: json.loads(json.dumps(row)) for row in rows}

    def behind(self, table: dict, row_id: str) -> dict | None:
        """The record behind an id, aliases followed."""
        for _ in range(len(table) + 1):
            record = table.get(row_id)
            if record is None or not record["alias_of"]:
                return record
            row_id = record["alias_of"]
        return None

    def faults(self) -> Iterator[str]:
        """What no library may be, whatever happened to it."""
        names = Counter(fold(tag["name"]) for tag in self.tags.values() if tag["alive"])
        yield from (f"two live tags are called {name}" for name, count in names.items() if count > 1)
        owners = Counter(i for one in self.alive.values() for i in one["ids"])
        yield from (f"{paper} is in two live bookmarks" for paper, count in owners.items() if count > 1)
        for table in (self.bookmarks, self.tags):
            yield from (f"the aliases of {row} lead nowhere" for row in table if self.behind(table, row) is None)
        stored = dict(Identifier.select(Identifier.value, Identifier.bookmark).tuples())
        if stored != {i: key for key, one in self.alive.items() for i in one["ids"]}:
            yield "the index of identities is not that of the bookmarks"
        labels = set(Label.select(Label.bookmark, Label.tag).tuples())
        wanted = {(key, tag) for key, one in self.alive.items() for tag in self.carried(one)}
        if labels != wanted:
            yield f"the labels are {sorted(labels)}, not {sorted(wanted)}"

    def carried(self, record: dict) -> set[str]:
        """The live tags of a bookmark, aliases followed."""
        found = (self.behind(self.tags, tag) for tag in record["tags"])
        return {tag["id"] for tag in found if tag and tag["alive"]}


def agreed(ended: Ended, played: dict) -> Iterator[str]:
    """Every replica is the server's library: row by row, as people see it, and by the digest."""
    expected = {one["id"]: shown(one) for one in server_views(ended)}
    digest = sync.digest(ended.library)
    for number, device in enumerate(played["devices"]):
        rows = device["rows"]
        if rows["outbox"]:
            yield f"device {number} still has {len(rows['outbox'])} edits to send"
        for one in rows["refused"]:
            if (one["mutation"]["op"], one["code"]) not in MAY_BE_REFUSED:
                yield f"device {number} was refused {one['mutation']['op']}: {one['code']}"
        if rows["fresh_bookmarks"] or rows["fresh_tags"]:
            yield f"device {number} never ended its recovery"
        here = {row["id"]: {k: v for k, v in row.items() if k not in OURS} for row in rows["bookmarks"] + rows["tags"]}
        for row in sorted(here.keys() | ended.rows.keys()):
            if here.get(row) != ended.rows.get(row):
                yield f"device {number} has {row} otherwise than the server: {here.get(row)} / {ended.rows.get(row)}"
                break
        seen = {one["id"]: shown(one) for one in device["views"]}
        if seen != expected:
            yield f"device {number} shows other bookmarks than the server: {seen} / {expected}"
        if summed(here) != digest["sum"]:
            yield f"device {number} has another digest than the server"


def server_views(ended: Ended) -> list[dict]:
    records = list(ended.alive.values())
    names, rules = shelf.tag_names(ended.library, records), sites.key_rules()
    return [view(record, names, rules) for record in records]


def shown(one: dict) -> dict:
    links = sorted((link["url"], link["kind"]) for link in one["links"])
    return {name: one[name] for name in SHOWN} | {"links": [list(link) for link in links]}


def summed(rows: dict[str, dict]) -> str:
    """The digest (services/sync.py) over a replica's rows."""
    parts = (hashlib.sha256(f"{row['kind']}|{row['id']}|{row['rev']}".encode()).digest()[:8] for row in rows.values())
    return str(sum(int.from_bytes(part) for part in parts) % 2**64)


def told(played: dict) -> Iterator[str]:
    """Every refusal is on the list of the device that made the edit."""
    refused = {row.mid for row in Applied.select() if row.result["status"] in ("rejected", "unknown_row")}
    refused -= set(played["resent"])
    listed = {one["mid"] for device in played["devices"] for one in device["rows"]["refused"]}
    if not played["disasters"] and refused != listed:
        yield f"{len(refused)} edits were refused, {len(listed)} refusals are shown"


def kept(ended: Ended, played: dict) -> Iterator[str]:
    """Nothing that was typed or saved is gone, unless somebody who saw it took it away."""
    texts = [
        text for one in ended.alive.values() for text in (one["note"]["text"], *(c["text"] for c in one["note_copies"]))
    ]
    texts += [link["v"]["title"] for one in ended.alive.values() for link in one["links"].values()]
    for one in (one["mutation"] for device in played["devices"] for one in device["rows"]["refused"]):
        texts += [one["value"]["title"] if one["op"] == "link.put" else one.get("text", "")]
    there = set(WORD.findall(" ".join(texts)))
    for word, by in played["typed"].items():
        if word not in there and word not in played["gone"] and word not in played["excused"]:
            yield f"the word {word} is lost; it was typed by {by}"
    papers = {paper for one in ended.alive.values() for paper in one["ids"]}
    for paper, by in played["saved"].items():
        if paper not in papers and paper not in played["deleted"] and paper not in played["excused"]:
            yield f"the paper {paper} is lost; it was saved by {by}"
    if not played["disasters"] and not played["rearranged"]:
        yield from doubled(ended, played)
        yield from returned(ended, played)
        yield from untagged(ended, played)


def doubled(ended: Ended, played: dict) -> Iterator[str]:
    """An edit was applied twice."""
    for one in ended.alive.values():
        for word, count in Counter(WORD.findall(one["note"]["text"])).items():
            if count > 1 and word not in played["gone"] and word not in played["twice"]:
                yield f"the word {word} stands {count} times in a note"


def returned(ended: Ended, played: dict) -> Iterator[str]:
    """A value that somebody had seen and replaced is back, or one that nobody replaced is gone."""
    values: dict[tuple[str, str], list[dict]] = {}
    for one in played["sets"]:
        record = ended.behind(ended.bookmarks, one["bookmark"])
        if record and record["alive"] and one["field"] in ("title", "venue"):
            values.setdefault((record["id"], one["field"]), []).append(one)
    for (bookmark, field), sets in values.items():
        replaced = {one["replaced"] for one in sets}
        often = Counter(one["value"] for one in sets)
        again = {value for value, count in often.items() if count > 1 or not str(value).startswith("typed")}  # undone
        stands = {one["value"] for one in sets} - (replaced - again)
        now = ended.alive[bookmark]["fields"].get(field, {}).get("v")
        if stands and now not in stands:
            yield f"{field} of {bookmark} is {now!r}, and not one of {sorted(stands)}, which nobody replaced"


def untagged(ended: Ended, played: dict) -> Iterator[str]:
    """A tag that nobody took off is gone."""
    taken: dict[str, list] = {}
    for one in played["untagged"]:
        record = ended.behind(ended.bookmarks, one["bookmark"])
        taken.setdefault(record["id"] if record else "", []).extend(one["tags"] or ["*"])
    for one in played["tagged"]:
        record, tag = ended.behind(ended.bookmarks, one["bookmark"]), ended.behind(ended.tags, one["tag"])
        if not record or not record["alive"] or tag is None or "*" in taken.get(record["id"], []):
            continue
        family = {other for other in ended.tags if ended.behind(ended.tags, other) is tag}
        if family & {*taken.get(record["id"], []), *played["tagsGone"]}:
            continue
        if tag["id"] not in ended.carried(record):
            yield f"the tag {tag['name']} of {record['id']} is lost; it was put on by {one['by']}"
