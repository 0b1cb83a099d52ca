"""What became of a file's records, or would become of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from manicule.services.exchange.scratch import Texts


@dataclass
class Report:
    """What a file holds, as JSON texts, one for each record and one list for each fate of it:

    - `new` `{line, key, title}`: made a bookmark
    - `existing` `{line, key, title, changes}`: in the library already; `changes` tells whether the file adds to it
    - `suspicious` `{line, key, title, reason, state}`: taken too (`state`: new or existing), but worth a look
    - `unreadable` `{line, reason, text}`: not taken

    `encoding` is what the file was read in, `remark` a sentence about that where it was guessed, else "".

    `line` counts from 1. In a preview nothing has been done yet.
    """

    format: str
    encoding: str = "utf-8"
    remark: str = ""
    new: Texts = field(default_factory=Texts)
    existing: Texts = field(default_factory=Texts)
    suspicious: Texts = field(default_factory=Texts)
    unreadable: Texts = field(default_factory=Texts)

    LISTS = ("new", "existing", "suspicious", "unreadable")

    def counts(self) -> dict[str, int]:
        """How many there are in each list."""
        return {name: len(getattr(self, name)) for name in self.LISTS}

    def items(self, name: str, most: int | None = None) -> list[dict]:
        """One of the lists, or its first `most`."""
        return [json.loads(text) for text in islice(getattr(self, name), most)]

    def pieces(self) -> Iterator[str]:
        """The whole report as JSON, piece by piece: `{format, encoding, remark}` and the four lists."""
        said = {"format": self.format, "encoding": self.encoding, "remark": self.remark}
        yield json.dumps(said, ensure_ascii=False, separators=(",", ":"))[:-1]
        for name in self.LISTS:
            yield f',"{name}":['
            for n, text in enumerate(getattr(self, name)):
                yield f",{text}" if n else text
            yield "]"
        yield "}"
