"""Small words that templates need: dates, names, numbers, the first line of a note."""

import math
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from manicule.core.records import USER_FIELDS

STATUS = {"to_read": "To read", "reading": "Reading", "read": "Read", "dismissed": "Dismissed"}
FIELDS = {"note": "Note", "link": "Link", "ids": "Identities", "saved": "Saved"}
DIED = {"gone": "not found", "empty": "empty", "silent": "no answer"}
WAYS = {"pdf": "PDF", "code": "Code", "project": "Project"}
RELATIONS = ("extends", "uses", "compare with", "contradicts", "same idea as", "survey of", "background for")
REASONS = {
    "replaced": "replaced or removed later",
    "superseded": "lost to an edit made at the same time",
    "resolved": "a version of the note that was not kept",
    "united": "joined with another bookmark of the paper",
    "detached": "taken off: it names another paper",
}
HINTS = (
    ('"state of the art"', "words that follow one another"),
    ("-survey | NOT survey", "without it"),
    ("titans OR memory", "either; brackets go around what belongs together"),
    ("title:titans | author:behrouz | note:idea | venue:neurips", "in one place"),
    ('tag:"to cite" | status:reading | site:arxiv.org', "with this tag or status, found on or living on that site"),
    ("has:note | has:code | has:pdf | is:unread | is:untagged | is:starred | is:revised", "what there is"),
    ("year:2024..2026 | saved:>2026-01-01 | sort:title", "when, and in which order"),
    ("arxiv:1706.03762", "one paper, by any of its ids or addresses"),
)
FORMATS = {
    "bibtex": "BibTeX", "biblatex": "BibLaTeX", "ris": "RIS", "csl-json": "CSL-JSON", "netscape": "Bookmarks (HTML)",
    "csv": "CSV", "markdown": "Markdown folder", "jsonl": "Manicule (JSON lines)", "zotero": "Zotero",
    "linkding": "linkding", "raindrop": "Raindrop", "nbib": "PubMed (NBIB)", "enw": "EndNote (ENW)",
    "wos": "Web of Science", "papermemory": "PaperMemory", "listing": "Saved listing page",
}  # fmt: skip
MARKS = re.compile(r"(\$[^$]+\$)|^[#>*+\-\s]+|[*`]+|(?<!\w)_+|_+(?!\w)")  # a formula, which stays, or a mark
READ = 1000  # characters of a line: a run of marks costs by its square
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chromium"), ("Safari/", "Safari"))
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux")


def day(moment: str | None) -> str:
    """`24 Nov 2026` of an RFC 3339 time."""
    return f"{at(moment).day} {at(moment):%b %Y}" if moment else ""


def date(text: str) -> str:
    """`24 Nov 2026` of `2026-11-24`."""
    return day(f"{text}T00:00:00Z")


def coded(text: str) -> Markup:
    """A sentence whose commands stand between backticks."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


def minute(moment: str | None) -> str:
    """`24 Nov 2026, 17:10 UTC` of an RFC 3339 time."""
    return f"{day(moment)}, {at(moment):%H:%M} UTC" if moment else ""


def at(moment: str) -> datetime:
    """An RFC 3339 time as a datetime in UTC."""
    return datetime.fromisoformat(moment).astimezone(UTC)


def people(authors: list[str], most: int = 3) -> str:
    """`A, B, C and 4 more`."""
    shown = ", ".join(authors[:most])
    return f"{shown} and {len(authors) - most} more" if len(authors) > most else shown


def count(number: int, one: str, many: str = "") -> str:
    """`1 paper`, `1,234 papers`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size_of(length: int) -> str:
    """`812 bytes`, `12 KB`, `3.4 MB`."""
    if length < 1_000:
        return count(length, "byte")
    return f"{length / 1_000:,.0f} KB" if length < 1_000_000 else f"{length / 1_000_000:,.1f} MB"


def first_line(note: str) -> str:
    """The first line of a note that says something, without its Markdown marks."""
    lines = (MARKS.sub(lambda found: found[1] or "", line[:READ]).strip() for line in note.splitlines())
    return next((line for line in lines if line), "")[:300]


