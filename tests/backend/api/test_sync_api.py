"""Sync over HTTP: the envelope is checked before anything is applied."""

import pytest


@pytest.fixture
def body(me) -> dict:
    [device] = [one["id"] for one in me.get("devices").json["items"]]
    return {"protocol": 1, "device": device, "cursor": None, "mutations": []}


def create(seq: int, **more: object) -> dict:
    return {"seq": seq, "mid": f"00000000-0000-4000-8000-{seq:012}", "at": 1, "op": "bookmark.create",
            "bookmark": f"bm_{seq:022}", "ids": [f"arxiv:2401.{seq:05}"], "meta": {"title": "T"}, **more}  # fmt: skip


def test_edits_pushed_by_a_device_are_seen_by_the_rest_of_the_api(me, body):
    answer = me.post("sync", {**body, "mutations": [create(1), create(2)]})
    assert answer.status_code == 200, answer.json
    assert [result["status"] for result in answer.json["results"]] == ["applied", "applied"]
    assert me.get("bookmarks/arxiv:2401.00002").json["title"] == "T"
    assert me.get("bookmarks?q=t").json["items"] != []


def test_edits_of_the_api_are_pulled_by_a_device(me, body):
    me.post("bookmarks", {"key": "arxiv:1706.03762", "tags": ["nlp"]})
    kinds = {change["kind"] for change in me.post("sync", body).json["changes"]}
    assert kinds == {"bookmark", "tag"}


@pytest.mark.parametrize(("wrong", "status", "kind"), [
    ({"protocol": 2}, 426, "protocol-old"),
    ({"protocol": "1"}, 400, "invalid"),
    ({"cursor": "nonsense"}, 400, "invalid"),
    ({"device": "dev_other"}, 409, "device_unknown"),
    ({"limit": 0}, 400, "invalid"),
    ({"mutations": {}}, 400, "invalid"),
    ({"mutations": ["x"]}, 400, "invalid"),
    ({"mutations": [{"op": "bookmark.create"}]}, 400, "invalid"),
    ({"mutations": [create(2)]}, 409, "seq_gap"),
    ({"mutations": [create(n) for n in range(1, 102)]}, 413, "too-many"),
    ({"extra": 1}, 400, "invalid"),
])  # fmt: skip
def test_an_envelope_that_is_wrong_is_refused_and_nothing_is_applied(me, body, wrong, status, kind):
    answer = me.post("sync", {**body, **wrong})
    assert (answer.status_code, answer.json["type"]) == (status, kind), answer.json
    if status == 409:
        assert answer.json["error"] == kind
    assert me.get("bookmarks").json["items"] == []


def test_a_mutation_that_is_wrong_is_a_result_and_not_an_error(me, body):
    edits = [create(1, ids=["nonsense"]), {"seq": 2, "mid": "m" * 8, "at": 1, "op": "bookmark.dance"}, create(3)]
    answer = me.post("sync", {**body, "mutations": edits})
    assert [result["status"] for result in answer.json["results"]] == ["rejected", "rejected", "applied"]


@pytest.mark.parametrize("name", ["\ud800", "bm_\ud800", "\0", "x" * 300_000])
def test_an_edit_of_what_no_database_can_hold_is_refused_as_any_other(me, body, name):
    wrong = {"bookmark": name, "ids": [name], "tag": name, "into": name, "tags": [name], "name": name}
    shapes = ["bookmark.create", "bookmark.attach", "bookmark.untag", "tag.merge"]
    edits = [{"seq": n, "mid": f"{n:08}", "at": 1, "op": op, **wrong} for n, op in enumerate(shapes, 1)]
    for edit in edits:
        answer = me.post("sync", {**body, "mutations": [edit]})
        assert answer.status_code == (413 if len(name) > 1_000 else 200), answer.json
        assert len(name) > 1_000 or answer.json["results"][0]["status"] == "rejected"


def test_a_tag_whose_name_holds_what_no_database_can_hold_is_one_tag(me, body):
    made = [
        {"seq": n, "mid": f"{n:08}", "at": 1, "op": "tag.create", "tag": f"tag_{n:022}", "name": "a\0b"} for n in (1, 2)
    ]
    answer = me.post("sync", {**body, "mutations": made})
    assert answer.status_code == 200, answer.json
    assert len([row for row in answer.json["changes"] if row["kind"] == "tag" and row["alias_of"] is None]) == 1


def test_a_field_of_a_newer_program_does_no_harm(me, body):
    answer = me.post("sync", {**body, "mutations": [create(1, colour="red")]})
    assert answer.json["results"][0]["status"] == "applied"
