"""Postings lose the papers that are taken out, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from manicule.core import postings

# Numbers whose bytes are found in others too, across the places of two postings.
DOCS = st.integers(0, 5) | st.sampled_from([256, 65_536, 1 << 24, 0x3F80, 0x803F0000]) | st.integers(0, (1 << 32) - 1)


@given(st.lists(DOCS, unique=True, max_size=60), st.frozensets(DOCS, max_size=40))
def test_what_is_taken_out_is_gone_and_the_rest_stands_in_its_order(held, out):
    packed = b"".join(postings.posting(doc, 1.0) for doc in held)
    assert list(postings.postings(postings.without(packed, out))[0]) == [doc for doc in held if doc not in out]
