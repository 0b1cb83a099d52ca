"""Links that are no links: `javascript:`, `data:` and their kin are kept by no door, however they are spelt."""

import json

import pytest
from target import Target, attacked

LINKS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)",
    "java\nscript:alert(1)", "java\tscript:alert(1)", "javascript\u200b:alert(1)",
    "javascript://a.example/%0aalert(1)",
    "data:text/html,<script>1</script>", "data:image/svg+xml;base64,PHN2Zz4=", "vbscript:x", "file:///etc/passwd",
    "blob:https://a.example/1",
    "about:blank", "chrome://settings", "view-source:https://a.example/", "feed:javascript:1",
    "jar:https://a.example!/", "http:javascript:1", "http:", "https://", "//evil.example/", "/relative",
    "mailto:a@b.example", "http://a.example/\x00", "http://a.example/\r\nX: 1", "https://a.example/<script>",
    'https://a.example/"onmouseover="alert(1)',
]  # fmt: skip


RECORDS = {  # of each format, a record with the link wherever one may stand
    "bibtex": lambda n, link, plain: (
        f"@misc{{a{n}, title = {{A {n}}}, url = {{{plain}}}, note = {{\\url{{{plain}}}}}}}\n"
    ),
    "ris": lambda n, link, plain: f"TY  - JOUR\nTI  - Paper {n}\nUR  - {plain}\nL1  - {plain}\nER  - \n",
    "csl-json": lambda n, link, plain: json.dumps({"title": f"Paper {n}", "URL": link}),
    "netscape": lambda n, link, plain: f'<DT><A HREF="{plain}">Paper {n}</A>\n',
    "csv": lambda n, link, plain: '{0},"{1}","{1}"\n'.format(f"Paper {n}", plain.replace('"', '""')),
    "jsonl": lambda n, link, plain: json.dumps({
        "id": f"bm_{n:022}", "key": f"arxiv:2402.{n + 1:05}", "ids": [f"arxiv:2402.{n + 1:05}"],
        "title": "x", "url": link, "links": [{"url": link, "kind": "page", "title": "", "origin": "mine"}],
    }) + "\n",
}  # fmt: skip


def harmless(target: Target) -> bool:
    """Whether every address that the library holds is one of the web, and none would end an attribute or a line."""
    found = target.must("GET", "/api/v1/bookmarks?limit=200")["items"]
    urls = [one["url"] for one in found if one["url"]] + [link["url"] for one in found for link in one["links"]]
    bad = [url for url in urls if not url.lower().startswith(("http://", "https://")) or set(url) & set('\0\r\n\t <>"')]
    assert bad == []
    return True


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory):
    """A server for these alone: what they leave is looked at as a whole."""
    with attacked(tmp_path_factory.mktemp("links")) as target:
        yield target


def test_no_hostile_link_is_kept_by_api_page_or_sync(shelf: Target):
    key, cookie = "arxiv:1706.03762", shelf.cookie
    form = {"csrf": shelf.csrf(cookie), "kind": "page", "title": ""}
    for link in LINKS:
        answers = [shelf.api("PATCH", f"/api/v1/bookmarks/{key}", {"links": [{"url": link}]})]
        answers += [shelf.api("PATCH", f"/api/v1/bookmarks/{key}", {"url": link})]
        answers += [shelf.api("POST", "/api/v1/bookmarks", {"url": link, "title": "x"})]
        answers += [shelf.api("POST", "/api/v1/bookmarks", {"key": "arxiv:2401.00002", "found_on": {"url": link}})]
        sent = {**form, "url": link}
        answers += [shelf.ask("POST", f"/papers/{key}/links", sent, form=True, headers={"Cookie": cookie})]
        assert {answer.status for answer in answers} <= {200, 201, 303, 400, 422}, link
        if link.startswith(("javascript:", "data:", "vbscript:")):
            assert {answer.status for answer in answers} <= {400, 422}, link
    assert harmless(shelf)


def test_no_hostile_link_is_kept_by_an_import(shelf: Target):
    for form, record in RECORDS.items():
        records = [record(n, link, link.replace("\n", " ").replace("\0", "")) for n, link in enumerate(LINKS)]
        text = "".join(records) if form != "csl-json" else f"[{','.join(records)}]"
        first = {"csv": "title,url,links\n", "netscape": "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>\n"}.get(form, "")
        answer = shelf.api("POST", f"/api/v1/import?format={form}", (first + text).encode("utf-8", "replace"))
        assert answer.status == 200, (form, answer)
        report = json.loads(answer.text)
        assert sum(len(report[name]) for name in ("new", "existing", "suspicious", "unreadable")) >= len(LINKS) // 2, (
            form
        )
    assert harmless(shelf)
