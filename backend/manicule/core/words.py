"""Text as the words that a search compares, the way SQLite's unicode61 tokenizer takes it apart: letters and digits of
every alphabet, without case and accents. PostgreSQL's own parsers read addresses and hyphens in ways of their own.

Chinese and Japanese are written without spaces: each of their characters is a word, and what is typed is a phrase.
"""

import re
import unicodedata

from manicule.core.text import lowered

LONGEST = 500  # characters of a word; at most 2,046 bytes fit in an index
ACCENTS = re.compile("[\u0300-\u036f]+")
# Letters of Hiragana, Katakana and Han: ranges of Unicode, the same in extension/lib/words.js.
ALONE = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff"
)
RUN = re.compile(r"[^\W_]+")
WORD = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")


def words(text: str) -> list[str]:
    """The words of a text in their order: `["state", "of", "the", "art", "resume"]` of `State-of-the-art résumé`."""
    return [word[:LONGEST] for word in WORD.findall(_plain(text))]


def runs(text: str) -> list[str]:
    """What stands between spaces and signs, in its order: the words, and Chinese and Japanese as it is written."""
    return [run[:LONGEST] for run in RUN.findall(_plain(text))]


def _plain(text: str) -> str:
    """In small letters, without accents, compatible forms as one."""
    if text.isascii():
        return text.lower()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return lowered(unicodedata.normalize("NFKC", bare))
