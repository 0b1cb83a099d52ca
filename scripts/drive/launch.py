"""Finds a browser on this machine and starts it with the extension, on the real web or on the local stand-in."""

import os
import pathlib
import shutil
import sys

from drive import chromium, firefox
from drive.sites import Sites

Browser = chromium.Chromium | firefox.Firefox

APPS = pathlib.Path("/Applications")
PROGRAMS = {
    "chromium": [
        "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "brave-browser", "microsoft-edge",
        APPS / "Chromium.app/Contents/MacOS/Chromium", APPS / "Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    "firefox": ["firefox-esr", "firefox", APPS / "Firefox.app/Contents/MacOS/firefox"],
}  # fmt: skip


def find_program(browser: str) -> str | None:
    """The path of an installed `browser` ("chromium" or "firefox"), or None."""
    return next((path for name in PROGRAMS[browser] if (path := shutil.which(str(name)))), None)


def launch(
    browser: str, profile: pathlib.Path, extension: pathlib.Path, *, sites: Sites | None = None, headless: bool = False
) -> Browser:
    """Starts `browser` on `profile` with the extension loaded; with `sites` it sees nothing but those.

    Raises SystemExit, with the sentence for the user, when the browser is not installed.
    """
    program = find_program(browser)
    if not program:
        raise SystemExit(f"{browser} is not installed: install it, or name another one with --browser.")
    if browser == "firefox":
        return firefox.Firefox(program, profile, extension, firefox_prefs(sites), headless=headless)
    return chromium.Chromium(program, profile, extension, chromium_arguments(sites, headless=headless))


def chromium_arguments(sites: Sites | None, *, headless: bool) -> list[str]:
    """Command line for Chromium; as root it cannot start with its sandbox."""
    arguments = ["--headless=new", "--window-size=1280,900"] if headless else []
    if sys.platform == "linux" and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    if sites is None:
        return [*arguments, "--disable-blink-features=AutomationControlled"]
    return [
        *arguments,
        *chromium.OFFLINE,
        f"--host-resolver-rules=MAP *:443 127.0.0.1:{sites.port},MAP * ~NOTFOUND,EXCLUDE 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={sites.certificate.spki}",
        # the local pages count as public ones, so that the rules for local networks apply as they do for a user
        f"--ip-address-space-overrides=127.0.0.1:{sites.port}=public",
    ]


def firefox_prefs(sites: Sites | None) -> dict:
    """Preferences for Firefox; the certificate is accepted because BiDi asked for that."""
    if sites is None:
        return {}
    proxy = {"network.proxy.type": 1, "network.proxy.no_proxies_on": "127.0.0.1, localhost"}
    for kind in ("http", "ssl"):
        proxy |= {f"network.proxy.{kind}": "127.0.0.1", f"network.proxy.{kind}_port": sites.proxy.port}
    return {**firefox.OFFLINE, **proxy}
