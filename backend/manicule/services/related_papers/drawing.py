"""The map of a library: near papers lie near, by the words that the related ranker weighs. Drawn once, then kept."""

import hashlib
import json
from collections.abc import Iterator
from heapq import nlargest

from manicule.core.layout import Edge, layout
from manicule.core.rarity import Rarity, Seen
from manicule.core.related import gather, norm, vector, wanted
from manicule.core.terms import TF, count
from manicule.core.views import told
from manicule.models import Bookmark, Head, Label, Library, MapDrawing, Tag
from manicule.services.sites import background

MOST = 10_000  # papers: of more, those saved last
AT_ONCE = 600  # papers that are drawn while somebody waits for the page
NEIGHBOURS = 6
POSTINGS = 1_500  # read to find the neighbours of one paper
FAR = 0.05  # what is less alike than this is no neighbour
TOGETHER = 0.15  # half the papers of a tag lie within this of their middle: its name can stand there
COLOURS = 8  # tags that have a colour of their own


def show(library: Library) -> dict:
    """The map as it was last drawn, with what its papers are called and carry today.

    :return: `{papers: [{id, title, status, x, y, tag}], tags: [{name, count, x, y, together}], missing, fresh}`: `tag`
        is the place in `tags` of the one that colours it, or None; `missing` counts papers that are not on it;
        `fresh` tells whether it would be drawn the same now
    """
    drawn = MapDrawing.get_or_none(MapDrawing.library == library)
    places = dict(drawn.drawing["places"]) if drawn else {}
    rows = list(alive(library, Bookmark.id, Bookmark.title, Bookmark.status).tuples())
    papers = [
        {
            "id": bookmark,
            "title": title,
            "status": status,
            "x": places[bookmark][0],
            "y": places[bookmark][1],
            "tag": None,
        }
        for bookmark, title, status in rows
        if bookmark in places
    ]
    fresh = drawn is not None and (drawn.rev == revision(library) or drawn.drawing["digest"] == digest(library))
    return {"papers": papers, "tags": coloured(library, papers), "missing": len(rows) - len(papers), "fresh": fresh}


def alive(library: Library, *columns: object) -> object:
    """These columns of the papers that a map shows, the last saved first."""
    mine = (Bookmark.library == library) & (Bookmark.alive == True)  # noqa: E712
    return Bookmark.select(*columns).where(mine).order_by(Bookmark.saved_at.desc(), Bookmark.id).limit(MOST)


def coloured(library: Library, papers: list[dict]) -> list[dict]:
    """The tags most used, each in the middle of its papers; gives every paper the rarest of them that it carries."""
    on_map = {paper["id"]: paper for paper in papers}
    of_tag: dict[str, list[dict]] = {}
    for bookmark, name in carried(library):
        if bookmark in on_map:
            of_tag.setdefault(name, []).append(on_map[bookmark])
    most = sorted(of_tag, key=lambda name: (-len(of_tag[name]), name))[:COLOURS]
    for place, name in enumerate(most):  # the rarer come later, and tell more
        for paper in of_tag[name]:
            paper["tag"] = place
    return [{"name": name, "count": len(of_tag[name]), **middle(of_tag[name])} for name in most]


def carried(library: Library) -> Iterator[tuple[str, str]]:
    """Each bookmark with the name of each tag it carries, by name."""
    mine = (Tag.library == Label.library) & (Tag.id == Label.tag)
    rows = Label.select(Label.bookmark, Tag.name).join(Tag, on=mine).where(Label.library == library)
    return rows.order_by(Tag.name, Label.bookmark).tuples().iterator()


def middle(papers: list[dict]) -> dict:
    """The place in the middle of these, which a few far ones do not move, and whether they lie `together` there."""
    xs, ys = sorted(paper["x"] for paper in papers), sorted(paper["y"] for paper in papers)
    x, y = xs[len(xs) // 2], ys[len(ys) // 2]
    away = sorted((paper["x"] - x) ** 2 + (paper["y"] - y) ** 2 for paper in papers)
    return {"x": x, "y": y, "together": len(papers) > 2 and away[len(away) // 2] < TOGETHER**2}


def small(library: Library) -> bool:
    """Whether a map is drawn quickly enough to wait for."""
    return alive(library, Bookmark.id).limit(AT_ONCE + 1).count() <= AT_ONCE


def draw(library: Library) -> None:
    """Draw the map and keep it. Ten thousand papers take some twenty seconds; the same papers give the same map."""
    rev, seen = revision(library), digest(library)
    papers = counted(library)
    places = layout(len(papers), neighbours(list(papers.values())))
    drawing = {"digest": seen, "places": list(zip(papers, places, strict=True))}
    new = {"rev": rev, "drawing": drawing}
    MapDrawing.insert(library=library, **new).on_conflict(
        conflict_target=[MapDrawing.library], preserve=[MapDrawing.rev, MapDrawing.drawing]
    ).execute()


def revision(library: Library) -> int:
    """The library's revision."""
    return Head.select(Head.rev).where(Head.library == library).scalar() or 0


def digest(library: Library) -> str:
    """What a map follows from, in a few letters: the papers, their titles, tags and notes."""
    summed = hashlib.sha256()
    for row in alive(library, Bookmark.id, Bookmark.title, Bookmark.tags, Bookmark.note_rev).tuples().iterator():
        bookmark, title, tags, note_rev = row
        summed.update(json.dumps([bookmark, title, sorted(tags), note_rev]).encode())
    return summed.hexdigest()[:16]


def counted(library: Library) -> dict[str, dict[str, int]]:
    """How much each term of each paper counts, as for the related ranker."""
    names: dict[str, list[str]] = {}
    for bookmark, name in carried(library):
        names.setdefault(bookmark, []).append(name)
    found = {}
    columns = (Bookmark.id, Bookmark.title, Bookmark.meta, Bookmark.fields, Bookmark.note)
    for bookmark, title, meta, fields, note in alive(library, *columns).tuples().iterator():
        abstract = str(told({"meta": meta, "fields": fields}, "abstract"))
        found[bookmark] = count(title, abstract, " ".join(names.get(bookmark, ())), note)
    return found


def neighbours(papers: list[dict[str, int]]) -> list[Edge]:
    """Each paper with those most like it, by their places in the list, and how alike they are."""
    postings: dict[str, list[tuple[int, float]]] = {}
    for at, counts in enumerate(papers):
        for term, number in counts.items():
            postings.setdefault(term, []).append((at, TF[number]))
    df = {term: len(several) for term, several in postings.items()}
    rarity = Rarity(len(papers), df, background(), Seen())
    norms = [norm(counts, rarity) for counts in papers]
    edges: dict[tuple[int, int], float] = {}
    for at, counts in enumerate(papers):
        row = vector(counts, rarity)
        sums = gather(row, wanted(row, df, POSTINGS), postings.__getitem__)
        sums.pop(at, None)
        alike = {other: value / (row.norm * norms[other]) for other, value in sums.items()}
        for other in nlargest(NEIGHBOURS, alike, key=alike.__getitem__):
            if alike[other] >= FAR:
                edges[min(at, other), max(at, other)] = min(1.0, alike[other])
    return [(one, two, weight) for (one, two), weight in sorted(edges.items())]
