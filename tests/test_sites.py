"""Every page in tests/sites is read by both readers, and every real saved page of the sites that have a rule.

The expected answer of a page lies beside it: `{url, rows}`. Adding a site is described in tests/sites/README.md.
"""

import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import NavigableString, Tag

from manicule.core.keys import address_key, identify, pattern
from manicule.core.rows import find_rows, page_of, read_rows
from manicule.core.tree import parse
from manicule.services import extension as copies
from manicule.services import sites
from saved_pages import REAL, SavedPage, invented_pages, real_pages
from selector_subset import complaint

TESTS = Path(__file__).resolve().parent
EXTENSION = TESTS.parent / "extension"
PAGES = invented_pages()
REALS = real_pages()
FIELDS = {"url", "title", "authors", "abstract", "published", "venue", "ids", "links"} | {
    "version", "revised", "replaced", "withdrawn", "by_address", "by_title"
}  # fmt: skip
SPEC = {"select", "from", "attr", "drop", "keep", "match", "as", "split", "many", "if", "unless"}
SELECTORS = ("select", "with", "drop", "keep")
EACH = {"argvalues": REALS, "ids": [page.name for page in REALS]}
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


def read(page: SavedPage, html: str | None = None) -> list[dict]:
    return read_rows(page.html if html is None else html, page.url, page.rule, sites.key_rules())


def keys_of(rows: list[dict]) -> list[str]:
    return [row["key"] for row in rows]


def harm(html: str, chance: random.Random, times: int) -> str:
    """The page after some accidents: cut ends, lost attributes, doubled pieces, foreign nodes, stray marks."""
    for _ in range(times):
        html = chance.choice(accidents(html, chance)) or "<"
    return html


def accidents(html: str, chance: random.Random) -> list[str]:
    """One of each. What a page says is never changed into something else: no reader could tell that from the truth."""
    tags = [found.span() for found in re.finditer(r"<[a-z][^>]*>", html)] or [(0, 1)]
    ends = [found.end() for found in re.finditer(r"<[^>]*>", html)] or [0]
    (start, end), at, to = chance.choice(tags), chance.randrange(len(html)), chance.choice(ends)
    piece = html[end:to] if to - end < 400 else ""
    return [
        html[:at],
        html[:end] + ("" if "foreign" in piece else piece) + html[end:],
        html[:start] + re.sub(r"\s[\w-]+=(\"[^\"]*\"|'[^']*')", "", html[start:end], count=1) + html[end:],
        html[:start]
        + '<div class="foreign"><a href="https://doi.org/10.5555/foreign">Foreign</a></div>'
        + html[start:],
        html[:end] + "<foreign-badge title='A*'><a href='/abs/2001.00001'>A*</a></foreign-badge>" + html[end:],
        html[:to] + chance.choice(["\0", "</dd>", "</article>", "<table>", "<!--"]) + html[to:],
    ]


def specs(rule: dict) -> Iterator[tuple[dict, dict]]:
    """Every spec of a field in a rule, with its page."""
    for page in rule["pages"]:
        for field in page["fields"].values():
            for spec in [field] if isinstance(field, dict) else field:
                yield page, spec


