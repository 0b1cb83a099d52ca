"""Drafts a new site from a saved page: a rule that guesses the rows, the page in invented words, and what it holds."""

import argparse
import datetime
import json
import pathlib
import re
from collections import Counter, defaultdict
from urllib.parse import urlsplit

from bs4 import NavigableString, Tag

from drive.venv import ROOT
from manicule.core.keys import identify
from manicule.core.rows import read_rows, resolve
from manicule.core.tree import parse
from manicule.services import sites

RULES = ROOT / "extension" / "sites"
PAGES = ROOT / "tests" / "sites"
LEVELS = 8  # how far above a link its row may begin
UNSAID = "script, style, noscript, template, svg, iframe, link, meta:not([name^='citation_']), base"
WORDS = [
    "a",
    "lantern",
    "kept",
    "its",
    "light",
    "while",
    "quiet",
    "gardens",
    "grew",
    "beneath",
    "seven",
    "paper",
    "bridges",
    "and",
    "nobody",
    "asked",
    "why",
]
TOLD = "link[rel='canonical'], meta[property='og:url']"


def main(words: list[str]) -> None:
    """Writes the three files, and says what is to be done by hand."""
    options = _options(words)
    if options.index:
        print("index.json is made anew." if sites.write_index(RULES) else "index.json was right.")
        return
    if not re.fullmatch(r"[a-z][a-z0-9_]*", options.id or "") or not options.page:
        raise SystemExit("Name the site in small letters, digits and _, and a page that you saved.")
    html = options.page.read_bytes()
    document = parse(html)
    url = options.url or _told(document, html)
    if not url:
        raise SystemExit("The page does not say where it was: add --url with its address.")
    _write(options.id, options.page.stem, url, document)


def draft(name: str, url: str, document: Tag) -> dict:
    """A rule for the page: the rows are the repeated elements that hold the links of one paper each."""
    row, link = guess(document, url)
    place = urlsplit(url)
    first = place.path.split("/")[1] if place.path.count("/") > 1 else ""
    return {
        "id": name, "name": name.replace("_", " ").title(), "version": 1,
        "updated": datetime.date.today().isoformat(), "matches": [f"*://{place.hostname}/*"],
        "pages": [{
            "kind": "listing", "path": f"^/{re.escape(first)}/" if first else "^/", "row": {"select": row},
            "fields": {"url": {"select": link, "attr": "href"}, "title": {"select": link}},
            "mount": {"where": "inside-end"},
        }],
    }  # fmt: skip


def guess(document: Tag, url: str) -> tuple[str, str]:
    """Selectors of the rows and, inside, of the link that is the title.

    :raise SystemExit: if no links of papers repeat
    """
    rules, holders = sites.key_rules(), defaultdict(lambda: defaultdict(list))
    links: list[Tag] = []
    for link in document.select("a[href]"):
        known = identify(resolve(link["href"], url), rules)
        if known and known.key != getattr(identify(url, rules), "key", ""):
            links.append(link)
            for parent in list(link.parents)[:LEVELS]:
                for name in _selecting(parent):
                    holders[name][id(parent)].append(known.key)
    # Of those that tie the outermost: it holds the most links, and of elements around one another it is found last.
    score = {
        name: (_fitness([set(keys) for keys in found.values()]), sum(map(len, found.values())))
        for name, found in holders.items()
    }
    if not score or max(score.values())[0] < 1:
        raise SystemExit("No links here name papers that keys.json knows: write the rule by hand.")
    row = [name for name, points in score.items() if points == max(score.values())][-1]
    return row, _title(
        [link for link in links if any(row in _selecting(parent) for parent in list(link.parents)[:LEVELS])]
    )


def _selecting(element: Tag) -> list[str]:
    """What selects an element among others, the general before the special."""
    return list(dict.fromkeys((element.name, named(element))))


def _fitness(held: list[set[str]]) -> int:
    """How many papers have one element of a kind to themselves, less those that share a paper or hold several."""
    alone = [next(iter(keys)) for keys in held if len(keys) == 1]
    return 2 * len(set(alone)) - len(alone) - 5 * (len(held) - len(alone))


