"""Every check of the project, one after the other; pytest last, so that its closing line ends the output."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

from drive import tools
from drive.venv import ROOT
from manicule.services.sites import write_index

ROOM = 4 << 30  # bytes that tests may write
SECOND_CHANCES = 5  # more than these failing together is no accident
LANES = ["--numprocesses", "2"]  # tests/conftest.py says who gets what
SCRIPTS = ("start", "test", "bench", "package", "screenshot", "new_site")


def main(words: list[str]) -> None:
    """Exits with 0 only when all passed. With `words`, runs pytest alone, with them."""
    missing = tools.install()
    write_index(ROOT / "extension" / "sites")
    failed = [] if words else [name for name, command in commands().items() if not _passes(name, command)]
    for sentence in missing:
        print(sentence)
    if failed:
        print(f"\nFailed before pytest: {', '.join(failed)}; their words are above.")
    print("\n== pytest", flush=True)
    raise SystemExit(_pytest(words) or bool(failed))


def _pytest(words: list[str]) -> int:
    """Runs the tests. A few that fail, as real browsers may on a busy machine, get one more try, alone."""
    command = [sys.executable, "-m", "pytest"]
    with tempfile.TemporaryDirectory(prefix="manicule-tests-", dir=_memory(), ignore_cleanup_errors=True) as folder:
        where = {**os.environ, "PYTEST_DEBUG_TEMPROOT": folder}
        code = subprocess.call([*command, *(words or LANES)], cwd=ROOT, env=where)
        if code != 1 or words or not 0 < _failures() <= SECOND_CHANCES:
            return code
        print("\n== pytest once more, for what failed; what fails again is broken", flush=True)
        again = [*command, "--last-failed", "--last-failed-no-failures", "none"]
        return subprocess.call(again, cwd=ROOT, env=where)


def _memory() -> str | None:
    """A folder that is no disk, if there is one with room: for the disk, databases wait at every edit."""
    shm = "/dev/shm"
    roomy = os.path.isdir(shm) and os.access(shm, os.W_OK) and shutil.disk_usage(shm).free > ROOM
    return shm if roomy else None


def _failures() -> int:
    """How many tests the last run says have failed."""
    kept = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    return len(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else 0


def commands() -> dict[str, list[str]]:
    """The command line of each check, by name."""
    scripts = [f"scripts/{name}" for name in SCRIPTS]
    checks = {"ruff": ["ruff", "check", ".", *scripts], "format": ["ruff", "format", "--check", ".", *scripts]}
    checks = {name: [sys.executable, "-m", *command] for name, command in checks.items()}
    if not shutil.which("npm"):
        return checks
    units = sorted(str(path) for path in (tools.TESTS / "extension").rglob("*.test.js"))
    return {
        **checks,
        "types": [str(tools.binary("tsc")), "--project", "tests/jsconfig.json"],
        "lint": [str(tools.binary("web-ext")), "lint", "--source-dir", "extension", "--self-hosted"],
        "node": ["node", "--test", *units],
    }


def _passes(name: str, command: list[str]) -> bool:
    print(f"\n== {name}", flush=True)
    return subprocess.call(command, cwd=ROOT) == 0
