"""Formulas of a note, `$…$` and `$$…$$` as LaTeX writes them, as MathML, which browsers draw by themselves.

The converter copies what it does not know into its answer, so the answer is taken for hostile too: it is read as XML
and written anew, of the elements and attributes named here alone. What is no formula stays the text that was typed.
"""

from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert

MOST = 1_000  # characters of a formula that is drawn
SPACE = "{http://www.w3.org/1998/Math/MathML}"
# MathML Core, https://www.w3.org/TR/mathml-core/, without what holds HTML, links or actions.
_ELEMENTS = """math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom merror msub msup msubsup
    munder mover munderover mmultiscripts mprescripts none mtable mtr mtd"""
_ATTRIBUTES = """display displaystyle scriptlevel mathvariant stretchy fence separator symmetric largeop movablelimits
    accent accentunder form lspace rspace minsize maxsize width height depth linethickness columnalign columnspan
    rowspan"""
ELEMENTS, ATTRIBUTES = frozenset(_ELEMENTS.split()), frozenset(_ATTRIBUTES.split())


def drawn(latex: str, block: bool) -> str:
    """The formula as MathML or its source where it cannot be drawn."""
    shown = f"$${latex}$$" if block else f"${latex}$"
    if len(latex) > MOST:
        return source(shown)
    try:
        written = anew(ElementTree.fromstring(convert(latex, display="block" if block else "inline")))
    except Exception:  # the converter has a dozen of its own, of no common class, and more for what is no formula
        return source(shown)
    return written or source(shown)


def source(text: str) -> str:
    """The formula as it was typed."""
    return f"<code>{escape(text)}</code>"


def anew(node: ElementTree.Element) -> str:
    """The element written of known parts alone; empty if it holds another.

    :raise RecursionError: if it is too deep
    """
    name = node.tag.removeprefix(SPACE)
    if name not in ELEMENTS:
        return ""
    parts = [anew(child) for child in node]
    if not all(parts):
        return ""
    inner = escape(node.text or "") + "".join(
        part + escape(child.tail or "") for part, child in zip(parts, node, strict=True)
    )
    given = "".join(f' {key}="{escape(value)}"' for key, value in node.attrib.items() if key in ATTRIBUTES)
    return f"<{name}{given}>{inner}</{name}>"
