"""What a page says of its paper: vectors both languages read, the real paper pages, pages out to break the reader."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from manicule.core.metadata import complete, read_metadata
from manicule.services.sites import key_rules

TESTS = Path(__file__).resolve().parents[2]
VECTORS = json.loads((TESTS / "vectors" / "metadata.json").read_text(encoding="utf-8"))
REAL = TESTS.parents[1] / "shared" / "pages"
RULES = key_rules()
PAGES = [
    ("acl_anthology/paper/2021.naacl-main.208.html", "https://aclanthology.org/2021.naacl-main.208/"),
    ("biorxiv/paper/biorxiv_paper_2019.html", "https://www.biorxiv.org/content/10.1101/696633v1.full"),
    ("usenix/paper/bulekov.html", "https://www.usenix.org/conference/usenixsecurity22/presentation/bulekov"),
    ("huggingface/paper/hf_paper_2025-10_ssr.html", "https://huggingface.co/papers/2509.24002"),
    *((f"arxiv/abs/{name.replace('/', '_')}.html", f"https://arxiv.org/abs/{name}")
      for name in ("0906.2112", "1810.04805", "2606.31069", "2606.31229", "hep-th/9901001", "math/0510544")),
]  # fmt: skip
with_real_pages = pytest.mark.skipif(not REAL.is_dir(), reason="the saved pages in ../shared/pages are not here")


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["why"])
def test_a_page_says_this_of_its_paper(case: dict) -> None:
    paper = read_metadata(case["html"], case["url"], RULES)
    if case["paper"] is None:
        assert paper is None
    else:
        assert {name: paper[name] for name in case["paper"]} == case["paper"]


@pytest.mark.skipif(not shutil.which("node"), reason="node is not here")
def test_both_readers_say_the_same_of_every_page() -> None:
    jobs = [{"html": case["html"], "url": case["url"]} for case in VECTORS]
    jobs += [{"html": (REAL / name).read_text(encoding="utf-8"), "url": url} for name, url in PAGES if REAL.is_dir()]
    jobs += [{"html": damaged(job["html"], step), "url": job["url"]} for job in jobs[:] for step in (2, 3)]
    reader = [shutil.which("node"), str(TESTS / "sites" / "read_page.js")]
    lines = "\n".join(map(json.dumps, jobs))
    done = subprocess.run(reader, input=lines, capture_output=True, text=True, encoding="utf-8", check=True)
    for job, line in zip(jobs, done.stdout.splitlines(), strict=True):
        assert json.loads(line) == read_metadata(job["html"], job["url"], RULES), job["url"]


def damaged(html: str, step: int) -> str:
    """The page cut off where it is most hurt: in the middle of its head, and of its body."""
    return html[: len(html) // step]


@with_real_pages
@pytest.mark.parametrize(("name", "url"), PAGES, ids=[name for name, _ in PAGES])
def test_a_real_paper_page_gives_its_paper(name: str, url: str) -> None:
    paper = read_metadata((REAL / name).read_bytes(), url, RULES)
    assert paper["title"]
    assert paper["key"].partition(":")[2].rpartition("/")[2] in url
    assert "huggingface" in url or (paper["authors"] and paper["published"])


@pytest.mark.parametrize(
    "html",
    [
        "<head>" + '<meta name="citation_author" content="A B">' * 20_000,
        '<head><meta name="citation_title" content="' + "<p " * 30_000 + '">',
        '<head><meta name="citation_author" content="' + "a," * 40_000 + '">',
        '<head><script type="application/ld+json">' + "[" * 50_000 + "</script>",
        '<head><script type="application/ld+json">' + '{"@graph":' * 900 + "1" + "}" * 900 + "</script>",
        '<body itemscope itemtype="http://schema.org/Article">' + "<p itemprop=author itemscope>" * 300,
        '<head><meta name="__proto__" content="x"><meta name="constructor" content="y"><title>T</title>',
        "\0" * 1000,
    ],
    ids=range(8),
)
def test_a_hostile_page_is_read_at_once_or_not_at_all(html: str) -> None:
    began = time.thread_time()
    read_metadata(html, "https://journal.example/view/7", RULES)
    assert time.thread_time() - began < 5


@pytest.mark.parametrize(
    "case", json.loads((TESTS / "vectors" / "completed.json").read_text(encoding="utf-8")), ids=lambda case: case["why"]
)
def test_a_papers_own_page_completes_what_its_rule_reads(case: dict) -> None:
    assert complete(case["row"], case["page"]) == case["completed"]
