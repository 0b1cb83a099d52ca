"""Which encoding a text says it is in, if that is one: a page or a file may name anything."""

import codecs


def usable(name: str, content: bytes) -> str | None:
    """Python's name of the encoding, or None where these bytes are no text in it, or nobody writes text in it: among
    Python's are some that pack bytes, spell domain names or obey escapes.
    """
    try:
        known = codecs.lookup(name).name
        content.decode(known, errors="replace")
    except (LookupError, ValueError):
        return None
    return None if "escape" in known else known
