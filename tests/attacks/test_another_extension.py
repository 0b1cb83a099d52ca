"""Another extension: Manicule answers none, the server gives it nothing, and it moves no library to another server."""

import itertools
import pathlib

import pytest
from browsed import install_other, neighbour
from world import World

from drive.chromium import Chromium
from drive.page import Page

# As another extension speaks to ours; "answered" with whatever was said, "refused" where nobody hears it.
SPEAK = """async (id, kinds) => {
  const {runtime} = globalThis.browser ?? globalThis.chrome;
  const said = (message) => runtime.sendMessage(id, message).then((answer) => (answer === undefined ? "refused" : "answered"), () => "refused");
  const soon = (work) => Promise.race([work, new Promise((done) => setTimeout(done, 2000, "refused"))]);
  const answers = [];
  for (const kind of kinds) answers.push(await soon(said({kind, body: {}})));
  return answers;
}"""  # noqa: E501
ASKED = """async (url, method) => {
  const answer = await fetch(url, {method, headers: {"Content-Type": "application/json"}, body: method === "GET" ? undefined : "{}"});
  return [answer.status, await answer.text()];
}"""  # noqa: E501
counter = itertools.count()


@pytest.fixture(scope="module")
def other(world: World, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A page of another extension, which may reach 127.0.0.1 as ours does."""
    folder: pathlib.Path = tmp_path_factory.mktemp("other") / f"extension{next(counter)}"
    page = world.browser.page(install_other(world, folder))
    yield page
    page.close()


def test_manicule_answers_no_other_extension(world: World, other: Page):
    own = world.browser.extension_url.split("/")[2] if isinstance(world.browser, Chromium) else world.browser.addon
    assert set(other.evaluate(SPEAK, own, ["state", "page.hello", "rows.look", "unpair"])) == {"refused"}
    assert world.ask("state")["paired"]


def test_the_server_gives_another_extension_nothing_without_a_token(world: World, other: Page):
    for method, path in (("GET", "bookmarks"), ("GET", "export?format=jsonl"), ("POST", "sync"), ("POST", "sign-in")):
        status, text = other.evaluate(ASKED, f"{world.backend.url}/api/v1/{path}", method)
        assert (status, "token-missing" in text) == (401, True)


def test_nobody_moves_the_library_to_another_server_by_opening_the_options(world: World):
    before = world.ask("state")
    with neighbour({}) as thief:
        page = world.browser.page(f"{world.browser.extension_url}pages/options.html#server={thief.url}&code=AAAA-AAAA")
        page.wait_for("(url) => document.querySelector('#outcome').textContent.includes(url)", thief.url, timeout=60)
        assert "in place of" in page.evaluate("() => document.querySelector('#outcome').textContent")
        assert world.ask("state")["server"] == before["server"]
        assert thief.asked == [], "nothing was sent before somebody said yes"
        page.close()
