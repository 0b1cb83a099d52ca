"""Two people on one server: with a good token and session of her own, Eve asks every route and sends every form with
all that names something of Ada's. Nothing of it is told, and nothing of it changes.
"""

import json
import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from target import KEY, NOTE, Answer, Target, attacked
from test_injected_queries import FIELDS, body_of

from manicule import api, create_app
from manicule.config import Config
from manicule.models import database

PRIVATE = ["Zanzibar", "Attention", "laptop", "persimmon", "narwhal"]  # in a note, title, device, tag, saved search
SYNC = {"protocol": 1, "limit": 500, "cursor": None, "mutations": []}


class Eve:
    """Somebody with a token and a session of her own, for another library than Ada's."""

    def __init__(self, target: Target, library: str) -> None:
        self.target, self.token = target, target.new_token("eve's", library=library)
        code = json.loads(self.ask("POST", "/api/v1/sign-in", {}).text)["url"].rpartition("/")[2]
        self.cookie = target.sign_in_with(code)

    def ask(self, method: str, path: str, body: object = None, *, form: bool = False) -> Answer:
        """A request of hers; with `form`, one of her browser."""
        held = {"Cookie": self.cookie} if form else {"Authorization": f"Bearer {self.token}"}
        answer = self.target.ask(method, path, body, form=form, headers=held)
        assert answer.status < 500, (method, path, answer)
        assert [word for word in PRIVATE if word in answer.text] == [], (method, path, answer)
        return answer


def everything(target: Target) -> dict:
    """All that Ada's library holds, as she reads it."""
    paths = ("bookmarks", f"bookmarks/{KEY}/history", "tags", "searches", "feeds", "stats", "sync/digest")
    held = {path: target.must("GET", f"/api/v1/{path}") for path in paths}
    devices = target.must("GET", "/api/v1/devices")["items"]
    return {**held, "devices": [(one["id"], one["name"], one["revoked_at"]) for one in devices]}


@pytest.fixture(scope="module")
def ada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """Her library and server."""
    with attacked(tmp_path_factory.mktemp("two")) as target:
        yield target


@pytest.fixture(scope="module")
def names(ada: Target) -> dict[str, str]:
    """What of hers a name is of, and the name."""
    return names_of(ada)


@pytest.fixture
def eve(ada: Target, request: pytest.FixtureRequest) -> Eve:
    """With nothing in her library."""
    return Eve(ada, request.node.name)


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The route of every form, as the app has them, but for those of the door, which are tried by themselves."""
    app = create_app(Config(database=f"sqlite:///{tmp_path_factory.mktemp('rules') / 'a.db'}"))
    database.close()
    posts = [one.rule for one in app.url_map.iter_rules() if "POST" in one.methods]
    return [rule for rule in posts if not rule.startswith("/api/") and rule not in ("/sign-in", "/sign-out")]


def named(rule: str, name: str) -> str:
    """The path of a route with that name in it."""
    return re.sub("<[^>]+>", quote(name, safe=""), rule)


def names_of(target: Target) -> dict[str, str]:
    """Something of every kind in Ada's library, each by what names it."""
    links = [{"url": "https://a.example/"}]
    made = target.must("PATCH", f"/api/v1/bookmarks/{KEY}", {"tags": ["aubergine"], "links": links})
    other = {"key": "arxiv:2401.00002", "title": "Attention again", "note": NOTE, "tags": ["persimmon"]}
    target.must("POST", "/api/v1/bookmarks", other)
    for search in ("quokka", "narwhal"):
        target.must("PUT", f"/api/v1/searches/{search}", {"q": "zanzibar"})
    feed = target.must("POST", "/api/v1/feeds", {"name": "Attention", "notes": True})
    [device] = target.must("GET", "/api/v1/devices")["items"]
    pulled = target.must("POST", "/api/v1/sync", {**SYNC, "device": device["id"]})
    form = {"csrf": target.csrf(target.cookie), "status": "reading"}
    done = target.ask("POST", f"/papers/{KEY}/status", form, form=True, headers={"Cookie": target.cookie})
    target.must("PATCH", f"/api/v1/bookmarks/{KEY}", {"status": "to_read"})
    tags = {row["name"]: row["id"] for row in pulled["changes"] if row["kind"] == "tag"}
    [row] = [row for row in pulled["changes"] if row["id"] == made["id"]]
    return {
        "bookmark": made["id"],
        "key": KEY,
        "tag": "aubergine",
        "id of a tag": tags["aubergine"],
        "search": "quokka",
        "feed": feed["id"],
        "device": device["id"],
        "link": next(iter(row["links"])),
        "undo": re.search(r"done=([\w-]+)", done.headers["location"])[1],
        "session": target.cookie.partition("=")[2],
        "cursor of sync": pulled["cursor"],
        "cursor of a list": target.must("GET", "/api/v1/bookmarks?limit=1")["next"],
    }


