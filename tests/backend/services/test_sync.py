"""One exchange: a device's edits in, what changed since its cursor out."""

import base64
import hashlib
import json

import pytest
from playhouse.test_utils import count_queries

from manicule.errors import CursorUnknown, DeviceUnknown, Invalid, ProtocolOld, TooMany
from manicule.models import Head, RevTag
from manicule.services import sync

NOW = 1_700_000_000_000


class Client:
    """A device that numbers its edits and keeps its cursor."""

    def __init__(self, library, device) -> None:
        self.library, self.device, self.seq, self.cursor = library, device, 0, None

    def edit(self, op: str, **members: object) -> dict:
        self.seq += 1
        return {"seq": self.seq, "mid": f"{self.device.id}-{self.seq}", "at": NOW, "op": op, **members}

    def sync(self, *mutations: dict, limit: int = 500) -> dict:
        body = {"protocol": 1, "device": self.device.id, "cursor": self.cursor, "limit": limit}
        answer = sync.exchange(self.library, self.device, {**body, "mutations": list(mutations)}, NOW)
        self.cursor = answer["cursor"]
        return {**answer, "changes": [json.loads(row) for row in answer["changes"]]}


@pytest.fixture
def phone(library, make_device) -> Client:
    return Client(library, make_device("dev_phone"))


@pytest.fixture
def laptop(library, make_device) -> Client:
    return Client(library, make_device("dev_laptop"))


def save(client: Client, n: int) -> dict:
    return client.edit("bookmark.create", bookmark=f"bm_{n}", ids=[f"arxiv:{n}"], meta={"title": f"Paper {n}"})


def test_what_one_device_saves_the_other_pulls(phone, laptop):
    answer = phone.sync(save(phone, 1), phone.edit("note.edit", bookmark="bm_1", base_text="", text="mine"))
    assert [r["status"] for r in answer["results"]] == ["applied", "applied"]
    (row,) = laptop.sync()["changes"]
    assert (row["kind"], row["id"], row["ids"], row["note"]["text"]) == ("bookmark", "bm_1", ["arxiv:1"], "mine")
    assert laptop.sync()["changes"] == []


def test_pages_ascend_by_revision_and_give_every_row_once(phone, laptop):
    phone.sync(*[save(phone, n) for n in range(1, 8)], phone.edit("tag.create", tag="tag_1", name="one"))
    seen, more = [], True
    while more:
        answer = laptop.sync(limit=3)
        seen += [(row["rev"], row["id"]) for row in answer["changes"]]
        more = answer["more"]
    assert seen == sorted(seen)
    assert {row_id for _, row_id in seen} == {"tag_1", *(f"bm_{n}" for n in range(1, 8))}
    assert len(seen) == 8


def test_a_revision_with_more_rows_than_the_limit_travels_whole(phone, laptop):
    phone.sync(save(phone, 1), save(phone, 2))
    phone.sync(phone.edit("bookmark.meta", bookmark="bm_2", meta={}, ids=["arxiv:1"], source="page"))
    rows = laptop.sync(limit=1)["changes"]
    assert {(row["id"], row["alive"]) for row in rows} == {("bm_1", True), ("bm_2", False)}


def test_a_sync_with_nothing_new_costs_one_query_and_the_cursor_check(phone):
    phone.sync(save(phone, 1))
    phone.sync()
    with count_queries() as counted:
        phone.sync()
    assert counted.count == 2


def test_what_a_device_sends_again_under_its_new_name_counts_in_its_numbers(phone, laptop):
    first, second = save(phone, 1), save(phone, 2)
    phone.sync(first)
    answer = laptop.sync({**first, "seq": 1}, {**second, "seq": 2})
    assert [result["status"] for result in answer["results"]] == ["duplicate", "applied"]


def test_a_cursor_of_another_history_is_refused_before_any_edit_is_applied(library, phone):
    phone.sync(save(phone, 1))
    RevTag.update(tag="restored").where(RevTag.rev == 1).execute()
    with pytest.raises(CursorUnknown):
        phone.sync(save(phone, 2))
    assert Head.get().rev == 1


def cursor_of(json_text: str) -> str:
    return base64.urlsafe_b64encode(json_text.encode()).decode()


NEVER_MADE = ["", "§", "bm90IGpzb24=", "W10=", "WzEsMiwzXQ==", cursor_of("[" * 2_900), cursor_of("[1, 1e400, 2]"),
              cursor_of('[1, 2, "\\ud800"]'), cursor_of('[1, 2, "\\u0000"]')]  # fmt: skip


@pytest.mark.parametrize("cursor", NEVER_MADE)
def test_a_cursor_that_this_server_never_made_is_an_error_with_a_sentence(phone, cursor):
    phone.cursor = cursor
    with pytest.raises((Invalid, CursorUnknown)):
        phone.sync()


def test_a_request_of_another_device_another_protocol_or_too_many_edits_is_refused(library, phone, laptop):
    body = {"protocol": 1, "device": laptop.device.id, "cursor": None, "mutations": []}
    with pytest.raises(DeviceUnknown):
        sync.exchange(library, phone.device, body, NOW)
    with pytest.raises(ProtocolOld):
        sync.exchange(library, laptop.device, {**body, "protocol": 2}, NOW)
    with pytest.raises(TooMany):
        laptop.sync(*[save(laptop, n) for n in range(101)])


def test_the_digest_is_the_sum_of_what_a_device_holds(library, phone, laptop):
    phone.sync(save(phone, 1), phone.edit("tag.create", tag="tag_1", name="one"))
    rows = laptop.sync()["changes"]
    hashes = (hashlib.sha256(f"{row['kind']}|{row['id']}|{row['rev']}".encode()).digest() for row in rows)
    total = sum(int.from_bytes(digest[:8]) for digest in hashes) % 2**64
    assert sync.digest(library) == {"head": 2, "bookmarks": 1, "tags": 1, "sum": str(total)}
