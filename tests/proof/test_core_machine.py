"""The core under random edits of devices that have seen what they have seen: whatever the order, no word is lost."""

import copy
import hashlib
import os
import re
from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from manicule.core.mutations import Moment, State, apply
from manicule.core.records import fold

DEVICES = st.integers(0, 3)
PAPERS = st.integers(0, 4)
FORMS = st.sampled_from([(0,), (1,), (0, 1)])
NAMES = st.sampled_from(["Diffusion", "diffusion", "RL", "to cite", "To  Cite", "Straße"])
PICK = st.integers(0, 50)
WORD = re.compile(r"w\d+")


class Library:
    """The state between mutations, and what `apply` promises of each: it is pure and says the same twice."""

    def __init__(self) -> None:
        self.state, self.rev, self.now = State(), 0, 1_000_000

    def do(self, device: str, skew: int, op: str, **members: object) -> dict:
        """Apply one mutation; its result."""
        self.rev, self.now = self.rev + 1, self.now + 1_000
        mutation = {"op": op, "at": max(0, self.now + skew), **members}
        whole, moment = self._whole(), Moment(self.rev, self.now, device)
        before, sent = copy.deepcopy(whole), copy.deepcopy(mutation)
        outcome = apply(whole, mutation, moment)
        assert (whole, mutation) == (before, sent), "apply changed what it was given"
        assert outcome == apply(before, sent, moment), "apply says another thing the second time"
        self.state.bookmarks.update(outcome.bookmarks)
        self.state.tags.update(outcome.tags)
        return outcome.result

    def _whole(self) -> State:
        owners = {i: b["id"] for b in self.state.bookmarks.values() if b["alive"] for i in b["ids"]}
        names = {fold(t["name"]): t["id"] for t in self.state.tags.values() if t["alive"]}
        return State(self.state.bookmarks, self.state.tags, owners, names)


