"""The README's pictures: a list with the demo's bookmarks in its rows, and the web library of invented papers."""

import argparse
import pathlib
import tempfile
from contextlib import ExitStack

from drive import demo, shelf
from drive.backend import Backend
from drive.launch import Browser, launch
from drive.pairing import pair
from drive.start import FIRST_PAGE, demo_world, fill
from drive.venv import ROOT
from manicule.config import extension_dir

FACE = "(key) => document.querySelector(`manicule-row[data-key='${key}']`)"
CARD = "document.querySelector('manicule-card')?.shadowRoot.querySelector('.card')"
WHOLE = (1280, 1040)  # so that the card fits below its row
# Name, path, colours and size of each picture of the web library.
LIBRARY = [
    ("web-list", "/", "light", (1100, 760)),
    ("web-map", "/map", "light", (1100, 1010)),
    ("web-phone", "/?tag=long%20context", "dark", (390, 760)),
]


def main(words: list[str]) -> None:
    """Writes the pictures and says where."""
    parser = argparse.ArgumentParser(prog="scripts/screenshot", description=__doc__)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=ROOT / "scripts" / "demo")
    parser.add_argument("--browser", choices=["chromium", "firefox"], default="chromium")
    options = parser.parse_args(words)
    options.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        backend, browser = start(options.browser, stack)
        written = [row(options.folder / "screenshot.png", browser)]
        written += library(options.folder, backend, browser)
    for path in written:
        print(f"{path}: {path.stat().st_size:,} bytes")


def start(name: str, stack: ExitStack) -> tuple[Backend, Browser]:
    """The demo's server with its bookmarks, and a browser paired with it."""
    backend, profile, sites = demo_world(pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())), stack)
    backend.start()
    stack.callback(backend.stop)
    fill(backend)
    browser = launch(name, profile, extension_dir(), sites=sites, headless=True)
    stack.callback(browser.close)
    pair(browser, backend.url, backend.pairing_code(), "screenshot")
    return backend, browser


def row(path: pathlib.Path, browser: Browser) -> pathlib.Path:
    """The demo's Daily Papers, the editor of a bookmark with a note open."""
    page = browser.page(FIRST_PAGE)
    page.resize(*WHOLE)
    saved = [f"arxiv:{one['url'].rpartition('/')[2]}" for one in demo.bookmarks()]
    for key in saved:
        page.wait_for(f"(key) => !!({FACE})(key)?.shadowRoot.querySelector('.status')", key)
    page.click(f"(key) => ({FACE})(key).shadowRoot.querySelector('.status')", saved[2])
    page.wait_for(f"() => {CARD}?.textContent.includes('From your tagging')", why="the last that comes into the card")
    page.screenshot(path)
    page.close()
    return path


def library(folder: pathlib.Path, backend: Backend, browser: Browser) -> list[pathlib.Path]:
    """The pages of the web library."""
    shelf.fill(backend, backend.token("shelf"))
    page = browser.page(backend.run("open", "--print", "--port", str(backend.port)).split()[-1])
    page.wait_for("() => document.querySelectorAll('.paper').length")
    paths = []
    for name, where, scheme, size in LIBRARY:
        page.look(scheme)
        page.resize(*size)
        page.goto(backend.url + where)
        page.evaluate("() => { document.documentElement.style.scrollbarWidth = 'none'; }")
        paths.append(folder / f"{name}.png")
        page.screenshot(paths[-1])
    return paths
