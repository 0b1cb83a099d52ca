"""What takes an edit back is an ordinary edit, and afterwards everything looks as it did."""

from hypothesis import given, settings
from hypothesis import strategies as st

from manicule.core.mutations import Moment, State, apply
from manicule.core.undo import back

BOOKMARK, WEB, OTHER = "bm_1", "dev_web", "dev_other"
TAGS = ["tag_1", "tag_2", "tag_3"]
NAMES = dict(zip(TAGS, "abc", strict=True))
TEXTS = st.sampled_from(["", "one", "one two", "two\n\nthree", "four"])


class World:
    """One bookmark and three tags, edited one mutation at a time."""

    def __init__(self) -> None:
        self.state, self.rev = State(), 0
        self.take({"op": "bookmark.create", "bookmark": BOOKMARK, "ids": ["arxiv:1"], "meta": {"title": "T"}})
        for tag, name in NAMES.items():
            self.take({"op": "tag.create", "tag": tag, "name": name})

    def take(self, mutation: dict, device: str = WEB) -> dict:
        self.rev += 1
        outcome = apply(self.state, {"at": self.rev, **mutation}, Moment(self.rev, self.rev, device))
        self.state.bookmarks.update(outcome.bookmarks)
        self.state.tags.update(outcome.tags)
        self.state.owners.update({i: BOOKMARK for b in outcome.bookmarks.values() if b["alive"] for i in b["ids"]})
        return outcome.result

    @property
    def record(self) -> dict:
        return self.state.bookmarks[BOOKMARK]


def looks(record: dict) -> dict:
    """What a person sees of it."""
    shown = {"alive": record["alive"], "note": record["note"]["text"], "tags": sorted(record["tags"])}
    told = {name: one["v"] for name, one in record["fields"].items() if name != "saved"}
    blank = {"status": "to_read", "rating": None}
    return {**shown, **{name: told.get(name, blank[name]) for name in blank},
            "links": sorted(str(one["v"]) for one in record["links"].values())}  # fmt: skip


def edits(world: World) -> st.SearchStrategy:
    base = world.rev + 1_000
    link = {"url": "https://a.example/", "kind": "code", "title": "", "origin": "mine"}
    return st.one_of(
        st.builds(lambda v: {"op": "bookmark.set", "field": "status", "value": v, "base": base},
                  st.sampled_from(["read", "reading", "to_read", "dismissed"])),
        st.builds(lambda v: {"op": "bookmark.set", "field": "rating", "value": v, "base": base},
                  st.sampled_from([None, 1, 5])),
        st.builds(lambda t: {"op": "bookmark.tag", "tag": t}, st.sampled_from(TAGS)),
        st.builds(lambda t: {"op": "bookmark.untag", "tags": [t], "base": base}, st.sampled_from(TAGS)),
        st.builds(lambda t: {"op": "note.edit", "base_text": world.record["note"]["text"], "text": t}, TEXTS),
        st.just({"op": "link.put", "link": "lnk_1", "base": base, "value": link}),
        st.just({"op": "link.delete", "link": "lnk_1", "base": base}),
    )  # fmt: skip


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_every_edit_can_be_taken_back_and_done_again(data):
    world = World()
    for _ in range(data.draw(st.integers(1, 6))):
        before = world.record
        for _ in range(data.draw(st.integers(1, 3))):
            world.take({**data.draw(edits(world)), "bookmark": BOOKMARK})
        after = world.record
        if data.draw(st.booleans()):
            for step in back(before, after):
                assert world.take(step)["status"] != "rejected"
            assert looks(world.record) == looks(before)
            for step in back(after, world.record):
                world.take(step)


def test_a_delete_is_taken_back_with_all_the_bookmark_held():
    world = World()
    world.take({"op": "note.edit", "bookmark": BOOKMARK, "base_text": "", "text": "words"})
    before = world.record
    [delete] = back(None, before)
    assert world.take(delete)["status"] == "applied"
    assert not world.record["alive"]
    [restore] = back(before, world.record)
    world.take(restore)
    assert looks(world.record) == looks(before)


def test_what_another_device_wrote_since_stays():
    world = World()
    world.take({"op": "note.edit", "bookmark": BOOKMARK, "base_text": "", "text": "one two three"})
    before = world.record
    world.take({"op": "note.edit", "bookmark": BOOKMARK, "base_text": "one two three", "text": "ONE two three"})
    steps = back(before, world.record)
    now = world.record["note"]["text"]
    world.take({"op": "note.edit", "bookmark": BOOKMARK, "base_text": now, "text": f"{now} four"}, OTHER)
    for step in steps:
        world.take(step)
    assert world.record["note"]["text"] == "one two three four"
