"""Links that belong to a paper: those that follow from its ids, those its abstract names, each resource once.

extension/lib/links.js gives the same answers from the same keys.json. A link is `{url, kind, title, origin}`.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote

from manicule.core.keys import Rules, by_strength, fill, identify, matching, parse, pattern
from manicule.core.limits import MAX_URL
from manicule.core.text import trim_junk

_HTTP = re.compile(r"^https?://[^/\s]", re.IGNORECASE)
_PROTOCOL = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_HOST = re.compile(r"^[^/?#]*")
_FRAGMENT = re.compile(r"#.*$", re.DOTALL)
# A repository and its front page, a folder and its index, a file served with and without its suffix.
_SAME = re.compile(
    r"(?:\.git|/(?:-/)?tree/(?:main|master)|/blob/(?:main|master)/readme\.md|/index\.html?|/)+$", re.IGNORECASE
)
_PDF = re.compile(r"(/pdf/.*)\.pdf$", re.IGNORECASE)
# Beside letters and digits: what JavaScript's encodeURI leaves alone, without ? and #. Most ids hold nothing else.
_SAFE = ";/:@&=+$,-_.!~*'()"
_PLAIN = re.compile(f"[A-Za-z0-9{re.escape(_SAFE)}]*").fullmatch


def derive(ids: Iterable[str], rules: Rules) -> list[dict]:
    """The links that follow from a paper's ids, strongest id first; `rules` is keys.json."""
    found = []
    for name in by_strength(ids, rules):
        scheme, _, value = name.partition(":")
        templates = _templates(scheme, rules)
        found += [_derived(value, templates)] if templates else []
    return found[0] if len(found) == 1 else unite((link for links in found for link in links), rules)


def find_in_text(text: str, rules: Rules) -> list[dict]:
    """The links a text names, in the order it does, such as repositories, project pages, models and data sets."""
    links = []
    for found in pattern(rules["mentioned"]).finditer(text):
        before = text[max(0, found.start() - 80) : found.start()]
        hint = next((kind for words, kind in rules["hints"] if pattern(words).search(before)), "project")
        links.append(link_of(trim_junk(found[0]), rules, hint))
    return unite((link for link in links if link), rules)


def link_of(url: str, rules: dict, hint: str = "page") -> dict | None:
    """The found link for an address, of the kind its site says, else `hint`; None where it is no http address."""
    if not _HTTP.match(url):
        url = f"https://{url}"
    address = parse(url)
    if not address or len(url) > MAX_URL:
        return None
    for rule, groups in matching(rules["resources"], address):
        url, title = fill(rule.get("url", ""), groups) or url, fill(rule.get("title", ""), groups) or address.host
        return {"url": url, "kind": rule["kind"], "title": title, "origin": "found"}
    paper = identify(url, rules)
    title = paper.key if paper else address.host
    return {"url": url, "kind": "page" if paper else hint, "title": title, "origin": "found"}


def unite(links: Iterable[dict], rules: Rules) -> list[dict]:
    """The links in their order with each resource once: the user's own, else the first; no link that is not http."""
    kept: dict[str, dict] = {}
    for link in links:
        url = link.get("url")
        if not isinstance(url, str) or not _HTTP.match(url):
            continue
        name = resource(url, rules)
        if name not in kept or (link.get("origin") == "mine" and kept[name].get("origin") != "mine"):
            kept[name] = link
    return list(kept.values())


@lru_cache(maxsize=10_000)  # a list asks for the same again and again
def resource(url: str, rules: Rules) -> str:
    """What two addresses of the same resource share: what `same` of keys.json makes of them, else all but protocol,
    `www.`, fragment, tracking, and what ends the address of a front page, such as `.git` or `/tree/main`.
    """
    address = parse(url.strip())
    for rule, groups in matching(rules["same"], address) if address else ():
        name = fill(rule["as"], groups).replace("{host}", address.host)
        return name.lower() if rule.get("case") == "lower" else name
    rest = _FRAGMENT.sub("", _PROTOCOL.sub("", url.strip()))
    host = _HOST.match(rest)[0]
    path, _, query = rest[len(host) :].partition("?")
    told = "&".join(pair for pair in query.split("&") if not pattern(rules["tracking"]).search(pair.partition("=")[0]))
    return host.lower() + _PDF.sub(r"\1", _SAME.sub("", path)) + (told and f"?{told}")


class Template(NamedTuple):
    """What makes a link of an id: `wanted` is for which values it is, None for all."""

    wanted: re.Pattern[str] | None
    url: str
    kind: str
    title: str


@cache
def _templates(scheme: str, rules: Rules) -> list[Template]:
    known = rules["schemes"].get(scheme, {}).get("links") or []
    return [Template(_wanted(one), one["url"], one["kind"], one["title"]) for one in known]


def _wanted(template: dict) -> re.Pattern[str] | None:
    return pattern(template["is"]) if "is" in template else None


def _derived(value: str, templates: list[Template]) -> list[dict]:
    """The links of one id, each another resource: the templates of a scheme lead to different ones."""
    quoted = value if _PLAIN(value) else quote(value, safe=_SAFE)
    links = []
    for wanted, url, kind, title in templates:
        found = wanted and wanted.search(value)
        if wanted and not found:
            continue
        if found and "$" in url:
            url = fill(url, [found[0], *found.groups()])
        links.append({"url": url.replace("{value}", quoted), "kind": kind, "title": title, "origin": "derived"})
    return links
