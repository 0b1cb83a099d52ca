"""PaperMemory's library: `{"Arxiv-1706.03762": {title, author, bibtex, note, tags, …}, "__dataVersion": 508}`."""

import io
import re
from collections.abc import Iterator

from manicule.core.text import normalise
from manicule.formats import bibtex, dates
from manicule.formats.json_items import items
from manicule.formats.record import Record, Unreadable
from manicule.formats.source import Source

# What the program itself writes where the reader's note would be.
_MACHINE = re.compile(
    r"^(?:Accepted|Published|Under review|Submitted|Desk rejected|Rejected|Withdrawn)[^\n]{0,60}? @ [^\n]*$"
    r"|^\s*--?\s*\[[\w./]+\]\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_ID = re.compile(r"^([A-Za-z0-9]+)-(.+)$", re.DOTALL)
_LAST = re.compile(r"_([^_].*)$", re.DOTALL)


def read(source: Source) -> Iterator[Record | Unreadable]:
    """Every paper of a library; what begins with `__` is about the file itself."""
    for found in items(source):
        if isinstance(found, Unreadable):
            yield found
        elif isinstance(found[2], dict) and not found[1].startswith("__"):
            yield record(*found)
        elif not found[1].startswith("__"):
            yield Unreadable(found[0], "this is no paper of PaperMemory's", str(found[1])[:80])


def record(line: int, name: str, value: dict) -> Record:
    """One paper. Title and authors are as the program shows them; the rest is in its BibTeX."""
    cited = of_bibtex(text(value, "bibtex"))
    made = Record(line, title=normalise(text(value, "title")) or cited.title)
    people = (normalise(one) for one in re.split(r"\s+and\s+", text(value, "author")))
    made.authors = [name for name in people if name] or cited.authors
    year = re.search(r"(?<!\d)\d{4}(?!\d)", str(value.get("year", "")))
    made.published = year[0] if year and cited.published[:4] != year[0] else cited.published
    made.venue = cited.venue or normalise(text(value, "venue", "conf"))
    made.venue = "" if made.venue.lower() == "arxiv" else made.venue
    made.abstract, made.details = normalise(text(value, "abstract")) or cited.abstract, cited.details
    made.note = noted(made, text(value, "note"))
    tags = value.get("tags")
    made.tags = [tag for tag in tags if isinstance(tag, str) and tag.strip()] if isinstance(tags, list) else []
    made.starred = value.get("favorite") is True
    made.saved_at = dates.moment(text(value, "addDate"))
    pdf = text(value, "pdfLink")
    made.names = list(dict.fromkeys([*named(name, value), *([pdf] if pdf else []), *cited.names]))
    made.url = cited.url
    made.links = links(value, pdf)
    return made


def text(value: dict, *names: str) -> str:
    """The first of these members that is text; `codeLink` may be false, `year` a number."""
    return next((value[name] for name in names if isinstance(value.get(name), str) and value[name].strip()), "")


def of_bibtex(written: str) -> Record:
    """What the paper's BibTeX says."""
    found = bibtex.read(Source(io.BytesIO(written.encode("utf-8", "replace")))) if "@" in written else iter(())
    return next((one for one in found if isinstance(one, Record)), Record(0))


def noted(made: Record, note: str) -> str:
    """The reader's own words; the program's, `Accepted @ ACL (2020)`, go to the details."""
    machine = [normalise(found[0]) for found in _MACHINE.finditer(note)]
    if machine:
        made.details["papermemory-note"] = "; ".join(machine)
    return _MACHINE.sub("", note).strip()


def named(name: str, value: dict) -> list[str]:
    """The ids that PaperMemory's own id spells: source, then venue and year, then the site's id."""
    source = text(value, "source").lower()
    parts = _ID.match(name)
    rest = parts[2] if parts else ""
    last = _LAST.search(rest)
    if source == "arxiv" or name.lower().startswith("arxiv-"):
        return [f"arXiv:{rest.replace('_', '/')}"]
    if source == "acl" and last:
        return [f"acl:{last[1]}"]
    if source == "openreview" and rest:
        return [f"openreview:{rest.split('_', 1)[-1]}"]
    doi = text(value, "doi")
    return [f"doi:{doi}"] if doi.startswith("10.") else []


def links(value: dict, pdf: str) -> list[dict]:
    """The links it keeps: code, and a PDF that does not follow from the id."""
    code = value.get("code") if isinstance(value.get("code"), dict) else {}
    repository = text(value, "codeLink") or text(code, "url")
    found = [{"url": repository, "kind": "code", "title": "", "origin": "mine"}] if repository else []
    if pdf.startswith("http") and not re.search(r"arxiv\.org|openreview\.net|aclanthology", pdf):
        found.append({"url": pdf, "kind": "pdf", "title": "", "origin": "found"})
    return found
