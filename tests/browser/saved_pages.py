"""The real saved pages of both sites that lie beside this project, each with the address it had and what it holds."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "pages"
SITES = ("huggingface/", "arxiv/", "composite/huggingface/")


@dataclass(frozen=True)
class SavedPage:
    """A file, the address it is served at, and the number of papers that SOURCES.tsv states, None where it does not."""

    path: Path
    url: str
    papers: int | None


def saved_pages() -> list[SavedPage]:
    """Every saved page of Hugging Face and arXiv; none where the folder is missing."""
    if not FOLDER.is_dir():
        return []
    with (FOLDER / "SOURCES.tsv").open(encoding="utf-8") as table:
        stated = {line["file"]: line["papers"] for line in csv.DictReader(table, delimiter="\t")}
    names = sorted(name for name in stated if name.startswith(SITES) and name.endswith(".html"))
    return [SavedPage(FOLDER / name, address(name), int(stated[name]) if stated[name] else None) for name in names]


# What a file's name says about the address it was saved from; the first that fits counts.
ADDRESSES = [
    (r"arxiv/abs/([a-z-]+)_(\w+)\.html", r"https://arxiv.org/abs/\1/\2"),
    (r"arxiv/abs/(.+)\.html", r"https://arxiv.org/abs/\1"),
    (r"arxiv/list_new/([^_]+)_.*", r"https://arxiv.org/list/\1/new"),
    (r"arxiv/list_recent/([^_]+)_.*", r"https://arxiv.org/list/\1/recent?skip=0&show=2000"),
    (r"arxiv/list_month/([^_]+)_(\d+-\d+)_.*", r"https://arxiv.org/list/\1/\2?skip=0&show=2000"),
    (r"arxiv/catchup/form.*", r"https://arxiv.org/catchup"),
    (r"arxiv/catchup/([^_]+)_([\d-]+)_.*", r"https://arxiv.org/catchup/\1/\2?abs=True"),
    (r"arxiv/search/simple_form.*", r"https://arxiv.org/search/"),
    (r"arxiv/search/simple_([a-z]+).*", r"https://arxiv.org/search/?query=\1&searchtype=all"),
    (r"arxiv/search_advanced/.*", r"https://arxiv.org/search/advanced?advanced=&terms-0-term=agent"),
    (r".*/hf_month_.*", r"https://huggingface.co/papers/month/2026-06"),
    (r".*/hf_day_.*", r"https://huggingface.co/papers/date/2026-06-30"),
    (r"huggingface/daily/hf_daily_([\d-]+)_.*", r"https://huggingface.co/papers/date/\1"),
]


def address(name: str) -> str:
    """Where the page of this file name was."""
    if name.startswith("huggingface/paper/"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        return f"https://{re.search(r'huggingface.co/papers/[0-9.]+', text)[0]}"
    return next(re.sub(pattern, url, name) for pattern, url in ADDRESSES if re.fullmatch(pattern, name))
