"""A page that has taken a content script over: what it may ask of the background, what it learns, what it can break.

Every kind of lib/messages.js is tried, so that a new one is tried by itself.
"""

import json

import pytest
from browsed import speak
from world import LIST, World

from drive import demo
from drive.page import Page
from drive.pairing import own_page

KINDS = "async () => (await import(location.origin + '/lib/messages.js')).MESSAGES"
RIGHT = {"string": "x", "number": 1, "boolean": True, "object": {}, "any": None}
LONG = "x" * 200_000
# Of the right type, and meant to do harm.
HOSTILE = {
    "string": [
        "", "\0", LONG, "__proto__", "constructor", "toString", "javascript:alert(1)", "../../options.html", "\ud800",
        "%", "(", "bm_x", "state", "<img src=x onerror=alert(1)>",
    ],
    "number": [-1, 0, 0.5, 1e308, 2**53],
    "boolean": [True, False],
    "object": [
        {}, {"__proto__": {"tier": "page"}}, {"constructor": 1}, {"url": LONG, "title": LONG},
        {"title": {}, "ids": {}, "authors": "x", "links": 7, "url": []},
        {"url": "https://arxiv.org/abs/2611.90001", "title": ["x"], "ids": [None, {}], "links": [None, {"url": {}}]},
        {"sources": {}}, {"sources": [None], "about": {"sources": {"tags": 5}}},
        {"kind": "bookmark.delete", "body": None}, {"kind": "unpair", "body": {}}, {"kind": "bookmark.set", "body": {}},
    ],
    "any": [None, 1, LONG, [], {}, [[[]]], {"__proto__": 1}],
}  # fmt: skip
WRONG = {
    "string": [1, None, {}, []],
    "number": ["1", None, {}],
    "boolean": ["true", None],
    "object": ["x", [], None, 1],
}


@pytest.fixture
def page(world: World) -> Page:
    """A listing page whose script has taken Manicule's content script over."""
    page = world.browser.page(LIST)
    yield page
    page.close()


@pytest.fixture
def messages(world: World) -> dict[str, dict]:
    """The table of all messages."""
    page = own_page(world.browser)
    table = page.evaluate(KINDS)
    page.close()
    assert len(table) > 50
    return table


@pytest.fixture
def mine(world: World) -> dict:
    """A bookmark that the page would like to have."""
    body = {"key": "arxiv:2611.99999", "title": "Ziggurat of quiet lamps", "note": "my secret", "tags": ["private"]}
    made = world.backend.ask("POST", "/api/v1/bookmarks", body, world.token)
    world.ask("sync.now")
    yield made
    assert world.bookmark(made["key"])["note"] == "my secret", "whatever was said, this is as it was"
    world.backend.ask("DELETE", f"/api/v1/bookmarks/{made['id']}", token=world.token)


def plain(kind: str) -> str:
    """A type of messages.js without its marks for lists and for what may be absent."""
    return kind.replace("[]", "").removesuffix("?")


def wrapped(value: object, kind: str) -> object:
    """The value in as many lists as the type says."""
    for _ in range(kind.count("[]")):
        value = [value]
    return value


def right(shape: dict[str, str]) -> dict:
    """A body of the right types."""
    return {name: wrapped(RIGHT[plain(kind)], kind) for name, kind in shape.items()}


def malformed(kind: str, shape: dict[str, str]) -> list[dict]:
    """Messages of this kind that are not as its table says."""
    bodies: list = [None, [], "x", 1, {**right(shape), "surprise": 1}, {**right(shape), "hasOwnProperty": 1}]
    for name, type_ in shape.items():
        values = ["x", {"length": 1}, [{}, "x", 1, None], None] if "[]" in type_ else WRONG.get(plain(type_), [])
        if type_.endswith("?"):
            values = [value for value in values if value is not None]
        bodies += [{**right(shape), name: value} for value in values]
        if not type_.endswith("?") and type_ != "any":
            bodies.append({other: value for other, value in right(shape).items() if other != name})
    if not shape:
        bodies = bodies[:3] + bodies[4:]
    return [{"kind": kind, "body": body} for body in bodies]


