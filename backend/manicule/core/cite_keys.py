"""Cite keys for papers that would otherwise share one. extension/lib/cite_keys.js gives the same, offline."""

import hashlib
from collections.abc import Callable, Iterable


def shared_out(alike: Iterable[tuple[str, str]], is_usual: Callable[[str], bool]) -> dict[str, str]:
    """The cite key of each bookmark by its id: the oldest keeps the usual one, so that no later paper changes it; the
    others get a few letters appended, which follow from their own id.

    :param alike: id and usual key, which differs in its case at most, the oldest first
    :param is_usual: whether a paper has this key without any letters
    """
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for bookmark, usual in alike:
        behind = letters(bookmark)
        longer = (f"{usual}-{behind[:n]}" for n in range(3, 32))
        free = (key for key in longer if key.lower() not in taken and not is_usual(key))
        keys[bookmark] = next(free) if keys else usual
        taken.add(keys[bookmark].lower())
    return keys


def letters(bookmark: str) -> str:
    """32 letters a to z that follow from an id."""
    return "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(bookmark.encode()).digest())
