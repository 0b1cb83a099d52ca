"""Text as LaTeX. extension/lib/cite.js writes the same; tests/vectors/cite.json holds what both must answer.

Formulas, `$…$` as pages show them, stay as they are.
"""

import re

FORMULA = re.compile(r"(?<!\\)\$(?=[^\s$])((?:\\.|[^$\\])*?)(?<=\S)\$")
_TEX = re.compile(r"\\[a-zA-Z]|[\^_]")
_SPECIAL = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}",
            "^": r"\textasciicircum{}", "\\": r"\textbackslash{}", "{": r"\textbraceleft{}",
            "}": r"\textbraceright{}"}  # fmt: skip
_SPECIALS = re.compile(r"[&%#_$~^\\{}]")
_TWICE = re.compile(r"([-`'])(?=\1)")  # which LaTeX makes one sign of
# A word that a bibliography style must not write in small letters: BERT, mT5, GPT-4.
_CAPITALS = re.compile(r"[^\s{}$\\]+[A-Z][^\s{}$\\]*")


def encode(text: str) -> str:
    """The text as LaTeX that every reader of BibTeX takes apart rightly: its braces always come in pairs."""
    parts = FORMULA.split(text)
    for n in range(0, len(parts), 2):
        parts[n] = escape(parts[n])
    for n in range(1, len(parts), 2):
        parts[n] = f"${parts[n]}$" if is_formula(parts[n]) else escape(f"${parts[n]}$")
    return "".join(parts)


def is_formula(inner: str) -> bool:
    """Whether what stands between two dollars is one: it has a macro, an index or a power, or is a single letter."""
    opened = 0
    for mark in re.findall(r"[{}]", inner):
        opened += 1 if mark == "{" else -1
        if opened < 0:
            return False
    return not opened and "%" not in inner and bool(_TEX.search(inner) or re.fullmatch("[A-Za-z]", inner))


def escape(text: str) -> str:
    """Text with each character that means something to LaTeX written so that it prints."""
    written = _SPECIALS.sub(lambda found: _SPECIAL[found[0]], text)
    return _TWICE.sub(r"\1{}", written)


def title(text: str) -> str:
    """A title, with words that have capitals inside kept from small letters by braces."""
    return " ".join(_kept(word) for word in encode(text).split(" "))


def _kept(word: str) -> str:
    return f"{{{word}}}" if _CAPITALS.fullmatch(word) else word


def lines(text: str) -> str:
    """Text of several lines, with its line ends and spaces kept by readers that fold white space."""
    one = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\\newline{}\n".join(re.sub(r"^ | (?= )| $", "~", encode(line)) for line in one.split("\n"))
