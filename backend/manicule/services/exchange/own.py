"""What this library's own export says of a bookmark: read back it is nothing new, whatever the format cannot carry.

A bookmark without a status is to be read in a table, one without an address has that of its page among a browser's
bookmarks, and each has a cite key in BibTeX: imported again, none of that is something the reader said.
"""

import io
from collections.abc import Iterator, Mapping
from functools import cached_property

from manicule.formats.record import Extras, Record
from manicule.formats.registry import FORMATS, Format
from manicule.formats.source import Source
from manicule.models import Library
from manicule.services.exchange import citing, exporting
from manicule.services.exchange.incoming import Paper, identified


class Own:
    """How bookmarks of a library would be written in the formats that are read as one is."""

    def __init__(self, library: Library, form: Format) -> None:
        self.library = library
        self.forms = [one for one in FORMATS.values() if one.writes and one.reader() is form.reader()]

    @cached_property
    def extras(self) -> Extras:
        """The cite keys that are not the usual ones."""
        return Extras(citing.different(self.library) if any(one.cites for one in self.forms) else {})

    def said(self, record: dict, tag_names: Mapping[str, str]) -> Iterator[Paper]:
        """What each of the formats says of this bookmark."""
        shown = exporting.whole(record, tag_names)
        for form in self.forms:
            pieces = form.writer()([shown], self.extras)
            content = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
            found = form.reader()(Source(io.BytesIO(content)))
            yield from (identified(one) for one in found if isinstance(one, Record))
