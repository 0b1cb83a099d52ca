"""What a page says about the one paper it is about: meta tags of all schools, schema.org, its own title.

The precedence is that of Zotero's Embedded Metadata: HighWire's `citation_*` before Dublin Core,
eprints, PRISM and Open Graph, these before schema.org, all before what any page has. extension/lib/metadata.js reads
the page in the same way, extension/lib/page.js decides which paper it is; tests/vectors/metadata.json holds them to it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup

from manicule.core import schema_org
from manicule.core.keys import address_key, by_strength, identify
from manicule.core.limits import MAX_ABSTRACT, MAX_IDS, MAX_LINKS, MAX_TITLE, MAX_URL, MAX_VENUE
from manicule.core.links import find_in_text, link_of, unite
from manicule.core.people import people
from manicule.core.rows import resolve
from manicule.core.text import bare, clean, date, normalise
from manicule.core.tree import parse

MAX_TAGS = 5_000
MAX_TEXT = 100_000  # characters looked at of any tag
SHORT = 80  # characters; a description that is shorter is no abstract
LONG = 20  # characters; a shorter title may stand in an abstract by chance

# The tags of each field, the best first. Names are as `_name` makes them; `schema` and `html` are no tags.
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("citation_title", "dc_title", "dcterms_title", "eprints_title", "og_title", "schema", "parsely_title",
              "html"),
    "abstract": ("citation_abstract", "eprints_abstract", "prism_teaser", "og_description", "dcterms_abstract",
                 "dc_description", "schema", "description"),
    "venue": ("citation_journal_title", "citation_inbook_title", "citation_book_title", "citation_conference_title",
              "citation_conference", "citation_series_title", "citation_journal_abbrev",
              "citation_dissertation_institution", "citation_technical_report_institution", "prism_publicationname",
              "eprints_publication", "eprints_book_title", "dc_source", "schema"),
    "published": ("citation_date", "citation_cover_date", "citation_publication_date", "citation_online_date",
                  "citation_year", "eprints_date", "prism_publicationdate", "og_published_time",
                  "article_published_time", "book_release_date", "dc_date_issued", "dcterms_issued", "dc_date",
                  "dcterms_date", "dcterms_datesubmitted", "eprints_datestamp", "schema"),
    "authors": ("citation_author", "citation_authors", "schema", "dc_creator", "dc_creator_personalname",
                "dcterms_creator", "eprints_creators_name", "dc_contributor", "parsely_author", "author"),
    "pdf": ("citation_pdf_url", "eprints_document_url", "schema"),
    "url": ("citation_public_url", "eprints_official_url", "og_url", "prism_url", "schema",
            "citation_abstract_html_url", "citation_fulltext_html_url", "citation_full_html_url", "html"),
}  # fmt: skip
# Tags that name the paper, with the scheme they speak of; without one, the text must say it itself.
IDS: dict[str, str] = {
    "citation_doi": "doi:", "citation_arxiv_id": "arxiv:", "citation_pmid": "pmid:", "citation_pmcid": "pmcid:",
    "dc_identifier_doi": "doi:", "prism_doi": "doi:", "bibo_doi": "doi:", "doi": "doi:",
    "dc_identifier": "", "dcterms_identifier": "", "eprints_id_number": "", "schema": "",
}  # fmt: skip
# What says much of a site and little of a paper: it counts only where it looks like what it should be.
LOW = {"og_description": "og", "description": "html"}
WEAK = {"url", "title"}  # schemes of ids that name no paper by themselves

_HIGHWIRE = re.compile(r"^.*?(?:^|_)(?=citation_)")
_YEAR = re.compile(r"(?:^|[^0-9])((?:1[5-9]|20)[0-9]{2})(?![0-9])")
_CUT = re.compile(r"(?:…|\.\.\.)$")
_HEADING = re.compile(r"<(h[1-6]|(?:jats:)?title)(?: [^<>]*)?>[^<>]*</\1>", re.IGNORECASE)
_BLOCK = re.compile(r"</?(?:p|br|div|h[1-6]|li|ul|(?:jats:)?(?:p|sec|title))(?: [^<>]*)?/?>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:i|b|em|strong|sub|sup|u|tt|span|a|(?:jats:)?(?:italic|bold|sub|sup))(?: [^<>]*)?/?>",
                     re.IGNORECASE)  # fmt: skip
_NO_VENUE = re.compile(r"^(?:https?://|urn:|issn|doi:|10\.\d)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Told:
    """All that a page says: its tags by name, and by field what its own markup (`html`) and `schema` say."""

    tags: dict[str, list[str]]
    markup: dict[str, dict[str, list[str]]]

    def of(self, name: str, field: str = "") -> list[str]:
        """The texts that one tag, `html` or `schema` has for a field."""
        return self.markup[name].get(field, []) if name in self.markup else self.tags.get(name, [])

    def all(self, field: str) -> list[str]:
        """The texts of a field, the best first."""
        return [text for name in FIELDS[field] for text in self.of(name, field)]


def read_metadata(html: str | bytes, url: str, keys: dict) -> dict | None:
    """The paper of a served page: a row (core.rows) and `sources`, which school of tags each field came from.

    A page that names no paper is one of its own, `url:…`, if it has a title; else None. Never raises.

    :param keys: keys.json
    """
    return paper_of_page(read_page(parse(html), url), keys)


def read_page(document: BeautifulSoup, url: str) -> dict:
    """The texts of a page's fields, each from the best tag that has it; `ids` and `addresses` in their order."""
    tags = _tags(document)
    html = {"title": _page_title(document, tags), "url": _canonical(document)}
    told = Told(tags, {"html": html, "schema": schema_org.described(document, url)})
    best = {field: _best(field, told) for field in ("title", "authors", "venue", "published", "pdf")}
    title = _whole(best["title"][0], told)
    authors = people(best["authors"][0], "".join([*told.of("citation_language"), *told.of("dc_language")][:1]))
    best["abstract"] = _abstract(title, authors, told)
    return {
        "url": url.partition("#")[0], "title": title, "authors": authors, "abstract": best["abstract"][0],
        "venue": clean("".join(best["venue"][0][:1]), MAX_VENUE), "published": _date("".join(best["published"][0][:1])),
        "ids": [scheme + text for name, scheme in IDS.items() for text in told.of(name, "ids")],
        "addresses": [found for text in told.all("url") if (found := resolve(text, url))],
        "sources": {field: source for field, (value, source) in best.items() if value and field != "pdf"},
        "links": [[found, "pdf"] for text in best["pdf"][0] if (found := resolve(text, url))],
    }  # fmt: skip


