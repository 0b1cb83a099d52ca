"""The proof is worth what it finds: each deliberate fault of SYNC.md must be caught by the simulator.

The rare ones are tried on histories that found them before; `scripts/bench --sync --fault NAME` looks for all of them
from the first seed on.
"""

import pytest
from crowd import Crowd
from faults import FAULTS

# From which seed on the first failing history is near. SYNC.md says how many histories may be needed from any seed.
NEAR = {name: 0 for name in FAULTS}
NEARBY = 40


@pytest.mark.parametrize("name", FAULTS)
def test_the_simulator_catches(name: str) -> None:
    with Crowd(name) as crowd:
        histories = crowd.play(range(NEAR[name], NEAR[name] + NEARBY))
        caught = next((failures for _, failures, _ in histories if failures), None)
    assert caught, f"{NEARBY} histories with this fault and none failed"
