"""Which format a file is in, told by its content and never by its name."""

import re

from manicule.formats.source import Source

_BIBTEX = re.compile(r"(?m)^[^%\n]*(?<![\w.])@[ \t]*[A-Za-z]+[ \t]*[{(]")


def detect(source: Source) -> str | None:
    """The name of the format in registry.FORMATS, or None."""
    text = source.sample()
    if _BIBTEX.search(text):
        return "bibtex"
    return None