def host(url: str) -> str:
    """`arxiv.org` of an address."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


def short(url: str) -> str:
    """`github.com/ada/titans` of an address: what tells it from others of its site."""
    shown = re.sub(r"^https?://(www\.)?|[?#].*$|/+$", "", url, flags=re.IGNORECASE)
    return f"{shown[:47]}…" if len(shown) > 48 else shown


def ways_in(bookmark: dict) -> list[tuple[str, str]]:
    """Where to read it: `(address, name)` of its page, and of the first link of each kind that is read at once."""
    pages = [bookmark["url"], *(link["url"] for link in bookmark["links"] if link["kind"] == "page")]
    ways = [(url, host(url)) for url in pages if followed(url)][:1]
    for kind, name in WAYS.items():
        ways += [(link["url"], name) for link in bookmark["links"] if link["kind"] == kind and not link.get("dead")][:1]
    return ways


def followed(url: str) -> str:
    """The address, if it is one that may be followed, else nothing."""
    return url if re.match(r"https?://", url, re.IGNORECASE) else ""


def field(name: str) -> str:
    """A field of a bookmark as people call it."""
    return FIELDS.get(name, name.capitalize())


def value(field: str, held: object) -> str:
    """What a field held, as text."""
    if field == "status":
        return STATUS.get(str(held), str(held))
    if field == "ids":
        return ", ".join(held.get("ids", []))
    if isinstance(held, dict):
        return " ".join(str(held.get(name) or "") for name in ("title", "url")).strip() or "…"
    if isinstance(held, list):
        return ", ".join(map(str, held)) or "nobody"
    if isinstance(held, bool):
        return "yes" if held else "no"
    return "nothing" if held in (None, "") else str(held)


def browser(user_agent: str) -> str:
    """`Firefox on Linux`, for the list of sessions and for the history."""
    program = next((name for mark, name in BROWSERS if mark in user_agent), "Browser")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return f"{program} on {system}" if system else program


def size(number: int, most: int) -> int:
    """How large a tag of so many papers is written, 1 to 4, beside the one that has the most."""
    return 1 + min(3, int(3 * math.log1p(number) / math.log1p(max(most, 2))))


def can_go_back(old: dict, bookmark: dict) -> bool:
    """Whether a value of the history is one that could be put back, and is not there now."""
    if old["field"] == "ids":
        here = [one for one in old["value"].get("ids", []) if one in bookmark["ids"]]
        if old["reason"] == "detached":
            return len(here) < len(old["value"].get("ids", []))
        return 0 < len(here) < len(bookmark["ids"])
    if old["field"] == "link":
        return all(link["url"] != old["value"].get("url") for link in bookmark["links"])
    return old["field"] in ("note", *USER_FIELDS) and bookmark.get(old["field"]) != old["value"]


def week_rows(weeks: list[dict]) -> list[list]:
    """The weeks as rows of a table, the last first."""
    return [[week["week"], week["saved"], week["read"], week["all"], week["waiting"]] for week in reversed(weeks)]


def tag_rows(tags: list[dict]) -> list[list]:
    """Tags with the number of each status, as rows of a table."""
    return [[tag["name"], *tag["statuses"]] for tag in tags]


def pair_rows(graph: dict) -> list[list]:
    """Tags that go together, as rows of a table."""
    name = [tag["name"] for tag in graph["tags"]]
    return [[f"{name[one]} + {name[two]}", number] for one, two, number in graph["pairs"]]


def reasons(why: dict) -> str:
    """Why a paper is related, in one line: what both say, who wrote both, what both lead to, and what I noted.

    A paper without any of these was found by the meaning of its sentences.
    """
    said = [
        ("both say ", why["words"]),
        ("tagged ", why["tags"]),
        ("by ", why["authors"]),
        ("both lead to ", why["links"]),
    ]
    parts = [f"{start}{', '.join(str(one) for one in several)}" for start, several in said if several]
    return "; ".join([*parts, *([f"“{why['note']}”"] if why["note"] else [])]) or "close in meaning"
