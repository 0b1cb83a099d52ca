"""A note, which is Markdown that anybody may have written, as HTML that can do nothing but be read."""

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"a", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "blockquote",
        "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def render(note: str) -> Markup:
    """The note as sanitised HTML: no pictures (they would tell others that it is read), only http and https links."""
    return Markup(nh3.clean(reader().render(note), tags=TAGS, attributes=ATTRIBUTES, attribute_filter=only_web,
                            link_rel="noopener noreferrer nofollow"))  # fmt: skip


def only_web(_tag: str, attribute: str, value: str) -> str | None:
    """The attribute's value; None for an address that does not lead to the web, a relative one too."""
    return value if attribute != "href" or WEB.match(value) else None


@cache
def reader() -> MarkdownIt:
    """CommonMark with tables and strikethrough; HTML within it is text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
