"""Names of people: `Family, Given` of citations, and `Given Family` as pages show them and Manicule keeps them."""

import re

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from manicule.core.surnames import reversed_name
from manicule.core.text import normalise
from manicule.formats import latex

MAX_NAMES = 10_000
OTHERS = ("others", "et al.", "et al")  # who are not named
_ELIDED = re.compile(r"(?<=\b[dDlL]['’]) ")
# `Family, Given, Jr.`, where BibTeX has the suffix in the middle.
_LAST_SUFFIX = re.compile(r"^([^,{}]+), *([^,{}]+), *((?:jr|sr)\.?|i{2,3}|iv)$", re.IGNORECASE)
_SUFFIX = re.compile(r"^(?:jr|sr|i{2,3}|iv|v)\.?$", re.IGNORECASE)


def people(text: str) -> tuple[list[str], dict[str, str], bool]:
    """The people of a BibTeX field: names as shown, `Family, Given` where it does not follow, whether "and others"."""
    shown, sorted_as, others = [], {}, False
    for raw in apart(text):
        if raw.strip().lower() in OTHERS:
            others = True
            continue
        name, spelled = person(raw)
        if name:
            shown.append(name)
            if spelled and spelled != reversed_name(name):
                sorted_as[name] = spelled
    return shown, sorted_as, others


def apart(text: str) -> list[str]:
    """The single names of a list. One that separates them by commas alone is understood too."""
    text = normalise(text)
    names = split_multiple_persons_names(text) if re.search(r"\band\b", text, re.IGNORECASE) else [text]
    if len(names) == 1 and ";" in text and "{" not in text:
        names = text.split(";")
    if len(names) == 1 and text.count(",") > 2 and "{" not in text:
        parts = [part.strip() for part in text.split(",")]
        names = parts if all(" " in part for part in parts if part) else pairs(parts)
    return [name for name in names[:MAX_NAMES] if name.strip()]


def pairs(parts: list[str]) -> list[str]:
    """`Doe, J., Roe, R.` as two names."""
    if len(parts) % 2:
        return [", ".join(parts)]
    return [f"{parts[n]}, {parts[n + 1]}" for n in range(0, len(parts), 2)]


def person(raw: str) -> tuple[str, str]:
    """One name as shown, and as `Family, Given`; a name all in braces is no person's and stays whole."""
    whole = raw.strip()
    if re.fullmatch(r"\{[^{}]*\}", whole):
        name = normalise(latex.decode(whole))
        return name, "{" + name + "}" if " " in name else ""
    whole = _LAST_SUFFIX.sub(r"\1, \3, \2", whole)
    try:
        parts = parse_single_name_into_parts(whole, strict=False)
    except (InvalidNameError, IndexError, ValueError):
        return normalise(latex.decode(whole)), ""
    given, von, family, junior = (said(words) for words in (parts.first, parts.von, parts.last, parts.jr))
    return shown(given, von, family, junior)


def said(words: list[str]) -> str:
    """These words of a name, out of LaTeX."""
    return normalise(latex.decode(" ".join(words)))


def shown(given: str, von: str, family: str, junior: str) -> tuple[str, str]:
    """A name of four parts as it is shown, and as `Family, Given`."""
    last = f"{von} {family}".strip()
    name = _ELIDED.sub("", normalise(f"{given} {last} {junior}"))
    if not given and not junior:
        return name, ""
    return name, ", ".join(part for part in (last, junior, given) if part)


def comma_name(text: str) -> tuple[str, str]:
    """A name of RIS or a table, `Family, Given, Suffix`: as shown, and as `Family, Given`."""
    family, *rest = [normalise(part) for part in text.split(",")]
    if len(rest) > 1 and _SUFFIX.match(rest[0]):
        rest = rest[::-1]
    given, junior = rest[0] if rest else "", " ".join(rest[1:])
    return shown(given, "", family, junior)