def paper_of_page(raw: dict, keys: dict) -> dict | None:
    """Which paper a page is about, from the texts found in it. Its own address says most, then its tags.

    Of each scheme one id counts: a page that names several DOIs names other papers too.
    """
    named = [found for text in [raw["url"], *raw["ids"][:100], *raw["addresses"]] if (found := identify(text, keys))]
    known: dict[str, str] = {}
    for found in named:
        known.setdefault(found.key.partition(":")[0], found.key)
    versions = [int(found.version) for found in named if found.version and found.key in known.values()]
    own = address_key(raw["url"], keys) if raw["title"] and not known else None
    ids = by_strength([own] if own else known.values(), keys)[:MAX_IDS]
    if not ids:
        return None
    url = next((one for one in raw["addresses"] if _is_of(one, ids, raw["url"], keys)), raw["url"])
    links = [link_of(address, keys, kind) for address, kind in raw["links"]] + find_in_text(raw["abstract"], keys)
    others = [link for link in links if link and not _names(link["url"], ids, keys)]
    row = {
        "key": ids[0], "ids": ids, "title": raw["title"], "authors": raw["authors"], "abstract": raw["abstract"],
        "url": clean(url, MAX_URL), "published": raw["published"], "venue": raw["venue"],
        "version": max(versions, default=None), "revised": "", "replaced": False, "withdrawn": False,
        "links": unite(others, keys)[:MAX_LINKS],
    }  # fmt: skip
    return {**row, "sources": raw["sources"]}


def complete(row: dict, page: dict | None) -> dict:
    """What a site's rule read on a paper's own page, completed by what the page says of itself.

    The rule decides which paper it is, and each field that it reads. The page gives what is empty, and an id of each
    scheme that the row has none of; nothing where it names another paper. lib/page.js gives the same answers.

    :param page: as `paper_of_page` gives it
    """
    schemes = {_scheme(one) for one in row["ids"]}
    named = [one for one in page["ids"] if _scheme(one) in schemes] if page else []
    if not page or not set(named) <= set(row["ids"]):
        return row
    further = [one for one in page["ids"] if _scheme(one) not in schemes | WEAK]
    return (
        row
        | {name: value for name, value in page.items() if not row.get(name)}
        | {"ids": [*row["ids"], *further][:MAX_IDS]}
    )


def _scheme(name: str) -> str:
    return name.partition(":")[0]


