"""The popup over a page, as a click on the toolbar's button opens it, and an extension that knows one more site."""

import json
import pathlib
import shutil

from world import EXTENSION, World

from drive.chromium import Chromium, ChromiumPage
from drive.page import Page

LAKES = "https://www.lakes.example/2026/"
RULE = {
    "id": "lakes", "name": "Lake Proceedings", "version": 3, "updated": "2026-11-25",
    "matches": ["*://www.lakes.example/*"],
    "pages": [{
        "kind": "listing", "path": "^/2026/", "row": {"select": "li.paper"},
        "fields": {"url": {"select": "a", "attr": "href"}, "title": {"select": "a"}},
        "mount": {"where": "inside-end"},
    }],
}  # fmt: skip
# Firefox opens a popup where no protocol reaches it: there it is a tab that is told which tab it stands over.
FRONT = "browser.tabs.query({active: true, currentWindow: true})"
TOLD = "Promise.all([browser.tabs.get(Number(location.hash.slice(1)))])"
ACT = """(() => {
  const {ExtensionParent} = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
  const {extension} = WebExtensionPolicy.getByID(%s);
  const tab = gBrowser.selectedTab;
  extension.tabManager.addActiveTabPermission(tab);
  return ExtensionParent.apiManager.global.tabTracker.getId(tab);
})()"""


def page_of_lakes(numbers: list[int], mark: str = "paper") -> str:
    """A list of a site that is known but not allowed; without the right `mark` no row of it can be read."""
    rows = [f'<li class="{mark}"><a href="https://arxiv.org/abs/2601.{n:05}">On lake {n}</a></li>' for n in numbers]
    return f"<!doctype html><title>Lakes</title><ul>{''.join(rows)}</ul>"


def knowing_lakes(folder: pathlib.Path, browser_name: str) -> pathlib.Path:
    """A copy of the extension with one more rule: nothing but that and the index is changed for the site.

    In Firefox its popup can stand in a tab besides.
    """
    copy = folder / "extension"
    shutil.copytree(EXTENSION, copy)
    (copy / "sites" / "lakes.json").write_text(json.dumps(RULE), encoding="utf-8")
    index = copy / "sites" / "index.json"
    index.write_text(json.dumps([*json.loads(index.read_text(encoding="utf-8")), "lakes"]), encoding="utf-8")
    if browser_name == "firefox":
        tell_popup_its_tab(copy)
    return copy


def tell_popup_its_tab(extension: pathlib.Path) -> None:
    """Lets the popup of this copy stand in a tab, for Firefox."""
    door = extension / "pages" / "door.js"
    text = door.read_text(encoding="utf-8")
    assert FRONT in text, "pages/door.js asks for the tab in front in another way: mend FRONT"
    door.write_text(text.replace(FRONT, TOLD), encoding="utf-8")


def open_popup(world: World, page: Page) -> Page:
    """The popup over a tab, which lets the extension into that tab as a user's click does (activeTab)."""
    page.front()
    browser = world.browser
    if not isinstance(browser, Chromium):
        tab = browser.in_browser(ACT % json.dumps(browser.addon))
        return browser.page(f"{browser.extension_url}pages/popup.html#{tab}")
    address = page.evaluate("() => location.href")
    tabs = browser.wire.ask("Target.getTargets", {"filter": [{"type": "tab"}]})["targetInfos"]
    tab = next(one["targetId"] for one in reversed(tabs) if one["url"] == address)
    known = {one["targetId"] for one in browser.wire.ask("Target.getTargets", {})["targetInfos"]}
    browser.wire.ask("Extensions.triggerAction", {"id": browser.extension_url.split("/")[2], "targetId": tab})
    return ChromiumPage(browser.wire, _appeared(browser, known))


def _appeared(browser: Chromium, known: set[str]) -> str:
    while True:
        for target in browser.wire.ask("Target.getTargets", {})["targetInfos"]:
            if target["targetId"] not in known and target["url"].endswith("pages/popup.html"):
                return target["targetId"]


def say_yes(world: World, origin: str) -> None:
    """What the user answers when the browser asks whether Manicule may go to an origin.

    Headless Chromium shows its question to nobody, so the answer is given before, on its own page of extensions.
    """
    browser = world.browser
    if isinstance(browser, Chromium):
        page = browser.page("chrome://extensions/")
        page.evaluate(
            "(id, host) => chrome.developerPrivate.addHostPermission(id, host)",
            browser.extension_url.split("/")[2],
            origin,
        )
        page.close()
    else:
        browser.in_browser("Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false) ?? true")


def press(page: Page, word: str) -> None:
    """Clicks the button whose words begin so."""
    named = "deep('button').find((one) => one.textContent.trim().startsWith(word) && shown(one) && !one.disabled)"
    page.click(f"(word) => {named}", word)


def says(page: Page, text: str) -> None:
    """Waits until the page shows this text."""
    page.wait_for("(text) => document.body.innerText.includes(text)", text, why=f"the page never said {text!r}")
