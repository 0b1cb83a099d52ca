"""Bookmarks over HTTP: save, get, change, delete, look up, list, and what was there before."""

import threading

import pytest
from playhouse.test_utils import count_queries

PAPER = "arxiv:1706.03762"


def test_a_paper_is_saved_from_its_address_alone(me):
    answer = me.post("bookmarks", {"url": "https://arxiv.org/abs/1706.03762v5"})
    assert answer.status_code == 201
    assert answer.json["key"] == PAPER
    assert answer.json["status"] == "to_read"
    assert answer.json["saved_at"].endswith("Z")


def test_saving_twice_keeps_one_bookmark_and_adds_what_is_new(me):
    first = me.post("bookmarks", {"key": PAPER, "tags": ["transformers"], "note": "read §3"})
    again = me.post("bookmarks", {"url": "https://arxiv.org/pdf/1706.03762", "title": "Attention", "tags": ["nlp"]})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["id"] == first.json["id"]
    assert again.json["title"] == "Attention"
    assert again.json["tags"] == ["nlp", "transformers"]
    assert again.json["note"] == "read §3"
    assert len(me.get("bookmarks").json["items"]) == 1


def test_saving_again_takes_nothing_away(me):
    full = {"key": PAPER, "rating": 4, "status": "read", "note": "n", "tags": ["t"], "title": "T", "starred": True,
            "links": [{"url": "https://a.example/", "kind": "code"}]}  # fmt: skip
    before = me.post("bookmarks", full).json
    empty = {
        "key": PAPER,
        "rating": None,
        "note": "",
        "tags": [],
        "title": "",
        "links": [],
        "found_on": None,
        "url": None,
    }
    after = me.post("bookmarks", empty).json
    assert {**after, "rev": 0, "updated_at": ""} == {**before, "rev": 0, "updated_at": ""}


