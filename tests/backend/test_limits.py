"""Beyond each limit is a sentence, on every database, and what was there before stays; README has all the limits."""

import json
from pathlib import Path

import pytest

from manicule.core import limits
from manicule.errors import LimitReached, TooMany
from manicule.models import Device, Feed, PairingCode, SavedSearch, Session, WatchedList
from manicule.services import devices, feeds, pairing, sessions, watching
from manicule.services.searching import searches

README = Path(__file__).parents[2] / "README.md"
PAPER = "arxiv:1706.03762"
NESTED = json.loads("[" * 30 + "]" * 30)


def test_the_readme_has_every_limit_and_no_other() -> None:
    told = README.read_text(encoding="utf-8").partition("| of | at most | beyond |\n|---|---|---|\n")[2]
    assert told.partition("\n\n")[0].splitlines() == [limit.row() for limit in limits.TABLE]


def refused(answer, status: int) -> bool:
    assert answer.status_code == status, answer.text[:300]
    assert answer.json["detail"].endswith(".")
    return True


@pytest.mark.parametrize(("name", "value"), [
    ("title", "x" * (limits.MAX_TITLE + 1)),
    ("abstract", "x" * (limits.MAX_ABSTRACT + 1)),
    ("authors", ["A"] * (limits.MAX_AUTHORS + 1)),
    ("url", "https://a.example/" + "x" * limits.MAX_URL),
    ("ids", ["arxiv:1706.03762"] * (3 * limits.MAX_IDS + 1)),
    ("tags", [str(n) for n in range(limits.MAX_TAGS + 1)]),
    ("tags", ["x" * (limits.MAX_TAG_NAME + 1)]),
    ("links", [{"url": f"https://a.example/{n}"} for n in range(limits.MAX_LINKS + 1)]),
])  # fmt: skip
def test_what_a_person_types_beyond_a_limit_is_refused_by_name(me, name, value):
    me.post("bookmarks", {"key": PAPER, "title": "Attention"})
    answer = me.patch(f"bookmarks/{PAPER}", {name: value})
    assert refused(answer, 400)
    assert name in answer.json["detail"]
    assert me.get(f"bookmarks/{PAPER}").json["title"] == "Attention"


@pytest.mark.parametrize(("path", "body"), [
    ("bookmarks/lookup", {"keys": ["x"] * (limits.MAX_LOOKUP + 1)}),
    ("related", {"rows": [{"title": "x"}] * (limits.MAX_ROWS + 1)}),
    ("related", {"rows": [{"title": "x", "abstract": "x" * (limits.MAX_TEXT + 1)}]}),
    ("devices", {"name": "x" * (limits.MAX_NAME + 1)}),
    ("feeds", {"name": "x" * (limits.MAX_NAME + 1)}),
])  # fmt: skip
def test_more_than_is_answered_at_once_is_refused(me, path, body):
    assert refused(me.post(path, body), 400)


def test_a_list_has_a_longest_page_and_a_cursor_a_longest_form(me):
    assert refused(me.get(f"bookmarks?limit={limits.MAX_PAGE + 1}"), 400)
    assert refused(me.get(f"bookmarks?cursor={'x' * (limits.MAX_CURSOR + 1)}"), 400)


def test_of_a_long_query_the_beginning_counts_and_that_is_said(me, save):
    save(title="Lanterns")
    for query in ("lanterns " * 400, " OR ".join(["lanterns"] * 60), "(" * 30 + "lanterns"):
        found = me.get("bookmarks", query_string={"q": query}).json
        assert len(found["items"]) == 1, query[:20]
        assert found["notices"], query[:20]


def test_a_body_beyond_the_limit_and_a_deep_one_are_refused(me):
    answer = me.ask("POST", "bookmarks", data=b"x" * (limits.MAX_BODY + 1), content_type="application/json")
    assert refused(answer, 413)
    deep = b'{"key": "arxiv:1706.03762", "tags": ' + b"[" * 100_000
    assert refused(me.ask("POST", "bookmarks", data=deep, content_type="application/json"), 400)


