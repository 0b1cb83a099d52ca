"""LaTeX as people read it. Formulas stay as they are, `$…$`, as on the pages that Manicule reads."""

import logging
import re
from collections.abc import Callable
from functools import cache

from pylatexenc import latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexNode
from pylatexenc.macrospec import LatexContextDb, MacroSpec

from manicule.core.tex import FORMULA
from manicule.formats import html_in_tex

MAX_DECODED = 200_000  # characters; whatever is longer is taken as it stands
_MARKUP = re.compile(r"[\\{}~]|--|``|''|\$ ")
_BARE_PERCENT = re.compile(r"(?<!\\)((?:\\\\)*)%")
_BARE_AND = re.compile(r"(?<!\\)((?:\\\\)*)&")
_LONE_TILDE = re.compile(r"\\~(?=\}|$)")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_LINE = re.compile(r"\\newline(?:\{\})?\s?")
_INDENT = re.compile(r"\n[ \t]+")  # of the file; one of the text is written as ~
_ESCAPED = re.compile(r"\\([_%&#~$])|\{\\([_%&#~$])\}")
# How LaTeX writes signs that stand in addresses.
_SIGNS = ((r"\textasciitilde{}", "~"), (r"\~{}", "~"), (r"{\~{}}", "~"), (r"$\sim$", "~"), (r"{\textless}", "<"),
          (r"{\textgreater}", ">"), (r"\textless{}", "<"), (r"\textgreater{}", ">"), (r"\textless", "<"),
          (r"\textgreater", ">"), ("$<$", "<"), ("$>$", ">"), (r"\&lt;", "<"), (r"\&gt;", ">"), (r"\{", ""),
          (r"\}", ""), (r"\mathsemicolon", ";"), (r"{\textunderscore}", "_"), (r"{\_}", "_"),
          (r"\textunderscore", "_"))  # fmt: skip
# Formulas in LaTeX's other brackets, and with spaces inside of the dollars.
_BRACKETED = re.compile(
    r"\\\( ?([^$]{1,300}?) ?\\\)|\\\[ ?([^$]{1,300}?) ?\\\]|(?<!\\)\$ ([^$]{0,300}[\\^_][^$]{0,300}?) ?(?<!\\)\$"
)
_LONE_SIGN = re.compile(r"(?<!\\)\$([<>=|+*/-])\$")
_MACRO = re.compile(r"\\([A-Za-z]{2,})\*?(?:\[[^\[\]{}]*\])?\s*(?=\{(?!\s*\}))")
_SHIFT = re.compile(r"\\(?:kern|hskip|lower|raise)\s*[-+]?[\d.]+\s*(?:em|ex|pt|mu|cm|mm|in)(?![A-Za-z]) ?")
_HIGH = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_NUMBER = re.compile(r"[0-9+\-−=()]+")
# It warns of every macro that has fewer arguments than it should, and a file may hold a million of those.
logging.getLogger("pylatexenc.latex2text").setLevel(logging.CRITICAL)
# What macros print that pylatexenc does not know, or of which it prints a mark for a reader of articles.
PRINTED = {
    "textasciicircum": "^", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "/": "", "-": "",
    "\\": " ", "newblock": " ", "relax": "", "protect": "", "null": "", "slash": "/", "thinspace": " ", "enspace": " ",
    "hyphen": "-", "hyp": "-", "nobreakdash": "", "textelp": "…", "S": "§", "P": "¶", "pounds": "£", "copyright": "©",
    "TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "XeTeX": "XeTeX", "Dash": " — ",
    "emdash": "—", "endash": "–", "smash": "", "MF": "METAFONT", "METAFONT": "METAFONT", "MP": "MetaPost",
    "textless": "<", "textgreater": ">", "textbar": "|", "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘",
    "flqq": "«", "frqq": "»", "flq": "‹", "frq": "›", "space": " ", "newline": " ", "linebreak": " ", "par": " ",
}  # fmt: skip
SWITCHES = ("em", "it", "bf", "tt", "sl", "sc", "rm", "sf", "itshape", "bfseries", "ttfamily", "scshape", "slshape",
            "upshape", "normalfont", "mdseries", "rmfamily", "sffamily", "tiny", "scriptsize", "footnotesize", "small",
            "normalsize", "large", "Large")  # fmt: skip
QUOTING = ("enquote", "mkbibquote", "textquote")
PLAIN = ("texttt", "mbox", "hbox", "text", "url", "ensuremath", "doi", "t")  # as they are
ASIDE = ("footnote", "thanks")
SECOND = ("href", "textcolor", "raisebox", "foreignlanguage")  # which print their second argument
SILENT = ("noopsort", "SortNoop", "sortas", "vspace", "hspace", "phantom", "hphantom", "vphantom")
UNPRINTED = ("cite", "ref", "input", "include", "title", "author", "date", "maketitle", "includegraphics")


