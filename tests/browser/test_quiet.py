"""Reading is private: viewing and scrolling make no request, to the server or to anybody else."""

import pytest
from world import DAILY, LIST, World

from drive import demo
from drive.sites import Visit

ROWS = len(demo.papers())
# What the browsers ask for themselves, extension or not.
OWN = ("googleapis.com", "accounts.google.com", "mozilla.com", "mozilla.net", "mozilla.org", "/favicon.ico")
SCROLL = """async () => {
  for (let at = 0; at <= document.body.scrollHeight; at += 200) {
    scrollTo({ top: at, behavior: "instant" });
    await new Promise((done) => setTimeout(done, 20));
  }
  scrollTo(0, 0);
}"""


def foreign(visits: list[Visit]) -> list[str]:
    """The addresses asked for, without what the browser wants for itself."""
    return [visit.url for visit in visits if not any(name in visit.url for name in OWN)]


@pytest.mark.parametrize("url", [DAILY, LIST])
def test_viewing_and_scrolling_make_no_request_at_all(world: World, url: str) -> None:
    before = world.listing(DAILY)
    if not before.row("arxiv:2611.90001").saved:
        before.save("arxiv:2611.90001")
    world.settle()
    world.recorder.requests.clear()
    world.sites.visits.clear()
    page = world.listing(url)
    page.wait_for_rows(ROWS)
    page.page.evaluate(SCROLL)
    page.shows("arxiv:2611.90001", saved=True)
    assert foreign(world.sites.visits) == [url]
    assert world.recorder.requests == []


def test_no_request_ever_counts_as_cross_site(world: World) -> None:
    page = world.listing(DAILY)
    page.save("arxiv:2611.90002")
    world.settle()
    sites = {request.headers.get("sec-fetch-site", "none") for request in world.recorder.requests}
    assert world.recorder.requests
    assert sites <= {"none", "same-origin"}


def test_one_edit_is_one_record(world: World) -> None:
    page = world.listing(DAILY)
    page.save("arxiv:2611.90003")
    world.settle()
    world.recorder.requests.clear()
    page.open("arxiv:2611.90003")
    page.set_status("read")
    page.shows("arxiv:2611.90003", word="Read")
    world.settle()
    sent = [line for request in world.recorder.requests for line in request.mutations()]
    assert [mutation["op"] for mutation in sent] == ["bookmark.set"]
