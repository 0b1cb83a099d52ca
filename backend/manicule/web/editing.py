"""Edits: of one bookmark, of many at once, and what takes them back. Each answers with the page it came from."""

import re
from urllib.parse import parse_qsl, urlsplit

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from manicule.api import bodies, received
from manicule.api.auth import now
from manicule.errors import Invalid
from manicule.services import bookmarks, bulk, history, undo
from manicule.services import listing as lists
from manicule.services.related_papers import relations
from manicule.services.searching import searches
from manicule.web import words
from manicule.web.session import back_to, done, edit, number, sent

CORRECTED = ("title", "authors", "venue", "published", "abstract")
NOTHING = "Nothing was selected, so nothing was changed. Select papers, then say what to do."
UNNAMED = "No tag was typed, so nothing was changed. Type one or more, separated by commas, then press Tag or Untag."


def save_paper() -> ResponseReturnValue:
    """Save a paper by its address or id."""
    text = sent("paper").strip()
    given = {"url": text} if "//" in text else {"key": text}
    with undo.recording(g.library, "Saved", [], now()) as receipt:
        bookmark, new = bookmarks.save(g.library, g.device, given, now())
        receipt.made = [bookmark["id"]] if new else []
    return done(receipt.id, url_for("web.show", key=bookmark["id"]))


def set_status(key: str) -> ResponseReturnValue:
    """Set the reading status."""
    status = sent("status")
    with edit(key, f"Status set to “{words.STATUS.get(status, status)}”") as made:
        bulk.set_status(g.library, g.device, [made.bookmark], status, now())
    return made.answer


def set_star(key: str) -> ResponseReturnValue:
    """Mark a paper out with a star, or take the star away."""
    starred = sent("starred") == "yes"
    with edit(key, "Starred" if starred else "Star taken away") as made:
        bookmarks.patch(g.library, g.device, made.bookmark, {"starred": starred}, now())
    return made.answer


def set_rating(key: str) -> ResponseReturnValue:
    """Rate from 1 to 5, or take the rating away."""
    given = received.checked(bodies.PatchBody, {"rating": number("rating")})
    with edit(key, "Rating set", "#about") as made:
        bookmarks.patch(g.library, g.device, made.bookmark, given.given(), now())
    return made.answer


def correct_paper(key: str) -> ResponseReturnValue:
    """Correct what is said of the paper. What the form left as it was shown is not touched, whatever it is by now."""
    given: dict = {name: sent(name).strip() for name in CORRECTED if sent(name) != sent(f"seen_{name}")}
    if "authors" in given:
        given["authors"] = lines(given["authors"])
    with edit(key, "Corrected", "#about") as made:
        bookmarks.patch(g.library, g.device, made.bookmark, received.checked(bodies.PatchBody, given).given(), now())
    return made.answer


def lines(text: str) -> list[str]:
    """Its lines, those of blanks left out."""
    return [line for line in map(str.strip, text.splitlines()) if line]


def add_tags(key: str) -> ResponseReturnValue:
    """Put tags on, separated by commas."""
    with edit(key, "Tagged", "#tags") as made:
        bulk.tag(g.library, g.device, [made.bookmark], names(), now())
    return made.answer


def remove_tag(key: str) -> ResponseReturnValue:
    """Take a tag off."""
    with edit(key, f"Tag “{sent('tag')[:100]}” removed", "#tags") as made:
        bulk.untag(g.library, g.device, [made.bookmark], [sent("tag")], now())
    return made.answer


def add_link(key: str) -> ResponseReturnValue:
    """Add a link of my own."""
    link = received.checked(
        bodies.LinkBody, {"url": sent("url").strip(), "kind": sent("kind"), "title": sent("title").strip()}
    )
    with edit(key, "Link added", "#links") as made:
        bookmarks.add_link(g.library, g.device, made.bookmark, link.model_dump(), now())
    return made.answer


def remove_link(key: str) -> ResponseReturnValue:
    """Remove a link."""
    with edit(key, "Link removed", "#links") as made:
        bookmarks.remove_link(g.library, g.device, made.bookmark, sent("link"), now())
    return made.answer


def relate_paper(key: str) -> ResponseReturnValue:
    """Say what this paper is to another; where it is not sure which is meant, its page asks."""
    bookmark, text, relation = bookmarks.find(g.library, key), sent("other").strip(), sent("relation").strip()
    found = relations.candidates(g.library, text, bookmark) if text else []
    if len(found) != 1:
        asked = {"relate": text[:500], "as": relation[:500]}
        return redirect(url_for("web.show", key=bookmark, **asked, _anchor="relations"), 303)
    relation = received.checked(bodies.LinkBody, {"url": "https://x.example", "title": relation}).title
    with edit(key, f"Related to “{found[0]['title'][:100]}”", "#relations") as made:
        relations.relate(g.library, g.device, made.bookmark, found[0]["id"], relation, now())
    return made.answer


def join_papers(key: str) -> ResponseReturnValue:
    """Say that another bookmark is of the same paper: the two become one."""
    with edit(key, "Joined") as made:
        bookmarks.join(g.library, g.device, made.bookmark, sent("other"), now())
    return made.answer


