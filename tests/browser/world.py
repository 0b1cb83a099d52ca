"""Everything one browser test needs: a real browser, the stand-in of the sites, and a real server, paired."""

import pathlib
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

import pytest
from listing import Listing
from recorder import Recorder

from drive import demo
from drive.backend import Backend
from drive.launch import Browser, find_program, launch
from drive.pairing import ASK, own_page, pair
from drive.sites import Sites

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"
DAILY = "https://huggingface.co/papers"
LIST = "https://arxiv.org/list/cs.CL/recent"


@dataclass
class World:
    """Everything one browser test needs."""

    browser: Browser
    sites: Sites
    backend: Backend
    recorder: Recorder
    folder: pathlib.Path

    def listing(self, url: str = DAILY) -> Listing:
        """A new tab on a listing page."""
        return Listing(self.browser.page(url))

    def ask(self, kind: str, **body: object) -> object:
        """What the background answers an extension page."""
        page = own_page(self.browser)
        answer = page.evaluate(ASK, kind, body)
        page.close()
        return answer

    def try_ask(self, kind: str, **body: object) -> object:
        """The same, with the refusal `{code, message}` in place of the answer when there is one."""
        page = own_page(self.browser)
        answer = page.evaluate(
            f"(kind, body) => ({ASK})(kind, body).catch(({{code, message}}) => ({{code, message}}))", kind, body
        )
        page.close()
        return answer

    def pair(self, browser: Browser) -> None:
        """Pairs a browser with this world's server."""
        pair(browser, self.recorder.url, self.backend.pairing_code(), f"test {browser.name}")

    def settle(self) -> None:
        """Waits until every edit has reached the server."""
        page = own_page(self.browser)
        page.evaluate(ASK, "sync.now", {})
        page.wait_for(f"async () => (await ({ASK})('state', {{}})).pending === 0", why="edits are still waiting")
        page.close()

    def bookmark(self, key: str) -> dict:
        """The bookmark as the API gives it."""
        return self.backend.ask("GET", f"/api/v1/bookmarks/{key}", token=self.token)

    @cached_property
    def token(self) -> str:
        """A token of this world's library."""
        return self.backend.token("test")


def installed(name: str) -> str:
    """That browser; what asks for it is skipped where it is not installed."""
    if not find_program(name):
        pytest.skip(f"{name} is not installed")
    return name


def make_world(
    name: str,
    folder: pathlib.Path,
    stack: ExitStack,
    extension: pathlib.Path = EXTENSION,
    deployment: Backend | None = None,
) -> World:
    """Starts stand-in, browser and, unless a `deployment` is running already, a server, and pairs them."""
    backend = deployment or Backend(f"sqlite:///{folder / 'library.db'}", log=folder / "server.log").start()
    stack.callback(backend.stop)
    recorder = Recorder(backend.port)
    stack.callback(recorder.close)
    sites = Sites(folder, dict(demo.pages()))
    stack.callback(sites.close)
    browser = launch(name, folder / "profile", extension, sites=sites, headless=True)
    stack.callback(browser.close)
    world = World(browser, sites, backend, recorder, folder)
    world.pair(browser)
    return world
