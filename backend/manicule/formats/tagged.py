"""Text with a tag before each value, as databases give it: PubMed's (NBIB), EndNote's (ENW) and Web of Science's.

Each is taken apart here and told to `ris` in the tags of RIS. What they mean:
https://www.nlm.nih.gov/bsd/mms/medlineelements.html, https://en.wikipedia.org/wiki/Refer_(software), and
https://webofscience.help.clarivate.com/en-us/Content/wos-core-collection/woscc-field-tags.htm
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from manicule.core.text import normalise
from manicule.formats import ris
from manicule.formats.record import Record, Unreadable
from manicule.formats.ris_parts import MAX_RECORD, Part
from manicule.formats.source import Source

Values = dict[str, list[str]]
ABOUT_THE_FILE = ("FN", "VR", "EF")  # tags of no record


@dataclass(frozen=True)
class Dialect:
    """How one database writes, and what its tags are in RIS.

    :ivar tag: matches the line of a tag: its name, its value
    :ivar first: tags of which a record has one; an empty line, where `apart`, and the tag `ER` end a record
    :ivar lists: tags of which every line is a value of its own
    :ivar types: RIS's type of what `kind` says
    :ivar left_out: tags that are about the file, or hold the references of the paper
    :ivar pages: tags of the pages, the surest first
    """

    name: str
    tag: re.Pattern[str]
    kind: str
    ris: dict[str, str]
    types: dict[str, str]
    first: tuple[str, ...] = ()
    apart: bool = True
    lists: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


NBIB = Dialect(
    "nbib",
    re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)"),
    "PT",
    {"TI": "TI", "BTI": "BT", "FAU": "AU", "AU": "A1", "CN": "AU", "FED": "ED", "AB": "AB", "JT": "JF", "TA": "JA",
     "VI": "VL", "IP": "IS", "PG": "SP", "DP": "PY", "LA": "LA", "PL": "CY", "PB": "PB", "EN": "ET", "IS": "SN",
     "ISBN": "SN", "OT": "KW", "KW": "KW"},
    {"Journal Article": "JOUR", "Book": "BOOK", "Books": "BOOK", "Book Chapter": "CHAP", "Technical Report": "RPRT",
     "Preprint": "GEN", "Academic Dissertation": "THES", "Dissertation": "THES", "Newspaper Article": "NEWS"},
    first=("PMID",), pages=("PG",),
)  # fmt: skip
ENW = Dialect(
    "enw",
    re.compile(r"%([0-9A-Z!@#$&*()+?<>^=~\[\]]) ?(.*)"),
    "0",
    {"A": "AU", "E": "ED", "Y": "A2", "T": "TI", "J": "JF", "B": "T2", "S": "T3", "V": "VL", "N": "IS", "P": "SP",
     "D": "PY", "8": "DA", "I": "PB", "C": "CY", "@": "SN", "R": "DO", "U": "UR", "X": "AB", "K": "KW", "Z": "N1",
     "O": "N1", "M": "AN", "G": "LA", "7": "ET", "F": "ID", "L": "CN", ">": "L1", "+": "AD", "(": "OP"},
    {"Journal Article": "JOUR", "Electronic Article": "JOUR", "Magazine Article": "MGZN", "Newspaper Article": "NEWS",
     "Conference Proceedings": "CONF", "Conference Paper": "CONF", "Book": "BOOK", "Edited Book": "BOOK",
     "Electronic Book": "BOOK", "Book Section": "CHAP", "Thesis": "THES", "Report": "RPRT", "Patent": "PAT",
     "Unpublished Work": "UNPB", "Manuscript": "UNPB", "Web Page": "ELEC", "Electronic Source": "ELEC",
     "Blog": "BLOG", "Computer Program": "COMP", "Dataset": "DATA"},
    first=("0",), lists=("K",), pages=("P",),
)  # fmt: skip
WOS = Dialect(
    "wos",
    re.compile(r"([A-Z][A-Z0-9])(?: (.*))?"),
    "PT",
    {"AF": "AU", "AU": "A1", "BE": "ED", "TI": "TI", "SO": "JF", "SE": "T3", "DI": "DO", "PY": "PY", "PD": "DA",
     "VL": "VL", "IS": "IS", "BP": "SP", "EP": "EP", "AB": "AB", "DE": "KW", "PU": "PB", "PI": "CY", "SN": "SN",
     "EI": "SN", "BN": "SN", "LA": "LA", "UT": "AN", "CT": "T2", "J9": "JA"},
    {"J": "JOUR", "B": "BOOK", "S": "CHAP", "P": "PAT", "C": "CONF"},
    first=("PT",), apart=False, lists=("AF", "AU", "BE", "BF", "CA"), left_out=("CR", *ABOUT_THE_FILE),
    pages=("PS", "AR"),
)  # fmt: skip
_ID = re.compile(r"(?:doi: *)?(10\.\S+?) *(?:\[doi\]|$)", re.IGNORECASE)
_NUMBER = re.compile(r"(PMC)?0*[1-9]\d*\b")
_RANGE = re.compile(r"([A-Za-z]?)(\d+)\s*-+\s*([A-Za-z]?)(\d+)")


@dataclass
class Taken:
    """A record as it stands: of each tag the lines of its values."""

    line: int
    values: dict[str, list[list[str]]] = field(default_factory=dict)
    last: str = ""
    size: int = 0

    def add(self, tag: str, text: str) -> None:
        self.size += len(tag) + len(text) + 1  # a tag may have no value, a million times
        if self.size > MAX_RECORD:
            return
        if tag:
            self.values.setdefault(tag, []).append([text])
            self.last = tag
        elif self.last:
            self.values[self.last][-1].append(text)


def read_nbib(source: Source) -> Iterator[Record | Unreadable]:
    """Every record of PubMed's text."""
    return records(NBIB, parts(NBIB, source.lines()))


