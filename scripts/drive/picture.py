"""The README's picture: the demo's Daily Papers, one bookmark open in the editor."""

import argparse
import pathlib
import tempfile
from contextlib import ExitStack

from drive import demo
from drive.launch import launch
from drive.pairing import pair
from drive.start import FIRST_PAGE, demo_world, fill
from drive.venv import ROOT
from manicule.config import extension_dir

FACE = "(key) => document.querySelector(`manicule-row[data-key='${key}']`)"


def main(words: list[str]) -> None:
    """Writes the picture and says where."""
    parser = argparse.ArgumentParser(prog="scripts/screenshot", description=__doc__)
    parser.add_argument("path", nargs="?", type=pathlib.Path, default=ROOT / "scripts" / "demo" / "screenshot.png")
    parser.add_argument("--browser", choices=["chromium", "firefox"], default="chromium")
    options = parser.parse_args(words)
    options.path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        take(options.path, options.browser, stack)
    print(f"{options.path}: {options.path.stat().st_size:,} bytes")


def take(path: pathlib.Path, name: str, stack: ExitStack) -> None:
    """Starts the demo, opens the editor of a bookmark with a note, and takes the picture."""
    backend, profile, sites = demo_world(pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())), stack)
    backend.start()
    stack.callback(backend.stop)
    fill(backend)
    browser = launch(name, profile, extension_dir(), sites=sites, headless=True)
    stack.callback(browser.close)
    pair(browser, backend.url, backend.pairing_code(), "screenshot")
    page = browser.page(FIRST_PAGE)
    saved = [f"arxiv:{one['url'].rpartition('/')[2]}" for one in demo.bookmarks()]
    for key in saved:
        page.wait_for(f"(key) => !!({FACE})(key)?.shadowRoot.querySelector('.status')", key)
    page.click(f"(key) => ({FACE})(key).shadowRoot.querySelector('.status')", saved[2])
    page.wait_for(
        "() => document.querySelector('manicule-card')?.shadowRoot.querySelector('.card')?.getClientRects().length"
    )
    page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
    page.screenshot(path)
