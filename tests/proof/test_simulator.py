"""Some hundred histories of server and devices with every fault of the network, the clocks and the disks.

`SEED=17 scripts/test tests/proof/test_simulator.py` plays one history and, if it fails, prints the shortest like it.
`scripts/bench --sync` plays 20,000.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from crowd import Crowd

HISTORIES = int(os.environ.get("HISTORIES", "240"))

# Histories that failed once, each as short as it could be made: {what, seed, …, steps}.
FOUND = sorted((Path(__file__).parent / "found").glob("*.json"))

MISHAPS = {
    "lost request", "lost answer", "duplicate request, delayed", "reordered", "server crash", "worker death",
    "malformed", "html 200", "413", "429", "503", "client crash before commit", "edit aborted", "clock set",
    "worker restarted", "server restored", "meanwhile restore", "profile copied", "profile restored", "device revoked",
    "paired again",
}  # fmt: skip


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    with Crowd() as crowd:
        yield crowd


def told(crowd: Crowd, seed: int, failures: list[str]) -> str:
    """The failure of a history, and the shortest history that fails like it."""
    less, steps = crowd.shortest(seed)
    return "\n".join([f"SEED={seed} fails:", *failures, "", "The shortest history like it:", *steps, *less])


def test_no_history_loses_a_word_or_leaves_a_replica_behind(crowd: Crowd) -> None:
    seeds = [int(os.environ["SEED"])] if "SEED" in os.environ else range(HISTORIES)
    counts: Counter = Counter()
    for seed, failures, injected in crowd.play(seeds):
        assert not failures, told(crowd, seed, failures)
        counts.update(injected)
    if len(seeds) >= 200:
        assert not MISHAPS - counts.keys(), f"never happened: {MISHAPS - counts.keys()}"


@pytest.mark.parametrize("file", FOUND, ids=[file.stem for file in FOUND])
def test_a_history_that_failed_once_holds(crowd: Crowd, file: Path) -> None:
    plan = json.loads(file.read_text())
    assert not crowd.failures(plan), plan["what"]


def test_the_same_seed_is_the_same_history_to_the_last_bit(crowd: Crowd) -> None:
    seeds = range(3, 3 + 4)
    assert crowd.fingerprints(seeds) == crowd.fingerprints(seeds)
