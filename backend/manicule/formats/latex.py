"""LaTeX as people read it. Formulas stay as they are, `$…$`, as on the pages that Manicule reads."""

import re
from functools import cache

from pylatexenc import latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from manicule.core.tex import FORMULA

MAX_DECODED = 200_000  # characters; whatever is longer is taken as it stands
_MARKUP = re.compile(r"[\\{}~]|--|``|''")
_BARE_PERCENT = re.compile(r"(?<!\\)((?:\\\\)*)%")
_LONE_TILDE = re.compile(r"\\~(?=\}|$)")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_LINE = re.compile(r"\\newline(?:\{\})?\s?")
_ESCAPED = re.compile(r"\\([_%&#~$])|\{\\([_%&#~$])\}")


def decode(text: str) -> str:
    """The text that this LaTeX prints: accents and symbols as letters, braces gone, unknown macros left as they are."""
    if not _MARKUP.search(text):
        return text
    if "\\" not in text or len(text) > MAX_DECODED:
        return _plain(text)
    source = _LONE_TILDE.sub("∼", text.replace(r"\~{}", r"\textasciitilde{}"))
    source = _BARE_PERCENT.sub(r"\1\\%", source)
    try:
        printed = _printer().latex_to_text(source, tolerant_parsing=True)
    except (latexwalker.LatexWalkerError, IndexError, ValueError, TypeError, AttributeError, RecursionError):
        return _plain(text)
    return printed.replace("\xa0", " ").replace("\xad", "")


def decode_lines(text: str) -> str:
    """The same for text of several lines, which `core.tex.lines` wrote or somebody typed."""
    return "\n".join(decode(line) for line in _LINE.split(text))


def _plain(text: str) -> str:
    """Without LaTeX's macros: no braces outside of formulas, ligatures joined."""
    parts = FORMULA.split(text)
    for n in range(0, len(parts), 2):
        part = parts[n]
        for written, printed in _LIGATURES:
            part = part.replace(written, printed)
        parts[n] = part.replace("{", "").replace("}", "").replace("~", " ")
    return "".join(f"${part}$" if n % 2 else part for n, part in enumerate(parts))


@cache
def _printer() -> LatexNodes2Text:
    known = get_default_latex_context_db()
    own = [
        MacroTextSpec("textasciicircum", "^"),
        MacroTextSpec("textbackslash", "\\"),
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("url", "%s"),
        MacroTextSpec("href", "%(2)s"),
        MacroTextSpec("footnote", " (%(2)s)"),
        MacroTextSpec("/", ""),
        MacroTextSpec("-", ""),
        MacroTextSpec("\\", " "),
        MacroTextSpec("newblock", " "),
        MacroTextSpec("relax", ""),
        MacroTextSpec("ensuremath", "%s"),
    ]
    known.add_context_category("manicule", prepend=True, macros=own)
    known.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=lambda node: node.latex_verbatim()))
    return LatexNodes2Text(latex_context=known, math_mode="verbatim", strict_latex_spaces="macros", keep_comments=True)


def address(text: str) -> str:
    """A web address without what LaTeX needs around it: no escapes, no `\\url{…}`, no braces."""
    inner = re.sub(r"\\(?:url|path|href)\s*\{([^{}]*)\}", r"\1", text.strip())
    inner = (
        inner.replace(r"\textasciitilde{}", "~").replace(r"\~{}", "~").replace(r"{\~{}}", "~").replace(r"$\sim$", "~")
    )
    inner = _ESCAPED.sub(lambda found: found[1] or found[2], inner)
    return re.sub(r"[{}\s<>]", "", inner)