def read_enw(source: Source) -> Iterator[Record | Unreadable]:
    """Every record of EndNote's text, which is refer's."""
    return records(ENW, parts(ENW, source.lines()))


def read_wos(source: Source) -> Iterator[Record | Unreadable]:
    """Every record of Web of Science's text, or its table."""
    is_table = "\t" in source.sample().partition("\n")[0]
    return records(WOS, rows(source.lines()) if is_table else parts(WOS, source.lines()))


def parts(dialect: Dialect, lines: Iterable[tuple[int, str]]) -> Iterator[Taken]:
    """The records of a file, taken apart."""
    taken: Taken | None = None
    waits = False  # an empty line came: what follows is the next record, if it is no further paragraph of a value
    for number, line in lines:
        plain = line.strip().lstrip("\ufeff")
        found = dialect.tag.fullmatch(plain if line[:1] in "\t\ufeff" else line.rstrip())
        name = found[1] if found else ""
        if taken and name and (waits or name == "ER" or begins(dialect, taken, name)):
            yield taken
            taken = None
        waits = dialect.apart and not plain and taken is not None
        if name and name not in ("ER", *ABOUT_THE_FILE):
            taken = taken or Taken(number)
            taken.add(name, found[2] or "")
        elif taken and plain:
            taken.add("", plain)
    if taken:
        yield taken


def begins(dialect: Dialect, taken: Taken, name: str) -> bool:
    """Whether this tag begins another record: the one that does came before, and others since."""
    return name in dialect.first and name in taken.values and taken.last not in dialect.first


def rows(lines: Iterable[tuple[int, str]]) -> Iterator[Taken]:
    """The rows of Web of Science's table: its tags are the names of the columns."""
    columns: list[str] = []
    for number, line in lines:
        cells = next(csv.reader([line.lstrip("\ufeff")], delimiter="\t", quoting=csv.QUOTE_NONE), [])
        if not columns:
            columns = cells
            continue
        taken = Taken(number)
        for tag, cell in zip(columns, cells, strict=False):
            for text in cell.split("; ") if tag in WOS.lists else [cell]:
                if text.strip():
                    taken.add(tag, text)
        if taken.values:
            yield taken


def records(dialect: Dialect, found: Iterable[Taken]) -> Iterator[Record | Unreadable]:
    """What is said in each."""
    for taken in found:
        if taken.size > MAX_RECORD:
            yield Unreadable(taken.line, f"the record is longer than {MAX_RECORD:,} characters")
        else:
            yield record(dialect, taken)


