"""A bookmark as others cite it: cite key, BibTeX, and a sentence. extension/lib/cite.js gives the same, offline.

A view (core.views) goes in; what is the reader's own, such as note and tags, never comes out.
"""

import re
import unicodedata
from dataclasses import dataclass

from manicule.core import surnames, tex, views
from manicule.core.keys import strongest
from manicule.core.text import SPACE

# Where each type of entry keeps what Manicule calls the venue.
VENUE = {"article": "journal", "inproceedings": "booktitle", "conference": "booktitle", "incollection": "booktitle",
         "inbook": "booktitle", "phdthesis": "school", "mastersthesis": "school", "techreport": "institution",
         "book": "publisher", "proceedings": "publisher", "online": "organization"}  # fmt: skip
OTHER_VENUE = "howpublished"
# Members of `details` that say how to write the entry, or that have another place in it.
NOT_FIELDS = frozenset(
    ("type", "citekey", "venuefield", "names", "others", "primaryclass", "doi", "pmid", "pmcid", "author", "title",
     "year", "month", "day", "date", "abstract", "keywords", "annote", "crossref", "xdata")
)  # fmt: skip
PEOPLE = ("editor", "translator")
FIRST = ("editor", "volume", "number", "pages", "series", "edition", "publisher", "address")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SMALL_WORDS = frozenset(
    ("the", "and", "are", "can", "for", "from", "how", "into", "its", "not", "over", "this", "toward", "towards",
     "under", "using", "via", "what", "when", "where", "which", "who", "why", "will", "with", "without")
)  # fmt: skip
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_MEETING = re.compile(
    r"\b(?:proc|proceedings|conference|workshop|symposium|meeting|findings|advances in|lecture notes)\b",
    re.IGNORECASE | re.ASCII,
)
_DATE = re.compile(r"^(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:./+_@-]{0,99}")
_RAW = re.compile(r"url|doi")
_FIELD = re.compile(r"[a-z][a-z0-9_-]{0,60}")
# What makes two people of a name.
_JOINING = re.compile(f",|(?:^|[{SPACE}])and(?:[{SPACE}]|\\Z)|^others\\Z", re.IGNORECASE | re.ASCII)
_BRACED = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


@dataclass
class Entry:
    """A BibTeX entry: `fields` are written as they are, in their order; those in `bare` without braces."""

    type: str
    key: str
    fields: dict[str, str]
    bare: frozenset[str] = frozenset()


def cite_key(view: dict) -> str:
    """The key a file gave it, else author, year and first word of the title: `vaswani2017attention`."""
    given = details(view).get("citekey", "")
    if _KEY.fullmatch(given):
        return given
    author = ascii_word(surnames.family(first_person(view)))
    words = [ascii_word(word) for word in re.split(r"[\s/:–—-]+", view["title"])]
    word = next((one for one in words if len(one) > 2 and one not in SMALL_WORDS), next(filter(None, words), ""))
    if not author and not word:
        return re.sub(r"[^a-z0-9]+", "-", (view["key"] or "paper").lower()).strip("-")
    return f"{author or 'anonymous'}{year(view)}{word}"


def cited(record: dict, rules: dict) -> dict:
    """As much of a view as a cite key needs, of the `ids`, `meta` and `fields` of a record; `rules` is keys.json."""
    return {
        "key": strongest(record["ids"], rules) if record["ids"] else None, "ids": record["ids"],
        "authors": views.told(record, "authors", []), "title": str(views.told(record, "title")),
        "published": str(views.told(record, "published")), "details": views.details(record),
    }  # fmt: skip


def first_person(view: dict) -> str:
    """The first author, or the first editor of what has none; "" if there is neither."""
    if view["authors"]:
        return view["authors"][0]
    editor = re.split(r"\s+and\s+", details(view).get("editor", ""))[0]
    family, _, given = editor.partition(", ")
    return f"{given} {family}".strip()


def details(view: dict) -> dict[str, str]:
    """What a file said besides, see formats.record."""
    return view.get("details") or {}


