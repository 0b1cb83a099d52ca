"""Chromium and its kin over the DevTools pipe: loads the unpacked extension, opens tabs, kills the worker."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from drive.page import Page
from drive.wire import Wire, WireError

# Quiet: no first-run pages, and no background connections that a closed network would refuse by the dozen.
QUIET = ["--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-component-update"]
OFFLINE = ["--disable-background-networking", "--disable-quic", "--disable-features=MediaRouter,OptimizationHints"]
# The browser wants its pipe as file descriptors 3 and 4, and only a process of its own can be given those safely.
SHIM = "import os,sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
KEYS = {
    "Enter": ("Enter", 13, "\r"),
    "Escape": ("Escape", 27, ""),
    "Tab": ("Tab", 9, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    " ": ("Space", 32, " "),
}
HELD = {"Control": 2, "Shift": 8}  # modifiers


class Chromium:
    """One running Chromium on one profile, with the extension loaded. `extension_url` ends in a slash."""

    name = "chromium"

    def __init__(self, program: str, profile: pathlib.Path, extension: pathlib.Path, arguments: list[str]) -> None:
        self.program, self.profile, self.extension, self.arguments = program, profile, extension, arguments
        self.keeps = False
        self._start()

    def _start(self) -> None:
        read_here, write_there = _pipe()
        read_there, write_here = _pipe()
        command = [self.program, "--remote-debugging-pipe", "--enable-unsafe-extension-debugging"]
        command += [f"--user-data-dir={self.profile}", *QUIET, *self.arguments, "about:blank"]
        self.profile.mkdir(parents=True, exist_ok=True)
        with (self.profile / "browser.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SHIM, str(read_there), str(write_there), *command],
                pass_fds=(read_there, write_there), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        os.close(read_there)
        os.close(write_there)
        self._pipes = os.fdopen(read_here, "rb"), os.fdopen(write_here, "wb")
        self.wire = Wire(*_nul_separated(*self._pipes))
        try:
            self.extension_url = f"chrome-extension://{self._load()}/"
        except BaseException:
            self.close()
            raise

    def _load(self) -> str:
        """The id of the extension, once it is loaded. A folder's is made of its path."""
        if not self.keeps:
            return self.wire.ask("Extensions.loadUnpacked", {"path": str(self.extension)}, timeout=60)["id"]
        digits = hashlib.sha256(str(self.extension).encode()).hexdigest()[:32]
        known = digits.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
        end = time.monotonic() + 30
        while not any(f"://{known}/" in one["url"] for one in self.wire.ask("Target.getTargets", {})["targetInfos"]):
            assert time.monotonic() < end, "the extension does not start"
            time.sleep(0.1)
        return known

    def keep(self) -> None:
        """Starts again with the extension as a person installs it: what it is allowed from now on outlives restarts,
        which is not so of one that DevTools have loaded.
        """
        self.keeps = True
        there = [f"--{name}={self.extension}" for name in ("disable-extensions-except", "load-extension")]
        self.arguments = [*self.arguments, *there, "--disable-features=DisableLoadExtensionCommandLineSwitch"]
        self.restart()

    def page(self, url: str = "about:blank") -> "ChromiumPage":
        """A new tab in front, after its load event."""
        page = ChromiumPage(self.wire, self.wire.ask("Target.createTarget", {"url": "about:blank"})["targetId"])
        if url != "about:blank":
            page.goto(url)
        return page

    def addresses(self) -> list[str]:
        """The addresses of the open tabs."""
        targets = self.wire.ask("Target.getTargets", {})["targetInfos"]
        return [target["url"] for target in targets if target["type"] == "page"]

    def close_blank_tabs(self) -> None:
        """Closes the tab the browser started with."""
        for target in self.wire.ask("Target.getTargets", {})["targetInfos"]:
            if target["type"] == "page" and target["url"] == "about:blank":
                self.wire.ask("Target.closeTarget", {"targetId": target["targetId"]})

    def kill_background(self) -> None:
        """Stops the service worker at once, as the browser itself does at any moment."""
        page = self.page(f"{self.extension_url}manifest.json")
        page.ask("ServiceWorker.enable")
        page.ask("ServiceWorker.stopAllWorkers")
        page.close()

    def restart(self) -> None:
        """Closes the browser and starts it again on the same profile."""
        self.close()
        self._start()

    def close(self) -> None:
        """Closes the browser and waits until it is gone."""
        try:
            self.wire.ask("Browser.close", {}, timeout=10)
        except (WireError, OSError):
            self.process.kill()
        self.process.wait(20)
        for pipe in self._pipes:
            with contextlib.suppress(OSError):  # what was still to be written
                pipe.close()


