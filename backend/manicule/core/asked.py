"""A query as the index is asked: its tree (core.query) in terms of words and tokens (core.facts).

term   {in, words, prefix, or}  words that follow one another, or any of the nodes `or`; `in` the text fields of
                                the index, "" for any of them, "id" for `or` alone
token  {token}
all, any, not                   as in the query
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from manicule.core.facts import DAY_LENGTHS, EVERY, YEAR_LENGTHS, cover, found_token, name_token, token
from manicule.core.query_fields import Node, all_of, any_of
from manicule.core.records import fold
from manicule.core.words import words

NOTHING: Node = {"op": "any", "of": []}
DAYS = {"saved": "saved", "found": "foundday"}
EARLIEST, LATEST = 1000_00_00, 2999_99_99  # what else is typed means these: nothing was saved before or after


class Tags:
    """The tags of a library: what each id is called, aliases followed."""

    def __init__(self, rows: Iterable[tuple[str, str, bool, str | None]]) -> None:
        """Rows are `(id, name, alive, alias_of)`, all of the library's."""
        self._rows = {tag: (name, alive, alias_of) for tag, name, alive, alias_of in rows}
        self.names = {tag: name for tag in self._rows if (name := self._name(tag)) is not None}
        self.forgotten = len(self.names) < len(self._rows)
        self._said = [(f" {' '.join(words(name))} ", tag) for tag, name in self.names.items()]
        self._all_said = "\n".join(said for said, _ in self._said)

    def _name(self, tag: str) -> str | None:
        """The name of the live tag that an id leads to, or None."""
        for _ in range(len(self._rows) + 1):
            name, alive, alias_of = self._rows.get(tag, ("", False, None))
            if alias_of is None:
                return name if alive else None
            tag = alias_of
        return None

    @cached_property
    def folded(self) -> dict[str, list[str]]:
        """The ids of the tags that have each name, folded."""
        found: dict[str, list[str]] = {}
        for tag, name in self.names.items():
            found.setdefault(fold(name), []).append(tag)
        return found

    def called(self, name: str, prefix: bool) -> list[str]:
        """The ids of the tags of that folded name, or that begin so."""
        if not prefix:
            return self.folded.get(name, [])
        return [tag for folded, tags in self.folded.items() if folded.startswith(name) for tag in tags]

    def saying(self, wanted: list[str], prefix: bool) -> list[Node]:
        """Nodes for the tags in whose names these words follow one another; the last may be the beginning of one."""
        phrase = f" {' '.join(wanted)}" if prefix else f" {' '.join(wanted)} "
        if phrase not in self._all_said:
            return []
        return _of_tags(tag for said, tag in self._said if phrase in said)


def asked(tree: Node, tags: Tags) -> Node:
    """The same question in terms of the index."""
    if tree["op"] == "not":
        return {"op": "not", "of": asked(tree["of"], tags)}
    if tree["op"] in ("all", "any"):
        return {"op": tree["op"], "of": [asked(node, tags) for node in tree["of"]]}
    return LEAVES[tree["op"]](tree, tags)


def terms(node: Node) -> list[Node]:
    """The terms that a paper is found by, each once; not those it must not have."""
    return list({id(term): term for term in _terms(node)}.values())


def _terms(node: Node) -> Iterator[Node]:
    if node["op"] == "term":
        yield node
    elif node["op"] in ("all", "any"):
        for inner in node["of"]:
            yield from _terms(inner)


def by_facts(node: Node) -> bool:
    """Whether a fact may be what a paper is found by, so that it counts in the rank."""
    return any(term["or"] for term in terms(node))


def lacking_one(node: Node) -> Node | None:
    """The question but for one of the terms that must all be there; None where it has no two of them."""
    every = node["of"] if node["op"] == "all" else []
    if sum(inner["op"] == "term" for inner in every) < 2:
        return None
    without = [[one for one in every if one is not left_out] for left_out in every if left_out["op"] == "term"]
    return any_of([all_of(rest) for rest in without])


def in_title(node: Node) -> Node | None:
    """The question with every word that may be anywhere in the title; None where there is no such word."""
    if not any(term["in"] == "" for term in terms(node)):
        return None
    return _in_title(node)


def _in_title(node: Node) -> Node:
    if node["op"] in ("all", "any"):
        return {**node, "of": [_in_title(inner) for inner in node["of"]]}
    return {**node, "in": "title", "or": []} if node["op"] == "term" and node["in"] == "" else node


def replaced(node: Node, new: Callable[[Node], Node]) -> Node:
    """The question with another node for each of its terms."""
    if node["op"] in ("all", "any"):
        return {**node, "of": [replaced(inner, new) for inner in node["of"]]}
    return new(node) if node["op"] == "term" else node


def _of_tags(tags: Iterable[str]) -> list[Node]:
    return [_token(name_token("tag", tag)) for tag in tags]


def _token(value: str) -> Node:
    return {"op": "token", "token": value}


def _words(leaf: Node, tags: Tags) -> Node:
    found, prefix = leaf["words"], leaf["prefix"]
    more = []
    if leaf["in"] == "":
        more = tags.saying(found, prefix)
        if len(found) == 1 and len(found[0]) == 4 and found[0].isdecimal():
            more.append(_token(token("year", found[0])))
    return {"op": "term", "in": leaf["in"], "words": found, "prefix": prefix, "or": more}


def _tag(leaf: Node, tags: Tags) -> Node:
    return any_of(_of_tags(tags.called(leaf["name"], leaf["prefix"])))


def _is(leaf: Node, tags: Tags) -> Node:
    if leaf["what"] == "untagged":
        return {"op": "not", "of": _tagged(tags)}
    return _token(token("is", leaf["what"]))


def _has(leaf: Node, tags: Tags) -> Node:
    return _tagged(tags) if leaf["what"] == "tag" else _token(token("has", leaf["what"]))


def _tagged(tags: Tags) -> Node:
    """Rows still hold the ids of tags that were deleted: then only the living ones say who is tagged."""
    return any_of(_of_tags(tags.names)) if tags.forgotten else _token(token("has", "tag"))


def _days(leaf: Node, tags: Tags) -> Node:
    first, last = max(leaf["from"], EARLIEST), min(leaf["to"], LATEST)
    return any_of([_token(one) for one in cover(DAYS[leaf["of"]], first, last, DAY_LENGTHS)])


def _years(leaf: Node, tags: Tags) -> Node:
    return any_of([_token(one) for one in cover("year", leaf["from"], leaf["to"], YEAR_LENGTHS)])


LEAVES: dict[str, Callable[[Node, Tags], Node]] = {
    "words": _words, "tag": _tag, "is": _is, "has": _has, "days": _days, "years": _years,
    "status": lambda leaf, tags: _token(token("status", leaf["status"])),
    "site": lambda leaf, tags: _token(token("site", leaf["site"])),
    "ids": lambda leaf, tags: {"op": "term", "in": "id", "words": leaf["ids"], "prefix": False,
                               "or": [_token(name_token("id", one)) for one in leaf["ids"]]},
    "found": lambda leaf, tags: all_of([_token(found_token(word)) for word in leaf["words"]]),
}  # fmt: skip

EVERYTHING = _token(EVERY)
