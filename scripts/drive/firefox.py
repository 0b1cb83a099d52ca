"""Firefox over WebDriver BiDi, without geckodriver: loads the temporary add-on, opens tabs, ends the event page."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from drive.page import Page
from drive.wire import Wire, WireError

QUIET = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "startup.homepage_welcome_url": "about:blank",
    "browser.newtabpage.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "xpinstall.signatures.required": False,
    "remote.active-protocols": 1,
}
OFFLINE = {
    "toolkit.telemetry.server": "",
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "extensions.update.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "browser.region.network.url": "",
    "security.OCSP.enabled": 0,
    "network.prefetch-next": False,
    "network.dns.disablePrefetch": True,
    "network.trr.mode": 5,
}
# The private-use characters that WebDriver gives to keys without a letter.
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "ArrowDown": "\ue015", "ArrowUp": "\ue013"}
KEYS |= {"Control": "\ue009", "Shift": "\ue008"}
# moz-extension:// addresses carry a random id per profile; a fixed one lets us open the add-on's own pages.
UUID = "0f0f3a5e-6d2b-4c6e-9a51-77c3d1f0a7e2"


class Firefox:
    """One running Firefox on one profile, with the extension loaded. `extension_url` ends in a slash."""

    name = "firefox"

    def __init__(
        self, program: str, profile: pathlib.Path, extension: pathlib.Path, prefs: dict, *, headless: bool
    ) -> None:
        self.program, self.profile, self.extension = program, profile, extension
        self.addon = json.loads((extension / "manifest.json").read_text())["browser_specific_settings"]["gecko"]["id"]
        uuids = {"extensions.webextensions.uuids": json.dumps({self.addon: UUID})}
        self.prefs, self.headless = {**QUIET, **uuids, **prefs}, headless
        self.extension_url = f"moz-extension://{UUID}/"
        self.keeps = False
        self._start()

    def _start(self) -> None:
        self.profile.mkdir(parents=True, exist_ok=True)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in self.prefs.items()]
        (self.profile / "user.js").write_text("".join(lines))
        log = self.profile / "browser.log"
        command = [self.program, "--no-remote", "--profile", str(self.profile), "--remote-debugging-port", "0"]
        command += ["--remote-allow-system-access", *(["--headless"] if self.headless else []), "about:blank"]
        with log.open("w") as errors:
            self.process = subprocess.Popen(command, stdout=errors, stderr=errors, start_new_session=True)
        try:
            self._connect(self._address(log))
        except BaseException:
            self._kill()
            raise

    def _connect(self, address: str) -> None:
        self._open = ExitStack()
        socket = self._open.enter_context(connect(f"{address}/session", max_size=None, ping_interval=None))
        self.wire = Wire(socket.send, lambda: _next(socket))
        self.ask("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        self.ask("session.subscribe", events=["log.entryAdded"])
        if not self.keeps:
            self.ask("webExtension.install", extensionData={"type": "path", "path": str(self.extension)})

    def _address(self, log: pathlib.Path) -> str:
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text(errors="replace")):
                return found[1]
            time.sleep(0.05)
        raise WireError(f"Firefox did not start: {log.read_text(errors='replace')[-500:]}")

    def keep(self) -> None:
        """Starts again with the extension as a person installs it: what it is allowed from now on outlives restarts,
        which is not so of a temporary one.
        """
        self.keeps = True
        self.restart()
        packed = {"type": "archivePath", "path": shutil.make_archive(str(self.profile / "kept"), "zip", self.extension)}
        self.ask("webExtension.install", extensionData=packed, **{"moz:permanent": True})

    def ask(self, method: str, timeout: float = 60, **params: object) -> dict:
        """One BiDi command."""
        return self.wire.ask(method, params, timeout=timeout)

    def page(self, url: str = "about:blank") -> "FirefoxPage":
        """A new tab in front, after its load event."""
        page = FirefoxPage(self, self.ask("browsingContext.create", type="tab")["context"])
        if url != "about:blank":
            page.goto(url)
        return page

    def addresses(self) -> list[str]:
        """The addresses of the open tabs."""
        return [context["url"] for context in self.ask("browsingContext.getTree", maxDepth=0)["contexts"]]

    def close_blank_tabs(self) -> None:
        """Closes the tab the browser started with."""
        for context in self.ask("browsingContext.getTree", maxDepth=0)["contexts"]:
            if context["url"] == "about:blank":
                self.ask("browsingContext.close", context=context["context"])

    def in_browser(self, expression: str) -> object:
        """What a JavaScript expression gives in the browser's own window, as JSON."""
        window = self.ask("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]["context"]
        return json.loads(_value(self.ask(
            "script.evaluate", expression=f"(async () => JSON.stringify(await ({expression})) ?? 'null')()",
            target={"context": window}, awaitPromise=True,
        )))  # fmt: skip

    def kill_background(self) -> None:
        """Ends the event page at once, as the browser itself does when it was idle."""
        options = "{ ignoreDevToolsAttached: true, disableResetIdleForTest: true }"
        self.in_browser(f"{self._policy()}.extension.terminateBackground({options})")

    def _policy(self) -> str:
        return f"WebExtensionPolicy.getByID({json.dumps(self.addon)})"

    def restart(self) -> None:
        """Closes the browser and starts it again on the same profile."""
        self.close()
        self._start()

    def close(self) -> None:
        """Closes the browser and waits until it is gone."""
        try:
            self.ask("browser.close", timeout=10)
            self.process.wait(20)
        except (WireError, OSError, ConnectionClosed, subprocess.TimeoutExpired):
            self._kill()
        self._open.close()

    def _kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


class FirefoxPage(Page):
    """One tab of Firefox."""

    def __init__(self, browser: Firefox, context: str) -> None:
        super().__init__()
        self.browser, self.context = browser, context
        browser.wire.listen(self._heard)

    def _ask(self, method: str, timeout: float = 60, **params: object) -> dict:
        return self.browser.ask(method, timeout, context=self.context, **params)

    def _heard(self, event: dict) -> None:
        entry = event.get("params", {})
        if event.get("method") != "log.entryAdded" or entry.get("source", {}).get("context") != self.context:
            return
        if entry.get("type") == "javascript" and entry.get("level") == "error":
            frames = entry.get("stackTrace", {}).get("callFrames", [])
            self.errors.append({"text": entry.get("text", ""), "url": frames[0]["url"] if frames else ""})

    def goto(self, url: str) -> None:
        self._ask("browsingContext.navigate", url=url, wait="complete")

    def head_for(self, url: str) -> None:
        self._ask("browsingContext.navigate", url=url, wait="none")

    def run_first(self, script: str) -> None:
        function = f"() => {{ {script} }}"
        self.browser.ask("script.addPreloadScript", functionDeclaration=function, contexts=[self.context])

    def reload(self) -> None:
        self._ask("browsingContext.reload", wait="complete")

    def _evaluate(self, expression: str, timeout: float) -> str | None:
        target = {"context": self.context}
        return _value(self.browser.ask(
            "script.evaluate", timeout, expression=expression, target=target, awaitPromise=True, userActivation=True
        ))  # fmt: skip

    def _mouse(self, x: float, y: float, held: str) -> None:
        steps = [{"type": "pointerMove", "x": round(x), "y": round(y)}]
        steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        if held:
            self._keys([("keyDown", KEYS.get(held, held))])
        self._act({"type": "pointer", "id": "mouse", "actions": steps})
        if held:
            self._keys([("keyUp", KEYS.get(held, held))])

    def type(self, text: str) -> None:
        self._keys([step for letter in text for step in (("keyDown", letter), ("keyUp", letter))])

    def key(self, name: str) -> None:
        keys = [KEYS.get(part, part) for part in name.split("+")]
        self._keys([("keyDown", key) for key in keys] + [("keyUp", key) for key in reversed(keys)])

    def _keys(self, steps: list[tuple[str, str]]) -> None:
        self._act({"type": "key", "id": "keys", "actions": [{"type": kind, "value": key} for kind, key in steps]})

    def _act(self, source: dict) -> None:
        self._ask("input.performActions", actions=[source])

    def front(self) -> None:
        self._ask("browsingContext.activate")

    def resize(self, width: int, height: int) -> None:
        self._ask("browsingContext.setViewport", viewport={"width": width, "height": height})

    def look(self, scheme: str) -> None:
        name, value = "layout.css.prefers-color-scheme.content-override", int(scheme == "light")
        self.browser.in_browser(f"Services.prefs.setIntPref({json.dumps(name)}, {value})")

    def close(self) -> None:
        self._ask("browsingContext.close")

    def _picture(self) -> str:
        return self._ask("browsingContext.captureScreenshot")["data"]


def _value(answer: dict) -> str:
    if answer["type"] == "exception":
        raise WireError(answer["exceptionDetails"]["text"])
    return answer["result"].get("value", "null")


def _next(socket) -> str | None:
    try:
        return socket.recv()
    except ConnectionClosed:
        return None