class Core(RuleBasedStateMachine):
    """Devices edit what they last pulled, which may be long ago; a clock may be a day wrong."""

    @initialize(skews=st.lists(st.sampled_from([0, -86_400_000, 86_400_000]), min_size=4, max_size=4))
    def begin(self, skews: list[int]) -> None:
        self.library, self.skews, self.n = Library(), skews, 0
        self.seen = [(0, State()) for _ in skews]
        self.typed: set[str] = set()
        self.gone: set[str] = set()
        self.saves: list[tuple[str, int, int]] = []  # what, by whom, in which revision; those that a delete had seen go

    def do(self, device: int, op: str, **members: object) -> dict:
        result = self.library.do(f"dev_{device}", self.skews[device], op, **members)
        assert result["status"] not in ("rejected", "unknown_row"), (op, result)
        return result

    def fresh(self, prefix: str) -> str:
        self.n += 1
        return f"{prefix}{self.n}"

    def shown(self, device: int, pick: int) -> dict | None:
        """One of the bookmarks that the device last saw alive."""
        alive = [one for one in self.seen[device][1].bookmarks.values() if one["alive"]]
        return alive[pick % len(alive)] if alive else None

    def tag_seen(self, device: int, pick: int) -> dict | None:
        tags = [tag for tag in self.seen[device][1].tags.values() if tag["alive"]]
        return tags[pick % len(tags)] if tags else None

    @rule(device=DEVICES)
    def pull(self, device: int) -> None:
        self.seen[device] = (self.library.rev, copy.deepcopy(self.library.state))

    @rule(device=DEVICES, paper=PAPERS, form=FORMS)
    def save(self, device: int, paper: int, form: tuple[int, ...]) -> None:
        ids = [(f"arxiv:2501.0000{paper}", f"doi:10.1000/p{paper}")[i] for i in form]
        self.do(device, "bookmark.create", bookmark=self.fresh("bm_"), ids=ids, meta={"title": ids[0]})
        here = {paper_id for one in self.living() for paper_id in one["ids"]}
        assert ids[0] in here, "the identity a paper is saved by first is nowhere"
        # Further ones are not taken where the user said that they are another paper's.
        self.saves += [(paper_id, device, self.library.rev) for paper_id in ids if paper_id in here]

    @rule(device=DEVICES, pick=PICK, paper=PAPERS, form=st.integers(0, 1))
    def learn(self, device: int, pick: int, paper: int, form: int) -> None:
        record = self.shown(device, pick)
        if record is None:
            return
        paper_id = (f"arxiv:2501.0000{paper}", f"doi:10.1000/p{paper}")[form]
        before = self.stored(record["id"])
        self.do(device, "bookmark.meta", bookmark=record["id"], meta={}, ids=[paper_id], source="page")
        if before["id_sources"].get(paper_id) == "detached":
            assert paper_id not in self.stored(record["id"])["ids"], "a page put back what the user took off"

    @rule(device=DEVICES, pick=PICK, which=PICK)
    def take_apart(self, device: int, pick: int, which: int) -> None:
        record = self.shown(device, pick)
        if record is None:
            return
        paper_id = record["ids"][which % len(record["ids"])]
        before, aliases = self.stored(record["id"]), self.aliases_of(record["id"])
        members = {"bookmark": record["id"], "ids": [paper_id]}
        result = self.library.do(f"dev_{device}", self.skews[device], "bookmark.detach", **members)
        if result["status"] == "rejected":
            assert result["code"] == "last_identity"
            return
        after = self.stored(record["id"])
        stood = [one for one in aliases if paper_id in one["ids"]]
        if before["alive"] and paper_id in before["ids"] and stood:
            assert result["restored"], "a bookmark that was joined does not stand again"
            assert any(self.library.state.bookmarks[one["id"]]["alive"] for one in stood) or paper_id in after["ids"]
        here = {i for one in self.living() for i in one["ids"]}
        self.saves = [save for save in self.saves if save[0] != paper_id or paper_id in here]

    @rule(device=DEVICES, pick=PICK, other=PICK)
    def join(self, device: int, pick: int, other: int) -> None:
        one, two = self.shown(device, pick), self.shown(device, other)
        if one is None or two is None:
            return
        self.do(device, "bookmark.attach", bookmark=one["id"], ids=two["ids"])
        assert set(two["ids"]) <= set(self.stored(one["id"])["ids"]), "what the user joined is not one"

    def aliases_of(self, bookmark: str) -> list[dict]:
        here = self.stored(bookmark)["id"]
        rows = self.library.state.bookmarks.values()
        return [copy.deepcopy(one) for one in rows if one["alias_of"] and self.stored(one["id"])["id"] == here]

    @rule(device=DEVICES, pick=PICK, how=st.sampled_from(["append", "begin", "drop", "anew"]))
    def write(self, device: int, pick: int, how: str) -> None:
        record = self.shown(device, pick)
        if record is None:
            return
        base, word = record["note"]["text"], self.fresh("w")
        words = base.split()
        kept = {"append": [*words, word], "begin": [word, *words], "drop": words[1:], "anew": [word]}[how]
        self.do(device, "note.edit", bookmark=record["id"], base_text=base, text=" ".join(kept))
        self.typed |= set(kept) - set(words)
        self.gone |= set(words) - set(kept)
        record["note"]["text"] = " ".join(kept)

    @rule(device=DEVICES, pick=PICK, value=st.sampled_from(["reading", "read"]))
    def mark(self, device: int, pick: int, value: str) -> None:
        record = self.shown(device, pick)
        if record is None:
            return
        base = record["fields"].get("status", {"rev": 0})["rev"]
        causal = self.stored(record["id"])["fields"].get("status", {"rev": 0, "by": None})
        result = self.do(device, "bookmark.set", bookmark=record["id"], field="status", value=value, base=base)
        if causal["rev"] <= base or causal["by"] == f"dev_{device}":
            assert result["status"] == "applied", "an edit of somebody who had seen what it replaces lost to a clock"

    @rule(device=DEVICES, pick=PICK, name=NAMES)
    def label(self, device: int, pick: int, name: str) -> None:
        record = self.shown(device, pick)
        if record is None:
            return
        known = next((t["id"] for t in self.seen[device][1].tags.values() if fold(t["name"]) == fold(name)), None)
        tag = known or self.fresh("tag_")
        if known is None:
            self.do(device, "tag.create", tag=tag, name=name)
        self.do(device, "bookmark.tag", bookmark=record["id"], tag=tag)
        assert self.tag_behind(tag) in self.carried(self.stored(record["id"])), "a tag just put on is not there"

    @rule(device=DEVICES, pick=PICK)
    def take_off(self, device: int, pick: int) -> None:
        record = self.shown(device, pick)
        if record is None or not record["tags"]:
            return
        tag = sorted(record["tags"])[pick % len(record["tags"])]
        base, before = record["rev"], self.stored(record["id"])
        self.do(device, "bookmark.untag", bookmark=record["id"], tags=[tag], base=base)
        unseen = {by for by, rev in before["tags"].get(tag, {}).items() if rev > base and by != f"dev_{device}"}
        if before["alive"]:
            assert unseen <= self.stored(record["id"])["tags"].get(tag, {}).keys(), "a tag put on unseen was taken off"

    @rule(device=DEVICES, pick=PICK, other=PICK, how=st.sampled_from(["rename", "merge", "delete"]), name=NAMES)
    def change_tag(self, device: int, pick: int, other: int, how: str, name: str) -> None:
        tag, into = self.tag_seen(device, pick), self.tag_seen(device, other)
        if tag is None or into is None:
            return
        base = self.seen[device][0]
        more = {"rename": {"name": name, "base": base}, "merge": {"into": into["id"]}, "delete": {"base": base}}[how]
        self.do(device, f"tag.{how}", tag=tag["id"], **more)

    @rule(device=DEVICES, pick=PICK)
    def link(self, device: int, pick: int) -> None:
        record = self.shown(device, pick)
        if record is not None:
            value = {"url": f"https://example.org/{pick}", "kind": "code", "title": ""}
            self.do(device, "link.put", bookmark=record["id"], link=self.fresh("lnk_"), base=0, value=value)

    @rule(device=DEVICES, pick=PICK)
    def delete(self, device: int, pick: int) -> None:
        record = self.shown(device, pick)
        if record is None:
            return
        texts = [record["note"]["text"], *(one["text"] for one in record["note_copies"])]
        seen = hashlib.sha256(texts[0].encode()).hexdigest()
        self.do(device, "bookmark.delete", bookmark=record["id"], base=record["rev"], note_sha256=seen)
        self.gone |= set(WORD.findall(" ".join(texts)))
        gone = {*record["ids"], *self.stored(record["id"])["ids"]}
        unseen = [save for save in self.saves if save[1] != device and save[2] > self.seen[device][0]]
        self.saves = [save for save in self.saves if save[0] not in gone or save in unseen]
        record["alive"] = False

    @rule(device=DEVICES, pick=PICK)
    def bring_back(self, device: int, pick: int) -> None:
        known = sorted(self.seen[device][1].bookmarks)
        if known:
            self.do(device, "bookmark.restore", bookmark=known[pick % len(known)])

    @rule(device=DEVICES, pick=PICK)
    def discard_copy(self, device: int, pick: int) -> None:
        record = self.shown(device, pick)
        if record is None or not record["note_copies"]:
            return
        gone = record["note_copies"].pop()
        self.do(device, "note.resolve", bookmark=record["id"], copy=gone["id"])
        self.gone |= set(WORD.findall(gone["text"])) - set(WORD.findall(record["note"]["text"]))

    def stored(self, bookmark: str) -> dict:
        record = self.library.state.bookmarks[bookmark]
        for _ in self.library.state.bookmarks:
            if not record["alias_of"]:
                break
            record = self.library.state.bookmarks[record["alias_of"]]
        return copy.deepcopy(record)

    def tag_behind(self, tag: str) -> str:
        tags = self.library.state.tags
        for _ in tags:
            tag = tags[tag]["alias_of"] or tag
        return tag

    def carried(self, record: dict) -> set[str]:
        return {self.tag_behind(tag) for tag in record["tags"]}

    def living(self) -> list[dict]:
        return [one for one in self.library.state.bookmarks.values() if one["alive"]]

    @invariant()
    def no_word_is_lost(self) -> None:
        texts = [t for one in self.living() for t in (one["note"]["text"], *(c["text"] for c in one["note_copies"]))]
        lost = self.typed - self.gone - set(WORD.findall(" ".join(texts)))
        assert not lost, f"lost {lost}"

    @invariant()
    def no_paper_is_lost(self) -> None:
        lost = {paper_id for paper_id, _, _ in self.saves} - {i for one in self.living() for i in one["ids"]}
        assert not lost, f"lost {lost}"

    @invariant()
    def every_identity_has_its_source(self) -> None:
        for one in self.living():
            assert all(one["id_sources"].get(i, "detached") != "detached" for i in one["ids"]), one

    @invariant()
    def every_identity_has_one_owner(self) -> None:
        assert all(n == 1 for n in Counter(i for one in self.living() for i in one["ids"]).values())

    @invariant()
    def every_name_has_one_tag(self) -> None:
        assert all(
            n == 1 for n in Counter(fold(t["name"]) for t in self.library.state.tags.values() if t["alive"]).values()
        )

    @invariant()
    def aliases_end(self) -> None:
        for table in (self.library.state.bookmarks, self.library.state.tags):
            for row in table:
                hops = 0
                while table[row]["alias_of"]:
                    row, hops = table[row]["alias_of"], hops + 1
                    assert hops <= len(table), "the aliases go in a circle"


TestCore = Core.TestCase
TestCore.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "80")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
