"""Pairs the extension in a running browser with a server, as the user would with a code from `manicule pair`."""

from urllib.parse import urlencode

from drive.launch import Browser
from drive.page import Page

PAIRED = """async (server) => {
  document.querySelector("#outcome .other")?.click(); // asked before one server takes the place of another
  const state = await (await import(location.origin + '/ask.js')).ask('state');
  return state.paired && state.server === server;
}"""
ASK = "async (kind, body) => (await import(location.origin + '/ask.js')).ask(kind, body)"


def own_page(browser: Browser, fragment: str = "") -> Page:
    """A tab with the extension's options page, which may ask the background everything."""
    return browser.page(f"{browser.extension_url}pages/options.html{fragment}")


def extension_state(browser: Browser) -> dict:
    """The extension's own account of itself: `{paired, server, pending, …}`."""
    page = own_page(browser)
    state = page.wait_for(ASK, "state", {}, why="the extension does not answer")
    page.close()
    return state


def pair(browser: Browser, server: str, code: str, device: str) -> None:
    """Opens the options page with a code, which pairs at once; AssertionError when it does not within 15 s."""
    page = own_page(browser, "#" + urlencode({"server": server, "code": code, "device": device}))
    page.wait_for(PAIRED, server, why="the extension did not pair")
    page.close()
