"""What relates to what, and tags that suggest themselves. All of it is read from the index of the library."""

from flask import g

from manicule.api import answers
from manicule.api.bodies import RelatedBody, RelatedQuery, SuggestBody
from manicule.api.routes import Route
from manicule.errors import BookmarkUnknown
from manicule.services.related_papers import related, relations, suggesting


def related_bookmarks(key: str, query: RelatedQuery) -> dict:
    """List the bookmarks most related to one, with reasons, and those that a link of mine joins it with."""
    items = related.of_bookmark(g.library, key, query.limit)
    return {"items": items, "relations": relations.of_bookmark(g.library, key)}


def related_rows(body: RelatedBody) -> dict:
    """Say for each row of a listing which bookmarks it relates to and why; an empty list where nothing does."""
    return related.of_rows(g.library, [row.model_dump() for row in body.rows], body.limit)._asdict()


def suggest_tags(body: SuggestBody) -> dict:
    """Suggest tags for a paper from how similar ones are tagged."""
    found = suggesting.tags(g.library, body.title, body.abstract, body.keywords, body.limit)
    return {"tags": [one._asdict() for one in found]}


ROUTES = [
    Route("GET", "/bookmarks/<name:key>/related", related_bookmarks, {200: answers.Related}, query=RelatedQuery,
          errors=(BookmarkUnknown,)),
    Route("POST", "/related", related_rows, {200: answers.RelatedRows}, body=RelatedBody),
    Route("POST", "/tags/suggest", suggest_tags, {200: answers.Suggestions}, body=SuggestBody),
]  # fmt: skip