def test_one_paper_saved_by_many_at_the_same_moment_is_one_bookmark(app, me):
    def save() -> None:
        other = type(me)(app.test_client(), me.token)
        answers.append(other.post("bookmarks", {"key": PAPER, "tags": ["nlp"]}).status_code)

    answers: list[int] = []
    threads = [threading.Thread(target=save) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 7 + [201]
    assert [one["tags"] for one in me.get("bookmarks").json["items"]] == [["nlp"]]
    assert [one["name"] for one in me.get("tags").json["items"]] == ["nlp"]


def test_saving_the_same_note_again_does_not_double_it(me):
    for _ in range(2):
        answer = me.post("bookmarks", {"key": PAPER, "note": "read §3"})
    assert answer.json["note"] == "read §3"


def test_saving_over_what_the_user_typed_does_not_overwrite_it(me):
    me.post("bookmarks", {"key": PAPER})
    me.patch(f"bookmarks/{PAPER}", {"title": "My title"})
    assert me.post("bookmarks", {"key": PAPER, "title": "Page title"}).json["title"] == "My title"


def test_a_bookmark_is_found_by_any_of_its_ids_encoded_or_not(me):
    saved = me.post("bookmarks", {"key": "arxiv:math/0211159", "ids": ["doi:10.1145/3065386"]}).json
    for path in ("arxiv:math/0211159", "arxiv%3Amath%2F0211159", "doi:10.1145/3065386", "doi%3A10.1145%2F3065386",
                 "https%3A%2F%2Farxiv.org%2Fabs%2Fmath%2F0211159"):  # fmt: skip
        answer = me.get(f"bookmarks/{path}")
        assert answer.json["id"] == saved["id"], path
        assert me.get(f"bookmarks/{path}/history").status_code == 200


def test_a_key_that_ends_like_a_route_is_still_a_key(me):
    saved = me.post("bookmarks", {"url": "https://lab.example/papers/history", "title": "A page"})
    assert saved.status_code == 201, saved.json
    key = saved.json["key"].replace("/", "%2F")
    assert me.get(f"bookmarks/{key}").json["title"] == "A page"
    assert "items" in me.get(f"bookmarks/{key}/history").json


def test_an_id_that_is_no_id_is_refused_with_a_sentence(me):
    for body in ({"key": "not an id"}, {"url": "https://lab.example/"}, {"ids": ["arxiv:99"]}):
        answer = me.post("bookmarks", body)
        assert answer.status_code == 422
        assert answer.json["type"] == "not-a-paper"
        assert "arxiv:1706.03762" in answer.json["detail"]
    assert me.get("bookmarks").json["items"] == []


def test_an_id_that_names_no_paper_is_refused_where_the_address_is_null(me):
    answer = me.post("bookmarks", {"url": None, "ids": ["", ""], "key": None})
    assert (answer.status_code, answer.json["type"]) == (422, "not-a-paper")


def test_a_paper_that_is_not_saved_is_a_clear_404(me):
    for path in ("bookmarks/arxiv:1234.56789", "bookmarks/nonsense", "bookmarks/arxiv:1234.56789/history"):
        answer = me.get(path)
        assert (answer.status_code, answer.json["type"]) == (404, "bookmark-unknown")


def test_patch_changes_only_the_fields_given(me):
    me.post("bookmarks", {"key": PAPER, "title": "Attention", "tags": ["nlp"], "note": "mine", "status": "reading"})
    after = me.patch(f"bookmarks/{PAPER}", {"rating": 5}).json
    assert (after["rating"], after["title"], after["tags"], after["note"]) == (5, "Attention", ["nlp"], "mine")
    assert after["status"] == "reading"


def test_patch_sets_and_clears_every_field(me):
    me.post("bookmarks", {"key": PAPER})
    full = {
        "title": "T", "authors": ["A B"], "abstract": "x", "venue": "V", "published": "2017-06-12",
        "url": "https://a.example/", "status": "read", "rating": 4, "starred": True, "tags": ["b", "A"], "note": "n",
        "links": [{"url": "https://code.example/x", "kind": "code", "title": "Code"}],
    }  # fmt: skip
    after = me.patch(f"bookmarks/{PAPER}", full).json
    shown = [link for link in after["links"] if link["origin"] == "mine"]
    assert {**after, **full, "tags": ["A", "b"], "links": after["links"]} == after
    assert [(link["url"], link["kind"], link["title"]) for link in shown] == [
        ("https://code.example/x", "code", "Code")
    ]
    emptied = me.patch(f"bookmarks/{PAPER}", {"rating": None, "tags": [], "note": "", "links": [], "title": ""}).json
    assert (emptied["rating"], emptied["tags"], emptied["note"], emptied["title"]) == (None, [], "", "")
    assert [link for link in emptied["links"] if link["origin"] == "mine"] == []


def test_an_empty_patch_changes_nothing(me):
    before = me.post("bookmarks", {"key": PAPER, "note": "n"}).json
    assert me.patch(f"bookmarks/{PAPER}", {}).json == before


def test_patch_with_base_text_merges_two_notes(make_person):
    one, two = make_person("laptop"), make_person("phone")
    one.post("bookmarks", {"key": PAPER, "note": "alpha beta gamma"})
    seen = two.get(f"bookmarks/{PAPER}").json
    one.patch(f"bookmarks/{PAPER}", {"note": "alpha beta gamma delta"})
    body = {"note": "ALPHA beta gamma", "base_text": seen["note"], "base_rev": seen["rev"]}
    assert two.patch(f"bookmarks/{PAPER}", body).json["note"] == "ALPHA beta gamma delta"


def test_patch_of_overlapping_notes_keeps_both(make_person):
    one, two = make_person("laptop"), make_person("phone")
    one.post("bookmarks", {"key": PAPER, "note": "good"})
    one.patch(f"bookmarks/{PAPER}", {"note": "excellent"})
    after = two.patch(f"bookmarks/{PAPER}", {"note": "poor", "base_text": "good"}).json
    assert after["note"] == "excellent"
    assert [copy["text"] for copy in after["note_copies"]] == ["poor"]


def test_patch_with_base_rev_alone_drops_no_word_of_a_newer_note(make_person):
    one, two = make_person("laptop"), make_person("phone")
    seen = one.post("bookmarks", {"key": PAPER, "note": "first"}).json
    one.patch(f"bookmarks/{PAPER}", {"note": "second"})
    after = two.patch(f"bookmarks/{PAPER}", {"note": "third", "base_rev": seen["rev"]}).json
    words = after["note"] + "".join(copy["text"] for copy in after["note_copies"])
    assert "second" in words
    assert "third" in words


def test_patch_with_base_rev_keeps_a_tag_its_author_had_not_seen(make_person):
    one, two = make_person("laptop"), make_person("phone")
    seen = one.post("bookmarks", {"key": PAPER, "tags": ["old"]}).json
    one.patch(f"bookmarks/{PAPER}", {"tags": ["old", "new"]})
    after = two.patch(f"bookmarks/{PAPER}", {"tags": ["mine"], "base_rev": seen["rev"]}).json
    assert after["tags"] == ["mine", "new"]


def test_patch_without_base_is_last_write_wins_and_the_old_value_is_in_the_history(make_person):
    one, two = make_person("laptop"), make_person("phone")
    one.post("bookmarks", {"key": PAPER, "status": "reading", "note": "first"})
    two.patch(f"bookmarks/{PAPER}", {"status": "read", "note": "second"})
    history = one.get(f"bookmarks/{PAPER}/history").json["items"]
    assert {(entry["field"], entry["value"], entry["device"]) for entry in history} == {
        ("status", "reading", "laptop"), ("note", "first", "laptop"),
    }  # fmt: skip


def test_history_is_paged(me):
    me.post("bookmarks", {"key": PAPER, "note": "0"})
    for n in range(1, 6):
        me.patch(f"bookmarks/{PAPER}", {"note": str(n)})
    values, cursor = [], ""
    while cursor is not None:
        page = me.get(f"bookmarks/{PAPER}/history?limit=2{cursor and '&cursor=' + cursor}").json
        values += [entry["value"] for entry in page["items"]]
        cursor = page["next"]
    assert values == ["4", "3", "2", "1", "0"]


def test_a_note_of_a_megabyte_is_refused_and_the_old_one_stays(me):
    me.post("bookmarks", {"key": PAPER, "note": "short"})
    long = me.patch(f"bookmarks/{PAPER}", {"note": "x" * (300 << 10), "status": "read"})
    assert (long.status_code, long.json["code"]) == (422, "note_too_long")
    huge = me.patch(f"bookmarks/{PAPER}", {"note": "x" * (1 << 20)})
    assert (huge.status_code, huge.json["type"]) == (413, "too-large")
    now = me.get(f"bookmarks/{PAPER}").json
    assert (now["note"], now["status"]) == ("short", "to_read")


def test_a_save_that_breaks_a_rule_saves_nothing(me):
    answer = me.post("bookmarks", {"key": PAPER, "note": "x" * (300 << 10), "tags": ["t"]})
    assert answer.status_code == 422
    assert me.get(f"bookmarks/{PAPER}").status_code == 404
    assert me.get("tags").json["items"] == []


def test_deleted_bookmarks_are_gone_and_can_be_saved_again(me):
    me.post("bookmarks", {"key": PAPER, "title": "Attention", "note": "n"})
    assert me.delete(f"bookmarks/{PAPER}").status_code == 204
    assert me.get(f"bookmarks/{PAPER}").status_code == 404
    assert me.delete(f"bookmarks/{PAPER}").status_code == 404
    assert me.get("bookmarks?q=attention").json["items"] == []
    assert me.post("bookmarks", {"key": PAPER}).status_code == 201


def test_lookup_finds_by_any_id_and_leaves_out_the_unknown(me, save):
    saved = save(key=PAPER, ids=["doi:10.1145/3065386"])
    keys = [PAPER, "doi:10.1145/3065386", "arxiv:0000.00000", "", "https://arxiv.org/abs/1706.03762"]
    found = me.post("bookmarks/lookup", {"keys": keys}).json["found"]
    assert {key: one["id"] for key, one in found.items()} == dict.fromkeys((keys[0], keys[1], keys[4]), saved["id"])


def test_lookup_takes_5000_keys_and_no_more(me, save):
    save(key=PAPER)
    keys = [PAPER, *(f"arxiv:2301.{n:05}" for n in range(4999))]
    assert list(me.post("bookmarks/lookup", {"keys": keys}).json["found"]) == [PAPER]
    assert me.post("bookmarks/lookup", {"keys": [*keys, "arxiv:1"]}).status_code == 400


def test_hostile_titles_come_back_as_they_were(me):
    for n, title in enumerate(
        ("<script>alert(1)</script>", "\u202egnp.exe", "x" * 2_000, "a\u0000b", "\U0001f600 — 论文")
    ):
        saved = me.post("bookmarks", {"key": f"arxiv:2402.0000{n + 1}", "title": title})
        assert saved.status_code == 201
        assert saved.json["title"] == title.replace("\u0000", "\ufffd")
        assert saved.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["ids", "tags", "links", "note", "status", "authors", "starred"])
