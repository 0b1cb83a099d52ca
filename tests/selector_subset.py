"""Which CSS selectors mean the same to soupsieve and to querySelectorAll, and what to write in place of the others."""

import re

# Attributes whose values a browser compares without case in HTML; soupsieve knows that of `type` alone.
# https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors
CASELESS = frozenset(
    [
        "accept",
        "accept-charset",
        "align",
        "alink",
        "axis",
        "bgcolor",
        "charset",
        "checked",
        "clear",
        "codetype",
        "color",
        "compact",
        "declare",
        "defer",
        "dir",
        "direction",
        "disabled",
        "enctype",
        "face",
        "frame",
        "hreflang",
        "http-equiv",
        "lang",
        "language",
        "link",
        "media",
        "method",
        "multiple",
        "nohref",
        "noresize",
        "noshade",
        "nowrap",
        "readonly",
        "rel",
        "rev",
        "rules",
        "scope",
        "scrolling",
        "selected",
        "shape",
        "target",
        "text",
        "type",
        "valign",
        "valuetype",
        "vlink",
    ]
)
INSTEAD = [
    (r":(?:-soup-)?contains(?:-own)?\(", "`match`, a pattern for the text"),
    (r"!=", "`:not([name='value'])`"),
    (r":(?:first|last|eq|even|odd|gt|lt)(?![\w-])", "`:first-child`, or nothing: the first element counts anyway"),
    (r":has\(", "`if` or `unless` with a field of its own, which says what the row must have"),
    (r":(?:is|where|matches|any)\(", "each selector in full, with commas between them"),
    (r":(?:any-)?link|:visited", "`a[href]`"),
    (
        r":(?:checked|disabled|enabled|required|optional|default|indeterminate|read-\w+|placeholder-shown)",
        "an attribute",
    ),
    (r":empty|:root|:scope|:lang\(|:dir\(", "classes and attributes that the page itself gives"),
    (r"::", "`attr` or `drop`: a pseudo-element is no element"),
    (r"\|(?!=)", "the element's name without its namespace"),
    (r"^\s*[>+~]|,\s*[>+~]", "the parent's name before it: `dt > a`, matched against the whole page"),
    (r"=\s*[^'\"\s]", "quotes around the value: `[name='value']`"),
    (r"\\", "an attribute selector: `[class*='…']` needs no backslash"),
    (r"(?:^|[\s>+~(])[A-Z]", "element names in lower case"),
]
VALUE = r"""(?:'[^'\\]*'|"[^"\\]*")"""
ATTRIBUTE = rf"\[[a-z][a-z0-9-]*(?:[~^$*|]?={VALUE}(?: i)?)?\]"
NAME = r"[.#]-?[A-Za-z_][\w-]*"
NOT = rf":not\((?:[a-z][a-z0-9]*|{NAME}|{ATTRIBUTE})+\)"
COMPOUND = rf"(?:[a-z][a-z0-9]*|\*)?(?:{NAME}|{ATTRIBUTE}|:first-child|:last-child|:nth-child\(\d+\)|{NOT})*"
SELECTOR = re.compile(rf"(?=\S){COMPOUND}(?:(?: | [>+~] )(?=[^\s>+~]){COMPOUND})*", re.ASCII)


def complaint(selector: str) -> str:
    """Why the two engines may read a selector differently and what to write instead; "" where they do not."""
    for part in re.split(r",\s*(?![^\[]*\])", selector):
        for name in re.findall(rf"\[([a-z-]+)[~^$*|]?={VALUE}\]", part):
            if name in CASELESS:
                return f"`{selector}`: browsers ignore the case of [{name}]. Write `[{name}='value' i]` instead."
        if not SELECTOR.fullmatch(part.strip()):
            for pattern, better in INSTEAD:
                if re.search(pattern, part):
                    return f"`{selector}`: the two engines may not agree on `{part}`. Write {better} instead."
            return f"`{selector}`: `{part}` is not in the subset of README.md there. Write a plainer selector instead."
    return ""