def _tags(document: BeautifulSoup) -> dict[str, list[str]]:
    """The contents of the meta tags by name, in their order; those of papers that a page only lists are deeper."""
    tags: dict[str, list[str]] = {}
    for meta in document.select("head meta, body > meta")[:MAX_TAGS]:
        content = normalise(str(meta.get("content") or meta.get("value") or "")[:MAX_TEXT])
        names = f"{meta.get('name') or ''} {meta.get('property') or ''}".split()
        for name in dict.fromkeys(map(_name, names)) if content else ():
            tags.setdefault(name, []).append(content)
    return tags


def _name(written: str) -> str:
    """`DC.Title`, `dc:title` and `dc_title` are one name; HighWire's are known by how they end."""
    return _HIGHWIRE.sub("", re.sub("[.:]", "_", written.lower()))


def _best(field: str, told: Told) -> tuple[list[str], str]:
    """The values of the best tag that has any fit ones, and its school."""
    for name in FIELDS[field]:
        found = [text for text in told.of(name, field) if _fit(field, text)]
        if found and name == "citation_online_date":
            found = [_earlier(found[0], "".join(told.of("citation_year")[:1]))]
        if found:
            return found, name.partition("_")[0]
    return [], ""


def _fit(field: str, text: str) -> bool:
    if field == "published":
        return bool(_date(text))
    if field == "venue":
        return not _NO_VENUE.match(text)
    return bool(text) and not (field == "authors" and resolve(text, ""))


def _earlier(online: str, year: str) -> str:
    """A paper may be put online years after it was printed."""
    return year if _date(year) and _date(year)[:4] < _date(online)[:4] else online


def _date(text: str) -> str:
    """As core.text.date, or the year alone."""
    year = _YEAR.search(text)
    return date(text) or (year[1] if year else "")


def _abstract(title: str, authors: list[str], told: Told) -> tuple[str, str]:
    """The abstract, the whole of it, and its school; a description only where it is long and not about the page."""
    found = [_unmarked(text) for text in told.all("abstract")]
    for name in FIELDS["abstract"]:
        for text in map(_unmarked, told.of(name, "abstract")):
            if text and (name not in LOW or not _is_about(text, title, authors)):
                return clean(_completed(text, found), MAX_ABSTRACT), LOW.get(name, name.partition("_")[0])
    return "", ""


def _is_about(text: str, title: str, authors: list[str]) -> bool:
    """Whether a description only says whose page this is: short, or repeating the title, or opening with the author."""
    said, name = bare(text).lower(), bare(title).lower()
    author = bare("".join(authors[:1])).lower()
    return len(text) < SHORT or (len(name) >= LONG and name in said) or bool(author and said.startswith(author))


def _whole(chosen: list[str], told: Told) -> str:
    """The title without markup, and the whole of it where the best tag has it cut."""
    others = [_unmarked(text) for text in told.all("title")]
    return clean(_completed(_unmarked("".join(chosen[:1])), others), MAX_TITLE)


def _completed(text: str, others: Iterable[str]) -> str:
    if not _CUT.search(text):
        return text
    begun = bare(_CUT.sub("", text))
    return next((one for one in others if bare(one).startswith(begun) and not _CUT.search(one)), text)


def _unmarked(text: str) -> str:
    """A tag's text without the markup that some publishers leave in it."""
    text = _HEADING.sub(" ", normalise(text[:MAX_TEXT]))
    return normalise(_INLINE.sub("", _BLOCK.sub(" ", text)))


def _page_title(document: BeautifulSoup, tags: dict) -> list[str]:
    """The document's title without the name of the site or journal that ends it."""
    element = document.select_one("head title, title")
    title = normalise(element.get_text()[:MAX_TEXT]) if element else ""
    for name in [*tags.get("og_site_name", []), *tags.get("citation_journal_title", [])]:
        head = title.removesuffix(name).rstrip() if name else title
        if head != title and head[-1:] in tuple("-–—|:·•"):
            return [head[:-1].rstrip()]
    return [title] if title else []


def _canonical(document: BeautifulSoup) -> list[str]:
    found = document.select_one("link[rel~='canonical'][href]")
    return [str(found["href"])] if found else []


def _is_of(address: str, ids: list[str], url: str, keys: dict) -> bool:
    """Whether an address that the page gives for itself leads to its paper; a site's front page does not."""
    if ids[0].startswith("url:"):
        return address_key(address, keys) == ids[0]
    return _names(address, ids, keys)


def _names(url: str, ids: list[str], keys: dict) -> bool:
    known = identify(url, keys)
    return bool(known and known.key in ids)
