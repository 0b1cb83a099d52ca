"""Names of people as pages show them, `Given Family`, and what sorts and cites by."""


def reversed_name(name: str) -> str:
    """`Family, Given` of a name as shown: the family is its last word and the small words before it. "" of one word."""
    words = name.split(" ")
    if len(words) == 1:
        return ""
    start = len(words) - 1
    while start > 1 and _small(words[start - 1]):
        start -= 1
    return f"{' '.join(words[start:])}, {' '.join(words[:start])}"


def _small(word: str) -> bool:
    return word[:1].lower() == word[:1] and word[:1].upper() != word[:1]


def family(name: str) -> str:
    """The family name of a name as shown."""
    return reversed_name(name).partition(",")[0] or name


def initials(name: str) -> str:
    """`Family, G. M.` of a name as shown."""
    last, _, given = reversed_name(name).partition(", ")
    if not given:
        return name
    letters = [f"{word[0].upper()}." for word in given.replace("-", " ").split(" ") if word]
    return f"{last}, {' '.join(letters)}"
