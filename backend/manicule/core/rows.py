"""The papers on a listing page, or the one of a paper's own page, read by a site rule.

The rule format is described in tests/sites/README.md; extension/lib/rows.js reads the same rules. A row is
`{key, ids, title, authors, abstract, url, published, venue, version, revised, replaced, withdrawn, links}`; what is
absent is "" or [], a version that is not told None.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

from manicule.core.keys import Identity, address_key, by_strength, identify, parse, pattern
from manicule.core.limits import MAX_ABSTRACT, MAX_AUTHOR, MAX_IDS, MAX_TITLE, MAX_URL, MAX_VENUE
from manicule.core.links import find_in_text, link_of, unite
from manicule.core.people import turned
from manicule.core.shown import text_of
from manicule.core.text import bare, clean, date, normalise
from manicule.core.title_key import title_key
from manicule.core.tree import parse as tree_of

LIMITS = {"title": MAX_TITLE, "abstract": MAX_ABSTRACT, "venue": MAX_VENUE, "url": MAX_URL}
MAX_LINKS = 100
MAX_VERSIONS = 1000
_ORIGIN = re.compile(r"^(https?:)//[^/?#]*", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}", re.ASCII)
_YEAR = re.compile(r"(?:1[5-9]|20)\d{2}", re.ASCII)
_ELIDED = re.compile(r"(?:…|\.\.\.)$")


@dataclass
class Context:
    """One open page: its document, address, page spec, keys.json, and the embedded records by their own names."""

    document: BeautifulSoup
    url: str
    page: dict
    rules: dict
    records: dict[str, object] = field(default_factory=dict)


def read_rows(html: str | bytes, url: str, rule: dict, keys: dict) -> list[dict]:
    """The rows of a served page in their order; [] where the rule has no page for the address. Never raises.

    :param rule: a site rule, extension/sites/<id>.json
    :param keys: keys.json
    """
    page = page_of(rule, url)
    if not page:
        return []
    context = Context(tree_of(html), url, page, keys)
    context.records = read_data(context)
    rows = (read_row(elements, context) for elements in find_rows(context.document, page))
    return [row for row in rows if row]


def page_of(rule: dict, url: str) -> dict | None:
    """The page spec of a rule that answers for an address."""
    address = parse(url)
    if not address:
        return None
    for page in rule["pages"]:
        asked = page.get("query", {}).items()
        if pattern(page["path"]).search(address.path or "/") and all(
            pattern(wanted).search(address.params.get(name, "")) for name, wanted in asked
        ):
            return page
    return None


def find_rows(root: Tag, page: dict) -> list[list[Tag]]:
    """The elements of each row: one, or one with the siblings that belong to it; a paper page has at most one row."""
    selects = page["row"]["select"]
    for select in [selects] if isinstance(selects, str) else selects:
        found = root.select(select)
        if found:
            rows = found[:1] if page["kind"] == "paper" else found
            return [_with(element, page["row"].get("with"), select) for element in rows]
    return []


def read_row(elements: list[Tag], context: Context) -> dict | None:
    """One row, or None where nothing names its paper."""
    shown = {name: _values(spec, elements, context) for name, spec in context.page["fields"].items()}
    url = next((url for url in (resolve(href, context.url) for href in shown["url"]) if url), "")
    if not url and not shown.get("by_title"):
        return None
    record = _record(url, context)
    told = _told(record, context.page.get("data", {}).get("fields", {}))
    one = ("abstract", "published", "venue", "revised", "replaced", "withdrawn")
    first = {name: "".join((told.get(name) or shown.get(name) or [""])[:1]) for name in one}
    names = [turned(clean(name, MAX_AUTHOR).rstrip(" ,;")) for name in told.get("authors") or shown.get("authors", [])]
    row = {
        "title": _title("".join(shown["title"][:1]), "".join(told.get("title", [])[:1])),
        "authors": [name for name in names if name],
        "abstract": first["abstract"],
        "url": url,
        "published": _date(first["published"]),
        "venue": first["venue"],
        "version": None,
        "revised": date(first["revised"]),
        "replaced": first["replaced"] != "",
        "withdrawn": first["withdrawn"] != "",
    }
    row |= {name: clean(row[name], limit) for name, limit in LIMITS.items()}
    known = identify(url, context.rules) or _weakly(row, url, shown, context.rules)
    if not known:
        return None
    row = {"key": known.key, "ids": _ids(known, shown.get("ids", []), context.rules)} | row
    row["version"] = _newest([known.version, *shown.get("version", [])[:MAX_VERSIONS]])
    return row | {"links": _links(row, record, shown.get("links", []), context)}


def read_data(context: Context) -> dict[str, object]:
    """The records embedded in a page by their own name for themselves; what is broken or has none is as if absent."""
    spec = context.page.get("data")
    records: dict[str, object] = {}
    for element in context.document.select(spec["select"]) if spec else ():
        data = _parsed(_attribute(element, spec["attr"]) if "attr" in spec else element.get_text())
        for record in (record for path in spec["records"] for record in walk(data, path)):
            name = next(walk(record, spec["key"]), None)
            if isinstance(name, str):
                records.setdefault(name, record)
    return records


def walk(data: object, path: str) -> Iterator[object]:
    """The values at a path such as `authors.*.name`."""
    name, _, rest = path.partition(".")
    if name == "*":
        found = data if isinstance(data, list) else []
    else:
        found = [data[name]] if isinstance(data, dict) and name in data else []
    for one in found:
        if rest:
            yield from walk(one, rest)
        else:
            yield one


def resolve(href: str, base: str) -> str:
    """An http address out of a link on a page; "" where it is none."""
    href = normalise(href)
    if _SCHEME.match(href):
        return href if _ORIGIN.match(href) else ""
    origin = _ORIGIN.match(base)
    if not href or not origin:
        return ""
    if href.startswith("//"):
        return origin[1] + href
    if href.startswith("/"):
        return origin[0] + href
    page = re.sub(r"[?#].*$", "", base, flags=re.DOTALL)
    return page + href if href[0] in "?#" else (page[: page.rfind("/") + 1] if page != origin[0] else page + "/") + href


def _with(element: Tag, followers: str | None, select: str) -> list[Tag]:
    row = [element]
    for sibling in element.find_next_siblings() if followers else ():
        if sibling.css.match(select):
            break
        if sibling.css.match(followers):
            row.append(sibling)
        elif sibling.name == element.name:
            break
    return row


def _weakly(row: dict, url: str, shown: dict[str, list[str]], rules: dict) -> Identity | None:
    """The identity of a row whose address no rule of keys.json knows: that address, or the title where the row has no
    address of its own, if the site rule says that its rows are papers all the same.
    """
    key = address_key(url, rules) if shown.get("by_address") else None
    if not key and shown.get("by_title"):
        key = title_key(row["title"], "".join(row["authors"][:1]))
    return Identity(key, [key]) if key else None


def _record(url: str, context: Context) -> object:
    """The record that a row's own address names."""
    spec = context.page.get("data")
    named = spec and pattern(spec["in"]).search(re.sub(r"[?#].*$", "", _ORIGIN.sub("", url), flags=re.DOTALL))
    return context.records.get(named[1]) if named else None