def ascii_word(text: str) -> str:
    """Letters a to z and digits of a word, accents taken off."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return re.sub(r"[^a-z0-9]", "", plain)


def year(view: dict) -> str:
    """`2017`, or "" where it is not known."""
    found = _DATE.match(view["published"])
    return found[1] if found else ""


def ids_of(view: dict, scheme: str) -> list[str]:
    """The values of the ids of one scheme."""
    return [name.partition(":")[2] for name in view["ids"] if name.startswith(f"{scheme}:")]


def kind(view: dict) -> str:
    """The type of entry: what a file said, else a guess from the venue."""
    said = details(view).get("type", "")
    if re.fullmatch(r"[a-z]{2,30}", said):
        return said
    if not view["venue"]:
        return "misc"
    return "inproceedings" if _MEETING.search(view["venue"]) else "article"


def bibtex_entry(view: dict) -> Entry:
    """The entry in BibTeX, with the arXiv fields in the spelling of both."""
    known, fields = details(view), {}
    if view["authors"]:
        fields["author"] = authors(view["authors"], known)
    fields["title"] = tex.title(view["title"])
    if view["venue"]:
        fields[venue_field(view)] = tex.encode(view["venue"])
    fields |= dated(view["published"]) | described(known, fields) | identified(view, known)
    return Entry(kind(view), cite_key(view), {name: value for name, value in fields.items() if value},
                 frozenset(("month",)))  # fmt: skip


def venue_field(view: dict) -> str:
    """The field that names the venue."""
    said = details(view).get("venuefield", "")
    return said if _FIELD.fullmatch(said) else VENUE.get(kind(view), OTHER_VENUE)


def authors(names: list[str], known: dict) -> str:
    """All of them, joined by `and`; each as the file sorted it, where that does not follow from the name."""
    sorted_as = known.get("names") or {}
    written = [author(name, sorted_as.get(name, "")) for name in names]
    return " and ".join(written + (["others"] if known.get("others") else []))


def author(name: str, sorted_as: str) -> str:
    """One name in LaTeX; what a reader of BibTeX would take apart wrongly stands in braces."""
    if sorted_as.startswith("{"):
        return f"{{{tex.encode(sorted_as[1:-1])}}}"
    if sorted_as and sorted_as.count(",") <= 2 and "," not in name:
        return tex.encode(sorted_as)
    return f"{{{tex.encode(name)}}}" if _JOINING.search(name) or sorted_as else tex.encode(name)


def dated(published: str) -> dict[str, str]:
    """Year, month and day."""
    found = _DATE.match(published)
    if not found:
        return {}
    month = int(found[2] or 0)
    name = MONTHS[month - 1] if 1 <= month <= 12 else ""
    return {"year": found[1], "month": name, "day": str(int(found[3] or 0)) if found[3] and name else ""}


def described(known: dict, taken: dict) -> dict[str, str]:
    """The further fields a file gave it, those that citations print first."""
    rest = [name for name in known if name not in FIRST]
    return {
        name: raw(known[name]) if _RAW.match(name) else shaped(tex.encode(known[name]), name)
        for name in (*(name for name in FIRST if name in known), *rest)
        if _FIELD.fullmatch(name) and name not in NOT_FIELDS and name not in taken and isinstance(known[name], str)
    }


def shaped(written: str, name: str) -> str:
    """A field; a range of pages as BibTeX writes it, and people with more commas than a name has in braces."""
    if name in PEOPLE:
        return " and ".join(f"{{{one}}}" if one.count(",") > 2 else one for one in written.split(" and "))
    return re.sub(r"(?<=[A-Za-z0-9]) ?– ?(?=[A-Za-z0-9])", "--", written) if name == "pages" else written


def identified(view: dict, known: dict) -> dict[str, str]:
    """What names the paper: doi, eprint with its archive, pmid, pmcid, and an address."""
    fields = {}
    if doi := next(iter(ids_of(view, "doi")), known.get("doi", "")):
        fields["doi"] = raw(doi)
    if arxiv := next(iter(ids_of(view, "arxiv")), ""):
        group = raw(known.get("primaryclass", ""))
        fields |= {"eprint": raw(arxiv), "archiveprefix": "arXiv", "primaryclass": group, "eprinttype": "arxiv",
                   "eprintclass": group}  # fmt: skip
    for scheme in ("pmid", "pmcid"):
        fields[scheme] = raw(next(iter(ids_of(view, scheme)), ""))
    fields["url"] = raw(address(view))
    return fields


def address(view: dict) -> str:
    """Where the paper is: its own address, else the first that follows from its ids."""
    pages_of_it = [link["url"] for link in view["links"] if link["origin"] == "derived" and link["kind"] != "pdf"]
    return view["url"] or next(iter(pages_of_it), "")


def raw(text: str) -> str:
    """An address or id as BibTeX can hold it: no braces, no backslash."""
    return re.sub(r"[{}\\ ]", lambda found: _BRACED[found[0]], text.strip())


def written(entry: Entry) -> str:
    """The entry as text."""
    lines = [f"  {name} = {value if name in entry.bare else f'{{{value}}}'}" for name, value in entry.fields.items()]
    return f"@{entry.type}{{{entry.key},\n" + ",\n".join(lines) + "\n}\n"


def bibtex(view: dict) -> str:
    """The bookmark as a BibTeX entry."""
    return written(bibtex_entry(view))


def sentence(view: dict) -> str:
    """The bookmark as one line of a bibliography, much as APA has it:
    `Vaswani, A., & Shazeer, N. (2017). Attention Is All You Need. NeurIPS. https://arxiv.org/abs/1706.03762`
    """
    parts = [f"{who(view['authors'], bool(details(view).get('others')))} ({year(view) or 'n.d.'})".strip(),
             view["title"], place(view)]  # fmt: skip
    doi = next(iter(ids_of(view, "doi")), "")
    where = f"https://doi.org/{doi}" if doi else address(view)
    return " ".join([*(ended(part) for part in parts if part), *([where] if where else [])])


def ended(part: str) -> str:
    """With a full stop, unless it ends in a mark."""
    return part if part[-1] in ".?!" else f"{part}."


def who(names: list[str], others: bool) -> str:
    """The authors by family name and initials; of more than twenty the first nineteen and the last."""
    short = [surnames.initials(name) for name in names]
    if others or len(short) == 1:
        return ", ".join(short) + (", et al." if others and short else "")
    if len(short) > 20:
        return f"{', '.join(short[:19])}, … {short[-1]}"
    return f"{', '.join(short[:-1])}, & {short[-1]}" if short else ""


def place(view: dict) -> str:
    """Venue, volume, number and pages."""
    known = details(view)
    number = f"({known['number']})" if known.get("number") and known.get("volume") else ""
    parts = [view["venue"], f"{known.get('volume', '')}{number}", known.get("pages", "").replace("--", "–")]
    return ", ".join(part for part in parts if part)
