"""What scripts/start does once it runs inside the project's virtual environment."""

import argparse
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack

from platformdirs import user_data_path

from drive import demo
from drive.backend import Backend
from drive.launch import Browser, find_program, launch
from drive.pairing import extension_state, pair
from drive.sites import Sites
from drive.wire import WireError
from manicule.config import DEFAULT_PORT, extension_dir
from manicule.services.sites import write_index

FIRST_PAGE = "https://huggingface.co/papers"


def main(words: list[str] | None = None) -> None:
    """Runs until Ctrl-C, or until the browser is closed."""
    options = _options(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        try:
            _run(options, stack)
        except KeyboardInterrupt:
            print("\nStopping.")


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/start", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="offline: invented pages, a scratch profile and library")
    parser.add_argument("--browser", choices=["chromium", "firefox", "none"], help="the first one found, if not named")
    parser.add_argument("--port", type=int, help=f"of the server ({DEFAULT_PORT}; any free one with --demo)")
    parser.add_argument("--database", help="sqlite:///path or postgresql://…; the user's own library, if not named")
    parser.add_argument("--headless", action="store_true", help="a browser without a window")
    return parser.parse_args(words)


def _run(options: argparse.Namespace, stack: ExitStack) -> None:
    browser = options.browser or next(filter(find_program, ("chromium", "firefox")), "none")
    if browser != "none" and not options.headless and _no_screen():
        raise SystemExit("There is no screen here: add --headless, or --browser none for the server alone.")
    backend, profile, sites = _demo(options, stack) if options.demo else _own(options, browser)
    backend.start()
    stack.callback(backend.stop)
    if options.demo:
        fill(backend)
    print(f"Manicule serves {backend.url}", flush=True)
    write_index(extension_dir() / "sites")
    if browser == "none":
        _by_hand(backend)
    else:
        _open(launch(browser, profile, extension_dir(), sites=sites, headless=options.headless), backend, stack)


def _own(options: argparse.Namespace, browser: str) -> tuple[Backend, pathlib.Path, None]:
    profile = user_data_path("manicule", appauthor=False) / f"{browser}-profile"
    return Backend(options.database, options.port or DEFAULT_PORT), profile, None


def _demo(options: argparse.Namespace, stack: ExitStack) -> tuple[Backend, pathlib.Path, Sites]:
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="manicule-demo-"))
    stack.callback(shutil.rmtree, scratch, ignore_errors=True)
    return demo_world(scratch, stack, database=options.database, port=options.port)


def demo_world(
    scratch: pathlib.Path, stack: ExitStack, *, database: str | None = None, port: int | None = None
) -> tuple[Backend, pathlib.Path, Sites]:
    """A server not yet started, an empty profile, and the stand-in of the sites with the demo's pages."""
    sites = Sites(scratch, demo.pages())
    stack.callback(sites.close)
    backend = Backend(database or f"sqlite:///{scratch / 'library.db'}", port, scratch / "server.log")
    return backend, scratch / "profile", sites


def fill(backend: Backend) -> None:
    """Puts the demo's bookmarks into the library."""
    token = backend.token("demo")
    for bookmark in demo.bookmarks():
        backend.ask("POST", "/api/v1/bookmarks", bookmark, token)


def _open(browser: Browser, backend: Backend, stack: ExitStack) -> None:
    stack.callback(browser.close)
    state = extension_state(browser)
    if not (state["paired"] and state["server"] == backend.url):
        pair(browser, backend.url, backend.pairing_code(), f"{browser.name} of scripts/start")
    try:
        browser.page(FIRST_PAGE)
    except WireError as error:
        print(f"{FIRST_PAGE} could not be loaded ({error}). Is the network there? scripts/start --demo needs none.")
    browser.close_blank_tabs()
    print(f"{browser.name} shows {FIRST_PAGE}, with Manicule loaded and paired. Ctrl-C stops everything.", flush=True)
    browser.process.wait()


def _by_hand(backend: Backend) -> None:
    folder = extension_dir()
    print(
        "To load the extension by hand:\n"
        f"  Chromium: chrome://extensions → Developer mode → Load unpacked → {folder}\n"
        f"  Firefox: about:debugging#/runtime/this-firefox → Load Temporary Add-on → {folder / 'manifest.json'}\n"
        f"  then, in its options, pair with {backend.url} and the code {backend.pairing_code()} (good for 5 minutes).\n"
        "Ctrl-C stops the server.",
        flush=True,
    )
    while backend.process and backend.process.poll() is None:
        time.sleep(0.5)


def _no_screen() -> bool:
    return sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
