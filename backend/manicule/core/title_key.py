"""The key of a paper that nothing but its title names; extension/lib/title_key.js gives the same."""

from manicule.core.words import runs

_OFFSET = 0xCBF29CE484222325
_PRIME = 0x100000001B3
_SIZE = 2**64


def title_key(title: str, author: str) -> str:
    """`title:` and a digest of title and first author's family name: two papers called "Introduction" are two.

    "" where the title has no words. The digest is FNV-1a of 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/,
    because the extension cannot have the browser's own digests at once.

    :param author: the first author's name
    """
    folded = " ".join(runs(title))
    digest = _OFFSET
    for byte in f"{folded}|{(runs(author) or [''])[-1]}".encode():
        digest = (digest ^ byte) * _PRIME % _SIZE
    return f"title:{digest:016x}" if folded else ""