def sync(me, mutations: list[dict] | str, start: int = 1):
    """One sync request; a text is sent as it stands for the members of one edit."""
    [device] = [one["id"] for one in me.get("devices").json["items"] if one["current"]]
    named = [{"seq": start + n, "mid": f"mid_{start + n:08}", "at": 1, **edit} for n, edit in enumerate(mutations)]
    return me.post("sync", {"protocol": 1, "device": device, "cursor": None, "mutations": named})


def test_a_sync_takes_so_many_edits_and_no_more(me):
    edits = [{"op": "tag.create", "tag": f"tag_{n}", "name": str(n)} for n in range(limits.MAX_MUTATIONS + 1)]
    assert refused(sync(me, edits), 413)
    assert me.get("tags").json["items"] == []


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "-1e400", "9" * 400, "1.5", "-1", str(2**53)])
def test_a_number_that_is_none_is_a_rejected_edit_and_the_rest_goes_on(me, number):
    [device] = [one["id"] for one in me.get("devices").json["items"]]
    create = '{"seq": 1, "mid": "mid_00001", "at": 1, "op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1"]}'
    edit = f'{{"seq": 2, "mid": "mid_00002", "at": 1, "op": "bookmark.set", "bookmark": "bm_1", "base": {number}, "field": "starred", "value": true}}'  # noqa: E501
    body = f'{{"protocol": 1, "device": "{device}", "cursor": null, "mutations": [{create}, {edit}]}}'
    answer = me.ask("POST", "sync", data=body, content_type="application/json")
    assert [one["status"] for one in answer.json["results"]] == ["applied", "rejected"]
    assert answer.json["results"][1]["message"].endswith(".")


@pytest.mark.parametrize(
    "member", ["NaN", "Infinity", "1e400", "9" * 400, "[" * 60 + "]" * 60, '"' + "x" * 4_000 + '"']
)
def test_what_no_browser_can_hold_never_reaches_one(me, member):
    [device] = [one["id"] for one in me.get("devices").json["items"]]
    meta = f'{{"title": "Attention", "version": 3, "later": {member}}}'
    edit = f'{{"seq": 1, "mid": "mid_00001", "at": 1, "op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1706.03762"], "meta": {meta}}}'  # noqa: E501
    body = f'{{"protocol": 1, "device": "{device}", "cursor": null, "mutations": [{edit}]}}'
    answer = me.ask("POST", "sync", data=body, content_type="application/json")
    assert answer.status_code == 200
    told = json.loads(answer.text, parse_constant=lambda name: pytest.fail(name))["changes"]
    [paper] = [one for one in told if one["kind"] == "bookmark"]
    assert paper["meta"]["title"] == "Attention"
    assert "later" not in paper["meta"]


def test_a_note_has_so_many_versions_beside_it_and_the_next_is_refused_with_its_words(me):
    me.post("bookmarks", {"key": PAPER, "note": "mine"})
    bookmark = me.get(f"bookmarks/{PAPER}").json["id"]
    edits = [
        {"op": "note.edit", "bookmark": bookmark, "base_text": "old", "text": f"other {n}"}
        for n in range(limits.MAX_COPIES + 1)
    ]
    told = sync(me, edits[:60]).json["results"] + sync(me, edits[60:], start=61).json["results"]
    assert [one["status"] for one in told] == ["copied"] * limits.MAX_COPIES + ["rejected"]
    assert told[-1]["code"] == "too_many_copies"
    assert me.get(f"bookmarks/{PAPER}").json["note"] == "mine"


def test_nul_and_halves_of_letters_are_kept_as_a_sign_everywhere(me):
    me.post("bookmarks", {"key": PAPER, "title": "a\0b", "note": "c\0d", "tags": ["e\0f"]})
    found = me.get(f"bookmarks/{PAPER}").json
    assert (found["title"], found["note"], found["tags"]) == ("a\ufffdb", "c\ufffdd", ["e\ufffdf"])
    assert me.post("feeds", {"name": "a\0b", "tag": "e\0f", "q": "\0"}).json["name"] == "a\ufffdb"
    assert me.ask("PUT", "searches/a%00b", json={"q": "x\0y"}).json == me.get("searches").json["items"][0]
    for address in ("bookmarks?q=%00", "bookmarks?tag=%00", "bookmarks/%00/history", "export?format=ris&q=%00"):
        assert me.get(address).status_code in (200, 404), address
    assert me.delete("tags/%00").status_code == 404
    assert me.post("bookmarks/lookup", {"keys": ["\0", "arxiv:\0"]}).json == {"found": {}}


