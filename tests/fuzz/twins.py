"""What is written in both languages, each asked the same. `TWINS` has the server's half, twin.js the extension's."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from manicule.core import (
    citations,
    keys,
    links,
    metadata,
    people,
    query,
    records,
    terms,
    text,
    title_key,
    titles,
    words,
)
from manicule.services import sites

HERE = Path(__file__).resolve().parent
RULES = sites.key_rules()


def ids(typed: str) -> list[str]:
    known = keys.identify(typed, RULES)
    return known.ids if known else []


def key(typed: str) -> dict | None:
    known = keys.identify(typed, RULES)
    return known and asdict(known)


def united(urls: list[str]) -> list[dict]:
    return links.unite(({"url": url, "kind": "page", "title": "", "origin": "found"} for url in urls), RULES)


def same(one: dict, two: dict) -> bool:
    """As the server asks it in services.same: of those that have one title which says enough."""
    fold = titles.folded(one["title"])
    return titles.telling(fold) and fold == titles.folded(two["title"]) and titles.probably_same(one, two)


def page(raw: dict) -> dict | None:
    return metadata.paper_of_page(raw, RULES)


TWINS: dict[str, Callable] = {
    "key": key,
    "address_key": lambda typed: keys.address_key(typed, RULES),
    "query": lambda typed: asdict(query.parse(typed, ids)),
    "words": lambda said: [[word.term, said[word.start : word.end]] for word in terms.words(said)],
    "count": lambda *texts: [list(pair) for pair in terms.count(*texts).items()],
    "spelled": terms.spelled,
    "searched": words.words,
    "trim_junk": text.trim_junk,
    "date": text.date,
    "bare": text.bare,
    "clean": text.clean,
    "fold": records.fold,
    "link": lambda url: links.link_of(url, RULES),
    "links": lambda said: links.find_in_text(said, RULES),
    "unite": united,
    "derive": lambda names: links.derive(names, RULES),
    "title_key": title_key.title_key,
    "title": titles.folded,
    "same": same,
    "people": people.people,
    "bibtex": citations.bibtex,
    "sentence": citations.sentence,
    "page": page,
}


class Extension:
    """The extension's code in node: one process, a question a line."""

    def __init__(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(["node", str(HERE / "twin.js")], **pipes, text=True, encoding="utf-8")

    def ask(self, of: str, *given: object) -> object:
        """What it says.

        :raise AssertionError: if it throws
        """
        self.process.stdin.write(json.dumps({"of": of, "given": given}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "threw" not in answer, f"{of} {given!r}\n{answer.get('threw')}"
        return answer.get("said")

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


def is_here() -> bool:
    """Whether node is."""
    return shutil.which("node") is not None


def server(of: str, *given: object) -> object:
    """What the server's half says, as JSON has it."""
    return json.loads(json.dumps(TWINS[of](*given)))
