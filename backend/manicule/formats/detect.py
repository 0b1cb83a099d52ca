"""Which format a file is in, told by its content and never by its name."""

import re

from manicule.formats import csv_table, markdown, strangers
from manicule.formats.source import Source

_BIBTEX = re.compile(r"(?m)^[^%\n]*(?<![\w.])@[ \t]*[A-Za-z]+[ \t]*[{(]|^[ \t]*@[ \t]*[A-Za-z]+[ \t]*$")
_RIS = re.compile(r"(?m)^\s{0,3}(?:(?:TY|ty)\s{0,3}[-–—]\s\S|(?:ER|er)\s{0,3}[-–—]\s*$)")
# What only text of one kind has, the surest first.
_TEXT = (
    ("nbib", re.compile(r"\A\s*(?:PMID *- *\d|OWN *- *(?:NLM|ERIC)\b)")),
    (
        "wos",
        re.compile(
            r"\A\s*(?:FN [^\n]*\nVR [^\n]*\n\s{0,9}PT [A-Z]|PT (?:[JBSPC]|Journal)\s*\n(?:AU|AF|TI|BA|CA|GP) )"
            r"|\APT\tAU\t"
        ),
    ),
    ("enw", re.compile(r"\A\s*%0(?: [A-Z]|\n%[A-Z] )")),
    ("ris", _RIS),
    ("bibtex", _BIBTEX),
    ("enw", re.compile(r"\A\s*(?=(?:[^\n]*\n){0,20}?%T \S)(?=(?:[^\n]*\n){0,20}?%A \S)%[A-Z] ")),
)
_OWN = re.compile(r'\s*\{\s*"(?:(?:manicule|tag)"\s*:|id"\s*:\s*"bm_|key"\s*:\s*"[a-z][a-z0-9]*:)')
# Each must be told in one pass over a hostile file too: `[^>]*` would look at the rest again from each `<a`.
_LINKS = re.compile(r"<!doctype netscape-bookmark|<(?:a|h3)\s[^<>]*\b(?:add_date|time_added)\s*=", re.IGNORECASE)
_BARE_LINKS = re.compile(r"<dl><p>|<h1>[^<>]{1,40}</h1>\s{0,40}<[ou]l>\s{0,40}<li><a\s", re.IGNORECASE)
_PAGE = re.compile(r"<!doctype html|<html\b|<head\b", re.IGNORECASE)
_SITE = re.compile(r"<(?:script|style|link)\b", re.IGNORECASE)  # no program writes these into a list of links
# What only the items of one kind of JSON have, the surest first.
_JSON = (
    (
        "papermemory",
        re.compile(r'"__dataVersion"|"pdfLink"\s*:|\A(?>.*?"bibtex"\s*:).*?"(?:pdfLink|addDate|codeLink)"', re.DOTALL),
    ),
    ("zotero", re.compile(r'"itemType"\s*:')),
    ("linkding", re.compile(r'"(?:tag_names|website_title|date_added|is_archived|toread)"\s*:')),
    ("raindrop", re.compile(r'"(?:raindrops?|lastUpdate|collectionId|excerpt)"\s*:|"link"\s*:\s*"http')),
    ("csl-json", re.compile(r'"(?:date-parts|container-title|DOI|issued|author|type|id|title)"\s*:')),
)


def detect(source: Source) -> str | None:
    """The name of the format in registry.FORMATS, or None."""
    if source.head.startswith(b"PK\x03\x04") or source.head.startswith(b"PK\x05\x06"):
        return None if strangers.is_office(source.head) else "markdown"
    text = source.sample().lstrip("\ufeff")
    start = text.lstrip()[:1]
    if _OWN.match(text):
        return "jsonl"
    if strangers.OF_BROWSERS.match(text):
        return None
    if start in ("[", "{"):
        return next((name for name, sign in _JSON if sign.search(text)), None)
    if start == "<" and (_LINKS.search(text) or (_BARE_LINKS.search(text) and not _SITE.search(text))):
        return "netscape"
    if start == "<" and _PAGE.search(text):
        return "listing"
    if markdown.is_note(text):
        return "markdown"
    known = next((name for name, sign in _TEXT if sign.search(text)), None)
    return known or ("csv" if csv_table.dialect(text) else None)