@pytest.mark.parametrize("day", ["0000-00-00", "9999-12-31", "-9999", "99999-01-01", "²⁰²⁴", "2024-02-31", "x" * 40])
def test_days_far_away_and_days_that_are_none_are_no_fault(me, day):
    key = me.post("bookmarks", {"key": PAPER, "title": "Attention", "published": day}).json["key"]
    for address in (f"bookmarks/{key}", "bookmarks?sort=published", "bookmarks?q=year:2024", "export?format=bibtex",
                    f"bookmarks/{key}/citation?format=csl-json", f"bookmarks/{key}/same"):  # fmt: skip
        assert me.get(address).status_code == 200, address


def fill(model: type, most: int, **row: object) -> None:
    """As many rows as there may be; `{n}` in a text is the number of the row."""
    numbered = lambda n: {k: v.format(n=n) if isinstance(v, str) else v for k, v in row.items()}  # noqa: E731
    model.insert_many([numbered(n) for n in range(most)]).execute()


def test_a_library_has_so_many_devices_and_a_revoked_one_makes_room(me, library, clock):
    fill(Device, limits.MAX_DEVICES - 1, library=library, id="dev_{n}", name="d", token_hash="h{n}", created_at=0)
    assert refused(me.post("devices", {"name": "one more"}), 422)
    assert me.delete("devices/dev_0").status_code == 204
    assert me.post("devices", {"name": "one more"}).status_code == 201
    with pytest.raises(LimitReached, match="Revoke one"):
        devices.register(library, "and another", clock())


def test_a_library_has_so_many_codes_that_work_and_old_ones_make_room(me, library, clock):
    fill(PairingCode, limits.MAX_CODES, library=library, code_hash="h{n}", expires_at=clock() + pairing.LIFETIME)
    assert refused(me.post("sign-in", {}), 422)
    clock.go_on(301)
    assert me.post("sign-in", {}).status_code == 200


def test_a_library_has_so_many_feeds_and_saved_searches(me, library, clock):
    fill(Feed, limits.MAX_FEEDS, library=library, id="fd_{n}", secret="s{n}", name="f", q="", notes=False, created_at=0)
    fill(SavedSearch, limits.MAX_SEARCHES, library=library, folded="s{n}", name="s{n}", q="x", created_at=0)
    assert refused(me.post("feeds", {"name": "one more"}), 422)
    assert refused(me.ask("PUT", "searches/more", json={"q": "x"}), 422)
    assert me.ask("PUT", "searches/S1", json={"q": "y"}).json["q"] == "y", "one that is there can be changed"
    assert me.delete("feeds/fd_1").status_code == me.delete("searches/s1").status_code == 204
    assert feeds.create(library, "one more", None, "", False, clock())["name"] == "one more"
    assert searches.save(library, "more", "x", clock())["name"] == "more"


def test_of_too_many_browsers_the_one_not_seen_for_longest_is_signed_out(me, library, clock):
    fill(Session, limits.MAX_SESSIONS, library=library, secret_hash="h{n}", device="d", created_at=0, seen_at=clock())
    Session.update(seen_at=clock() - 5).where(Session.secret_hash == "h7").execute()
    cookie = sessions.sign_in(pairing.offer(library, clock()), "Firefox", "", clock())
    left = {row.secret_hash for row in Session.select()}
    assert len(left) == limits.MAX_SESSIONS
    assert "h7" not in left
    assert sessions.find(cookie, "", clock()).library == library


def test_a_library_watches_so_many_lists(me, library, clock):
    url = "https://huggingface.co/papers?date={n}"
    fill(WatchedList, limits.MAX_LISTS, library=library, url=url, name="HF", added_at=0)
    with pytest.raises(TooMany, match="Let go"):
        watching.watch(library, "https://huggingface.co/papers", clock())
