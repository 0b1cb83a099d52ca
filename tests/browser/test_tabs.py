"""Ten tabs that save at the same moment lose nothing, however large the library."""

import threading

import pytest
from world import World

from drive import demo
from drive.chromium import ChromiumPage
from drive.library import fill
from drive.page import Page

SAVE = "() => document.querySelector('manicule-row').shadowRoot.querySelector('.save')"
FRONT = threading.Lock()
KEYS = [f"arxiv:{paper['id']}" for paper in demo.papers()[:10]]


def press(page: Page) -> None:
    """Saves by hand. Chromium hears keys in all tabs at once, Firefox only in the one in front."""
    if isinstance(page, ChromiumPage):
        page.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        page.evaluate(f"() => ({SAVE})().focus()")
        page.key("Enter")
        return
    with FRONT:
        page.front()
        page.click(SAVE)


@pytest.mark.parametrize("held", [0, 5000])
def test_ten_tabs_saving_ten_papers_at_once_keep_ten(own_world: World, held: int) -> None:
    world = own_world
    fill(world.backend, held)
    world.settle()
    tabs = [world.listing(f"https://arxiv.org/abs/{key.removeprefix('arxiv:')}") for key in KEYS]
    for tab, key in zip(tabs, KEYS, strict=True):
        tab.row(key)
    threads = [threading.Thread(target=press, args=(tab.page,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for tab, key in zip(tabs, KEYS, strict=True):
        tab.shows(key, saved=True)
    world.settle()
    found = world.backend.ask("POST", "/api/v1/bookmarks/lookup", {"keys": KEYS}, world.token)["found"]
    assert sorted(found) == sorted(KEYS)
    assert world.backend.ask("GET", "/api/v1/stats", token=world.token)["bookmarks"] == held + 10
