"""The text of an element as its reader means it: formulas as TeX, no widgets; the same as extension/lib/shown.js."""

from bs4 import Tag

from manicule.core.text import normalise

_WIDGETS = frozenset(("button", "input", "select", "textarea", "dialog"))
_MEDIA = frozenset(("svg", "iframe", "object", "img", "video", "audio", "canvas"))
_UNSHOWN = _WIDGETS | _MEDIA | {"script", "style", "template", "noscript"}
_SPACED = frozenset(("br", "p", "div", "li"))
# What MathJax 2 draws beside the script that holds the formula.
_DRAWN = ("MathJax", "MJX", "mjx-chtml")


def text_of(element: Tag, drop: str | None = None, keep: str | None = None) -> str:
    """The normalised text of an element.

    :param drop: a selector of parts to leave out
    :param keep: a selector of what counts inside, besides formulas and what translators and highlighters wrap
    """
    dropped = {id(part) for part in element.select(drop)} if drop else set()
    kept = {id(part) for part in element.select(f"{keep},font,mark")} if keep else None
    parts: list[str] = []
    waiting: list = list(reversed(element.contents))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Tag):
            parts.append(node)
        elif (formula := tex(node)) is not None:
            parts.append(formula)
        elif id(node) not in dropped and not _foreign(node) and (kept is None or id(node) in kept):
            spaced = [" "] if node.name in _SPACED else []
            waiting.extend([*spaced, *reversed(node.contents), *spaced])
    return normalise("".join(parts))


def tex(node: Tag) -> str | None:
    """The formula an element stands for, `$…$`; "" for what is only its drawing; None for anything else."""
    kinds = node.get("class") or []
    if node.name == "script" and node.get("type", "").startswith("math/tex"):
        mark = "$$" if "display" in node["type"] else "$"
        return f"{mark}{node.string or ''}{mark}"
    if node.name in ("mjx-container", "math") or "katex" in kinds:
        return _source(node)
    return "" if any(kind.startswith(_DRAWN) for kind in kinds) else None


def _source(node: Tag) -> str:
    """TeX from an annotation or attribute, else the letters of the formula."""
    written = node.get("alttext") or node.get("data-latex")
    if not written:
        inner = node.select_one("[data-latex], annotation[encoding='application/x-tex']")
        written = inner and (inner.get("data-latex") or inner.get_text())
    if written:
        return f"${normalise(written)}$"
    letters = node.select_one("math") or node
    return normalise(letters.get_text())


def _foreign(node: Tag) -> bool:
    """Widgets, and elements of other extensions: no site names its own with a hyphen; highlighters wrap words."""
    return node.name in _UNSHOWN or ("-" in node.name and "highlight" not in node.name)
