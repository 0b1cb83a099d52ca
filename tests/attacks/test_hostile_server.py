"""A server that was taken over: what it sends is only text, and nothing of it keeps the library from its reader."""

import json
from collections.abc import Callable, Iterator

import pytest
from recorder import Answer, Request
from world import LIST, World

from drive import demo

HARM = "javascript:document.documentElement.dataset.ran=1"
MARKUP = "<img src=x onerror=document.documentElement.dataset.ran=1>"
PAPER = demo.papers()[0]["id"]
MADE = [("bookmark", f"bm_{PAPER}"), ("tag", "tag_evil")]
LINK = {"url": HARM, "kind": "code", "title": MARKUP, "origin": "mine"}
READY = "(count) => document.querySelectorAll('manicule-row').length === count"
HREFS = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...inside(one)]);
  const inside = ({shadowRoot}) => (shadowRoot ? all(shadowRoot) : []);
  return all(document).filter((one) => /^\\s*(javascript|data):/i.test(one.getAttribute("href") ?? "")).length;
}"""


@pytest.fixture
def lies(world: World) -> Iterator[Callable[[list], None]]:
    """`lies(rows)` has the server send these rows too, from now on."""

    def send(rows: list) -> None:
        def between(request: Request, ask: Callable[[], Answer]) -> Answer:
            status, headers, body = ask()
            if request.path != "/api/v1/sync" or status != 200:
                return status, headers, body
            answer = json.loads(body)
            return status, headers, json.dumps({**answer, "changes": [*answer["changes"], *rows]}).encode()

        world.recorder.between = between

    before = world.recorder.between
    yield send
    send(
        [
            {"kind": kind, "id": name, "rev": 1, "alive": False, "alias_of": None, "ids": [], "name": ""}
            for kind, name in MADE
        ]
    )
    world.ask("sync.now")
    world.recorder.between = before
    world.ask("sync.check")


def row(key: str, **more: object) -> dict:
    """A bookmark as the server would send it."""
    return {
        "kind": "bookmark", "id": f"bm_{key.partition(':')[2]}", "rev": 1, "alive": True, "alias_of": None,
        "ids": [key], "id_sources": {}, "meta": {"title": MARKUP, "url": HARM, "authors": [MARKUP]}, "fields": {},
        "note": {"text": f"{MARKUP} [x]({HARM})", "rev": 0},
        "note_copies": [{"id": "nc_1", "text": MARKUP, "at": 1, "by": "dev_1"}], "tags": {"tag_evil": {"dev_1": 1}},
        "links": {"lnk_1": {"v": LINK, "rev": 1, "at": 1, "by": "dev_1", "dead": {"why": MARKUP, "since": MARKUP}}},
        "found_on": {"url": HARM, "title": MARKUP, "at": 1}, "saved_at": 1, "updated_at": 2_000_000_000_000, **more,
    }  # fmt: skip


def test_addresses_and_texts_that_no_server_should_send_lead_nowhere_and_run_nothing(world: World, lies):
    tag = {"kind": "tag", "id": "tag_evil", "rev": 1, "alive": True, "alias_of": None, "name": MARKUP}
    lies([tag, row(f"arxiv:{PAPER}")])
    world.ask("sync.now")
    listing = world.listing(LIST)
    listing.page.wait_for(READY, len(demo.papers()))
    popup = world.browser.page(f"{world.browser.extension_url}pages/popup.html")
    popup.wait_for("(text) => document.body.textContent.includes(text)", MARKUP)
    for page in (listing.page, popup):
        assert page.evaluate(HREFS) == 0
        assert page.evaluate("() => document.documentElement.dataset.ran") is None
        page.close()


def test_a_row_that_is_none_is_not_kept_and_the_library_is_shown_as_before(world: World, lies):
    before = world.ask("recent", limit=5)
    lies([row("arxiv:2611.99990", note=None)])
    state = world.ask("sync.now")
    assert state["error"]["code"] == "old_server"
    assert world.ask("recent", limit=5) == before
    lies([])
    assert world.ask("sync.now")["error"] is None