class ChromiumPage(Page):
    """One tab of Chromium."""

    def __init__(self, wire: Wire, target: str) -> None:
        super().__init__()
        self.wire, self.target = wire, target
        self.session = wire.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        wire.listen(self._heard)
        for domain in ("Page", "Runtime"):
            self.ask(f"{domain}.enable")
        self.ask("Page.setLifecycleEventsEnabled", enabled=True)
        self.front()

    def ask(self, method: str, timeout: float = 30, **params: object) -> dict:
        """One DevTools command to this tab."""
        return self.wire.ask(method, params, timeout=timeout, sessionId=self.session)

    def _heard(self, event: dict) -> None:
        if event.get("sessionId") != self.session or event.get("method") != "Runtime.exceptionThrown":
            return
        details = event["params"]["exceptionDetails"]
        frames = details.get("stackTrace", {}).get("callFrames", [])
        text = details.get("exception", {}).get("description") or details["text"]
        self.errors.append({"text": text, "url": details.get("url") or (frames[0]["url"] if frames else "")})

    def _loaded(self, method: str, **params: object) -> None:
        before = self.ask("Page.getFrameTree")["frameTree"]["frame"]["loaderId"]

        def load(event: dict) -> bool:
            if event.get("sessionId") != self.session or event.get("method") != "Page.lifecycleEvent":
                return False
            told = event["params"]  # a page that still loaded when it was left tells of its own load event late
            return told["name"] == "load" and told["frameId"] == self.target and told["loaderId"] != before

        with self.wire.expect(load) as wait:
            answer = self.ask(method, **params)
            if answer.get("errorText"):
                raise WireError(f"{params.get('url', 'reload')}: {answer['errorText']}")
            if method == "Page.reload" or "loaderId" in answer:
                wait(60)

    def goto(self, url: str) -> None:
        self._loaded("Page.navigate", url=url)

    def head_for(self, url: str) -> None:
        self.ask("Page.navigate", url=url)

    def run_first(self, script: str) -> None:
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=script)

    def reload(self) -> None:
        self._loaded("Page.reload")

    def _evaluate(self, expression: str, timeout: float) -> str | None:
        answer = self.ask(
            "Runtime.evaluate", timeout, expression=expression, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise WireError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def _mouse(self, x: float, y: float, held: str) -> None:
        self.front()
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, modifiers=HELD.get(held, 0), **button)

    def type(self, text: str) -> None:
        for letter in text:
            self.ask("Input.dispatchKeyEvent", type="keyDown", key=letter, text=letter)
            self.ask("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def key(self, name: str) -> None:
        held, _, key = name.rpartition("+")
        code, number, text = KEYS.get(key, (f"Key{key.upper()}", ord(key[0].upper()), "" if held else key))
        event = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": HELD.get(held, 0)}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **event, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **event)

    def front(self) -> None:
        self.ask("Page.bringToFront")

    def resize(self, width: int, height: int) -> None:
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def look(self, scheme: str) -> None:
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def close(self) -> None:
        self.wire.ask("Target.closeTarget", {"targetId": self.target})

    def _picture(self) -> str:
        self.front()  # a tab behind another is never drawn
        return self.ask("Page.captureScreenshot", format="png")["data"]


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are no standard descriptors and not 3 or 4."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _nul_separated(reading: BinaryIO, writing: BinaryIO) -> tuple[Callable[[str], None], Callable[[], str | None]]:
    """`send` and `receive` for messages that end in a zero byte."""
    parts = _messages(reading)

    def send(text: str) -> None:
        writing.write(text.encode() + b"\0")
        writing.flush()

    return send, lambda: next(parts, None)


def _messages(stream: BinaryIO) -> Iterator[str]:
    held = b""
    while chunk := stream.read1(1 << 16):
        held += chunk
        *whole, held = held.split(b"\0")
        yield from (part.decode() for part in whole)
