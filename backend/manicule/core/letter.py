"""The digest as a letter, in plain text and as simple HTML. Titles come from pages: every text is escaped."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

AUTHORS = 4  # named; of more the first ones and "et al."


def subject(items: list[dict]) -> str:
    """The line that a list of letters shows."""
    if not items:
        return "Manicule: a list could not be read"
    return f"Manicule: {len(items)} new paper{'' if len(items) == 1 else 's'}, first {line(items[0]['title'])[:120]}"


def text(items: list[dict], failed: list[dict], more: int) -> str:
    """The letter in plain text; items and failures are those of services.digest."""
    parts = ["\n".join([line(item["title"]), *_lines(item), address(item), *reasons(item)]) for item in items]
    return "\n\n".join([*parts, *_last(failed, more)]) + "\n"


def html(items: list[dict], failed: list[dict], more: int) -> str:
    """The same for a reader of mail that shows HTML: nothing is loaded, no style is needed."""
    parts = [_item(item) for item in items]
    last = [f"<p>{escape(said)}</p>" for said in _last(failed, more)]
    return "\n".join(["<!doctype html><html><body>", *parts, *last, "</body></html>", ""])


def reasons(item: dict) -> list[str]:
    """A sentence for each bookmark that the paper is close to: `because of *Titans*: test-time memory`."""
    return [_because(near) for near in item["because"]]


def address(item: dict) -> str:
    """Where the paper is."""
    return item["url"] if item["url"].startswith(("http://", "https://")) else item["key"]


def line(value: str) -> str:
    """The text on one line."""
    return " ".join(value.split())


def _because(near: dict) -> str:
    said = near["why"]
    told = [*said["words"], *(f"#{tag}" for tag in said["tags"])]
    told += [f"“{line(said['note'])}”"] if said["note"] else []
    told += said.get("authors", ())
    name = line(near["title"] or near["key"])
    return f"because of *{name}*" + (f": {', '.join(map(line, told))}" if told else "")


def people(authors: list[str]) -> str:
    """The first authors."""
    return ", ".join(map(line, authors[:AUTHORS])) + (" et al." if len(authors) > AUTHORS else "")


def _lines(item: dict) -> Iterable[str]:
    return [people(item["authors"])] if item["authors"] else []


def _item(item: dict) -> str:
    title, where = escape(line(item["title"]) or item["key"]), address(item)
    head = f'<a href="{escape(quote(where, safe=_SAFE))}">{title}</a>' if where == item["url"] else title
    small = [*_lines(item), *reasons(item)]
    return f"<p><strong>{head}</strong>{''.join(f'<br>{escape(said)}' for said in small)}</p>"


_SAFE = "%/:?#[]@!$&'()*+,;=~"  # what an address may hold as it is


def _last(failed: list[dict], more: int) -> list[str]:
    said = [f"And {more:,} more that are less close; `manicule digest` tells them next."] if more else []
    return said + [f"Could not be read: {one['list']}: {line(one['reason'])}" for one in failed]
