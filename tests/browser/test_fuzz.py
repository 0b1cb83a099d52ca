"""Whatever a page does to its nodes while it is annotated: nothing is thrown, nothing loops, no node is lost."""

import json
import os
import random
from pathlib import Path

import pytest
from world import DAILY, EXTENSION, LIST, World

from manicule.services.sites import rule_for
from saved_pages import real_pages

FUZZ = (Path(__file__).parent / "fuzz.js").read_text(encoding="utf-8")
STEPS = 120
ALWAYS_ON = [
    {"matches": part["matches"]} for part in json.loads((EXTENSION / "manifest.json").read_text())["content_scripts"]
]
REAL = [page for page in real_pages() if 2 <= (page.papers or 0) <= 130 and rule_for(page.url, ALWAYS_ON)]


def seeds() -> list[int]:
    """SEED= replays one history; otherwise three new ones a run, in the names of the tests."""
    if os.environ.get("SEED"):
        return [int(os.environ["SEED"])]
    chance = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID"))  # every process of a run has to name the same
    return [chance.randrange(10**6) for _ in range(2)]


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("page", ["hugging face", "arxiv", *(page.path.stem for page in REAL)])
def test_a_page_that_changes_at_random_stays_whole(world: World, page: str, seed: int) -> None:
    url = {"hugging face": DAILY, "arxiv": LIST}.get(page)
    for saved in REAL:
        if saved.path.stem == page:
            world.sites.pages[saved.url] = saved.path
            url = saved.url
    listing = world.listing(url)
    outcome = listing.page.evaluate(FUZZ, seed, STEPS, timeout=90)
    errors = [error for error in listing.page.errors if "extension://" in error["url"] + error["text"]]
    listing.page.close()
    assert outcome["fault"] is None, f"SEED={seed}"
    assert errors == []
    assert outcome["quiet"], "the extension never came to rest"
    assert outcome["ours"] <= 12 * (outcome["rows"] + STEPS), "the extension does far more than the page"
