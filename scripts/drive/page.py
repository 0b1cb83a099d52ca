"""One tab of either browser: what a person does there, and what a test reads there."""

import base64
import json
import pathlib
import time
from abc import ABC, abstractmethod
from typing import Any

from drive.wire import WireError

# Shadow roots of the extension are open; `deep` finds through them, `named` as a screen reader would.
HELPERS = """
const deep = (selector, root = document) => {
  const found = [...root.querySelectorAll(selector)];
  for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(...deep(selector, node.shadowRoot));
  return found;
};
const label = (node) => (node.getAttribute("aria-label") || node.innerText || node.value || node.title || "").trim();
const shown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";
"""

# Where to press a node that is shown and still; a press that does not begin and end on it is stopped.
AIM = """async (...args) => {
  const node = (%s)(...args);
  if (!node || !shown(node)) return null;
  node.scrollIntoView({ block: "center", behavior: "instant" });
  const place = () => {
    const box = node.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const before = place();
  await new Promise((done) => setTimeout(done, 30));
  const after = place();
  const inside = after[0] >= 0 && after[1] >= 0 && after[0] < innerWidth && after[1] < innerHeight;
  if (!inside || before[0] !== after[0] || before[1] !== after[1]) return null;
  window.aimed?.over.abort();
  const aimed = (window.aimed = { missed: false, over: new AbortController() });
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    window.addEventListener(kind, (event) => {
      if (kind === "click") aimed.over.abort();
      const there = event.composedPath().includes(node);
      // Let go beside it, since it moved, it heard no click; what went away when it was pressed has heard that.
      if (kind === "pointerdown" || (kind === "click" && shown(node))) aimed.missed ||= !there;
      if (!aimed.missed) return;
      event.stopImmediatePropagation();
      event.preventDefault();
    }, { capture: true, signal: aimed.over.signal });
  }
  return after;
}"""


class Page(ABC):
    """A tab. `errors` collects what was thrown in it, as `{text, url}`."""

    def __init__(self) -> None:
        self.errors: list[dict] = []

    @abstractmethod
    def goto(self, url: str) -> None:
        """Loads `url` and returns after its load event."""

    @abstractmethod
    def head_for(self, url: str) -> None:
        """Begins to load `url` and returns at once."""

    @abstractmethod
    def run_first(self, script: str) -> None:
        """Runs this in every page that is loaded from now on, before the page's own scripts; not in the extension's."""

    @abstractmethod
    def reload(self) -> None:
        """Loads the same address again and returns after the load event."""

    @abstractmethod
    def _evaluate(self, expression: str, timeout: float) -> str | None:
        """The text an asynchronous JavaScript expression gives."""

    @abstractmethod
    def _mouse(self, x: float, y: float, held: str) -> None:
        """One click of the left button, in CSS pixels of the viewport, with a key held unless it is ""."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Types into what has the focus."""

    @abstractmethod
    def key(self, name: str) -> None:
        """One key: Enter, Escape, Tab, an arrow or a single letter, with `Control+` or `Shift+` before it if held."""

    @abstractmethod
    def front(self) -> None:
        """Makes this the tab in view."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Makes the viewport that large, in CSS pixels."""

    @abstractmethod
    def look(self, scheme: str) -> None:
        """Lets the system be `light` or `dark`."""

    @abstractmethod
    def close(self) -> None:
        """Closes the tab."""

    @abstractmethod
    def _picture(self) -> str:
        """The viewport as PNG, in base64."""

    def evaluate(self, function: str, *args: Any, timeout: float = 30) -> Any:
        """What the JavaScript `function` returns for `args`, both as JSON; WireError when it throws."""
        call = f"({function})({', '.join(json.dumps(one) for one in args)})"
        expression = f"(async () => {{ {HELPERS} return JSON.stringify(await {call}) ?? 'null'; }})()"
        text = self._evaluate(expression, timeout)
        return None if text is None else json.loads(text)

    def wait_for(self, function: str, *args: Any, timeout: float = 15, why: str = "") -> Any:
        """The first truthy value of `function`; asks again until `timeout` seconds are over, across navigations too."""
        end = time.monotonic() + timeout
        last: object = None
        while time.monotonic() < end:
            try:
                last = self.evaluate(function, *args)
            except WireError as error:
                last = error
            if last and not isinstance(last, WireError):
                return last
            time.sleep(0.03)
        raise AssertionError(f"{why or 'the page never came to this'}: {function} {args!r}; last answer {last!r}")

    def click(self, find: str, *args: Any, timeout: float = 15, held: str = "") -> None:
        """Clicks on the element that the JavaScript function `find` returns, once it is there and still. A press that
        lands or ends elsewhere, since the page moved under it, reaches nothing and is made again.
        """
        end = time.monotonic() + timeout
        while True:
            x, y = self.wait_for(AIM % find, *args, timeout=timeout, why="nothing to click on")
            self._mouse(x, y, held)
            try:
                missed = self.evaluate("() => window.aimed?.missed")
            except WireError:  # the page it was on is gone: it landed
                return
            if not missed:
                return
            assert time.monotonic() < end, f"the page moves under every press: {find} {args!r}"

    def screenshot(self, path: pathlib.Path) -> None:
        """Writes what is in view as a PNG file."""
        path.write_bytes(base64.b64decode(self._picture()))