def _title(links: list[Tag]) -> str:
    """The selector of the links whose words differ most from row to row, the longest of them; an address is no word."""
    places, rules = Counter(_place(link["href"]) for link in links), sites.key_rules()
    texts: dict[str, list[str]] = defaultdict(list)
    for link in links:
        place = _place(link["href"]) if places[_place(link["href"])] > 1 else "[href]"
        text = link.get_text(strip=True)
        texts[f"{named(link.parent)} > {named(link)}{place}"].append("" if identify(text, rules) else text)
    return max(texts, key=lambda name: (len(set(texts[name]) - {""}), sum(map(len, texts[name]))))


def named(element: Tag) -> str:
    """A selector for elements of this kind: its name and those classes that look as if somebody wrote them."""
    written = [kind for kind in element.get("class") or [] if re.fullmatch(r"[a-z]+(?:[-_]+[a-z]+)*", kind)]
    return element.name + "".join(f".{kind}" for kind in written[:2])


def invent(document: Tag) -> str:
    """The page with its structure and addresses, and other words: only their lengths and capitals are kept."""
    for element in document.select(UNSAID):
        element.decompose()
    said = iter(range(10**9))
    for text in document.find_all(string=True):
        if isinstance(text, NavigableString) and text.strip():
            text.replace_with(re.sub(r"[^\W\d_]{2,}", lambda found: _like(found[0], next(said)), text))
    for element in document.select("[title], [alt], [content], [aria-label]"):
        for name in ("title", "alt", "content", "aria-label"):
            if name in element.attrs and " " in str(element[name]):
                element[name] = "Invented words"
    return f"<!DOCTYPE html>\n{document.find('html') or document}\n"


def _place(href: str) -> str:
    """What the addresses of papers begin with, as a part of a selector."""
    found = re.match(r"(?:https?://[^/]+)?/([\w.-]+)/", href)
    return f"[href*='/{found[1]}/']" if found else "[href]"


def _like(word: str, number: int) -> str:
    other = WORDS[number % len(WORDS)]
    return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other


def _told(document: Tag, html: bytes) -> str:
    found = re.search(rb"saved from url=\(\d+\)(https?://\S+)", html)
    tag = document.select_one(TOLD)
    return found[1].decode() if found else str((tag and (tag.get("href") or tag.get("content"))) or "")


def _write(name: str, page: str, url: str, document: Tag) -> None:
    rule = draft(name, url, document)
    target = PAGES / name / (re.sub("[^a-z0-9]+", "_", page.lower()) + ".html")
    if (RULES / f"{name}.json").exists() or target.exists():
        raise SystemExit(f"There is a site {name} already: choose another id, or add a page to tests/sites/{name}/.")
    html = invent(document)
    rows = read_rows(html, url, rule, sites.key_rules())
    target.parent.mkdir(exist_ok=True)
    _save(RULES / f"{name}.json", rule)
    target.write_text(html, encoding="utf-8")
    _save(target.with_suffix(".expected.json"), {"url": url, "rows": rows})
    sites.write_index(RULES)
    print(f"{len(rows)} rows by `{rule['pages'][0]['row']['select']}`. Now correct by hand, in this order:")
    print(f"  extension/sites/{name}.json: its name, the paths, more fields (tests/sites/README.md)")
    print(f"  tests/sites/{name}/{target.name}: INVENT what is still of the site (names, ids); cut it")
    print(f"  tests/sites/{name}/{target.stem}.expected.json: what the page holds, not what the rule finds")
    print("Then name the site in README.md, and run scripts/test tests/test_sites.py")


def _save(path: pathlib.Path, value: dict) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/new_site", description=__doc__)
    parser.add_argument("id", nargs="?", help="the site in small letters, such as open_gazette")
    parser.add_argument("page", nargs="?", type=pathlib.Path, help="a list of papers, saved from a browser")
    parser.add_argument("--url", help="the address it was saved from, where the page does not say it")
    parser.add_argument("--index", action="store_true", help="only make extension/sites/index.json anew")
    return parser.parse_args(words)
