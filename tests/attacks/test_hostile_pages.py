"""Clickjacking, and all that a real page sends by itself, of another site or of another program of this machine."""

import pytest
from browsed import EVIL, Neighbour, neighbour, signed_in
from target import NOTE
from world import World

KEY = "arxiv:2611.99997"
# Each tries one way to send or load without asking; what it learns is told, null where it learns nothing.
TRIES = """async (home) => {
  const soon = (work) => Promise.race([work, new Promise((done) => setTimeout(done, 4000, null))]).catch(() => null);
  const loads = (tag, props) => soon(new Promise((done) => {
    const node = Object.assign(document.createElement(tag), props);
    node.onload = () => done(tag === "iframe" ? framed(node) : "loaded");
    node.onerror = () => done(null);
    document.body.append(node);
  }));
  const framed = (node) => { try { return node.contentDocument?.body?.innerText || null; } catch { return null; } };
  const asked = (path, options) => soon(fetch(home + path, options).then((answer) => answer.text()).then((text) => text || null));
  const form = (action, enctype) => soon(new Promise((done) => {
    const target = document.body.appendChild(Object.assign(document.createElement("iframe"), {name: enctype}));
    target.onload = () => done(framed(target));
    const made = Object.assign(document.createElement("form"), {method: "post", action: home + action, enctype, target: enctype});
    for (const [name, value] of [["paper", "arxiv:2401.00001"], ["_method", "DELETE"], ['{"key":"arxiv:2401.00001","x":"', '"}']]) {
      made.append(Object.assign(document.createElement("input"), {name, value}));
    }
    document.body.append(made);
    made.submit();
  }));
  const simple = {method: "POST", mode: "no-cors", credentials: "include"};
  return {
    frame: await loads("iframe", {src: home + "/"}),
    object: await loads("object", {data: home + "/"}),
    image: await loads("img", {src: home + "/icon.svg"}),
    script: await loads("script", {src: home + "/exchange/export?format=jsonl"}),
    style: await loads("link", {rel: "stylesheet", href: home + "/static/library.css"}),
    read: await asked("/", {credentials: "include"}),
    opaque: await asked("/exchange/export?format=jsonl", {mode: "no-cors", credentials: "include"}),
    urlencoded: await form("/papers", "application/x-www-form-urlencoded"),
    multipart: await form("/exchange/import", "multipart/form-data"),
    plain: await form("/api/v1/bookmarks", "text/plain"),
    simple: await asked("/api/v1/bookmarks", {...simple, body: '{"key":"arxiv:2401.00001"}'}),
    json: await asked("/api/v1/bookmarks", {method: "POST", headers: {"Content-Type": "application/json"}, body: '{"key":"arxiv:2401.00001"}'}),
    guess: await asked("/api/v1/pair", {...simple, body: '{"code":"AAAA-AAAA","device":"evil"}'}),
    beacon: (navigator.sendBeacon(home + "/papers", new URLSearchParams({paper: "arxiv:2401.00001"})), null),
  };
}"""  # noqa: E501


@pytest.fixture(params=["another site", "another program of this machine"])
def place(request: pytest.FixtureRequest, world: World):
    """The address of a hostile page."""
    page = "<!doctype html><title>Evil</title><body><h1>You have won</h1>"
    if request.param == "another site":
        world.sites.pages[EVIL] = page
        yield EVIL
        return
    with neighbour({"/": page}) as made:
        yield made.url


def test_a_page_can_neither_frame_nor_read_nor_change_anything_of_a_library_that_is_open_beside_it(
    world: World, place: str
):
    made = world.backend.ask("POST", "/api/v1/bookmarks", {"key": KEY, "note": NOTE}, world.token)
    mine = signed_in(world, world.backend.url)
    held = world.backend.ask("GET", "/api/v1/stats", token=world.token)
    page = world.browser.page(place)
    learnt = page.evaluate(TRIES, world.backend.url, timeout=120)
    told = {name: text for name, text in learnt.items() if text}
    assert "Zanzibar" not in str(told)
    assert not told.keys() & {"frame", "object", "script", "read", "urlencoded", "multipart", "plain", "json"}, told
    assert world.backend.ask("GET", "/api/v1/stats", token=world.token) == held
    mine.reload()
    assert mine.evaluate("() => location.pathname") == "/", "who is signed in stays signed in"
    for tab in (page, mine):
        tab.close()
    world.backend.ask("DELETE", f"/api/v1/bookmarks/{made['id']}", token=world.token)


def test_the_link_to_a_paper_tells_its_site_nothing_of_the_library_it_was_followed_from(world: World):
    with neighbour({"/": "<!doctype html><title>A paper</title>"}) as site:
        body = {"key": "arxiv:2611.99995", "links": [{"url": f"{site.url}/", "title": "A paper elsewhere"}]}
        made = world.backend.ask("POST", "/api/v1/bookmarks", body, world.token)
        page = signed_in(world, world.backend.url)
        page.goto(f"{world.backend.url}/papers/{made['id']}")
        page.click("(url) => [...document.links].find((one) => one.href === url)", f"{site.url}/")
        for _ in range(200):
            if asked(site):
                break
            world.browser.addresses()
        assert asked(site), "the link was not followed"
        assert [headers.get("Referer") for headers in asked(site)] == [None] * len(asked(site))
        page.close()
    world.backend.ask("DELETE", f"/api/v1/bookmarks/{made['id']}", token=world.token)


def asked(site: Neighbour) -> list[dict[str, str]]:
    """The headers of each time the page itself was asked for."""
    return [headers for _, path, headers, _ in site.asked if path == "/"]
