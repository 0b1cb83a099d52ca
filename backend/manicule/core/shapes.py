"""What a mutation must look like, operation by operation. Everything here may come from a stranger."""

import json

from manicule.core.checks import (
    Check,
    Refused,
    base_rev,
    clean,
    cut_abstract,
    cut_title,
    dead_mark,
    field_name,
    found_on,
    known_version,
    link_value,
    list_of,
    made_id,
    note_text,
    one_of,
    or_none,
    paper_id,
    paper_ids,
    rating,
    refused,
    sha256_hex,
    tag_name,
    text_up_to,
    truth,
    web_address,
    whole_number,
)
from manicule.core.limits import (
    MAX_AUTHOR,
    MAX_AUTHORS,
    MAX_DEPTH,
    MAX_IDS,
    MAX_OTHER_META,
    MAX_PUBLISHED,
    MAX_TAGS,
    MAX_VENUE,
)
from manicule.core.records import META, SOURCE_RANK, STATUSES


def checked(mutation: dict) -> dict:
    """The mutation with every member of its operation checked and cleaned; other members are dropped.

    :raise Refused: `unknown_op`, `bad_value`, `note_too_long`, `unknown_field` and their like.
    """
    op = mutation.get("op")
    if not isinstance(op, str) or op not in SHAPES:
        raise Refused("unknown_op", f"This server does not know the operation {str(op)[:40]!r}.")
    known = {"op": op, "at": whole_number("at", mutation.get("at", 0))}
    for name, check in SHAPES[op].items():
        known[name] = check(name, mutation.get(name))
    if "field" in known:
        known["value"] = USER_VALUES[known["field"]]("value", mutation.get("value"))
    return known


META_VALUES: dict[str, Check] = {
    "title": cut_title,
    "authors": list_of(text_up_to(MAX_AUTHOR), MAX_AUTHORS),
    "abstract": cut_abstract,
    "venue": text_up_to(MAX_VENUE),
    "published": text_up_to(MAX_PUBLISHED),
    "url": or_none(lambda name, value: value and web_address(name, value), ""),
}
USER_VALUES: dict[str, Check] = {
    "status": one_of(STATUSES),
    "rating": rating,
    "starred": truth,
    "known": known_version,
    **META_VALUES,
}


def page_meta(name: str, value: object) -> dict:
    """Known members checked, members of a newer program kept as they are (a small amount of them)."""
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > 40:
        raise refused(name, "must be an object of a few members")
    known = {key: META_VALUES[key](key, value[key]) for key in META if value.get(key)}
    other = {key: item for key, item in value.items() if key not in META and is_plain(item, MAX_DEPTH)}
    text = json.dumps(other, ensure_ascii=False)
    return {**known, **(json.loads(clean(text)) if len(text) < MAX_OTHER_META else {})}


def is_plain(value: object, depth: int) -> bool:
    """Whether every database and browser can hold it: not too deep, its numbers within what JavaScript counts."""
    if isinstance(value, dict | list):
        return depth > 0 and all(
            is_plain(one, depth - 1) for one in (value.values() if isinstance(value, dict) else value)
        )
    return not isinstance(value, int | float) or -(2**53) < value < 2**53


def user_fields(name: str, value: object) -> dict:
    """Fields set by the user while saving: `{name: value}`."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise refused(name, "must be an object")
    return {field_name(name, key): USER_VALUES[key](key, item) for key, item in value.items()}


BOOKMARK, TAG, LINK = made_id("bm_"), made_id("tag_"), made_id("lnk_")

SHAPES: dict[str, dict[str, Check]] = {
    "bookmark.create": {"bookmark": BOOKMARK, "ids": paper_ids, "meta": page_meta, "fields": user_fields,
                        "found_on": or_none(found_on), "source": or_none(one_of(tuple(SOURCE_RANK)), "listing")},
    "bookmark.set": {"bookmark": BOOKMARK, "base": base_rev, "field": field_name},
    "bookmark.meta": {"bookmark": BOOKMARK, "meta": page_meta, "ids": or_none(list_of(paper_id, MAX_IDS), []),
                      "source": one_of(tuple(SOURCE_RANK))},
    "bookmark.attach": {"bookmark": BOOKMARK, "ids": paper_ids},
    "bookmark.detach": {"bookmark": BOOKMARK, "ids": paper_ids},
    "bookmark.delete": {"bookmark": BOOKMARK, "base": base_rev, "note_sha256": sha256_hex},
    "bookmark.restore": {"bookmark": BOOKMARK},
    "bookmark.tag": {"bookmark": BOOKMARK, "tag": TAG},
    "bookmark.untag": {"bookmark": BOOKMARK, "tags": list_of(TAG, MAX_TAGS), "base": base_rev},
    "note.edit": {"bookmark": BOOKMARK, "base_text": note_text, "text": note_text},
    "note.resolve": {"bookmark": BOOKMARK, "copy": made_id("nc_")},
    "tag.create": {"tag": TAG, "name": tag_name},
    "tag.rename": {"tag": TAG, "name": tag_name, "base": base_rev},
    "tag.merge": {"tag": TAG, "into": TAG},
    "tag.delete": {"tag": TAG, "base": base_rev},
    "link.put": {"bookmark": BOOKMARK, "link": LINK, "base": base_rev, "value": link_value},
    "link.delete": {"bookmark": BOOKMARK, "link": LINK, "base": base_rev},
    "link.mark": {"bookmark": BOOKMARK, "link": LINK, "url": web_address, "dead": or_none(dead_mark)},
}  # fmt: skip
