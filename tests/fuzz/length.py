"""How long to look: SHORT at every run of the tests, LONG where `MANICULE_FUZZ_EXAMPLES=500` asks for it (0: not)."""

import os

SHORT = 12
LONG = int(os.environ.get("MANICULE_FUZZ_EXAMPLES", "0"))
