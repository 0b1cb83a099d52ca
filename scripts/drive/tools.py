"""Installs the tools that tests need and pip does not bring: browsers, node, and node's own packages."""

import hashlib
import os
import pathlib
import shutil
import subprocess

from drive.launch import find_program
from drive.venv import ROOT

TESTS = ROOT / "tests"
MODULES = TESTS / "node_modules"


def install() -> list[str]:
    """Installs what is missing; returns a sentence for each thing that still is."""
    missing = wanted()
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _apt(sorted({package for packages, _ in missing for package in packages}))
        missing = wanted()
    if shutil.which("npm"):
        _npm()
    return [sentence for _, sentence in missing]


def wanted() -> list[tuple[list[str], str]]:
    """What is not here: Debian's packages of it, and a sentence about what is left out without it."""
    absent = []
    for browser, package in (("chromium", "chromium"), ("firefox", "firefox-esr")):
        if not find_program(browser):
            absent.append(([package], f"No {browser} here, so its browser tests are skipped: install {package}."))
    if not shutil.which("openssl"):
        absent.append((["openssl"], "No openssl here, so the browser tests cannot run: install it."))
    if not shutil.which("initdb") and not list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        absent.append((["postgresql"], "No PostgreSQL here, so its tests are skipped: install postgresql."))
    if not shutil.which("nginx"):
        absent.append((["nginx-light"], "No nginx here, so the tests of several machines are skipped: install it."))
    if not shutil.which("npm"):
        absent.append((["nodejs", "npm"], "No node here, so the extension's own tests are left out: install node 20."))
    return absent


def _apt(packages: list[str]) -> None:
    print(f"Installing {', '.join(packages)} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)


def _npm() -> None:
    """Runs `npm ci` once per state of the lock."""
    state = hashlib.sha256((TESTS / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".installed"
    if stamp.exists() and stamp.read_text() == state:
        return
    print("Installing node's packages into tests/ …", flush=True)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=TESTS, check=True)
    stamp.write_text(state)


def binary(name: str) -> pathlib.Path:
    """A program of node's packages."""
    return MODULES / ".bin" / name
