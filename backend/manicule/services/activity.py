"""What a library looks like in pictures: activity by week, status by tag, tags that go together."""

from peewee import fn

from manicule.core import activity
from manicule.core.records import STATUSES
from manicule.models import Bookmark, Label, Library, Tag

TAGS_SHOWN = 12
TAGS_DRAWN = 40
PAIRS_DRAWN = 160


def weeks(library: Library, now: int) -> list[dict]:
    """`core.activity.weeks` of the library."""
    rows = Bookmark.select(Bookmark.saved_at, Bookmark.fields)
    rows = rows.where(Bookmark.library == library, Bookmark.alive == True).tuples()  # noqa: E712
    return activity.weeks((activity.moments(*row) for row in rows.iterator()), now)


def status_by_tag(library: Library) -> list[dict]:
    """`{name, count, statuses: [number of each status, in their order]}` of the tags most used."""
    mine = (Label.library == Tag.library) & (Label.tag == Tag.id)
    carrying = (Bookmark.library == Label.library) & (Bookmark.id == Label.bookmark)
    rows = (
        Tag.select(Tag.name, Bookmark.status, fn.COUNT(Bookmark.id))
        .join(Label, on=mine)
        .join(Bookmark, on=carrying)
        .where(Tag.library == library, Tag.alive == True)  # noqa: E712
        .group_by(Tag.id, Tag.name, Bookmark.status)
    )
    counted: dict[str, dict[str, int]] = {}
    for name, status, number in rows.tuples():
        counted.setdefault(name, {})[status] = number
    found = [
        {"name": name, "count": sum(one.values()), "statuses": [one.get(status, 0) for status in STATUSES]}
        for name, one in counted.items()
    ]
    return sorted(found, key=lambda tag: (-tag["count"], tag["name"].casefold()))[:TAGS_SHOWN]


def tags_together(library: Library, tags: list[dict]) -> dict:
    """Which of the tags most used are on the same papers; those that go with none of these are left out.

    :param tags: as services.tags.listing gives them, the most used first
    :return: `{tags: [{id, name, count}], pairs: [(one, two, count)]}`, a pair by the places of its tags in the list
    """
    most_used = [tag for tag in tags if tag["count"]][:TAGS_DRAWN]
    counted = counted_pairs(library, [tag["id"] for tag in most_used])
    paired = {tag for one, two, _ in counted for tag in (one, two)}
    shown = [tag for tag in most_used if tag["id"] in paired]
    place = {tag["id"]: at for at, tag in enumerate(shown)}
    pairs = [(*sorted((place[one], place[two])), number) for one, two, number in counted]
    return {"tags": shown, "pairs": sorted(pairs, key=lambda pair: (-pair[2], pair))}


def counted_pairs(library: Library, tags: list[str]) -> list[tuple[str, str, int]]:
    """How many papers carry both tags of a pair, the most first."""
    if len(tags) < 2:
        return []
    one, two = Label.alias(), Label.alias()
    both = (two.library == one.library) & (two.bookmark == one.bookmark) & (two.tag > one.tag)
    number = fn.COUNT(one.bookmark)
    rows = (
        one.select(one.tag, two.tag, number)
        .join(two, on=both)
        .where(one.library == library, one.tag.in_(tags), two.tag.in_(tags))
        .group_by(one.tag, two.tag)
        .order_by(number.desc(), one.tag, two.tag)
        .limit(PAIRS_DRAWN)
    )
    return list(rows.tuples())
