"""In which encoding a file was read, and what to say of that where nobody knows for certain."""

from manicule.core.encodings import called
from manicule.formats.record import Record
from manicule.formats.registry import Format
from manicule.formats.source import Source


class Reading:
    """How the text of a file was read.

    :ivar encoding: Python's name of it; "" of archives and pages, which are not read as one text
    :ivar remark: a sentence to a reader, "" where all is certain
    """

    def __init__(self, source: Source, form: Format) -> None:
        is_text = form.name != "listing" and not source.head.startswith(b"PK")
        self.encoding = source.encoding if is_text else ""
        self.rival = source.guess.rival if is_text and source.is_guessed else ""
        self.remark = _remark(source, self.rival) if is_text else ""

    def doubt(self, record: Record) -> None:
        """Say of a record whose letters another encoding would have as others that they should be looked at."""
        if self.rival and not f"{record.title} {record.authors} {record.venue}".isascii():
            said = f"its letters were read as {called(self.encoding)}, and could be {called(self.rival)}"
            record.doubts.append(said)


def _remark(source: Source, rival: str) -> str:
    if source.has_strays and source.encoding == "utf-8":
        return "The file is UTF-8 but for a few letters, which were read as Western European ones."
    if not source.is_guessed:
        return ""
    likely = f", though {called(rival)} is nearly as likely" if rival else ""
    return (
        f"The file does not say its encoding. It was read as {called(source.encoding)}{likely}. "
        "If letters look wrong, name the encoding, or save the file as UTF-8."
    )
