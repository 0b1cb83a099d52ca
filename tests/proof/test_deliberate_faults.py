"""The proof is worth what it finds: each deliberate fault of the protocol must be caught.

The common ones by the first histories of the simulator; those that chance shows once in hundreds of runs by histories
laid out by hand. `scripts/bench --sync --fault NAME` looks for any of them by chance alone.
"""

import pytest
from crowd import Crowd
from directed import CLOCK_SET_BACK, DIRECTED, MOVED_BEHIND_THE_PAGE, RESTORED_BEHIND_THE_PULL
from faults import FAULTS

RARE = {
    "wall-clock last writer wins": CLOCK_SET_BACK,
    "drop outbox at own revision": MOVED_BEHIND_THE_PAGE,
    "restore check at the position, not the head": RESTORED_BEHIND_THE_PULL,
    "drop outbox at the head": MOVED_BEHIND_THE_PAGE,
}
FIRST = 60  # histories; the slowest of the common faults needed 24


@pytest.mark.parametrize("name", [name for name in FAULTS if name not in RARE])
def test_the_first_histories_catch(name: str) -> None:
    with Crowd(name) as crowd:
        assert any(failures for _, failures, _ in crowd.play(range(FIRST))), f"{FIRST} histories and none failed"


@pytest.mark.parametrize("name", RARE)
def test_a_history_laid_out_for_it_catches(name: str) -> None:
    with Crowd(name, workers=1) as crowd:
        assert crowd.failures(RARE[name])


def test_without_a_fault_the_histories_laid_out_hold() -> None:
    with Crowd(workers=1) as crowd:
        assert {name: crowd.failures(plan) for name, plan in DIRECTED.items()} == {name: [] for name in DIRECTED}
