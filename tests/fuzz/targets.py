"""Everything that reads what others wrote, as functions of bytes that raise only where something is wrong.

`TARGETS[name](data)` is what the corpus is replayed with at every run, what hypothesis gives bytes to, and what
tests/fuzz/grow.py hands to a coverage-guided fuzzer.
"""

import json
import re
import sys
from collections.abc import Callable
from functools import partial
from io import BytesIO

from manicule.core import keys, links, merge, metadata, query, rows, site_answers
from manicule.core.mutations import Moment, State, apply
from manicule.errors import CursorInvalid, ManiculeError
from manicule.formats.detect import detect
from manicule.formats.record import Record, TagName, Unreadable
from manicule.formats.registry import FORMATS, READABLE
from manicule.formats.source import Source
from manicule.services import cursors, papers, sites
from manicule.web import markup
from saved_pages import invented_pages

RULES = sites.key_rules()
FATES = (Record, TagName, Unreadable)
STATUSES = {"applied", "merged", "copied", "superseded", "kept", "aliased", "unknown_row", "rejected"}
WORD = re.compile(r"\w+")
FREE, EACH = 300_000, 3_000  # calls that any input may cost, and each of its bytes besides


def text_of(data: bytes) -> str:
    """Any bytes as text, halves of letters among it."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def file_in(name: str, data: bytes) -> None:
    """Every record is a fate that the reader knows, and there are no more of them than bytes."""
    form = FORMATS[name]
    reader = partial(form.reader(), page=papers.read_page) if name == "listing" else form.reader()
    try:
        told = list(reader(Source(BytesIO(data))))
    except ManiculeError:
        return
    assert all(isinstance(one, FATES) for one in told)
    assert len(told) <= len(data) + 1


def any_file(data: bytes) -> None:
    assert detect(Source(BytesIO(data))) in (None, *READABLE)


def page(data: bytes) -> None:
    """The first byte says at which of the invented pages' addresses the rest was."""
    pages = invented_pages()
    there = pages[data[0] % len(pages)] if data else pages[0]
    for row in rows.read_rows(data[1:], there.url, there.rule, RULES):
        assert row["key"] in row["ids"]
        assert len(row["title"]) <= rows.LIMITS["title"]
        json.dumps(row, allow_nan=False).encode()


def own_page(data: bytes) -> None:
    found = metadata.read_metadata(data, "https://lab.example/papers/7", RULES)
    assert found is None or found["key"] == found["ids"][0]
    json.dumps(found, allow_nan=False)


def address(data: bytes) -> None:
    """The key of a key is itself."""
    found = keys.identify(text_of(data), RULES)
    assert found is None or keys.identify(found.key, RULES).key == found.key
    keys.address_key(text_of(data), RULES)
    links.find_in_text(text_of(data), RULES)


def typed(data: bytes) -> None:
    asked = query.parse(text_of(data), lambda text: [])
    assert len(asked.notices) <= query.MAX_NOTICES
    assert all(notice.endswith(".") for notice in asked.notices)


def edit(data: bytes) -> None:
    """An edit of any shape meets a library of two papers: a result, and nothing that is no JSON."""
    try:
        mutation = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(mutation, dict):
        return
    state = State()
    for number in (1, 2):
        made = {"op": "bookmark.create", "at": 1, "bookmark": f"bm_{number}", "ids": [f"arxiv:{number}"]}
        state.bookmarks |= apply(state, made, Moment(number, 5, "dev_there")).bookmarks
        state.owners[f"arxiv:{number}"] = f"bm_{number}"
    outcome = apply(state, mutation, Moment(3, 9, "dev_here"))
    assert outcome.result["status"] in STATUSES
    json.dumps([outcome.result, outcome.bookmarks, outcome.tags, outcome.history], allow_nan=False).encode()


def cursor(data: bytes) -> None:
    for types in ([int, int, str], [str, int]):
        try:
            cursors.opened(text_of(data), types)
        except CursorInvalid:
            continue


def note(data: bytes) -> None:
    """No note becomes anything that does something."""
    html = str(markup.render(text_of(data))).lower()
    assert not any(sign in html for sign in ("<script", "<img", "<iframe", "<style", 'href="javascript', 'href="data'))


def notes(data: bytes) -> None:
    """Three texts, a zero byte between: what merges keeps every word that one side added."""
    base, ours, theirs = [*text_of(data).split("\0", 2), "", "", ""][:3]
    merged = merge.merge3(base, ours, theirs)
    if merged is not None:
        had, typed = set(WORD.findall(base)), {*WORD.findall(ours), *WORD.findall(theirs)}
        assert all(word in merged for word in typed - had)


def answer(data: bytes) -> None:
    """What a site's own API might say of a paper."""
    for scheme, spec in RULES["schemes"].items():
        for api in spec.get("apis", []):
            row = site_answers.read_answer(data, api, f"{scheme}:1706.03762", RULES)
            assert row is None or f"{scheme}:1706.03762" in row["ids"]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "any_file": any_file, "page": page, "own_page": own_page, "address": address, "typed": typed, "edit": edit,
    "cursor": cursor, "note": note, "notes": notes, "answer": answer,
    **{name: partial(file_in, name) for name in READABLE},
}  # fmt: skip


def within_bounds(target: Callable[[bytes], None], data: bytes) -> None:
    """Run a target and count the calls that Python makes for it: work grows with the input, no faster."""
    calls, most = 0, FREE + EACH * len(data)

    def count(_frame: object, event: str, _of: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")
        if calls > most:
            sys.setprofile(None)
            raise AssertionError(f"more than {most:,} calls for {len(data):,} bytes")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        target(data)
    finally:
        sys.setprofile(before)
