"""Text as the words that a search compares, the way SQLite's unicode61 tokenizer takes it apart: letters and digits of
every alphabet, without case and accents. PostgreSQL's own parsers read addresses and hyphens in ways of their own.
"""

import re
import unicodedata

from manicule.core.text import lowered

LONGEST = 500  # characters of a word; at most 2,046 bytes fit in an index
ACCENTS = re.compile("[\u0300-\u036f]+")
WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in their order: `["state", "of", "the", "art", "resume"]` of `State-of-the-art résumé`."""
    if text.isascii():
        return [word[:LONGEST] for word in WORD.findall(text.lower())]
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return [word[:LONGEST] for word in WORD.findall(lowered(unicodedata.normalize("NFKC", bare)))]
