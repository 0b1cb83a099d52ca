"""Script in texts (XSS): in title, authors, abstract, note, tag, link, device and file name, wherever each is shown."""

import pytest
from browsed import CANARY, signed_in
from world import World

from drive import demo
from drive.page import Page

RUN = "window.pwned=1"
SCRIPT = (
    f'"\'><img src={CANARY}/a.png onerror="{RUN}"><script>{RUN}</script><svg onload={RUN}>'
    f"<a href=javascript:{RUN}>x</a></textarea></title><iframe src={CANARY}/b></iframe>{{{{7*7}}}}${{7*7}}<!--"
)
NOTE = f"""{SCRIPT}

[a](javascript:{RUN}) [b](JaVaScRiPt&colon;{RUN}) [c](data:text/html,<script>{RUN}</script>) [d](vbscript:x) <javascript:{RUN}>
![e]({CANARY}/c.png) [f]: javascript:{RUN} "g" [f] [h](<java\tscript:{RUN}>) `<img src={CANARY}/d>` [i](//{CANARY[8:]}/e)
<details open ontoggle={RUN}> <math><mtext><style><img src onerror={RUN}> <base href={CANARY}> <meta http-equiv=refresh content=0>
"""  # noqa: E501
# What of a page is more than text: elements and attributes that a hostile text has made, and links that are no links.
HARM = """() => {
  const harm = [];
  for (const node of deep("*")) {
    const source = [...node.attributes].map(({name, value}) => `${name}=${value}`).join(" ");
    const active = ["img", "script", "iframe", "object", "embed", "base", "svg", "math", "style", "form", "details", "meta[http-equiv]"];
    if (node.matches(active.join()) && /canary|pwned/.test(source)) harm.push(node.outerHTML.slice(0, 200));
    if ([...node.attributes].some(({name}) => /^on/i.test(name))) harm.push(node.outerHTML.slice(0, 200));
    const sends = node.getAttribute("action") ?? node.getAttribute("formaction") ?? "";
    const to = node.getAttribute("href") ?? sends; // an https address in an abstract may become a link: it is one
    if (/^[\\s\\0-\\x20]*(javascript|data|vbscript|blob|file):/i.test(to) || /\\/\\/canary/.test(sends)) harm.push(to);
  }
  const reports = globalThis.ReportingObserver ? new ReportingObserver(() => {}, {buffered: true, types: ["csp-violation"]}) : null;
  reports?.observe();
  const blocked = (reports?.takeRecords() ?? []).map(({body}) => `${body.effectiveDirective} ${body.blockedURL}`);
  const texts = [document.body?.innerText ?? "", ...deep("*").map((node) => node.shadowRoot?.textContent ?? "")];
  return {harm, blocked, ran: window.pwned ?? null, shown: texts.some((text) => text.includes("onerror=")), made: /49|\\$49/.test(document.title)};
}"""  # noqa: E501


@pytest.fixture(scope="module")
def hostile(world: World) -> dict:
    """A paper whose every text is hostile, on the sites' pages and in the library."""
    paper = {**demo.papers()[0], "id": "2611.80001", "title": SCRIPT, "authors": [SCRIPT] * 2, "summary": SCRIPT,
             "github": f"javascript:{RUN}", "project": f"data:text/html,<script>{RUN}</script>"}  # fmt: skip
    before = dict(world.sites.pages)
    world.sites.pages.update(demo.pages([paper, *demo.papers()[1:4]]))
    body = {
        "key": "arxiv:2611.80001", "title": SCRIPT, "authors": [SCRIPT], "abstract": SCRIPT, "venue": SCRIPT,
        "note": NOTE, "tags": [SCRIPT[:90]], "links": [{"url": "https://a.example/", "title": SCRIPT, "kind": "code"}],
        "found_on": {"url": "https://arxiv.org/list/cs.CL/recent", "title": SCRIPT},
    }  # fmt: skip
    made = world.backend.ask("POST", "/api/v1/bookmarks", body, world.token)
    world.backend.ask("PUT", "/api/v1/searches/%3Cimg%20src%3Dx%20onerror%3Dpwned%3E", {"q": SCRIPT}, world.token)
    feed = world.backend.ask("POST", "/api/v1/feeds", {"name": SCRIPT[:90], "notes": True}, world.token)
    world.backend.token(f"<img src={CANARY}/t onerror={RUN}>")
    world.settle()
    yield {**made, "feed": feed["url"]}
    world.sites.pages.clear()
    world.sites.pages.update(before)
    world.ask("bookmark.delete", bookmark=made["id"])
    world.settle()


