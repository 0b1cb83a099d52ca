"""All pages that both readers must agree on: the invented ones beside the rules, and the real ones beside this project.

Both are found by looking; a real page needs no line here unless neither its text nor the table says where it was.
"""

import csv
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from manicule.core.tree import decode, parse
from manicule.services import sites

TESTS = Path(__file__).resolve().parent
REAL = TESTS.parents[1] / "shared" / "pages"
# What a file's place and name say about the address it was saved from; the first that fits counts.
ADDRESSES = [
    (r"arxiv/abs/([a-z-]+)_(\w+)\.html", r"https://arxiv.org/abs/\1/\2"),
    (r"arxiv/abs/(.+)\.html", r"https://arxiv.org/abs/\1"),
    (r"arxiv/list_new/([^_]+)_.*", r"https://arxiv.org/list/\1/new"),
    (r"arxiv/list_recent/([^_]+)_.*", r"https://arxiv.org/list/\1/recent?skip=0&show=2000"),
    (r"arxiv/list_month/([^_]+)_(\d+-\d+)_.*", r"https://arxiv.org/list/\1/\2?skip=0&show=2000"),
    (r"arxiv/catchup/form.*", r"https://arxiv.org/catchup"),
    (r"arxiv/catchup/([^_]+)_([\d-]+)_.*", r"https://arxiv.org/catchup/\1/\2?abs=True"),
    (r"arxiv/search/simple_form.*", r"https://arxiv.org/search/"),
    (r"arxiv/search/.*", r"https://arxiv.org/search/?query=x&searchtype=all"),
    (r"arxiv/search_advanced/.*", r"https://arxiv.org/search/advanced?advanced=&terms-0-term=agent"),
    (r".*/hf_month_.*", r"https://huggingface.co/papers/month/2026-06"),
    (r".*/hf_day_.*", r"https://huggingface.co/papers/date/2026-06-30"),
    (r"huggingface/daily/hf_daily_([\d-]+)_.*", r"https://huggingface.co/papers/date/\1"),
    (r"acl_anthology/paper/(.+)\.html", r"https://aclanthology.org/\1/"),
    (r"acl_anthology/.*", r"https://aclanthology.org/people/a/"),
    (r"composite/acl_anthology/.*", r"https://aclanthology.org/events/acl-2026/"),
    (r"biorxiv/(?:search|toc|collection)/.*|composite/biorxiv/.*", r"https://www.biorxiv.org/search/x"),
    (r"cvf/.*", r"https://openaccess.thecvf.com/CVPR2026?day=all"),
    (r"(?:composite/)?dblp/.*", r"https://dblp.org/db/conf/kr/kr2023.html"),
    (r"google_scholar/.*", r"https://scholar.google.com/scholar?hl=en&q=x"),
    (r"(?:composite/)?neurips/.*", r"https://proceedings.neurips.cc/paper_files/paper/2025"),
    (r"openreview/.*", r"https://openreview.net/group?id=ICLR.cc/2026/Conference"),
    (r"pmlr/volume/(v\d+)_.*", r"https://proceedings.mlr.press/\1/"),
    (r"(?:composite/)?pubmed/.*", r"https://pubmed.ncbi.nlm.nih.gov/?term=x"),
    (r"(?:composite/)?semantic_scholar/.*", r"https://www.semanticscholar.org/search?q=x"),
]
# Where a page itself says it, for those that no line above names.
TOLD = "link[rel='canonical'], meta[property='og:url'], meta[name='citation_public_url']"
SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")


@dataclass(frozen=True)
class SavedPage:
    """A file, the address it was at, and the papers that its answer or SOURCES.tsv counts, None where neither does."""

    path: Path
    url: str
    papers: int | None

    @property
    def name(self) -> str:
        """The file's place among the pages, for reports."""
        return self.path.relative_to(REAL if self.path.is_relative_to(REAL) else TESTS / "sites").as_posix()

    @property
    def rule(self) -> dict:
        """The site rule for its address."""
        return sites.rule_for(self.url, sites.site_rules())

    @property
    def html(self) -> str:
        """Its text."""
        return decode(self.path.read_bytes())


@cache
def invented_pages() -> list[SavedPage]:
    """Every page in tests/sites that has an answer."""
    paths = sorted((TESTS / "sites").glob("*/*.html"))
    answers = [json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8")) for path in paths]
    return [SavedPage(path, told["url"], len(told["rows"])) for path, told in zip(paths, answers, strict=True)]


@cache
def real_pages() -> list[SavedPage]:
    """Every saved page of a site that has a rule; none where the folder is missing."""
    counts = _counts() if REAL.is_dir() else {}
    pages = [SavedPage(path, address(path), counts.get(_place(path))) for path in sorted(REAL.rglob("*.html"))]
    return [page for page in pages if page.rule]


def address(path: Path) -> str:
    """Where a real page was; "" where nothing says it."""
    for pattern, url in ADDRESSES:
        if found := re.fullmatch(pattern, _place(path)):
            return found.expand(url)
    html = decode(path.read_bytes())
    told = [tag.get("href") or tag.get("content") or tag.get("value", "") for tag in parse(html).select(TOLD)]
    told += SAVED_FROM.findall(html)
    return next(filter(None, told), "")


def _place(path: Path) -> str:
    return path.relative_to(REAL).as_posix()


def _counts() -> dict[str, int]:
    with (REAL / "SOURCES.tsv").open(encoding="utf-8", newline="") as table:
        lines = list(csv.DictReader(table, delimiter="\t"))
    # The table counts the rows of lists: of one paper's own page it says 0 or 1, and it is one paper.
    return {line["file"]: 1 if line["page_kind"] == "paper page" else int(line["papers"] or 0) for line in lines}
