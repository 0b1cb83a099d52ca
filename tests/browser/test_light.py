"""What a browser really loads of ours on a listing page, as the browser itself counts it."""

import queue

import pytest
from world import DAILY, World

from drive import demo
from drive.chromium import ChromiumPage

LIMIT = 60_000  # bytes of JavaScript, unminified, until every row has its marks
AFTER = 64_000  # with what then looks for related papers, by itself

BY_ITSELF = {"content/hints.js"}  # loaded once the marks are there, where a row is not saved


def test_chromium_loads_less_than_60_kB_of_our_javascript_on_a_listing_page(world: World) -> None:
    page = world.listing(DAILY)
    if not isinstance(page.page, ChromiumPage):
        pytest.skip("Firefox does not tell which scripts it has parsed; the files are the same")
    page.wait_for_rows(len(demo.papers()))
    sizes = scripts(page.page, world.browser.extension_url)
    assert any(name.startswith("content/") for name in sizes)
    marks = {name: size for name, size in sizes.items() if name not in BY_ITSELF}
    assert sum(marks.values()) < LIMIT, f"{sum(marks.values())} bytes: {marks}"
    assert sum(sizes.values()) < AFTER, f"{sum(sizes.values())} bytes: {sizes}"


def scripts(page: ChromiumPage, extension: str) -> dict[str, int]:
    """Characters of each script of the extension in the page, by its path; CDP tells of all when asked to debug."""
    heard: queue.Queue = queue.Queue()
    page.wire.listen(lambda event: heard.put(event) if event.get("method") == "Debugger.scriptParsed" else None)
    page.ask("Debugger.enable")
    page.ask("Debugger.disable")
    parsed = [heard.get()["params"] for _ in range(heard.qsize())]
    return {one["url"].removeprefix(extension): one["length"] for one in parsed if one["url"].startswith(extension)}
