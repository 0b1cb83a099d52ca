"""The demo's listing pages: the structure of the real sites, the text our own, every paper invented."""

import json
import pathlib

from jinja2 import Environment, FileSystemLoader

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "demo"
DAY = "2026-11-20"


def papers() -> list[dict]:
    """The invented papers: `{id, title, authors, upvotes, comments, github, stars, project, summary}`."""
    return json.loads((FOLDER / "papers.json").read_text(encoding="utf-8"))


def bookmarks() -> list[dict]:
    """What the demo's library holds at the start: bodies for `POST /api/v1/bookmarks`."""
    typed = json.loads((FOLDER / "bookmarks.json").read_text(encoding="utf-8"))
    by_id = {paper["id"]: paper for paper in papers()}
    return [_saved(by_id[one.pop("id")]) | one for one in typed]


def pages(every: list[dict] | None = None) -> dict[str, str]:
    """HTML by address, as `drive.sites.Sites` serves it: a day of Hugging Face, arXiv lists, search and abstracts."""
    every = every or papers()
    daily, listed = hugging_face_daily(every), arxiv("list", papers=every)
    shelf = {"https://huggingface.co/papers": daily, f"https://huggingface.co/papers/date/{DAY}": daily}
    shelf |= {f"https://arxiv.org/list/cs.CL/{part}": listed for part in ("recent", "new")}
    shelf["https://arxiv.org/search/"] = arxiv("search", papers=every)
    return shelf | {f"https://arxiv.org/abs/{paper['id']}": arxiv("abs", paper=paper) for paper in every}


def hugging_face_daily(every: list[dict]) -> str:
    """Daily Papers: one `article` a paper, and the abstracts in `data-props` as the site keeps them."""
    props = {"dateString": DAY, "periodType": "day", "query": {}, "dailyPapers": [_daily_item(p) for p in every]}
    return _render("huggingface.html", papers=every, props=json.dumps(props, ensure_ascii=False))


def arxiv(page: str, **values: object) -> str:
    """An arXiv `list`, `search` (of `papers`) or `abs` page (of one `paper`)."""
    return _render(f"arxiv_{page}.html", **values)


def _render(name: str, **values: object) -> str:
    templates = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return templates.get_template(name).render(**values)


def _saved(paper: dict) -> dict:
    at = f"https://huggingface.co/papers/{paper['id']}"
    return {"url": at, "title": paper["title"], "authors": paper["authors"], "abstract": paper["summary"]}


def _daily_item(paper: dict) -> dict:
    optional = {"githubRepo": paper["github"], "githubStars": paper["stars"], "projectPage": paper["project"]}
    inner = {name: paper[name] for name in ("id", "title", "summary", "upvotes")}
    inner |= {"authors": [{"name": name, "hidden": False} for name in paper["authors"]]}
    inner |= {"publishedAt": f"{DAY}T00:00:00.000Z"} | {name: value for name, value in optional.items() if value}
    return {"paper": inner, "title": paper["title"], "summary": paper["summary"], "numComments": paper["comments"]}
