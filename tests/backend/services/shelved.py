"""The papers of tests/vectors/query.json on a library's shelf, and what the index alone finds there."""

from manicule.core.asked import asked
from manicule.core.query import parse
from manicule.models import Library
from manicule.services import ledger, papers
from manicule.services.searching import finding, search


def put(library: Library, shelf: dict[str, dict]) -> None:
    """Save the papers, each as `bm_` and its name, by the edits that a device would have sent."""
    for name, paper in shelf.items():
        ledger.submit(library, "dev_web", edits(f"bm_{name}", paper), paper["saved_at"])


def edits(bookmark: str, paper: dict) -> list[dict]:
    """The mutations that make the paper."""
    fields = {name: paper[name] for name in ("status", "starred") if name in paper}
    made = {"op": "bookmark.create", "bookmark": bookmark, "ids": paper["ids"], "meta": paper["meta"],
            "fields": fields, "found_on": paper.get("found_on")}  # fmt: skip
    noted = {"op": "note.edit", "bookmark": bookmark, "base_text": "", "text": paper["note"]}
    names = [(f"tag_{bookmark}_{n}", name) for n, name in enumerate(paper["tags"])]
    tagged = [{"op": "tag.create", "tag": tag, "name": name} for tag, name in names]
    tagged += [{"op": "bookmark.tag", "bookmark": bookmark, "tag": tag} for tag, _ in names]
    linked = [
        {"op": "link.put", "bookmark": bookmark, "link": f"lnk_{n}", "base": 0, "value": link}
        for n, link in enumerate(paper.get("links", []))
    ]
    return [made, noted, *tagged, *linked]


def found(library: Library, query: str) -> set[str]:
    """The names of the papers that answer, slips of the finger not mended."""
    question = asked(parse(query, papers.named).tree, finding.tags(library))
    docs = search.engine().docs(library, question, 1 << 53, 100)
    return {record["id"].removeprefix("bm_") for record in ledger.of_docs(library, docs)}
