"""The note of a bookmark: written, previewed, its versions kept, merged or discarded."""

from flask import g, render_template
from flask.typing import ResponseReturnValue

from manicule.api.auth import now
from manicule.services import bookmarks
from manicule.services import notes as versions
from manicule.web import markup
from manicule.web.session import edit, sent


def write_note(key: str) -> ResponseReturnValue:
    """Save the note; what another device wrote since the page was made is merged with it. With a version in it, that
    is dropped.
    """
    text, base, copy = sent("note"), sent("base_text"), sent("copy")
    with edit(key, "Note saved", "#note") as made:
        if copy:
            versions.merge(g.library, g.device, made.bookmark, copy, base, text, now())
        else:
            bookmarks.patch(g.library, g.device, made.bookmark, {"note": text, "base_text": base}, now())
    return made.answer


def preview_note(key: str) -> ResponseReturnValue:
    """The note as it would look, with the form to go on writing."""
    bookmark, text = bookmarks.get(g.library, key), sent("note")
    return render_template("preview.html", bookmark=bookmark, text=text, base=sent("base_text"), copy=sent("copy"),
                           note=markup.render(text))  # fmt: skip


def keep_version(key: str) -> ResponseReturnValue:
    """Make a version the note."""
    with edit(key, "This version kept", "#note") as made:
        versions.keep(g.library, g.device, made.bookmark, sent("copy"), now())
    return made.answer


def discard_version(key: str) -> ResponseReturnValue:
    """Drop a version; its words stay in the history."""
    with edit(key, "Version discarded", "#note") as made:
        versions.discard(g.library, g.device, made.bookmark, sent("copy"), now())
    return made.answer


ROUTES = [
    ("POST", "/papers/<key>/note", write_note),
    ("POST", "/papers/<key>/note/preview", preview_note),
    ("POST", "/papers/<key>/versions/keep", keep_version),
    ("POST", "/papers/<key>/versions/discard", discard_version),
]
