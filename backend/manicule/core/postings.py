"""How the index of related papers is packed to be stored: few bytes, and read at the speed of C.

A posting is 8 bytes: the paper's number (`doc`) as 32 bits, then what the term weighs in it as a 32-bit float, both
with the lowest byte first. So a posting is added by appending, which every database can do by itself.
"""

import struct
import sys
from array import array
from collections.abc import Container, Iterator, Mapping
from itertools import compress

SIZE = 8  # bytes of a posting
PART = 512  # postings of a term that are still appended to; then they are put aside, and never appended to again
SEPARATOR = "\x1f"  # between terms; no term holds it

FEW = 20  # papers: bytes are looked through for each so fast that more of them take as long as to unpack a part

posting = struct.Struct("<If").pack  # one: of a paper's number and a weight
number = struct.Struct("<I").pack  # how it begins


def postings(packed: bytes) -> tuple[array, array]:
    """The papers, and what the term weighs in each."""
    weights = array("f")
    weights.frombytes(packed)
    if sys.byteorder == "big":
        weights.byteswap()
    return _docs(packed), weights[1::2]


def _docs(packed: bytes) -> array:
    docs = array("I")
    docs.frombytes(packed)
    if sys.byteorder == "big":
        docs.byteswap()
    return docs[::2]


def without(packed: bytes, docs: frozenset[int]) -> bytes:
    """The postings but for those of these papers."""
    if len(docs) < FEW and not any(number(doc) in packed for doc in docs):
        return packed  # of a term that half of the library has, most parts: they need not be taken apart
    held = _docs(packed)
    for place in sorted(map(held.index, docs.intersection(held)), reverse=True):
        packed = packed[: place * SIZE] + packed[(place + 1) * SIZE :]
    return packed


def pack_counts(counts: Mapping[str, int]) -> tuple[str, bytes]:
    """How much each term of a paper counts (core.terms.count): the terms, and a byte for each."""
    return SEPARATOR.join(counts), bytes(counts.values())


def unpack_counts(terms: str, numbers: bytes) -> dict[str, int]:
    """The same as it was."""
    return dict(zip(terms.split(SEPARATOR), numbers, strict=True)) if numbers else {}


def shared_counts(terms: str, numbers: bytes, wanted: Container[str]) -> Iterator[tuple[str, int]]:
    """Those among the wanted terms alone, in half of the time."""
    names = terms.split(SEPARATOR)
    return compress(zip(names, numbers, strict=False), map(wanted.__contains__, names))
