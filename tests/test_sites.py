"""Every page in tests/sites is read by both readers, and every real saved page of the sites that have a rule.

The expected answer of a page lies beside it: `{url, rows}`. Adding a site is described in tests/sites/README.md.
"""

import csv
import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from manicule.core.keys import identify
from manicule.core.rows import page_of, read_rows
from manicule.services import sites

TESTS = Path(__file__).resolve().parent
PAGES = sorted((TESTS / "sites").glob("*/*.html"))
REAL = TESTS.parents[1] / "shared" / "pages"
# SOURCES.tsv names kinds of pages; these are addresses at which the site serves such a page.
ADDRESSES = {
    "list_new": "https://arxiv.org/list/cs.CL/new",
    "list_recent": "https://arxiv.org/list/cs.CL/recent?skip=0&show=50",
    "list_month": "https://arxiv.org/list/cs.CV/2026-06?skip=0&show=2000",
    "catchup": "https://arxiv.org/catchup/cs.CV/2026-07-01?abs=True&page=1",
    "search": "https://arxiv.org/search/?query=diffusion&searchtype=all&source=header",
    "search_advanced": "https://arxiv.org/search/advanced?advanced=&terms-0-term=agent",
    "daily list": "https://huggingface.co/papers/date/2024-08-09",
    "daily": "https://huggingface.co/papers",
    "composite": "https://huggingface.co/papers/month/2026-09",
    "paper page": "https://huggingface.co/papers/2509.24002",
}


with_real_pages = pytest.mark.skipif(not REAL.is_dir(), reason="the saved pages in ../shared/pages are not here")


