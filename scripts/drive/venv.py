"""The project's own virtual environment, made on first use. Standard library only, and old Pythons must parse it."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
OLDEST = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]


def enter(extra):
    """Goes on inside .venv with the project and its `extra` installed; returns only there."""
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    if sys.version_info < OLDEST:
        _go_on_with(_newer_python())
    if not _python().exists():
        _make()
    _install(extra)
    _go_on_with(str(_python()))


def _python():
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _newer_python():
    found = next((path for path in map(shutil.which, NEWER) if path), None)
    if not found:
        raise SystemExit(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too old: install Python 3.11 or later."
        )
    return found


def _go_on_with(python):
    if os.name == "nt":  # exec on Windows returns to the shell at once
        raise SystemExit(subprocess.call([python, *sys.argv]))
    os.execv(python, [python, *sys.argv])


def _make():
    print("Making .venv …", file=sys.stderr, flush=True)
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
        shutil.rmtree(VENV, ignore_errors=True)
        raise SystemExit("Python cannot make a virtual environment here: on Debian, run apt-get install python3-venv.")


def _install(extra):
    """Installs once per state of pyproject.toml and the lock; `.venv/installed-EXTRA` remembers which."""
    lock = ROOT / "tests" / "requirements.lock"
    state = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + lock.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{extra}"
    if stamp.exists() and stamp.read_text() == state:
        return
    print("Installing what the project needs into .venv …", file=sys.stderr, flush=True)
    command = [str(_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.call([*command, "--constraint", str(lock), "--editable", f"{ROOT}[{extra}]"]):
        raise SystemExit("Installing failed: the lines above say why; check the network, then run this again.")
    stamp.write_text(state)
