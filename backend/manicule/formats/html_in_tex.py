"""HTML inside of LaTeX: publishers' titles have it, and citation managers write its brackets as LaTeX.

`{\\textless}i{\\textgreater}In vivo{\\textless}/i{\\textgreater}` is Mendeley's, `$<$i$>$` Zotero's, `\\&amp;` ACM's.
"""

import re
from html.entities import html5

from manicule.core import tex
from manicule.formats import markup

_MAY_BE = re.compile(r"<|&|\\(?:textless|langle)")
_TAG = re.compile(
    r"(?:\{\$<\$\}|\$(?:<|\\langle)\$|\{\\textless *\}|\\textless(?:\{\}| |(?![A-Za-z])))"
    r"(/?(?:[biup]|em|strong|su[bp]|scp?|inf|span|br|div|(?:jats|mml):\w{1,20})(?: [^<>{}$\\]{0,200})?/?)"
    r"(?:\{\$>\$\}|\$(?:>|\\rangle)\$|\{\\textgreater *\}|\\textgreater(?:\{\}| |(?![A-Za-z])))",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"\\?&(?:\\?#([0-9]{2,7}|x[0-9a-f]{2,6})|([a-z]{2,8}[0-9]{0,2}));", re.IGNORECASE)
_OPENING = re.compile(r"<(?=[/a-z])|\\&(?=\\?#|[a-z])", re.IGNORECASE)


def removed(source: str) -> str:
    """The LaTeX without tags, and with entities as the signs that they stand for."""
    if not _MAY_BE.search(source):
        return source
    return _ENTITY.sub(_sign, markup.untagged(_TAG.sub(r"<\1>", source)))


def kept(source: str) -> str:
    """LaTeX of a text that only looks like HTML, so that `removed` leaves it alone."""
    return source if removed(source) == source else _OPENING.sub(r"\g<0>{}", source)


def _sign(found: re.Match[str]) -> str:
    number, name = found[1], found[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return tex.escape(chr(code)) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]
    sign = html5.get(f"{name};")
    return tex.escape(sign) if sign else found[0]
