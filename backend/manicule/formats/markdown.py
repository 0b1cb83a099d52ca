"""A folder of Markdown, one file a paper, for Obsidian and its like: front matter, and below it the note, nothing else.

It travels as a zip. What comes in is a stranger's: archives are never unpacked to disk, names in them are never paths,
and sizes are counted as they are read, whatever the archive says of itself.
"""

import copy
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

import yaml

from manicule.core import citations
from manicule.core.limits import MAX_UNZIPPED, MAX_ZIPPED
from manicule.core.text import normalise
from manicule.formats import dates
from manicule.formats.record import Extras, Record, Unreadable
from manicule.formats.source import Source

MAX_DIRECTORY = 16 << 20  # bytes of an archive's list of files: some 150,000 names
PIECE = 256 << 10  # bytes of an archive that are given away at once
MAX_VALUES = 20_000  # of one front matter: a paper may have five thousand authors
MAX_DEPTH = 20  # lists in lists; libyaml's composer calls itself for each, and ends the process when its stack is full
FIELDS = ("title", "authors", "key", "ids", "tags", "tag_names", "status", "rating", "starred", "venue", "published",
          "url", "links", "abstract", "saved_at")  # fmt: skip
STATUSES = ("to_read", "reading", "read", "dismissed")
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError)
# The beginning of time for archives: no export differs by when it was made.
EPOCH = (1980, 1, 1, 0, 0, 0)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_UNSAFE = re.compile(r"[^\w.+-]+")
# What Windows takes for a device, whatever follows the first point.
_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)
# What ends a tag in Obsidian: blanks and all punctuation but `_`, `-` and `/`. Digits alone are no tag there either.
_NO_TAG = re.compile(r"""[\s\u2000-\u206f\u2e00-\u2e7f'!"#$%&()*+,.:;<=>?@^`{|}~\[\]\\]+""")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def files(views: Iterable[dict], extras: Extras) -> Iterator[tuple[str, str]]:
    """`(name, text)` of each file; the names are cite keys, each once whatever a system makes of upper case."""
    taken: set[int] = set()  # hashes: of two names with one, the second has a number
    for view in views:
        key = extras.cite_keys.get(view["id"]) or citations.cite_key(view)
        plain = _DEVICE.sub(r"\1-", _UNSAFE.sub("-", key).strip(".-")[:100], count=1) or "paper"
        name, n = plain, 1
        while hash(name.lower()) in taken:
            n += 1
            name = f"{plain}-{n}"
        taken.add(hash(name.lower()))
        yield f"{name}.md", text_of(view)


def text_of(view: dict) -> str:
    """One file."""
    mine = [link["url"] for link in view["links"] if link["origin"] != "derived"]
    tags = list(dict.fromkeys(map(vault_tag, view["tags"])))
    told = {**view, "links": mine, "ids": [name for name in view["ids"] if not name.startswith("title:")],
            "tags": tags, "tag_names": view["tags"] if tags != view["tags"] else []}  # fmt: skip
    lines = [line for name in FIELDS for line in front(name, told[name])]
    return "---\n" + "\n".join(lines) + f"\n---\n{view['note']}"


def vault_tag(name: str) -> str:
    """A tag as Obsidian takes it; several may become one, so their own names stand beside them as `tag_names`."""
    plain = _NO_TAG.sub("-", name).strip("-/")
    return f"_{plain}" if not plain or plain.isdigit() else plain


def front(name: str, value: object) -> Iterator[str]:
    """The lines of one member of the front matter: JSON's texts are YAML's."""
    if isinstance(value, list):
        if value:
            yield f"{name}:"
            yield from (f"  - {scalar(one)}" for one in value)
    elif value not in (None, "", False):
        yield f"{name}: {scalar(value)}"