def record(dialect: Dialect, taken: Taken) -> Record:
    """One record, by its tags in RIS; what has none is kept under the name of the dialect."""
    values = {tag: list(said(dialect, tag, lines)) for tag, lines in taken.values.items()}
    tags: Values = {"TY": [kind_of(dialect, values)]}
    for tag, texts in values.items():
        if tag in dialect.ris and texts:
            tags.setdefault(dialect.ris[tag], []).extend(texts)
    settle(dialect, tags, values)
    made = ris.record(Part(taken.line), tags)
    made.names = list(dict.fromkeys([*named(values), *made.names]))
    made.details |= left_over(dialect, values)
    return made


def left_over(dialect: Dialect, values: Values) -> dict[str, str]:
    """What has no tag in RIS and names no paper, under the name of the dialect."""
    told = (*dialect.ris, *dialect.left_out, pages_tag(dialect, values))
    kept = {tag: texts for tag, texts in values.items() if tag not in told}
    kind = known_kind(dialect, values)
    kept[dialect.kind] = [one for one in values.get(dialect.kind, []) if one != kind]
    for tag in ("PMID", "PM", "PMC"):
        kept[tag] = [text for text in values.get(tag, []) if not _NUMBER.fullmatch(text)]
    return {f"{dialect.name}-{tag.lower()}": "; ".join(texts) for tag, texts in kept.items() if "".join(texts)}


def said(dialect: Dialect, tag: str, lines: list[list[str]]) -> Iterator[str]:
    """The values of a tag: lines that go on belong to the one before, but in lists."""
    for whole in lines:
        texts = whole if tag in dialect.lists else [("\n" if tag in ("X", "AB") else " ").join(whole)]
        yield from (text for text in map(normalise, texts) if text)


def kind_of(dialect: Dialect, values: Values) -> str:
    """RIS's type of what it says it is."""
    if "proceedings paper" in " ".join(values.get("DT", [])).lower():
        return "CONF"
    return dialect.types.get(known_kind(dialect, values)) or ("GEN" if dialect is ENW else "JOUR")


def known_kind(dialect: Dialect, values: Values) -> str:
    """What it says it is, in the first words that are known."""
    return next((one for one in values.get(dialect.kind, []) if one in dialect.types), "")


def settle(dialect: Dialect, tags: Values, values: Values) -> None:
    """Make of these tags what RIS means by them."""
    if tags.get("AU"):
        tags.pop("A1", None)  # the same people, without their given names
    else:
        tags["A1"] = [name if "," in name else re.sub(r" ([A-Z]{1,3})$", r", \1", name) for name in tags.get("A1", [])]
    if "BT" in tags and "TI" not in tags:
        tags["TI"] = tags.pop("BT")
    if "T3" in tags and not any(tag in tags for tag in ("JF", "T2")):
        tags["T2"] = tags.pop("T3")
    if pages := pages_of(dialect, values):
        tags["SP"], tags["EP"] = [pages[0]], pages[1:]
    for tag, sign in (("DO", "10."), ("UR", "//")):
        tags.setdefault("AN", []).extend(text for text in tags.get(tag, []) if sign not in text)
        tags[tag] = [text for text in tags.get(tag, []) if sign in text]
    tags["SN"] = list(dict.fromkeys(re.sub(r"\s*\(.*", "", text) for text in tags.get("SN", [])))
    tags["KW"] = [word.strip(" *") for text in tags.get("KW", []) for word in text.split(";")]


def pages_of(dialect: Dialect, values: Values) -> list[str]:
    """First and last page of `6913-7`, which means 6913 to 6917; an article's number stands for its first page."""
    told = values.get(pages_tag(dialect, values), [])
    found = _RANGE.fullmatch(told[0]) if told else None
    if not found:
        return told[:1]
    start, end = found[2], found[4]
    return [found[1] + start, (found[3] or found[1]) + start[: max(0, len(start) - len(end))] + end]


def pages_tag(dialect: Dialect, values: Values) -> str:
    """The tag that tells the pages, where they do not stand in tags of RIS."""
    return next((tag for tag in dialect.pages if values.get(tag) and not values.get("BP")), "")


def named(values: Values) -> list[str]:
    """What names the paper besides."""
    found = [f"doi:{doi[1]}" for tag in ("AID", "LID") for text in values.get(tag, []) if (doi := _ID.match(text))]
    numbers = (_NUMBER.match(text) for tag in ("PMID", "PM", "PMC") for text in values.get(tag, []))
    return found + [f"{'pmcid' if number[1] else 'pmid'}:{number[0]}" for number in numbers if number]