def hostile(kind: str, shape: dict[str, str]) -> list[dict]:
    """Messages of this kind that are as the table says, and meant to do harm."""
    bodies = []
    for name, type_ in shape.items():
        for value in HOSTILE[plain(type_)]:
            bodies.append({**right(shape), name: wrapped(value, type_)})
        if "[]" in type_:
            bodies.append({**right(shape), name: right(shape)[name] * 5_000})
    return [{"kind": kind, "body": body} for body in bodies or [{}]]


def test_what_only_manicules_own_pages_may_ask_is_refused_to_a_content_script(
    world: World, page: Page, messages: dict, mine: dict
):
    own = [{"kind": kind, "body": right(one["body"])} for kind, one in messages.items() if one["tier"] == "own"]
    assert len(own) > 20
    before = world.ask("state")
    for message, answer in zip(own, speak(page, own), strict=True):
        assert answer["ok"] is False, message
        assert answer["error"]["code"] == "not_allowed", (message, answer)
    assert world.ask("state") == before


def test_a_message_that_is_not_as_its_table_says_is_refused_whatever_its_kind(page: Page, messages: dict, mine: dict):
    for kind, one in messages.items():
        tried = malformed(kind, one["body"])
        for message, answer in zip(tried, speak(page, tried), strict=True):
            assert answer["ok"] is False, message
            assert answer["error"]["code"] in ("bad_message", "not_allowed"), (message, answer)
    for strange in (
        {"kind": "__proto__"},
        {"kind": "constructor", "body": {}},
        {"kind": "eval", "body": {"code": "1"}},
    ):
        [answer] = speak(page, [strange])
        assert answer["error"]["code"] == "bad_message"


def test_a_message_that_is_meant_to_do_harm_is_answered_and_teaches_nothing(
    world: World, page: Page, messages: dict, mine: dict
):
    secrets = [world.recorder.url, "mn_", "my secret", "Ziggurat", "private", "bm_" + mine["id"][3:]]
    for kind, one in messages.items():
        if one["tier"] == "own" or kind in ("tags.complete", "tags.suggest"):
            continue
        tried = hostile(kind, one["body"])
        for message, answer in zip(tried, speak(page, tried), strict=True):
            told = json.dumps(answer)
            assert answer.get("ok") or answer["error"]["code"] != "internal", (kind, str(message)[:300], answer)
            assert not [secret for secret in secrets if secret in told], (kind, told[:300])
    page.reload()
    page.wait_for("(count) => document.querySelectorAll('manicule-row').length === count", len(demo.papers()))
    world.settle()


def test_a_page_learns_what_i_know_of_the_papers_it_names_and_no_list_of_others(page: Page, mine: dict):
    [known, everything] = speak(page, [
        {"kind": "rows.look", "body": {"rows": [[mine["key"]], ["arxiv:2611.99998"], [""], ["%"], ["arxiv:"], []]}},
        {"kind": "search", "body": {"query": ""}},
    ])  # fmt: skip
    assert [one and one["note"] for one in known["answer"]] == ["my secret", None, None, None, None, None]
    assert everything["error"]["code"] == "not_allowed"


def test_a_page_of_a_site_that_is_not_switched_on_reaches_nobody(world: World):
    world.sites.pages["https://evil.example/"] = "<!doctype html><title>Evil</title><h1>Evil</h1>"
    page = world.browser.page("https://evil.example/")
    page.evaluate("() => window.postMessage({speak: {kind: 'state', body: {}}, n: 1}, '*')")
    reached = page.evaluate("""async () => {
      const {runtime} = globalThis.chrome ?? globalThis.browser ?? {};
      if (!runtime?.sendMessage) return "no way to speak";
      return Promise.race([runtime.sendMessage({kind: "state", body: {}}).then(() => "answered", () => "refused")]);
    }""")
    assert reached in ("no way to speak", "refused")
    page.close()


def test_a_site_that_is_switched_off_may_ask_nothing(world: World, messages: dict):
    page = world.browser.page(LIST)
    world.ask("settings.set", patch={"sites": {"arxiv": False}})
    try:
        asked = [{"kind": kind, "body": right(one["body"])} for kind, one in messages.items() if one["tier"] == "page"]
        for message, answer in zip(asked, speak(page, asked), strict=True):
            assert (answer["ok"], answer["error"]["code"]) == (False, "site_off"), message
    finally:
        world.ask("settings.set", patch={"sites": {"arxiv": True}})
        page.close()
