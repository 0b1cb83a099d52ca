"""A browser with Manicule among hostile pages: other sites, other programs of this machine, another extension."""

import contextlib
import json
import pathlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from world import EXTENSION, World, make_world

from drive.page import Page

CANARY = "https://canary.example"
EVIL = "https://evil.example/"
# What a page that has taken a content script over can do: say anything to the background in its name.
VOICE = """
window.addEventListener("message", async ({data}) => {
  if (!data?.speak) return;
  const {runtime} = globalThis.browser ?? globalThis.chrome;
  const told = await runtime.sendMessage(data.speak).catch((error) => ({thrown: String(error)}));
  window.postMessage({told: JSON.stringify(told ?? null), n: data.n}, "*");
});
"""
SPEAK = """async (messages) => {
  const said = (message, n) => new Promise((done) => {
    const hear = ({data}) => {
      if (data?.n !== n || data.told === undefined) return;
      window.removeEventListener("message", hear);
      done(JSON.parse(data.told));
    };
    window.addEventListener("message", hear);
    window.postMessage({speak: message, n}, "*");
  });
  const answers = [];
  for (const [n, message] of messages.entries()) answers.push(await said(message, `${Math.random()} ${n}`));
  return answers;
}"""


def taken_over(folder: pathlib.Path) -> pathlib.Path:
    """A copy of the extension whose content script says what the page wants said."""
    copy = folder / "extension"
    shutil.copytree(EXTENSION, copy)
    load = copy / "content" / "load.js"
    load.write_text(load.read_text(encoding="utf-8") + VOICE, encoding="utf-8")
    return copy


def speak(page: Page, messages: list[dict]) -> list[dict]:
    """What the background answers the content script of a page."""
    return page.evaluate(SPEAK, messages, timeout=120)


class Neighbour:
    """Another program of this machine that serves pages, on a port of its own; `asked` is what came with which body."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages, self.asked = pages, []
        neighbour = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                neighbour.asked.append((self.command, self.path, dict(self.headers.items()), body))
                page = neighbour.pages.get(self.path, "").encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(page)

            do_POST = do_OPTIONS = do_GET

            def log_message(self, *_: object) -> None:
                """Quiet: `asked` is the log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops serving."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def neighbour(pages: dict[str, str]) -> Iterator[Neighbour]:
    """Serves these pages, by their paths."""
    made = Neighbour(pages)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def hostile_world(name: str, folder: pathlib.Path) -> Iterator[World]:
    """A paired browser with the copy that is taken over."""
    with ExitStack() as stack:
        yield make_world(name, folder, stack, extension=taken_over(folder))


def signed_in(world: World, server: str) -> Page:
    """A tab of this browser that is signed in to the web library at `server`."""
    link = world.backend.ask("POST", "/api/v1/sign-in", {}, token=world.token)["url"]
    page = world.browser.page(f"{server}/sign-in/{link.rpartition('/')[2]}")
    page.wait_for("() => location.pathname === '/' && !!document.querySelector('nav')", why="nobody was signed in")
    return page


def install_other(world: World, folder: pathlib.Path) -> str:
    """Installs another extension, with the right to reach 127.0.0.1. Returns the address of its page."""
    folder.mkdir()
    manifest = {
        "manifest_version": 3, "name": "Other", "version": "1", "permissions": ["tabs"],
        "host_permissions": ["http://127.0.0.1/*"],
        "browser_specific_settings": {"gecko": {"id": "other@evil.example"}},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "page.html").write_text("<!doctype html><title>Other</title>")
    if world.browser.name == "chromium":
        made = world.browser.wire.ask("Extensions.loadUnpacked", {"path": str(folder)})
        return f"chrome-extension://{made['id']}/page.html"
    world.browser.ask("webExtension.install", extensionData={"type": "path", "path": str(folder)})
    host = world.browser.in_browser("WebExtensionPolicy.getByID('other@evil.example').mozExtensionHostname")
    return f"moz-extension://{host}/page.html"