def scalar(value: object) -> str:
    """A value on one line."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def write(views: Iterable[dict], extras: Extras) -> Iterator[bytes]:
    """The folder as a zip, piece by piece."""
    with _Pieces() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.filelist = _Packed()
            for name, text in files(views, extras):
                archive.NameToInfo.clear()  # each name comes once
                archive.writestr(
                    zipfile.ZipInfo(f"papers/{name}", EPOCH), text.encode("utf-8", "replace"), zipfile.ZIP_DEFLATED
                )
                yield from out.taken()
        yield from out.taken()


class _Packed:
    """What zipfile has to remember of each file until the end, in some fifty bytes and not five hundred."""

    NUMBERS = struct.Struct("<QQQLH")  # where it begins, how large it is packed and unpacked, checksum, length of name

    def __init__(self) -> None:
        self.like: zipfile.ZipInfo | None = None  # what all have in common
        self.packed, self.count = bytearray(), 0

    def __len__(self) -> int:
        return self.count

    def append(self, file: zipfile.ZipInfo) -> None:
        """Add one at the end."""
        self.like = self.like or file
        self.count += 1
        name = file.filename.encode()
        self.packed += self.NUMBERS.pack(file.header_offset, file.compress_size, file.file_size, file.CRC, len(name))
        self.packed += name

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        at = 0
        for _ in range(self.count):
            file = copy.copy(self.like)
            numbers = self.NUMBERS.unpack_from(self.packed, at)
            file.header_offset, file.compress_size, file.file_size, file.CRC, length = numbers
            at += self.NUMBERS.size
            file.filename = self.packed[at : at + length].decode()
            at += length
            yield file


class _Pieces(io.RawIOBase):
    """A file that can only be written to, and gives away what was: at the end a list of all files, of many megabytes,
    which waits on the disk."""

    def __init__(self) -> None:
        self.waiting, self.count = SpooledTemporaryFile(PIECE), 0  # noqa: SIM115 (`close` closes it)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        self.waiting.write(data)
        self.count += len(data)
        return len(data)

    def tell(self) -> int:
        return self.count

    def taken(self) -> Iterator[bytes]:
        """What was written since this was asked last."""
        self.waiting.seek(0)
        while piece := self.waiting.read(PIECE):
            yield piece
        self.waiting.seek(0)
        self.waiting.truncate()

    def close(self) -> None:
        """Nothing more is asked for."""
        self.waiting.close()
        super().close()


def is_note(text: str) -> bool:
    """Whether a text begins with front matter that names a paper."""
    found = _FRONT.match(text)
    return bool(found and re.search(r"(?m)^(?:title|key|ids|url|doi|arxiv)\s*:", found[1]))


def read(source: Source) -> Iterator[Record | Unreadable]:
    """The papers of an archive, or of one file."""
    if not source.head.startswith(b"PK"):
        text = "".join(source.texts()) if source.size <= MAX_ZIPPED else ""
        yield record(1, source.name, text)
        return
    try:
        source.file.seek(0)
        with zipfile.ZipFile(_Sparing(source.file)) as archive:
            yield from members(archive)
    except BROKEN as error:
        yield Unreadable(1, f"the archive cannot be read: {str(error)[:100]}")


class _Sparing:
    """A file of which nobody reads more at once than an archive's list of files may take.

    zipfile reads that list whole, and believes either of two endings about how long it is.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(MAX_DIRECTORY + 1 if size < 0 else min(size, MAX_DIRECTORY + 1))
        if len(data) > MAX_DIRECTORY:
            raise zipfile.BadZipFile("it holds too many files")
        return data


