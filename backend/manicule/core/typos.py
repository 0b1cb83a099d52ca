"""Words one slip of the finger away: a letter too many, one too few, another one, or two in the wrong order.

Two such words become the same when each loses the right letter, or when one of them does. So a vocabulary also holds
every word under what is left of it without one of its letters, and what was meant is looked up there, however many
words there are (the symmetric delete method: Garbe, "SymSpell", 2012).
"""

from collections.abc import Iterable

SHORTEST = 4  # letters; shorter words are one slip away from too many others


def may_be_mistyped(word: str) -> bool:
    """Whether it makes sense to look for what was meant."""
    return SHORTEST <= len(word) <= 30 and word.isalpha()


def lacking(word: str) -> set[str]:
    """The word without each of its letters."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def entries(words: Iterable[str]) -> list[str]:
    """What a vocabulary holds of words: each as it is, and as `-lacking word`, which is found by how it begins."""
    return [entry for word in words for entry in (word, *(f"-{less} {word}" for less in lacking(word)))]


def word_of(entry: str) -> str:
    """The word that an entry is of."""
    return entry.rpartition(" ")[2]


def sought(words: Iterable[str]) -> set[str]:
    """What entries of near words are, or are behind: the words themselves, and without each of their letters."""
    return {less for word in words for less in (word, *lacking(word))}


def is_slip(word: str, other: str) -> bool:
    """Whether one slip makes the one of the other."""
    same = next((at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return abs(len(word) - len(other)) == 1
    mine, its = word[same:], other[same:]
    swapped = mine[:2] == its[1::-1] and mine[2:] == its[2:]
    return swapped or mine[1:] in (its, its[1:]) or mine == its[1:]


def nearest(word: str, known: set[str], most: int) -> list[str]:
    """Those of the known words that were most likely meant: the same beginning and length before others."""

    def unlike(other: str) -> tuple:
        same = next((at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), len(word))
        return (word[0] != other[0], sorted(word) != sorted(other), -same, other)

    return sorted((other for other in known if is_slip(word, other)), key=unlike)[:most]
