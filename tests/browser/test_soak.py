"""What readers do at random, in two browsers on one server, for a moment; `scripts/bench --soak MINUTES` goes on."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from soaking import Soak

from drive.launch import find_program

ACTS = 6  # of each reader
SEED = 11


@pytest.mark.browser
def test_two_browsers_at_work_offline_and_back_lose_no_word_and_end_with_one_library(tmp_path: Path) -> None:
    browsers = [name for name in ("chromium", "firefox") if find_program(name)]
    if len(browsers) < 2:
        pytest.skip("it takes both browsers")
    with ExitStack() as stack:
        soak = Soak(browsers, tmp_path, SEED, stack)
        for reader in soak.readers:
            reader.save()
            reader.note()
            reader.tag()
        soak.work(ACTS)
        soak.look()
        soak.finish()
    assert not soak.faults, soak.faults
    assert all(one.words and one.tags for one in soak.readers), "somebody wrote nothing"
    assert {name.split(":")[0] for name in soak.figures[0]} == {"server", *browsers}
