"""Three-way merge of notes by token, after diff3 (Khanna, Kunal and Pierce 2007), without markers in the text."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
LINE = re.compile(r"[^\n]*\n|[^\n]+")

# difflib takes quadratic time on repetitive text; beyond this many comparisons the change counts as one block.
MAX_COMPARISONS = 4_000_000


class Hunk(NamedTuple):
    """Base tokens `start` to `end` become `text`."""

    start: int
    end: int
    text: str


def merge3(base: str, ours: str, theirs: str) -> str | None:
    """One text with both sides' changes since `base`, or None where they changed the same words differently.

    Insertions at one place are both kept, ours first. Nothing that either side typed is dropped.
    """
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    tokens = TOKEN.findall(base)
    left, right = _hunks(tokens, ours), _hunks(tokens, theirs)
    return _weave(tokens, left, right)


def _hunks(base: list[str], text: str) -> list[Hunk]:
    """What turns `base` into `text`, in order, as few tokens as can be found."""
    other = TOKEN.findall(text)
    start = _common_prefix(base, other)
    tail = _common_prefix(base[start:][::-1], other[start:][::-1])
    old, new = base[start : len(base) - tail], other[start : len(other) - tail]
    return [Hunk(start + i, start + j, text) for i, j, text in _diff(old, new)]


def _common_prefix(one: list[str], two: list[str]) -> int:
    length = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        length += 1
    return length


def _diff(old: list[str], new: list[str]) -> list[tuple[int, int, str]]:
    if len(old) * len(new) <= MAX_COMPARISONS:
        return _opcodes(old, new)
    old_lines, new_lines = LINE.findall("".join(old)), LINE.findall("".join(new))
    if len(old_lines) * len(new_lines) > MAX_COMPARISONS:
        return [(0, len(old), "".join(new))]
    starts = [0]
    for line in old_lines:
        starts.append(starts[-1] + len(TOKEN.findall(line)))
    if starts[-1] != len(old):  # a blank run across lines is one token of the whole text, several of its lines
        return [(0, len(old), "".join(new))]
    return [(starts[i], starts[j], text) for i, j, text in _opcodes(old_lines, new_lines)]


def _opcodes(old: list[str], new: list[str]) -> list[tuple[int, int, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(i1, i2, "".join(new[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def _weave(base: list[str], left: list[Hunk], right: list[Hunk]) -> str | None:
    """Both lists of hunks applied to `base`; None where two overlap and differ."""
    if any(_clash(one, two) for one in left for two in right):
        return None
    ordered = sorted([(h.start, h.end, 0, h) for h in left] + [(h.start, h.end, 1, h) for h in right if h not in left])
    out, place, last_side = "", 0, None
    for start, end, side, hunk in ordered:
        between = "".join(base[place:start])
        out += between
        if not between and last_side not in (None, side):
            out += _gap(out, hunk.text, at_end=start == len(base))
        out, place, last_side = out + hunk.text, end, side
    return out + "".join(base[place:])


def _clash(one: Hunk, two: Hunk) -> bool:
    if one == two:
        return False
    if one.start == one.end and two.start == two.end:
        return False
    return one.start < two.end and two.start < one.end


def _gap(before: str, after: str, *, at_end: bool) -> str:
    """What keeps the two sides' words apart where nothing of the base stands between them."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    return "\n" if at_end else " "
