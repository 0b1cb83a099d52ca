"""Texts as hypothesis makes them: out of words of the languages they are read in, and of letters that are trouble."""

import json
from pathlib import Path

from hypothesis import strategies as st

from manicule.core.text import clean

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> dict:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


# One of each kind that languages treat apart: controls and spaces, cases and foldings, marks, digits, widths, scripts,
# letters beyond 16 bits, halves of pairs.
TROUBLE = [
    *"\0\x1c\x1f\x7f\x85\xa0\xad\u180e\u200b\u200c\u200d\u200e\u2010\u2028\u2060\u2212\u3000\ufeff\ufffd\uffff",
    *"İıſ\u212aßẞςΣﬁﬀǅŉΐᾳᲀᎠµ\u2126ꟲ\U0001e900",
    *"é\u0301\u0345\u05bc\u0640٣\u0660²½Ⅷ①Ａ１。ㅎ한ｱ学𝒳𝟙😀\U0010ffff",
    *("e\u0301", "ไทย", "🏳️\u200d🌈", "\ud800", "\udc00"),
]
SIGNS = [
    *" \t\n\r()[]{}<>\"'`“”„’‘.,;:!?*-_/\\|#%&=+@$^~…—",
    "%2F",
    "%C3%A9",
    "%ff",
    "%25",
    "&amp;",
    "http",
    "://",
    "//",
]

trouble = st.sampled_from(TROUBLE)
signs = st.sampled_from(SIGNS)
# Without letters that Python's Unicode does not know yet: newer browsers fold them.
letters = st.text(st.characters(codec="utf-8", exclude_categories=("Cn",)), max_size=4)


def texts(pieces: list[str], most: int = 12) -> st.SearchStrategy[str]:
    """Texts out of these pieces, a piece cut or changed here and there, with signs and trouble between."""
    known = st.sampled_from(pieces)
    cut = st.builds(lambda piece, start, end: piece[start:end], known, st.integers(0, 9), st.integers(1, 40))
    cased = st.builds(lambda piece, case: case(piece), known, st.sampled_from([str.upper, str.lower, str.title]))
    one = known | cut | cased | signs | trouble | letters
    return st.lists(one, max_size=most).map("".join)


def strings(value: object) -> list[str]:
    """Every text in a vector."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in strings(one)]


ADDRESSES = [row[0] for row in vectors("keys")["identify"] if isinstance(row[0], str) and len(row[0]) < 200]
IDS = sorted({row[1] for row in vectors("keys")["identify"] if row[1]})
QUERIES = [row[0] for row in vectors("query")["parse"] if len(row[0]) < 200]
WORDS = [piece for text in strings(vectors("terms")["words"]) for piece in text.split()][:400]
DATES = strings(vectors("text")["date"])
TITLES = [text for text in strings(vectors("titles")) if len(text) < 200] + strings(vectors("cite")["encode"])
NAMES = [
    "Ada Okafor",
    "Okafor, Ada",
    "VAN DER BERG, JAN",
    "Jr",
    "de la Cruz",
    "A. B. C.",
    "and",
    " and ",
    ";",
    ", ",
    "others",
    "Ødegård",
]
QUERY_WORDS = [
    *("OR", "AND", "NOT", "-", '"', "(", ")", "*", ":", "x:", "tag:", "title:", "author:", "site:", "sort:saved"),
    *("status:reading", "has:note", "is:unread", "year:2024", "year:<", "2024..2026", "..", ">=", "saved:>2026-01-01"),
]

addresses = texts(ADDRESSES, 5)
queries = texts(QUERIES + QUERY_WORDS + ["rag", "memory"])
sayings = texts(WORDS + ADDRESSES[:40] + ["\\'e", "{\\'e}", '\\"o', "{\\ss}", "$x^2$", "the"])
dates = texts([*DATES, "2026", "-07-", "/1", "July", "jul", "1 July, 2026", "May"], 5)
titles = texts(TITLES + WORDS, 8)
names = texts(NAMES + WORDS[:60], 6)
ids = st.sampled_from(IDS) | addresses


def cleaned(made: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """As pages' texts are where they come in."""
    return made.map(lambda text: clean(text, 2_000))


stored = ids.map(lambda text: "".join(text.split()))  # an id that is stored holds no space
titles_in, names_in, sayings_in = cleaned(titles), cleaned(names).filter(bool), cleaned(sayings)
DETAILS = ["volume", "number", "pages", "others", "citekey", "type", "publisher", "editor", "note_x", "year"]
papers = st.fixed_dictionaries(
    {
        "key": st.sampled_from(IDS),
        "ids": st.lists(st.sampled_from(IDS), max_size=4),
        "title": titles_in,
        "authors": st.lists(names_in, max_size=4),
        "venue": titles_in,
        "published": cleaned(dates),
        "url": cleaned(addresses) | st.just(""),
        "links": st.just([]),
        "details": st.dictionaries(st.sampled_from(DETAILS), titles_in | cleaned(dates), max_size=4),
    }
)
named = st.fixed_dictionaries({"title": titles, "authors": st.lists(names, max_size=2), "published": dates})
pages = st.fixed_dictionaries(
    {
        "url": cleaned(addresses),
        "title": titles_in,
        "authors": st.lists(names_in, max_size=3),
        "abstract": sayings_in,
        "published": st.just(""),
        "venue": titles_in,
        "ids": st.lists(cleaned(ids), max_size=4),
        "addresses": st.lists(cleaned(addresses).filter(bool), max_size=3),
        "links": st.lists(st.tuples(cleaned(addresses), st.sampled_from(["pdf", "code"])).map(list), max_size=3),
        "sources": st.just({}),
    }
)

# What each pair of twins is asked.
ASKED: dict[str, tuple[st.SearchStrategy, ...]] = {
    "key": (addresses | ids,),
    "address_key": (addresses,),
    "query": (queries,),
    "words": (sayings,),
    "count": (titles, sayings, names, sayings),
    "spelled": (sayings,),
    "searched": (sayings,),
    "trim_junk": (sayings,),
    "date": (dates,),
    "bare": (sayings,),
    "clean": (sayings, st.sampled_from([1, 5, 20, 10_000])),
    "fold": (sayings,),
    "link": (cleaned(addresses),),
    "links": (cleaned(texts(ADDRESSES + WORDS[:60])),),
    "unite": (st.lists(cleaned(addresses), max_size=6),),
    "derive": (st.lists(stored, max_size=4),),
    "title_key": (titles, names),
    "title": (titles,),
    "same": (named, named),
    "people": (st.lists(names, max_size=4), st.sampled_from(["", "es", "en", "español"])),
    "bibtex": (papers,),
    "sentence": (papers,),
    "page": (pages,),
}
