"""A text read in the format that it is found to be in."""

import io

from manicule.formats.detect import detect
from manicule.formats.registry import FORMATS
from manicule.formats.source import Source


def read(text: str, form: str) -> list:
    """What the reader of the format gives, of a text that must be found to be in it."""
    source = Source(io.BytesIO(text.encode()))
    assert detect(source) == form
    return list(FORMATS[form].reader()(source))
