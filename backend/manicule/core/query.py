"""What is typed into a search box, read as a question. Anything is one: what is not understood is text, and said so.

extension/lib/query.js reads the same; tests/vectors/query.json holds what both must answer.

    words            each somewhere in the paper; the last may be the beginning of a word, like `memor*`
    "a phrase"       words that follow one another; so does `state-of-the-art`
    -this  NOT this  without it;  this OR that; ( … ) around either. AND is what a space means, and binds closer than OR
    title:titans     in one field: title author abstract note venue; also before a phrase or ( … )
    tag:"to cite"    and status: site: has: is: year: saved: found: sort:, see core.query_fields
    arxiv:1706.03762 an id or the address of a paper
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from manicule.core import query_fields
from manicule.core.limits import MAX_BRACKETS, MAX_QUERY, MAX_TERMS
from manicule.core.query_fields import Node, NotUnderstood, all_of, any_of, text
from manicule.core.text import normalise

MAX_NOTICES = 5
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"'})

# A closing bracket; what opens one or is quoted, with its sign and field; else all up to a space, bracket or quote.
TOKEN = re.compile(r' *(?:(\))|(-?)(?:([A-Za-z]+):)?(?:(\()|"([^"]*)("?)(\*?))|([^ ()"]+))')
OPERATORS = ("OR", "AND", "NOT")
ENDING = "…"  # in place of a star: the last word may still be typed

Identify = Callable[[str], list[str]]


@dataclass
class Query:
    """`tree` says what is looked for, None for everything; `sort` how, if that was typed; `notices` are sentences.

    A node of the tree is a dict with its `op`: `all` and `any` `of` nodes (`any` of none is nothing), `not` `of` one,
    and the leaves of core.query_fields.
    """

    tree: Node | None = None
    sort: str | None = None
    notices: list[str] = field(default_factory=list)


def parse(typed: str, identify: Identify) -> Query:
    """Read what was typed.

    :param identify: the ids of the paper that a text names, none if it names none
    """
    plain = normalise(typed.translate(QUOTES))
    reader = _Reader(identify)
    if len(plain) > MAX_QUERY:
        plain = plain[:MAX_QUERY]
        reader.say(f"Only the first {MAX_QUERY} characters were searched for.")
    reader.read(plain)
    found = reader.query
    if found.tree is None and found.sort is None and plain:
        found.tree = any_of([])
        reader.say("There is no word in this to search for.")
    return found


def leaving_out(tree: Node, status: str) -> Node:
    """The same question, without papers of that status unless it says something of a status."""
    if asks_for_status(tree):
        return tree
    return all_of([tree, {"op": "not", "of": {"op": "status", "status": status}}])


def asks_for_status(tree: Node) -> bool:
    """Whether any part of it names a status."""
    if tree["op"] not in ("all", "any", "not"):
        return tree["op"] == "status"
    return any(map(asks_for_status, [tree["of"]] if tree["op"] == "not" else tree["of"]))


@dataclass
class _Group:
    """What stands between brackets: lists of what must all hold, one of which must."""

    negated: bool = False
    within: str = ""  # a text field
    either: list[list[Node]] = field(default_factory=lambda: [[]])
    waiting: str = ""  # an operator that needs something behind it


class _Reader:
    """Reads a query from its beginning to its end, and keeps the brackets that are open."""

    def __init__(self, identify: Identify) -> None:
        self.identify = identify
        self.query = Query()
        self.open = [_Group()]
        self.terms = 0

    def read(self, plain: str) -> None:
        if self._whole(plain):
            return
        for token in TOKEN.finditer(plain):
            if self.terms >= MAX_TERMS:
                self.say(f"Only the first {MAX_TERMS} words were searched for.")
                break
            self._token(token, last=token.end() == len(plain))
        if len(self.open) > 1:
            self.say("A ( without its ) was closed at the end.")
        while len(self.open) > 1:
            self._close()
        self.query.tree = self._tree(self.open[0])

    def say(self, sentence: str) -> None:
        said = self.query.notices
        if sentence not in said and len(said) < MAX_NOTICES:
            said.append(sentence)

    def _whole(self, plain: str) -> bool:
        """Whether all of it is one id or address, which may hold brackets: `10.1016/…(20)3`, `arXiv 1706.03762`."""
        first, space, rest = plain.partition(" ")
        if first.partition(":")[0].lower() in query_fields.FIELDS or " " in rest or (space and self.identify(first)):
            return False
        ids = self.identify(plain)
        if ids:
            self.query.tree = any_of([{"op": "ids", "ids": ids}, *text("", plain)])
        return bool(ids)

    def _token(self, token: re.Match[str], last: bool) -> None:
        closing, minus, name, opening, quoted, quote, star, word = token.groups()
        if closing:
            self._closing()
        elif opening:
            self._opening(minus, name or "")
        elif quoted is not None:
            if not quote:
                self.say("A quote without its end goes to the end of the query.")
            self._term(minus, name or "", quoted, star=star or ("" if quote else ENDING), spelled=token[0].strip())
        elif word in OPERATORS:
            self._operator(word)
        else:
            self._word(word, last)

    def _opening(self, minus: str, name: str) -> None:
        if len(self.open) > MAX_BRACKETS:
            self.say(f"Brackets deeper than {MAX_BRACKETS} were left out.")
            return
        group = self.open[-1]
        made = _Group(bool(minus) ^ (group.waiting == "NOT"), group.within)
        if name.lower() in query_fields.TEXT:
            made.within = query_fields.TEXT[name.lower()]
        elif name:
            self.say(f'"{name[:40]}:" cannot stand before ( … ): it was searched as text.')
            self._add(text(group.within, name))
        group.waiting = ""
        self.open.append(made)

    def _closing(self) -> None:
        if len(self.open) == 1:
            self.say("A ) without its ( was left out.")
        else:
            self._close()

    def _close(self) -> None:
        group = self.open.pop()
        made = self._tree(group)
        if made is not None:
            self._add([{"op": "not", "of": made} if group.negated else made])

    def _tree(self, group: _Group) -> Node | None:
        """The node of a group; an operator that has nothing behind it is a word."""
        if group.waiting or (len(group.either) > 1 and not group.either[-1]):
            self._lone(group, group.waiting or "OR")
        either = [all_of(every) for every in group.either if every]
        return any_of(either) if either else None

    def _operator(self, word: str) -> None:
        group = self.open[-1]
        if word == "NOT":
            group.waiting = "NOT"
        elif word == "OR" and group.either[-1]:
            group.either.append([])
        elif word == "OR":
            self._lone(group, word)

    def _lone(self, group: _Group, word: str) -> None:
        self.say(f"{word} needs something on its other side: it was searched as a word.")
        group.waiting = ""
        group.either[-1] += text(group.within, word)

    def _word(self, word: str, last: bool) -> None:
        minus = "-" if word.startswith("-") else ""
        bare = word.removeprefix("-")
        name, colon, value = bare.partition(":")
        starred = value if colon else bare
        star = "*" if starred.endswith("*") else ENDING if last and not minus else ""
        if colon and name.lower() in query_fields.FIELDS:
            self._term(minus, name, value.rstrip("*"), star if value else "", spelled=word)
            return
        ids = self.identify(bare)
        if ids:
            self._add([any_of([{"op": "ids", "ids": ids}, *text(self.open[-1].within, bare)])], minus)
            return
        if colon and value and re.fullmatch("[A-Za-z]+", name) and not value.startswith("//"):
            self.say(f'There is no field "{name[:40]}:": it was searched as text.')
        self._add(text(self.open[-1].within, bare, star), minus)

    def _term(self, minus: str, name: str, value: str, star: str, spelled: str) -> None:
        """Something in a field; what the field does not understand is text."""
        group = self.open[-1]
        if name.lower() == "sort" and value in query_fields.SORTS:
            self.query.sort = value
            return
        try:
            nodes = query_fields.read(name.lower(), value, star, group.within)
        except NotUnderstood as error:
            self.say(f'"{spelled[:80]}" was searched as text: {error}.')
            nodes = text(group.within, f"{name} {value}")
        self._add(nodes, minus)

    def _add(self, nodes: list[Node], minus: str = "") -> None:
        group = self.open[-1]
        if not nodes:
            return
        self.terms += 1
        negated = bool(minus) ^ (group.waiting == "NOT")
        group.waiting = ""
        group.either[-1].append({"op": "not", "of": all_of(nodes)} if negated else all_of(nodes))