def only_text(world: World, page: Page, *, shown: bool = True) -> None:
    """What is hostile is text on this page, and is there where it should be."""
    told = page.evaluate(HARM)
    assert (told["harm"], told["ran"], told["made"]) == ([], None, False)
    assert [one for one in told["blocked"] if "canary" in one or "inline" in one] == []
    assert told["shown"] or not shown
    assert [visit.url for visit in world.sites.visits if visit.url.startswith(CANARY)] == []


@pytest.mark.parametrize(
    "path", ["huggingface.co/papers", "arxiv.org/list/cs.CL/recent", "arxiv.org/search/", "arxiv.org/abs/2611.80001"]
)
def test_on_the_row_and_in_its_card_all_of_it_is_text(world: World, hostile: dict, path: str):
    page = world.browser.page(f"https://{path}")
    face = "document.querySelector(\"manicule-row[data-key='arxiv:2611.80001']\")?.shadowRoot"
    page.wait_for(f"() => !!{face}?.querySelector('.note')", timeout=60)
    only_text(world, page)
    page.click(f"() => {face}?.querySelector('.status')", timeout=60)
    page.wait_for(
        "() => !!document.querySelector('manicule-card')?.shadowRoot.querySelector('textarea, #note')", timeout=60
    )
    only_text(world, page)
    page.close()


def test_in_the_extensions_own_pages_all_of_it_is_text(world: World, hostile: dict):
    home = f"{world.browser.extension_url}pages/"
    for path in ("popup.html", f"history.html#{hostile['id']}", "options.html"):
        page = world.browser.page(home + path)
        page.wait_for("() => document.body.innerText.length > 50", timeout=60)
        if path == "popup.html":
            page.wait_for("() => document.body.innerText.includes('onerror=')", timeout=60)
        only_text(world, page, shown=path == "popup.html")
        page.close()


def test_in_the_web_library_all_of_it_is_text(world: World, hostile: dict):
    page = signed_in(world, world.backend.url)
    shown = ["/", f"/papers/{hostile['id']}", "/tags", "/feeds", "/devices"]
    asked = [
        "/map",
        "/reading",
        "/exchange",
        "/settings",
        "/?q=%3Cscript%3Epwned%3C/script%3E",
        "/nothing%3Cscript%3E",
        "/?tag=%3Cimg%20src%3Dx%20onerror%3Dpwned%3E",
        "/sign-in?then=javascript:1",
        "/sign-in/%22%3E%3Cscript%3E",
    ]
    for path in (*shown, *asked):
        page.goto(world.backend.url + path)
        only_text(world, page, shown=path in shown)
    page.close()


def test_in_a_file_that_is_looked_at_before_its_import_all_of_it_is_text(world: World, hostile: dict):
    page = signed_in(world, world.backend.url)
    page.goto(f"{world.backend.url}/exchange")
    page.evaluate(
        """(text) => {
      const files = new DataTransfer();
      const bib = `@misc{a, title = {${text}}, url = {https://a.example/1}}\\n@misc{b, title = {`;
      files.items.add(new File([bib], `<img src=x onerror=pwned>${text}.bib`));
      document.querySelector("input[type=file]").files = files.files;
    }""",
        SCRIPT.replace("{", "").replace("}", ""),
    )
    page.click("() => [...document.querySelectorAll('button')].find((one) => label(one) === 'Preview')", timeout=60)
    page.wait_for("() => !!document.querySelector('.report')", timeout=60)
    only_text(world, page)
    page.close()


def test_in_a_feed_and_in_exported_bookmarks_all_of_it_is_text(world: World, hostile: dict):
    page = world.browser.page("about:blank")
    page.goto(hostile["feed"])
    told = page.evaluate("""() => ({
      made: [...document.querySelectorAll("*")].filter((node) => node.closest("feed") && node.namespaceURI.includes("xhtml")).length,
      ran: window.pwned ?? null,
    })""")  # noqa: E501
    assert told["ran"] is None
    page.goto("about:blank")
    signed = signed_in(world, world.backend.url)
    html = signed.evaluate("() => fetch('/exchange/export?format=netscape').then((answer) => answer.text())")
    world.sites.pages["https://export.example/"] = html
    page.goto("https://export.example/")
    only_text(world, page)
    for tab in (page, signed):
        tab.close()
