"""A note, which is Markdown that anybody may have written, as HTML that can do nothing but be read."""

import re
from collections.abc import Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from manicule.web import maths

TAGS = {"a", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "s", "code", "pre", "blockquote",
        "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
MARK = re.compile("[\ue000\ue001\ud800-\udfff]")  # of no language, so that a note loses nothing; halves of letters too
FORMULA = re.compile("\ue000([0-9]+)\ue001")
MOST_FORMULAS = 500  # of a note that are drawn
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def render(note: str) -> Markup:
    """The note as sanitised HTML: no pictures (they would tell others that it is read), only http and https links.

    Formulas wait outside, each behind a mark, until all the rest is sanitised: `maths` answers for what they hold.
    """
    formulas: list[str] = []
    written = reader().render(MARK.sub("", note), {"formulas": formulas})
    clean = nh3.clean(written, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=only_web,
                      link_rel="noopener noreferrer nofollow")  # fmt: skip
    return Markup(FORMULA.sub(lambda found: formulas[int(found[1])], clean))


def only_web(_tag: str, attribute: str, value: str) -> str | None:
    """The attribute's value; None for an address that does not lead to the web, a relative one too."""
    return value if attribute != "href" or WEB.match(value) else None


@cache
def reader() -> MarkdownIt:
    """CommonMark with tables, strikethrough and formulas between dollars; HTML within it is text."""
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    dollarmath_plugin(markdown, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False,
                      double_inline=True)  # fmt: skip
    for kind in ("math_inline", "math_inline_double", "math_block"):
        markdown.add_render_rule(kind, formula)
    return markdown


def formula(_self: RendererProtocol, tokens: Sequence[Token], at: int, _options: object, env: EnvType) -> str:
    """The mark of a formula, which is put down in `env`."""
    part, formulas = tokens[at], env["formulas"]
    block = part.type != "math_inline"
    known = len(formulas) < MOST_FORMULAS
    formulas.append(maths.drawn(part.content, block) if known else maths.source(part.content))
    mark = f"\ue000{len(formulas) - 1}\ue001"
    return f"<p>{mark}</p>\n" if part.type == "math_block" else mark