def put_back(key: str) -> ResponseReturnValue:
    """Make an old value the present one."""
    rev, n = number("rev"), number("n")
    if rev is None or n is None:
        raise Invalid("Which old value to put back was not said.")
    with edit(key, "Old value put back", "#history") as made:
        history.put_back(g.library, g.device, made.bookmark, (rev, n), now())
    return made.answer


def delete_paper(key: str) -> ResponseReturnValue:
    """Delete the bookmark."""
    with edit(key, "Paper deleted") as made:
        bulk.delete(g.library, g.device, [made.bookmark], now())
    return done(made.receipt.id, url_for("web.listing"))


def edit_many() -> ResponseReturnValue:
    """One edit of all papers that were selected, or of all that the list shows on any page."""
    if sent("act") not in MANY:
        raise Invalid(NOTHING)
    if sent("act") in ("tag", "untag") and not names():
        raise Invalid(UNNAMED)
    if sent("all"):
        return edit_found()
    chosen = request.form.getlist("paper")[: bulk.MOST]
    if not chosen:
        raise Invalid(NOTHING)
    return edited(chosen)


def edit_found() -> ResponseReturnValue:
    """First how many papers that would be; once that number was seen, and is still right, the edit."""
    asked = received.checked(bodies.ListQuery, {"q": "", **listed(back_to())})
    kept = lists.Kept(asked.tag, asked.status, without="dismissed")
    shown, whole = lists.everything(g.library, asked.q, kept, bulk.MOST)
    if shown and whole and sent("count") == str(len(shown)):
        return edited(shown)
    told = {"act": sent("act"), "names": names(), "status": sent("status"), "asked": asked}
    return render_template("many.html", count=len(shown), whole=whole, then=back_to(), **told)


def listed(path: str) -> dict:
    """What a list that was shown at this address is of."""
    return {name: value for name, value in parse_qsl(urlsplit(path).query) if name in ("q", "tag", "status")}


def edited(chosen: list[str]) -> ResponseReturnValue:
    """All of them edited as the form says, in one transaction, with one undo."""
    do, said = MANY[sent("act")]
    with undo.recording(g.library, f"{words.count(len(chosen), 'paper')} {said}", chosen, now()) as receipt:
        do(chosen)
    return done(receipt.id, back_to())


def tag_many(chosen: list[str]) -> None:
    """Put the tags that were typed on all."""
    bulk.tag(g.library, g.device, chosen, names(), now())


def untag_many(chosen: list[str]) -> None:
    """Take the tags that were typed off all."""
    bulk.untag(g.library, g.device, chosen, names(), now())


def set_status_of_many(chosen: list[str]) -> None:
    """Give all the status that was chosen."""
    bulk.set_status(g.library, g.device, chosen, sent("status"), now())


def delete_many(chosen: list[str]) -> None:
    """Delete all."""
    bulk.delete(g.library, g.device, chosen, now())


def save_search() -> ResponseReturnValue:
    """Keep a search under a name."""
    kept = received.checked(bodies.SearchBody, {"q": sent("q")})
    searches.save(g.library, kept.checked_name(sent("name")), kept.q, now())
    return redirect(url_for("web.listing", q=kept.q), 303)


def forget_search() -> ResponseReturnValue:
    """Forget a saved search."""
    searches.delete(g.library, sent("name"))
    return redirect(back_to(), 303)


def take_back(undo_id: str) -> ResponseReturnValue:
    """Undo an edit. The page of a paper that is gone by that is none to go back to."""
    receipt, where = undo.take_back(g.library, g.device, undo_id, now()), back_to()
    bookmark = re.match(r"/papers/(bm_[\w-]+)", where)
    if bookmark and bookmarks.is_gone(g.library, bookmark[1]):
        where = url_for("web.listing")
    return done(receipt.id, where)


def names() -> list[str]:
    """The tags that were typed, separated by commas."""
    return [name for name in map(str.strip, sent("tags").split(",")) if name]


MANY = {
    "tag": (tag_many, "tagged"),
    "untag": (untag_many, "untagged"),
    "status": (set_status_of_many, "given another status"),
    "delete": (delete_many, "deleted"),
}
ROUTES = [
    ("POST", "/papers", save_paper),
    ("POST", "/papers/selected", edit_many),
    ("POST", "/papers/<key>/status", set_status),
    ("POST", "/papers/<key>/star", set_star),
    ("POST", "/papers/<key>/rating", set_rating),
    ("POST", "/papers/<key>/details", correct_paper),
    ("POST", "/papers/<key>/tags", add_tags),
    ("POST", "/papers/<key>/tags/remove", remove_tag),
    ("POST", "/papers/<key>/links", add_link),
    ("POST", "/papers/<key>/links/remove", remove_link),
    ("POST", "/papers/<key>/relations", relate_paper),
    ("POST", "/papers/<key>/join", join_papers),
    ("POST", "/papers/<key>/history", put_back),
    ("POST", "/papers/<key>/delete", delete_paper),
    ("POST", "/searches", save_search),
    ("POST", "/searches/forget", forget_search),
    ("POST", "/undo/<undo_id>", take_back),
]