def members(archive: zipfile.ZipFile) -> Iterator[Record | Unreadable]:
    """Each Markdown file of an archive; what else a vault holds is no paper."""
    room, number = MAX_UNZIPPED, 0
    for member in archive.infolist():
        if not member.filename.lower().endswith((".md", ".markdown")):
            continue
        number += 1
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield Unreadable(number, f"{member.filename[:100]} is packed in a way that is not read here")
            continue
        try:
            with archive.open(member) as file:
                content = file.read(min(MAX_ZIPPED, room) + 1)
        except (*BROKEN, RuntimeError) as error:
            yield Unreadable(number, f"{member.filename[:100]} cannot be read: {str(error)[:100]}")
            continue
        room -= len(content)
        if room < 0:
            yield Unreadable(number, f"the archive holds more than {MAX_UNZIPPED >> 20} MiB; the rest was left out")
            return
        if len(content) > MAX_ZIPPED:
            yield Unreadable(number, f"{member.filename[:100]} is larger than {MAX_ZIPPED >> 20} MiB")
            continue
        found = record(number, member.filename, content.decode("utf-8-sig", "replace"))
        if found is not None:
            yield found
    if not number:
        yield Unreadable(1, "the archive holds no Markdown files")


def record(number: int, name: str, text: str) -> Record | Unreadable:
    """The paper of one file."""
    found = _FRONT.match(text)
    if not found:
        return Unreadable(number, f"{name[:100]} has no front matter that names a paper", text[:80])
    try:
        check(found[1])
        told = yaml.load(found[1], Loader=LOADER)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return Unreadable(number, f"the front matter of {name[:100]} is no YAML: {' '.join(str(error).split())[:100]}")
    if not isinstance(told, dict):
        return Unreadable(number, f"the front matter of {name[:100]} is no YAML", text[:80])
    return of_front(number, told, text[found.end() :])


def check(front: str) -> None:
    """:raise ValueError: if lists lie in lists more than MAX_DEPTH times, or it holds more than MAX_VALUES."""
    depth = 0
    for count, event in enumerate(yaml.parse(front, Loader=LOADER)):
        if count > MAX_VALUES:
            raise ValueError(f"it holds more than {MAX_VALUES:,} values")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deeply")


def of_front(number: int, told: dict, note: str) -> Record:
    """The record of a front matter and what stands below it."""
    made = Record(number, title=one(told, "title"), abstract=one(told, "abstract"), venue=one(told, "venue"))
    made.authors = many(told, "authors") or many(told, "author")
    made.published = dates.published(one(told, "published") or one(told, "date") or one(told, "year"))
    made.url = one(told, "url")
    doi, arxiv = one(told, "doi"), one(told, "arxiv")
    made.names = [*many(told, "ids"), *([one(told, "key")] if ":" in one(told, "key") else [])]
    made.names += [f"doi:{doi}"] * bool(doi) + [f"arXiv:{arxiv}"] * bool(arxiv) + [made.url] * bool(made.url)
    made.tags = named_tags([tag.lstrip("#") for tag in many(told, "tags")], many(told, "tag_names"))
    made.status = one(told, "status") if one(told, "status") in STATUSES else None
    made.rating = int(one(told, "rating")) if one(told, "rating") in ("1", "2", "3", "4", "5") else None
    made.starred = one(told, "starred").lower() == "true"
    made.links = [{"url": url, "kind": "page", "title": "", "origin": "mine"} for url in many(told, "links")]
    made.saved_at = dates.moment(one(told, "saved_at"))
    made.note = note
    known = {*FIELDS, "author", "date", "year", "doi", "arxiv"}
    made.details = {
        f"md-{name[:40]}": "; ".join(many(told, name)) for name in told if isinstance(name, str) and name not in known
    }
    return made


def named_tags(tags: list[str], names: list[str]) -> list[str]:
    """The tags of a file by their own names; one that was written or taken off in the vault is as it is there."""
    return [name for tag in tags for name in [one for one in names if vault_tag(one) == tag] or [tag]]


def one(told: dict, name: str) -> str:
    """A member that should be text."""
    return normalise(told[name]) if isinstance(told.get(name), str) else ""


def many(told: dict, name: str) -> list[str]:
    """A member that should be a list of texts; a text alone is a list of one."""
    value = told.get(name)
    parts = value if isinstance(value, list) else [value]
    return [normalise(part) for part in parts if isinstance(part, str) and part.strip()]