def _values(specs: dict | list[dict], elements: list[Tag], context: Context) -> list[str]:
    """The texts of the first spec that yields any."""
    for spec in [specs] if isinstance(specs, dict) else specs:
        fields = context.page["fields"]
        if "if" in spec and not _values(fields.get(spec["if"], []), elements, context):
            continue
        if "unless" in spec and _values(fields.get(spec["unless"], []), elements, context):
            continue
        found = [part for text in _texts(spec, elements, context) for part in _parts(spec, text)]
        if found:
            return found if spec.get("many") else found[:1]
    return []


def _texts(spec: dict, elements: list[Tag], context: Context) -> Iterator[str]:
    """The whole texts that a spec names."""
    if spec.get("from") == "address":
        yield context.url.partition("#")[0]
        return
    for root in [context.document] if spec.get("from") == "page" else elements:
        for element in root.select(spec["select"]) if "select" in spec else [root]:
            if "attr" in spec:
                yield _attribute(element, spec["attr"])
            else:
                yield text_of(element, spec.get("drop"), spec.get("keep"))


def _parts(spec: dict, text: str) -> Iterator[str]:
    """What of a text counts."""
    if "match" in spec:
        matched = pattern(spec["match"]).search(text)
        text = (matched[1] or "") if matched else ""
    if text and "as" in spec:
        text = spec["as"].replace("$1", text, 1)
    yield from filter(None, pattern(spec["split"]).split(text) if "split" in spec else [text])


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name, "")
    return " ".join(value) if isinstance(value, list) else value


def _told(record: object, fields: dict[str, str]) -> dict[str, list[str]]:
    return {name: [one for one in walk(record, path) if isinstance(one, str) and one] for name, path in fields.items()}


def _title(shown: str, told: str) -> str:
    """What the page shows, but the whole of it: the embedded title where the shown one is cut or has foreign words."""
    seen, whole = bare(_ELIDED.sub("", shown)), bare(told)
    if not whole or seen == whole:
        return shown or told
    part = not seen or whole.startswith(seen) or seen.startswith(whole) or seen.endswith(whole)
    return told if part else shown


def _date(text: str) -> str:
    """A day, a month, or no more than a year."""
    return date(text) or (text if _YEAR.fullmatch(text) else "")


def _newest(texts: list[str]) -> int | None:
    """The highest of the numbers among texts."""
    return max((int(text) for text in texts if _NUMBER.fullmatch(text)), default=None)


def _ids(known: Identity, more: list[str], rules: dict) -> list[str]:
    """The key first, then what else the row states, strongest first."""
    others = [name for found in (identify(text, rules) for text in more[:MAX_IDS]) if found for name in found.ids]
    ids = by_strength([*known.ids, *others], rules)
    return [known.key, *(name for name in ids if name != known.key)][:MAX_IDS]


def _links(row: dict, record: object, hrefs: list[str], context: Context) -> list[dict]:
    rules, links = context.rules, []
    for path, kind in context.page.get("data", {}).get("links", {}).items():
        links += [link_of(url, rules, kind) for url in walk(record, path) if isinstance(url, str) and url]
    anchors = (resolve(href, context.url) for href in hrefs[:MAX_LINKS])
    links += [link_of(url, rules, "project") for url in anchors if url]
    links += find_in_text(row["abstract"], rules)
    others = [link for link in links if link and not _names(link["url"], row["ids"], rules)]
    return unite(others, rules)[:MAX_LINKS]


def _names(url: str, ids: list[str], rules: dict) -> bool:
    known = identify(url, rules)
    return bool(known and known.key in ids)


def _parsed(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
