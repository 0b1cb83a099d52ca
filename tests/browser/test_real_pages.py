"""Both readers find the same rows on every real saved page: the extension in the browser, and `manicule rows`."""

import json
import subprocess
import sys

import pytest
from saved_pages import SavedPage, saved_pages
from world import World

from drive.pairing import ASK, own_page

PAGES = saved_pages()
COMPARED = ("key", "ids", "title", "authors", "abstract", "url", "links")
TAB = "async (url) => (await chrome.tabs.query({})).find((tab) => tab.url === url)?.id"
pytestmark = pytest.mark.skipif(not PAGES, reason="the folder of real saved pages is not beside this project")


@pytest.mark.parametrize("saved", PAGES, ids=[page.path.stem for page in PAGES])
def test_browser_and_terminal_read_the_same_rows(world: World, saved: SavedPage) -> None:
    expected = terminal_rows(saved)
    world.sites.pages[saved.url] = saved.path
    page = world.listing(saved.url)
    page.wait_for_rows(len(expected), timeout=30)
    rows = browser_rows(world, saved.url)
    page.page.close()
    if saved.papers is not None:
        assert len(rows) == saved.papers
    assert all(row["key"] and row["title"] for row in rows)
    assert [trimmed(row) for row in rows] == [trimmed(row) for row in expected]


def terminal_rows(saved: SavedPage) -> list[dict]:
    """What `manicule rows` prints."""
    command = [sys.executable, "-m", "manicule", "rows", str(saved.path), "--url", saved.url]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def browser_rows(world: World, url: str) -> list[dict]:
    """What the extension read in the tab at this address."""
    page = own_page(world.browser)
    tab = page.wait_for(TAB, url)
    papers = page.evaluate(ASK, "page.papers", {"tab": tab})
    page.close()
    return [found["paper"] for found in papers["rows"]]


def trimmed(row: dict) -> dict:
    """The fields that both readers must agree on."""
    return {name: row.get(name) for name in COMPARED}
