"""Ten tabs that save at the same moment lose nothing, however large the library."""

import threading

import pytest
from world import World

from drive import demo
from drive.library import fill

KEYS = [f"arxiv:{paper['id']}" for paper in demo.papers()[:10]]


@pytest.mark.parametrize("held", [0, 5000])
def test_ten_tabs_saving_ten_papers_at_once_keep_ten(own_world: World, held: int) -> None:
    world = own_world
    fill(world.backend, held)
    world.settle()
    tabs = [world.listing(f"https://arxiv.org/abs/{key.removeprefix('arxiv:')}") for key in KEYS]
    for tab, key in zip(tabs, KEYS, strict=True):
        tab.row(key)
    press = "(key) => document.querySelector('manicule-row').shadowRoot.querySelector('.save').click()"
    threads = [
        threading.Thread(target=tab.page.evaluate, args=(press, key)) for tab, key in zip(tabs, KEYS, strict=True)
    ]
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
