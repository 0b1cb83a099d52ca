"""Words one slip of the finger away: a letter too many, one too few, another one, or two in the wrong order."""

SHORTEST = 4  # letters; shorter words are one slip away from too many others
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
)  # as core.words spells them, without accents


def may_be_mistyped(word: str) -> bool:
    """Whether it makes sense to look for what was meant."""
    return SHORTEST <= len(word) <= 30 and word.isalpha()


def slips(word: str) -> set[str]:
    """Every word one slip away: about 54 for each letter of the word."""
    letters = "".join(letters for letters in ALPHABETS if set(letters) & set(word))
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in halves if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in halves if right for letter in letters}
    found |= {left + letter + right for left, right in halves for letter in letters}
    return found - {word}


def nearest(word: str, known: set[str], most: int) -> list[str]:
    """Those of the known words that were most likely meant: the same beginning and length before others."""

    def unlike(other: str) -> tuple:
        same = next((at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), len(word))
        return (word[0] != other[0], sorted(word) != sorted(other), -same, other)

    return sorted(known & slips(word), key=unlike)[:most]
