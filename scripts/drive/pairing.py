"""Pairs the extension in a running browser with a server, as the user would with a code from `manicule pair`."""

from urllib.parse import urlencode

from drive.backend import Backend
from drive.launch import Browser

STATE = "async () => (await import(location.origin + '/ask.js')).ask('state')"


def extension_state(browser: Browser) -> dict:
    """The extension's own account of itself: `{paired, server, pending, …}`."""
    page = browser.page(f"{browser.extension_url}pages/options.html")
    try:
        return page.evaluate(STATE)
    finally:
        page.close()


def pair(browser: Browser, backend: Backend, device: str = "") -> None:
    """Opens the options page with a code, which pairs at once; AssertionError when it does not within 15 s."""
    fragment = urlencode(
        {"server": backend.url, "code": backend.pairing_code(), **({"device": device} if device else {})}
    )
    page = browser.page(f"{browser.extension_url}pages/options.html#{fragment}")
    page.wait_for(f"async () => (await ({STATE})()).paired", why="the extension did not pair")
    page.close()