def test_null_is_no_value_of_what_cannot_be_empty(me, name):
    answer = me.post("bookmarks", {"key": PAPER, name: None})
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(f"{name}:")


def test_a_title_of_10_kb_is_refused_by_name(me):
    answer = me.post("bookmarks", {"key": PAPER, "title": "x" * 10_000})
    assert answer.status_code == 400
    assert answer.json["detail"].startswith("title:")


def test_links_must_be_web_addresses(me):
    me.post("bookmarks", {"key": PAPER})
    for url in ("javascript:alert(1)", "data:text/html,x", "//x.example", "file:///etc/passwd"):
        answer = me.patch(f"bookmarks/{PAPER}", {"links": [{"url": url, "kind": "code"}]})
        assert answer.status_code == 400
        assert answer.json["detail"].startswith("links.0.url")


def test_looking_changes_nothing(me, save):
    save(title="A", tags=["t"])
    with count_queries() as counted:
        for path in ("bookmarks", "bookmarks?q=a", f"bookmarks/{PAPER}", "tags", "stats", "devices", "sync/digest",
                     "bookmarks/arxiv:2401.00001/history", "openapi.json", "health"):  # fmt: skip
            me.get(path)
    verbs = {query.msg[0].lstrip("(").split()[0] for query in counted.get_queries()}
    assert verbs <= {"SELECT", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "PRAGMA"}
