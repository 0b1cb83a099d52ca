"""The extension's replay shows what the server will make of an edit: tests/vectors/replay.json, the server's side.

A case: `before` is applied by another device and pulled as `shadow`; then `edits` give `view`. tests/extension/lib/
replay.test.js replays the same edits over the same shadow and must show the same; `saved_as` is the status that a
dismissal would give back, or null where there is nothing to go back to.
"""

import json
from pathlib import Path

import pytest

from manicule.core.mutations import Moment, State, apply
from manicule.core.operations.dismissals import saved_as
from manicule.core.records import fold, wire_bookmark, wire_tag
from manicule.core.views import view
from manicule.services.sites import key_rules

HERE = Path(__file__).parents[2]
CASES = json.loads((HERE / "vectors/replay.json").read_text())
RULES = key_rules()
COMPARED = (
    "id", "key", "ids", "id_sources", "title", "authors", "abstract", "venue", "published", "url",
    "status", "rating", "starred", "tags", "note", "links", "deleted",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_view_after_the_edits_is_the_one_the_extension_shows(case):
    shadow, seen, behind = outcome(case)
    assert shadow == case["shadow"], "what the server sends has changed: the extension replays over this"
    assert seen == case["view"]
    assert behind == case.get("saved_as", behind)


def outcome(case: dict) -> tuple[list[dict], dict, str | None]:
    """The records as pulled before the edits, the view after them, and the status behind a dismissal."""
    state = State()
    play(state, case["before"], "dev_there")
    shadow = [*map(wire_bookmark, state.bookmarks.values()), *map(wire_tag, state.tags.values())]
    play(state, case["edits"], "dev_here")
    record = next(iter(state.bookmarks.values()))
    shown = view(record, names(state), RULES)
    found_on = shown["found_on"] and {name: shown["found_on"][name] for name in ("url", "title")}
    seen = {**{name: shown[name] for name in COMPARED}, "found_on": found_on}
    return shadow, seen, saved_as(record["fields"])


def play(state: State, mutations: list[dict], device: str) -> None:
    """Apply mutations one by one, as the ledger does with its tables."""
    for mutation in mutations:
        rev = 1 + max((record["rev"] for record in [*state.bookmarks.values(), *state.tags.values()]), default=0)
        done = apply(state, mutation, Moment(rev, 9_000, device))
        assert done.result["status"] == "applied" or mutation["op"] in ("tag.merge", "bookmark.meta"), done.result
        state.bookmarks.update(done.bookmarks)
        state.tags.update(done.tags)
        state.owners = {i: b["id"] for b in state.bookmarks.values() if b["alive"] for i in b["ids"]}
        state.names = {fold(tag["name"]): tag["id"] for tag in state.tags.values() if tag["alive"]}


def names(state: State) -> dict[str, str]:
    """The name of each living tag, under every id that leads to it."""
    found = {}
    for tag_id, first in state.tags.items():
        tag = first
        while tag["alias_of"]:
            tag = state.tags[tag["alias_of"]]
        if tag["alive"]:
            found[tag_id] = tag["name"]
    return found
