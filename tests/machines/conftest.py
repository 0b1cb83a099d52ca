"""These tests borrow the browsers' world, the simulator and the database of the other suites."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / folder) for folder in ("browser", "proof")]
