"""Names of people: `Family, Given` of citations, and `Given Family` as pages show them and Manicule keeps them."""

import re

from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

from manicule.core.surnames import reversed_name
from manicule.core.text import normalise
from manicule.formats import latex
from manicule.formats.braces import outside
from manicule.formats.name_lists import EXTENDED, OTHERS, SUFFIX, apart

_ELIDED = re.compile(r"(?<=\b[dDlL]['’]) ")
# `Family, Given, Jr.`, where BibTeX has the suffix in the middle.
_LAST_SUFFIX = re.compile(r"^([^,{}]+), *([^,{}]+), *((?:jr|sr)\.?|i{2,3}|iv)$", re.IGNORECASE)
# `Given Family, Jr.`
_ONLY_SUFFIX = re.compile(r"^([^,{}]+ [^,{}]+), *((?:jr|sr)\.?|i{2,3}|iv)$", re.IGNORECASE)


def people(text: str) -> tuple[list[str], dict[str, str], bool]:
    """The people of a BibTeX field: names as shown, `Family, Given` where it does not follow, whether "and others"."""
    shown, sorted_as, others = [], {}, False
    for raw in apart(text):
        if raw.lower() in OTHERS:
            others = True
            continue
        name, spelled = person(raw)
        if name:
            shown.append(name)
            if spelled and spelled != reversed_name(name):
                sorted_as[name] = spelled
    return shown, sorted_as, others


def person(raw: str) -> tuple[str, str]:
    """One name as shown, and as `Family, Given`; a name all in braces is no person's and stays whole."""
    whole = raw.strip()
    if re.fullmatch(r"\{[^{}]*\}", whole):
        return one_word(normalise(latex.decode(whole)))
    if EXTENDED.match(whole):
        return extended(whole)
    if ended := _ONLY_SUFFIX.match(whole):
        given, _, family = ended[1].rpartition(" ")
        whole = f"{family}, {ended[2]}, {given}"
    whole = _LAST_SUFFIX.sub(r"\1, \3, \2", whole)
    try:
        parts = parse_single_name_into_parts(whole, strict=False)
    except (InvalidNameError, IndexError, ValueError):
        return normalise(latex.decode(whole)), ""
    given, von, family, junior = (said(words) for words in (parts.first, parts.von, parts.last, parts.jr))
    return shown(given, von, family, junior)


def one_word(name: str) -> tuple[str, str]:
    """A name that is not of given and family name."""
    return name, "{" + name + "}" if " " in name else ""


def extended(text: str) -> tuple[str, str]:
    """BibLaTeX's `given=Hans, prefix=von, family=Harman`."""
    pairs = (part.partition("=") for part in outside(text.strip(' "'), ","))
    parts = {name.strip().lower(): said([value.strip().strip('"')]) for name, _, value in pairs}
    given, prefix, family, suffix = (parts.get(name, "") for name in ("given", "prefix", "family", "suffix"))
    return shown(given, prefix, family, suffix) if given else one_word(normalise(f"{prefix} {family} {suffix}"))


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
    if len(rest) > 1 and SUFFIX.fullmatch(rest[0]):
        rest = rest[::-1]
    given, junior = rest[0] if rest else "", " ".join(rest[1:])
    return shown(given, "", family, junior)