class Reader:
    """The extension's reader in node: one process, a page a line."""

    def __init__(self) -> None:
        command = ["node", str(TESTS / "sites" / "read.js")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, **pipes, text=True, encoding="utf-8")

    def rows(self, url: str, rule: dict, html: str) -> list[dict]:
        self.process.stdin.write(json.dumps({"html": html, "url": url, "rule": rule}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def extension() -> Iterator[Reader]:
    if not shutil.which("node") or not (TESTS / "node_modules" / "jsdom").is_dir():
        pytest.skip("node or jsdom is missing: run scripts/test, which installs both")
    reader = Reader()
    yield reader
    reader.close()


def rule_of(page: Path) -> dict:
    rules = {rule["id"]: rule for rule in sites.site_rules()}
    assert page.parent.name in rules, f"tests/sites/{page.parent.name} has no rule named in extension/sites/index.json"
    return rules[page.parent.name]


def real_pages() -> list[tuple[str, str, int]]:
    """File, address and the number of papers of each saved page of a site that has a rule."""
    if not REAL.is_dir():
        return []
    known = {rule["id"] for rule in sites.site_rules()}
    with (REAL / "SOURCES.tsv").open(encoding="utf-8", newline="") as file:
        listed = [row for row in csv.DictReader(file, delimiter="\t") if row["file"].endswith(".html")]
    return [
        (row["file"], address(row), int(row["papers"] or 0))
        for row in listed
        if row["site"] in known and (row["page_kind"] in ADDRESSES or row["page_kind"] == "abs")
    ]


def address(row: dict) -> str:
    if row["page_kind"] == "abs":
        return "https://arxiv.org/abs/" + Path(row["file"]).stem.replace("_", "/")
    return ADDRESSES[row["page_kind"]]


def harm(html: str, chance: random.Random, times: int) -> str:
    """The page after some accidents: cut ends, lost attributes, doubled or lost pieces, foreign nodes, stray marks."""
    for _ in range(times):
        html = chance.choice(accidents(html, chance)) or "<"
    return html


def accidents(html: str, chance: random.Random) -> list[str]:
    at = chance.randrange(len(html))
    to = min(len(html), at + chance.randrange(1, 400))
    tags = [found.span() for found in re.finditer(r"<[a-z][^>]*>", html)] or [(0, 1)]
    start, end = chance.choice(tags)
    return [
        html[:at],
        html[:at] + html[to:],
        html[:to] + html[at:to] + html[to:],
        html[:start] + re.sub(r"\s[\w-]+=(\"[^\"]*\"|'[^']*')", "", html[start:end], count=1) + html[end:],
        html[:start] + '<div class="foreign"><p>Foreign</p></div>' + html[start:],
        html[:end] + "<foreign-badge>A*</foreign-badge>" + html[end:],
        html[:at] + chance.choice(["<", ">", '"', "&", "\0", "</dd>", "</article>", "<table>", "<!--"]) + html[at:],
    ]


def test_every_site_has_pages_and_an_answer_for_each() -> None:
    for rule in sites.site_rules():
        assert any(page.parent.name == rule["id"] for page in PAGES), f"Add a page to tests/sites/{rule['id']}/"
    missing = [page.name for page in PAGES if not page.with_suffix(".expected.json").is_file()]
    assert not missing, f"Write what these pages hold into <name>.expected.json: {missing}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_both_readers_find_the_expected_rows(page: Path, extension: Reader) -> None:
    expected = json.loads(page.with_suffix(".expected.json").read_text(encoding="utf-8"))
    rule, html = rule_of(page), page.read_text(encoding="utf-8")
    assert sites.rule_for(expected["url"], sites.site_rules()) == rule
    assert read_rows(html.encode(), expected["url"], rule, sites.key_rules()) == expected["rows"]
    assert extension.rows(expected["url"], rule, html) == expected["rows"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_a_damaged_page_gives_right_keys_or_none_in_both_readers(page: Path, extension: Reader) -> None:
    expected = json.loads(page.with_suffix(".expected.json").read_text(encoding="utf-8"))
    rule, html = rule_of(page), page.read_text(encoding="utf-8")
    for seed in range(40):
        harmed = harm(html, random.Random(f"{page.stem}{seed}"), times=1 + seed % 4)
        rows = read_rows(harmed, expected["url"], rule, sites.key_rules())
        assert {row["key"] for row in rows} <= {row["key"] for row in expected["rows"]}, f"seed {seed}"
        if seed % 4 == 0:
            assert extension.rows(expected["url"], rule, harmed) == rows, f"seed {seed}"


@with_real_pages
@pytest.mark.parametrize(("file", "url", "papers"), real_pages(), ids=lambda value: str(value)[:60])
def test_real_pages_give_every_paper_once_in_both_readers(file: str, url: str, papers: int, extension: Reader) -> None:
    html = (REAL / file).read_text(encoding="utf-8", errors="replace")
    rule = sites.rule_for(url, sites.site_rules())
    rows = read_rows(html, url, rule, sites.key_rules())
    assert len(rows) == papers
    assert all(row["title"] and row["key"] == identify(row["url"], sites.key_rules()).key for row in rows)
    assert [row["title"] for row in rows if re.search(r"^Title:|\s{2}", row["title"])] == []
    assert extension.rows(url, rule, html) == rows


@with_real_pages
@pytest.mark.parametrize(("file", "url"), [page[:2] for page in real_pages() if "/daily/" in page[0]])
def test_the_keys_are_those_of_the_links(file: str, url: str) -> None:
    html = (REAL / file).read_text(encoding="utf-8")
    ids = re.findall(r'<h3[^>]*>\s*<a[^>]*href="/papers/([\d.]+)"', html)
    rows = read_rows(html, url, sites.rule_for(url, sites.site_rules()), sites.key_rules())
    assert [row["key"] for row in rows] == [f"arxiv:{name}" for name in ids]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://huggingface.co/papers", "listing"),
        ("https://huggingface.co/papers/", "listing"),
        ("https://huggingface.co/papers/date/2026-09-28", "listing"),
        ("https://huggingface.co/papers/week/2026-W39", "listing"),
        ("https://huggingface.co/papers/month/2026-09", "listing"),
        ("https://huggingface.co/papers/trending", "listing"),
        ("https://huggingface.co/papers?q=tides", "listing"),
        ("https://huggingface.co/papers?date=2024-05-01", "listing"),
        ("https://huggingface.co/lanternlight/papers", "listing"),
        ("https://huggingface.co/papers/2609.10001", "paper"),
        ("https://huggingface.co/papers/2609.10001v2#community", "paper"),
        ("https://huggingface.co/models", None),
        ("https://huggingface.co/", None),
        ("https://arxiv.org/list/cs.CL/new", "listing"),
        ("https://arxiv.org/list/math.GT/2003?skip=0&show=25", "listing"),
        ("https://arxiv.org/catchup/cs.CV/2026-07-01", "listing"),
        ("https://arxiv.org/search/?query=x", "listing"),
        ("https://arxiv.org/search/cs?query=x", "listing"),
        ("https://arxiv.org/search/advanced?advanced=1", "listing"),
        ("https://arxiv.org/a/schleife_v_1", "listing"),
        ("https://arxiv.org/abs/2609.40001v2", "paper"),
        ("https://export.arxiv.org/abs/math/0309136", "paper"),
        ("https://arxiv.org/", None),
        ("https://arxiv.org/archive/cs", None),
    ],
)
def test_each_address_has_its_kind_of_page(url: str, kind: str | None) -> None:
    page = page_of(sites.rule_for(url, sites.site_rules()), url)
    assert (page["kind"] if page else None) == kind