def selectors(value: object) -> Iterator[str]:
    """Every selector in a rule."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in SELECTORS:
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from selectors(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from selectors(inner)


def test_every_site_has_pages_and_an_answer_for_each() -> None:
    named = {page.path.parent.name for page in PAGES}
    for name in sites.site_names(EXTENSION / "sites"):
        assert name in named, f"Add a page to tests/sites/{name}/"
    assert named <= set(sites.site_names(EXTENSION / "sites")), "a folder of tests/sites has no rule of its name"


@pytest.mark.parametrize("rule", sites.site_rules(), ids=lambda rule: rule["id"])
def test_a_rule_says_nothing_that_no_reader_knows(rule: dict) -> None:
    assert set(rule) == {"id", "name", "version", "updated", "matches", "pages"}
    assert (EXTENSION / "sites" / f"{rule['id']}.json").is_file(), "a rule is in the file of its own name"
    assert rule["version"] >= 1, "a rule has a version: count it up when the rule changes"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", rule["updated"]), "a rule has the date of its last change, 2026-11-25"
    for page, spec in specs(rule):
        assert set(spec) <= SPEC
        asked = {spec[name] for name in ("if", "unless") if name in spec}
        assert asked <= set(page["fields"])
        assert set(page["fields"]) <= FIELDS | {
            name for _, one in specs(rule) for name in (one.get("if"), one.get("unless"))
        }
        assert pattern(spec.get("match", "()")).groups == 1, "a `match` has one group: the value"
        assert pattern(spec.get("split", "")).groups == 0


@pytest.mark.parametrize("rule", sites.site_rules(), ids=lambda rule: rule["id"])
def test_both_engines_read_the_selectors_of_a_rule_alike(rule: dict) -> None:
    assert [told for selector in selectors(rule) if (told := complaint(selector))] == []


@pytest.mark.parametrize(
    ("selector", "better"),
    [
        ("a:contains('PDF')", "`match`"), ("a[rel!='me']", ":not("), ("li:first", ":first-child"),
        ("li:has(a)", "`if`"),
        (":is(h2, h3) a", "each selector in full"), ("a:link", "a[href]"), ("> a", "the parent's name"),
        ("p::first-line", "`attr`"), ("a[href^=/abs/]", "quotes"), ("link[rel='canonical']", "[rel='value' i]"),
        ("option:checked", "an attribute"), ("p:empty", "classes"), ("svg|a", "namespace"), ("DT a", "lower case"),
        ("a\\:b", "backslash"), ("a:hover", "plainer"), ("a  b", "plainer"), ("", "plainer"),
    ],
)  # fmt: skip
def test_a_selector_that_is_read_differently_is_told_what_to_write_instead(selector: str, better: str) -> None:
    assert better in complaint(selector)
    assert "instead" in complaint(selector)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_both_readers_find_the_expected_rows(page: SavedPage, extension: Reader) -> None:
    expected = json.loads(page.path.with_suffix(".expected.json").read_text(encoding="utf-8"))["rows"]
    assert page.rule["id"] == page.path.parent.name
    assert read(page, page.path.read_bytes()) == expected
    assert extension.rows(page.url, page.rule, page.html) == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_words_that_a_translator_or_highlighter_wrapped_are_read_in_both_readers(
    page: SavedPage, extension: Reader
) -> None:
    wrapped = parse(page.html)
    for text in [one for one in wrapped.body.find_all(string=str.strip) if type(one) is NavigableString]:
        outer = text.wrap(wrapped.new_tag("font", style="vertical-align: inherit;"))
        outer.wrap(wrapped.new_tag("mark"))
    rows = read(page, str(wrapped))
    assert [(row["key"], row["title"]) for row in rows] == [(row["key"], row["title"]) for row in read(page)]
    assert extension.rows(page.url, page.rule, str(wrapped)) == rows


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_damaged_page_gives_right_keys_or_none_in_both_readers(page: SavedPage, extension: Reader) -> None:
    right = {row["key"] for row in read(page)}
    for seed in range(40):
        harmed = harm(page.html, random.Random(f"{page.path.stem}{seed}"), times=1 + seed % 4)
        rows = read(page, harmed)
        assert {row["key"] for row in rows} <= right, f"seed {seed}"
        if seed % 8 == 0:
            assert keys_of(extension.rows(page.url, page.rule, harmed)) == keys_of(rows), f"seed {seed}"


@with_real_pages
@pytest.mark.parametrize("page", **EACH)
def test_real_pages_give_every_paper_once_in_both_readers(page: SavedPage, extension: Reader) -> None:
    rows = read(page)
    assert page.papers in (None, len(rows))
    assert len({row["key"] for row in rows}) == len(rows)
    assert [row["title"] for row in rows if not row["title"] or re.search(r"^Title:|\s{2}|^\[", row["title"])] == []
    keys = sites.key_rules()
    assert all(
        row["key"] == (known.key if (known := identify(row["url"], keys)) else address_key(row["url"], keys))
        for row in rows
    )
    assert extension.rows(page.url, page.rule, page.html) == rows


@with_real_pages
@pytest.mark.parametrize("page", **EACH)
def test_every_row_of_a_real_page_survives_damage_or_is_none(page: SavedPage, extension: Reader) -> None:
    right = {row["key"] for row in read(page)}
    for number, elements in enumerate(find_rows(parse(page.html), page_of(page.rule, page.url))):
        harmed = harm(alone_in_its_page(elements), random.Random(f"{page.name}{number}"), times=1 + number % 3)
        rows = read(page, harmed)
        assert {row["key"] for row in rows} <= right, f"row {number}: {harmed}"
        if number % 100 == 0:
            assert keys_of(extension.rows(page.url, page.rule, harmed)) == keys_of(rows), f"row {number}: {harmed}"


def alone_in_its_page(elements: list[Tag]) -> str:
    """A row within the elements that it stands in, and nothing else of its page."""
    html = "".join(map(str, elements))
    for parent in elements[0].parents:
        if parent.name not in ("[document]", "html", "body"):
            html = opened(parent) + html + f"</{parent.name}>"
    return f"<!DOCTYPE html><html><body>{html}</body></html>"


def opened(element: Tag) -> str:
    """The start tag of an element."""
    return str(
        Tag(name=element.name, attrs={name: value for name, value in element.attrs.items() if name in ("id", "class")})
    ).split("</")[0]


def test_adding_a_site_touches_no_file_but_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extension: Reader
) -> None:
    ours = tmp_path / "extension"
    shutil.copytree(EXTENSION, ours)
    before = {path: path.read_bytes() for path in ours.rglob("*") if path.is_file()}
    (ours / "sites" / "gazette.json").write_text(json.dumps(GAZETTE), encoding="utf-8")
    monkeypatch.setattr(sites, "extension_dir", lambda: ours)
    monkeypatch.setattr(copies, "extension_dir", lambda: ours)

    rule = sites.rule_for(GAZETTE_URL, sites.site_rules())
    assert rule == GAZETTE
    rows = read_rows(GAZETTE_PAGE, GAZETTE_URL, rule, sites.key_rules())
    assert [(row["key"], row["title"]) for row in rows] == [("doi:10.5555/gazette.7", "Seven Small Papers")]
    assert extension.rows(GAZETTE_URL, rule, GAZETTE_PAGE) == rows
    copy = copies.copy_out(tmp_path / "copy")
    assert "gazette" in json.loads((copy / "sites" / "index.json").read_text(encoding="utf-8"))
    assert {path: path.read_bytes() for path in before} == before


GAZETTE_URL = "https://gazette.example/issues/7"
GAZETTE_PAGE = "<ol><li><a href='https://doi.org/10.5555/gazette.7'>Seven Small Papers</a></li></ol>"
GAZETTE = {
    "id": "gazette", "name": "The Gazette", "version": 1, "updated": "2026-11-25",
    "matches": ["*://gazette.example/*"],
    "pages": [{
        "kind": "listing", "path": "^/issues/", "row": {"select": "ol > li"}, "mount": {"where": "inside-end"},
        "fields": {"url": {"select": "a", "attr": "href"}, "title": {"select": "a"}},
    }],
}  # fmt: skip


def test_the_committed_index_names_the_committed_rules() -> None:
    """What is loaded from a clone as it is needs it; whatever copies, packs or starts the extension makes it anew."""
    git = ["git", "-C", str(TESTS.parent)]
    found = subprocess.run([*git, "ls-tree", "--name-only", "HEAD", "extension/sites/"], capture_output=True, text=True)
    if found.returncode or not found.stdout:
        pytest.skip("this is no clone")
    index = subprocess.run([*git, "show", "HEAD:extension/sites/index.json"], capture_output=True, text=True).stdout
    committed = {Path(line).stem for line in found.stdout.splitlines()} - {"index", "keys"}
    assert set(json.loads(index)) == committed, "Run scripts/new_site --index and commit extension/sites/index.json."


@with_real_pages
@pytest.mark.parametrize("page", [page for page in REALS if "/daily/" in page.name], ids=lambda page: page.name)
def test_the_keys_are_those_of_the_links(page: SavedPage) -> None:
    ids = re.findall(r'<h3[^>]*>\s*<a[^>]*href="/papers/([\d.]+)"', page.html)
    assert [row["key"] for row in read(page)] == [f"arxiv:{name}" for name in ids]


def test_no_address_belongs_to_two_sites() -> None:
    for page in [*PAGES, *REALS]:
        assert [rule["id"] for rule in sites.site_rules() if sites.rule_for(page.url, [rule])] == [page.rule["id"]]


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
        ("https://scholar.google.com/scholar?q=tides", "listing"),
        ("https://scholar.google.co.uk/scholar?cites=123", "listing"),
        ("https://scholar.google.com.br/citations?user=x&hl=pt", "listing"),
        ("https://scholar.google.de/citations?view_op=view_citation&user=x", "paper"),
        ("https://scholar.google.com/intl/en/scholar/about.html", None),
        ("https://openreview.net/", "listing"),
        ("https://openreview.net/group?id=ICLR.cc/2026/Conference#tab-accept", "listing"),
        ("https://openreview.net/venue?id=x", "listing"),
        ("https://openreview.net/search?term=tides", "listing"),
        ("https://openreview.net/forum?id=abcdefghij", "paper"),
        ("https://openreview.net/pdf?id=abcdefghij", None),
        ("https://aclanthology.org/events/acl-2026/", "listing"),
        ("https://www.aclweb.org/anthology/volumes/P18-1/", "listing"),
        ("https://aclanthology.org/P18-1001/", "paper"),
        ("https://aclanthology.org/2026.acl-long.1/", "paper"),
        ("https://aclanthology.org/faq/", None),
        ("https://openaccess.thecvf.com/CVPR2026?day=all", "listing"),
        ("https://openaccess.thecvf.com/content_CVPR_2019/html/A_B_CVPR_2019_paper.html", "paper"),
        ("https://papers.nips.cc/paper_files/paper/2022", "listing"),
        ("https://proceedings.neurips.cc/papers/search?q=tides", "listing"),
        ("https://proceedings.neurips.cc/paper/2009/hash/2387337ba1e0b0249ba90f55b2ba2521-Abstract.html", "paper"),
        ("https://proceedings.mlr.press/v124/", "listing"),
        ("https://proceedings.mlr.press/v124/ek20a.html", "paper"),
        ("https://proceedings.mlr.press/", None),
        ("https://dblp.org/search?q=tides", "listing"),
        ("https://dblp.uni-trier.de/pid/00/1.html", "listing"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=tides", "listing"),
        ("https://pubmed.ncbi.nlm.nih.gov/12345678/", "paper"),
        ("https://www.semanticscholar.org/search?q=tides", "listing"),
        ("https://www.semanticscholar.org/author/N.-Ek/1", "listing"),
        ("https://www.semanticscholar.org/paper/Tides-Ek/0123456789abcdef0123456789abcdef01234567", "paper"),
        ("https://www.biorxiv.org/collection/neuroscience", "listing"),
        ("https://www.medrxiv.org/content/early/recent", "listing"),
        ("https://www.medrxiv.org/content/10.1101/2026.02.03.26345678v2", "paper"),
        ("https://www.medrxiv.org/content/10.1101/2026.02.03.26345678v2.full-text", "paper"),
        ("https://arxiv.org/", None),
        ("https://arxiv.org/archive/cs", None),
    ],
)
def test_each_address_has_its_kind_of_page(url: str, kind: str | None) -> None:
    page = page_of(sites.rule_for(url, sites.site_rules()), url)
    assert (page["kind"] if page else None) == kind
