"""What a sync costs, counted: queries of an idle one, memory of a page, rows that a renamed tag sends."""

import json
import tracemalloc

import pytest
from playhouse.test_utils import count_queries

from manicule.core.asked import asked
from manicule.core.records import new_bookmark, wire_bookmark, wire_tag
from manicule.models import Bookmark, Head, Library, RevTag, Tag, database, writing
from manicule.services import ledger, shelf, sync, wire
from manicule.services.searching import finding, search

NOW = 1_790_000_000_000


def push(person, device: str, mutations: list[dict], cursor: str | None = None, limit: int = 500) -> dict:
    body = {"protocol": 1, "device": device, "cursor": cursor, "limit": limit, "mutations": mutations}
    answer = person.post("sync", body)
    assert answer.status_code == 200, answer.json
    return answer.json


def paired(person) -> str:
    return next(one["id"] for one in person.get("devices").json["items"] if one["current"])


def filled(library: Library, start: int, until: int) -> None:
    """Bookmarks as that many saves would have left them, without what lists and searches ask."""
    rows = []
    for rev in range(start + 1, until + 1):
        record = new_bookmark(f"bm_{rev}", rev, NOW)
        record["ids"] = [f"arxiv:2001.{rev:05}"]
        record["meta"] = {"title": f"Paper {rev}", "abstract": "Words of an abstract. " * 10}
        rows.append({"library": library, **shelf.bookmark_columns(record)})
    with writing(database.obj):
        for first in range(0, len(rows), 200):
            Bookmark.insert_many(rows[first : first + 200]).execute()
        RevTag.insert(library=library, rev=until, tag="head").execute()
        Head.update(rev=until).where(Head.library == library).execute()


def test_over_http_a_sync_with_nothing_new_costs_three_queries_token_cursor_and_head(me, make_person):
    device, other = paired(me), make_person("phone")
    save = {"seq": 1, "mid": "mid-0001", "at": NOW, "op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1"]}
    push(other, paired(other), [save])
    cursor = push(me, device, [])["cursor"]
    with count_queries() as counted:
        assert push(me, device, [], cursor)["changes"] == []
    asked = [query.msg[0] for query in counted.get_queries()]
    tables = [next(table for table in ("device", "rev_tag", "head") if f'FROM "{table}"' in sql) for sql in asked]
    assert tables == ["device", "rev_tag", "head"]


def test_a_page_takes_as_much_memory_out_of_20_000_bookmarks_as_out_of_2_000(library, device):
    def peak() -> int:
        tracemalloc.start()
        body = {"protocol": 1, "device": device.id, "cursor": None, "limit": 500}
        answer = sync.exchange(library, device, body, NOW)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(answer["changes"]) == 500
        return top

    filled(library, 0, 2_000)
    peak()  # what is loaded once for all
    few = peak()
    filled(library, 2_000, 20_000)
    peak()  # the statements that filling pushed out of the cache
    assert peak() < 1.1 * few


@pytest.fixture
def carried(library, device) -> list[str]:
    """5,000 bookmarks that carry the tag tag_1, "Diffusion"."""
    filled(library, 0, 5_000)
    ledger.submit(library, device.id, [{"op": "tag.create", "tag": "tag_1", "name": "Diffusion", "at": NOW}], NOW)
    ids = [f"bm_{n}" for n in range(1, 5_001)]
    with writing(database.obj):
        rows = [{"library": library, "tag": "tag_1", "bookmark": one} for one in ids]
        for first in range(0, len(rows), 300):
            shelf.Label.insert_many(rows[first : first + 300]).execute()
        for record in ledger.records(library, ids):
            record["tags"] = {"tag_1": {device.id: 1}}
            search.index(library, [record])
    return ids


def test_the_rename_of_a_tag_on_5_000_bookmarks_is_one_row_for_another_device(library, device, make_device, carried):
    phone = make_device("dev_phone")

    def pull(cursor: str | None) -> dict:
        return sync.exchange(library, phone, {"protocol": 1, "device": phone.id, "cursor": cursor, "limit": 500}, NOW)

    answer = pull(None)
    while answer["more"]:
        answer = pull(answer["cursor"])
    before = revisions(library)
    ledger.submit(library, device.id, [{"op": "tag.rename", "tag": "tag_1", "name": "Generative", "base": 9_999}], NOW)
    answer = pull(answer["cursor"])
    assert [json.loads(row)["name"] for row in answer["changes"]] == ["Generative"]
    assert not answer["more"]
    assert revisions(library) == before
    assert (tagged(library, "generative"), tagged(library, "diffusion")) == (5_000, 0)


def test_the_rename_of_a_tag_on_5000_bookmarks_writes_no_row_of_theirs(library, device, carried):
    with count_queries() as counted:
        ledger.submit(library, device.id, [{"op": "tag.rename", "tag": "tag_1", "name": "Generative", "base": 9}], NOW)
    assert counted.count < 20
    written = [sql for sql in (query.msg[0] for query in counted.get_queries()) if not sql.startswith("SELECT")]
    assert not [sql for sql in written if sql.split('"')[1] in ("bookmark", "label", "search_index", "search_document")]


def tagged(library: Library, name: str) -> int:
    """How many papers a search finds by that tag."""
    question = asked({"op": "tag", "name": name, "prefix": False}, finding.tags(library))
    return len(search.engine().docs(library, question, finding.LAST, 10_000))


def revisions(library: Library) -> dict[str, int]:
    return dict(Bookmark.select(Bookmark.id, Bookmark.rev).where(Bookmark.library == library).tuples())


def test_a_row_travels_as_the_text_it_is_stored_as_and_says_what_the_record_says(library, device):
    edits = [
        {"op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1"], "meta": {"title": "É \u2028 \"x\" \\ 😀"}},
        {"op": "note.edit", "bookmark": "bm_1", "base_text": "", "text": "line\nline \u0001 </script>"},
        {"op": "tag.create", "tag": "tag_1", "name": 'a "tag"'},
        {"op": "bookmark.tag", "bookmark": "bm_1", "tag": "tag_1"},
        {"op": "bookmark.set", "bookmark": "bm_1", "base": 9, "field": "rating", "value": 4},
        {"op": "bookmark.create", "bookmark": "bm_2", "ids": ["arxiv:2"],
         "found_on": {"url": "https://arxiv.org/list", "title": "A list"}},
        {"op": "bookmark.create", "bookmark": "bm_3", "ids": ["arxiv:3"]},
        {"op": "bookmark.delete", "bookmark": "bm_3", "base": 99, "note_sha256": "e3b0c442"},
        {"op": "bookmark.create", "bookmark": "bm_4", "ids": ["arxiv:1"]},
    ]  # fmt: skip
    ledger.submit(library, device.id, edits, NOW)
    sent = [json.loads(wire.text(row)) for model in (Bookmark, Tag) for row in wire.rows(library, model, 0, 99)]
    bookmarks = [wire_bookmark(shelf.bookmark_record(row)) for row in Bookmark.select().order_by(Bookmark.rev)]
    tags = [wire_tag(shelf.tag_record(row)) for row in Tag.select()]
    assert sent == [*bookmarks, *tags]
    assert {row["id"] for row in sent} >= {"bm_1", "bm_2", "bm_3", "tag_1"}
