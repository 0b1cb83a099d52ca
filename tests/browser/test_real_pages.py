"""Both readers find the same rows on every page there is: the extension's modules in a real browser, and the backend's.

Pages are built by the browser's own parser and read by the extension's own files in one tab of it; what a navigation
adds to that, the journey through a real page of both sites that are always on shows. tests/saved_pages.py finds pages.
"""

import pytest
from world import World

from drive.page import Page
from drive.pairing import ASK, own_page
from manicule.core.rows import read_rows
from manicule.services import sites
from saved_pages import REAL, SavedPage, invented_pages, real_pages

PAGES = [*invented_pages(), *real_pages()]
COMPARED = ("key", "ids", "title", "authors", "abstract", "url", "links", "version", "revised", "replaced", "withdrawn")
TAB = "async (url) => (await chrome.tabs.query({})).find((tab) => tab.url === url)?.id"
# A page at its own address has scripts, so that its parser takes <noscript> for text; the parser alone does not.
READ = """async (html, url, id) => {
  const at = (path) => import(location.origin + path);
  const json = async (path) => (await fetch(path)).json();
  const [{findRows, openPage, readRow}, {pageOf, paperOf}] = [await at("/lib/rows.js"), await at("/lib/papers.js")];
  const [rule, keys] = [await json(`/sites/${id}.json`), await json("/sites/keys.json")];
  const page = pageOf(rule, url);
  if (!page) return [];
  const document = new DOMParser().parseFromString(html, "text/html");
  for (const hidden of document.querySelectorAll("noscript")) hidden.textContent = hidden.innerHTML;
  const context = openPage(document, url, page);
  return findRows(document, page).flatMap((elements) => paperOf(readRow(elements, context)?.raw, keys) ?? []);
}"""
JOURNEYS = [page for page in real_pages() if page.name.startswith(("arxiv/list_new/cs.", "huggingface/daily/"))]


@pytest.fixture(scope="module")
def tab(world: World) -> Page:
    return own_page(world.browser)


@pytest.mark.parametrize("saved", PAGES, ids=[page.name for page in PAGES])
def test_browser_and_backend_read_the_same_rows(tab: Page, saved: SavedPage) -> None:
    rows = tab.evaluate(READ, saved.html, saved.url, saved.rule["id"], timeout=60)
    assert rows == read_rows(saved.html, saved.url, saved.rule, sites.key_rules())
    assert saved.papers is None or len(rows) == saved.papers


@pytest.mark.skipif(not REAL.is_dir(), reason="the folder of real saved pages is not beside this project")
@pytest.mark.parametrize("saved", JOURNEYS, ids=[page.name for page in JOURNEYS])
def test_a_page_that_was_opened_gives_the_same_rows(world: World, saved: SavedPage) -> None:
    world.sites.pages[saved.url] = saved.html
    page = world.listing(saved.url)
    page.wait_for_rows(saved.papers, timeout=30)
    found = browser_rows(world, saved.url)
    page.page.close()
    expected = read_rows(saved.html, saved.url, saved.rule, sites.key_rules())
    assert [trimmed(row) for row in found] == [trimmed(row) for row in expected]


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