def test_no_route_of_the_api_knows_anything_of_another_library(ada: Target, eve: Eve, names: dict[str, str]):
    before = everything(ada)
    routes = [route for _, route in api.routes() if route.token]
    assert len(routes) > 25
    for route, name in product(routes, names.values()):
        asked = [part for part in ("cursor", "tag", "q") if route.query and part in route.query.model_fields]
        query = "&".join(f"{part}={quote(name)}" for part in asked)
        body = body_of(route.body, name) if route.body else None
        eve.ask(route.method, f"/api/v1{named(route.path, name)}?{query}", body)
    assert everything(ada) == before


def test_no_form_and_no_page_reaches_into_another_library(
    ada: Target, eve: Eve, names: dict[str, str], forms: list[str]
):
    before, csrf = everything(ada), ada.csrf(eve.cookie)
    assert len(forms) > 15
    for rule, name in product(forms, names.values()):
        for act in ("tag", "delete") if rule == "/papers/selected" else ("tag",):
            sent = {**dict.fromkeys(FIELDS, name), "csrf": csrf, "act": act, "status": "read", "kind": "page"}
            eve.ask("POST", named(rule, name), sent, form=True)
    for page, name in product(("/", "/papers/<key>", "/tags", "/map", "/reading", "/devices"), names.values()):
        query = "&".join(f"{part}={quote(name)}" for part in ("q", "tag", "done", "before", "cite", "relate"))
        eve.ask("GET", f"{named(page, name)}?{query}", form=True)
    assert everything(ada) == before


def test_nobody_signs_the_browser_of_another_out(ada: Target, eve: Eve):
    shown = ada.ask("GET", "/devices", headers={"Cookie": ada.cookie}).text
    sent = {"csrf": ada.csrf(eve.cookie), "session": re.search(r'name="session" value="(\w+)"', shown)[1]}
    eve.ask("POST", "/sign-out", sent, form=True)
    assert ada.ask("GET", "/", headers={"Cookie": ada.cookie}).status == 200


def test_a_device_syncs_no_edit_into_another_library(ada: Target, eve: Eve, names: dict[str, str]):
    before, hers, tag = everything(ada), {"bookmark": names["bookmark"]}, {"tag": names["id of a tag"]}
    [own] = [one["id"] for one in json.loads(eve.ask("GET", "/api/v1/devices").text)["items"]]
    edits = [
        {"op": "note.edit", **hers, "base_text": NOTE, "text": "stolen"},
        {"op": "bookmark.set", **hers, "base": 10_000, "field": "status", "value": "read"},
        {"op": "bookmark.tag", **hers, **tag},
        {"op": "tag.rename", **tag, "name": "stolen", "base": 10_000},
        {"op": "link.delete", **hers, "base": 10_000, "link": names["link"]},
        {"op": "bookmark.delete", **hers, "base": 10_000, "note_sha256": "0" * 64},
        {"op": "bookmark.create", **hers, "ids": [KEY], "meta": {"title": "mine"}},
        {"op": "tag.create", **tag, "name": "mine"},
    ]
    for number, edit in enumerate(edits, 1):
        edit |= {"seq": number, "mid": f"00000000-0000-4000-8000-{number:012}", "at": 1}
    for device, cursor in ((own, names["cursor of sync"]), (names["device"], None)):
        body = {**SYNC, "device": device, "cursor": cursor, "mutations": edits}
        assert eve.ask("POST", "/api/v1/sync", body).status == 409
    answer = json.loads(eve.ask("POST", "/api/v1/sync", {**SYNC, "device": own, "mutations": edits}).text)
    assert [one["status"] for one in answer["results"]] == ["unknown_row"] * 6 + ["applied"] * 2
    assert everything(ada) == before, "her own bookmark and tag of the same id are others"


def test_the_address_of_a_feed_opens_no_other(ada: Target, eve: Eve, names: dict[str, str]):
    [feed] = ada.must("GET", "/api/v1/feeds")["items"]
    number, _, secret = feed["url"].partition("/feeds/")[2].partition("-")
    assert "Zanzibar" in ada.ask("GET", f"/feeds/{number}-{secret}").text
    for other in (f"{int(number) + 1}-{secret}", f"{number}-{secret[:-5]}x.xml", f"{number}-{'A' * 43}.xml"):
        assert eve.ask("GET", f"/feeds/{other}").status == 404


def test_a_token_or_cookie_under_the_number_of_another_library_is_none(ada: Target, eve: Eve):
    kind, _, secret = eve.token.split("_", 2)
    stolen = {"Authorization": f"Bearer {kind}_{ada.token.split('_')[1]}_{secret}"}
    assert ada.ask("GET", "/api/v1/bookmarks", headers=stolen).status == 401
    name, _, value = eve.cookie.partition("=")
    forged = f"{name}={ada.cookie.partition('=')[2].partition('.')[0]}.{value.partition('.')[2]}"
    assert ada.ask("GET", "/", headers={"Cookie": forged}).status == 303