def decode(text: str) -> str:
    """The text that this LaTeX prints: accents and symbols as letters, braces gone; of a macro that nobody knows the
    text in its braces, and one without any is left as it is. Tags and entities of HTML, which publishers put into
    titles, are taken out.
    """
    text = html_in_tex.removed(text)
    if not _MARKUP.search(text):
        return text
    text = _plain_dollars(text)
    if "\\" not in text or len(text) > MAX_DECODED:
        return _plain(text)
    source = _LONE_TILDE.sub("∼", text.replace(r"\~{}", r"\textasciitilde{}"))
    source = _outside_formulas(_BARE_PERCENT.sub(r"\1\\%", source))
    printer, reader = _printer()
    try:
        printed = printer.latex_to_text(source, latex_context=reader, tolerant_parsing=True)
    except (latexwalker.LatexWalkerError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return _plain(text)
    return printed.replace("\xa0", " ").replace("\xad", "")


def decode_lines(text: str) -> str:
    """The same for text of several lines, which `core.tex.lines` wrote or somebody typed."""
    return "\n".join(decode(line) for line in _LINE.split(_INDENT.sub("\n", text)))


def _plain_dollars(text: str) -> str:
    """Formulas in other brackets, or with spaces inside of the dollars, as the others are: what stands between two
    formulas is none. One sign alone, `$<$`, is text.
    """
    parts = FORMULA.split(_LONE_SIGN.sub(r"\1", text))
    for n in range(0, len(parts), 2):
        parts[n] = _BRACKETED.sub(lambda found: f"${found[1] or found[2] or found[3]}$", parts[n])
    return "".join(f"${part}$" if n % 2 else part for n, part in enumerate(parts))


def _outside_formulas(text: str) -> str:
    """Without the names of macros that only their author knows, and without TeX's small shifts; `&` is a sign
    there: what stands in a title is no table.
    """
    parts = FORMULA.split(text)
    for n in range(0, len(parts), 2):
        part = _BARE_AND.sub(r"\1\\&", _SHIFT.sub("", parts[n]))
        parts[n] = _MACRO.sub(lambda found: found[0] if found[1] in _known() else "", part)
    return "".join(f"${part}$" if n % 2 else part for n, part in enumerate(parts))


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
def _printer() -> tuple[LatexNodes2Text, LatexContextDb]:
    """What prints LaTeX, and what it must know to take it apart."""
    known, reader = get_default_latex_context_db(), latexwalker.get_default_latex_context_db()
    own = [MacroTextSpec(name, printed) for name, printed in PRINTED.items()]
    own += [MacroTextSpec(name, "") for name in (*SWITCHES, *SILENT)]
    own += [MacroTextSpec(name, _argument()) for name in (*PLAIN, *SECOND)]
    own += [MacroTextSpec(name, _argument("“", "”")) for name in QUOTING]
    own += [MacroTextSpec(name, _argument(" (", ")")) for name in ASIDE]
    own += [MacroTextSpec(name, _verbatim) for name in UNPRINTED]
    own += [MacroTextSpec("textsuperscript", _argument(letters=_HIGH))]
    own += [MacroTextSpec("textsubscript", _argument(letters=_LOW))]
    known.add_context_category("manicule", prepend=True, macros=own)
    known.set_unknown_macro_spec(MacroTextSpec("", _verbatim))
    taking = [MacroSpec(name, "{") for name in (*PLAIN, *QUOTING, *SILENT, "textsuperscript", "textsubscript")]
    taking += [MacroSpec(name, "[{") for name in ASIDE]
    taking += [MacroSpec(name, "{{") for name in SECOND]
    reader.add_context_category("manicule", prepend=True, macros=taking)
    return LatexNodes2Text(
        latex_context=known, math_mode="verbatim", strict_latex_spaces="macros", keep_comments=True
    ), reader


@cache
def _known() -> frozenset[str]:
    return frozenset(spec.macroname for spec in _printer()[0].latex_context.iter_macro_specs())


def _verbatim(node: LatexNode) -> str:
    return node.latex_verbatim()


def _argument(
    before: str = "", after: str = "", letters: dict[int, int] | None = None
) -> Callable[[LatexNode, LatexNodes2Text], str]:
    """What prints the last argument of a macro between these, a number in it in these letters."""

    def printed(node: LatexNode, l2tobj: LatexNodes2Text) -> str:
        given = node.nodeargd.argnlist if node.nodeargd else []
        if not given:
            return node.latex_verbatim()
        text = l2tobj.node_arg_to_text(node, len(given) - 1)
        return before + (text.translate(letters or {}) if _NUMBER.fullmatch(text) else text) + after

    return printed


def address(text: str) -> str:
    """A web address without what LaTeX needs around it: no escapes, no `\\url{…}`, no braces, no `<…>`."""
    return re.sub(r"[<>]", "", identifier(text))


def identifier(text: str) -> str:
    """The same for a DOI, which may have `<` and `>` in it: 10.1002/(SICI)1097-4571(1999)50:9<840::AID>3.0.CO;2-5."""
    inner = re.sub(r"\\href\s*\{[^{}]*\}\s*(?=\{)", "", text.strip())
    inner = re.sub(r"\\(?:url|path|href|doi)\s*\{([^{}]*)\}", r"\1", inner)
    for written, printed in _SIGNS:
        inner = inner.replace(written, printed)
    inner = _ESCAPED.sub(lambda found: found[1] or found[2], inner)
    return re.sub(r"[{}\s]", "", inner)
