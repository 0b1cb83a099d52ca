"""What names a paper, found in running text: many files hold the id only in a journal's name, a note or an address."""

import re
from collections.abc import Iterable

MAX_TEXT = 5_000  # characters that are looked through
MAX_LINE = 300  # of a longer line nobody knows whether it is of this paper: a list of references, an abstract
MAX_ADDRESSES = 5
_ARXIV = re.compile(
    r"arxiv(?:\.org)?(?:\s+(?:preprint|e-?prints?|eprint))?[\s:./,-]*(?:(?:abs|pdf)/)?(?:arxiv[\s:./-]*)?"
    r"((?:\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[a-z-]{2,6})?/\d{7})(?:v\d{1,3})?)(?![\d.]*\d)",
    re.IGNORECASE,
)
_CORR = re.compile(r"^abs/((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?)$", re.IGNORECASE)
# Wiley's of old have < and > in them: 10.1002/(SICI)1097-4571(1999)50:9<840::AID-ASI15>3.0.CO;2-5.
_DOI = re.compile(r"(?<![\w/.])10\.\d{4,9}(?:\.\d+)*/(?:\(SICI\)[^\s\"{}|\\^`]+|[^\s\"<>{}|\\^`]+)", re.IGNORECASE)
_DOI_IN_ADDRESS = re.compile(r"/(10\.\d{4,9}/[^\s?#]+)")
_PMID = re.compile(r"\bPMID[\s:]*(\d{4,9})\b|\b(\d{4,9})\[pmid\]", re.IGNORECASE)
_PMC = re.compile(r"\bPMC\d{4,9}\b")
_VERSION = re.compile(r"v\d{1,3}$|[.,;:)\]]+$")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def in_text(text: str) -> list[str]:
    """The names of papers in a text, addresses last. Where it has several of one kind it is about other papers."""
    part = "\n".join(line for line in text[:MAX_TEXT].splitlines() if len(line) <= MAX_LINE)
    plain = _ADDRESS.sub(" ", part)
    addresses = of_one(list(dict.fromkeys(_ADDRESS.findall(part))))
    found = [f"arXiv:{one}" for one in alone([*_ARXIV.findall(part), *_CORR.findall(part.strip())])]
    found += [f"doi:{one}" for one in alone(_DOI.findall(plain))]
    found += [f"pmid:{one}" for one in alone([one or other for one, other in _PMID.findall(part)])]
    found += [f"pmcid:{one}" for one in alone(_PMC.findall(plain))]
    return found + (addresses if len(addresses) <= MAX_ADDRESSES else [])


def besides(found: list[str], texts: Iterable[str]) -> list[str]:
    """What names the paper for certain, and what texts name of kinds that are not among it: a note may cite others."""
    sure = {kind for name in found for kind in kinds(name)}
    return list(dict.fromkeys([*found, *(name for name in all_in(texts) if not sure.intersection(kinds(name)))]))


def kinds(name: str) -> set[str]:
    """Of which kinds of id a name or address is."""
    if _ARXIV.search(name):
        return {"arxiv"}
    scheme = name.partition(":")[0].lower()
    named = {scheme} if scheme in ("pmid", "pmcid") else set()
    return named | ({"doi"} if scheme == "doi" or name.startswith("10.") or _DOI_IN_ADDRESS.search(name) else set())


def of_one(addresses: list[str]) -> list[str]:
    """These addresses without those that name several papers by ids of one kind, as in a list of references."""
    for sign in (_ARXIV, _DOI_IN_ADDRESS):
        named = {address: found[1].lower() for address in addresses if (found := sign.search(address))}
        shortest = min(named.values(), key=len, default="")  # a page of a paper has `/full` behind it
        if not all(one.startswith(_VERSION.sub("", shortest)) for one in named.values()):
            addresses = [address for address in addresses if address not in named]
    return addresses


def alone(names: list[str]) -> list[str]:
    """These names of one paper, whatever version of it they name; none if they are of several."""
    return names[:1] if len({_VERSION.sub("", name.lower()) for name in names}) == 1 else []


def all_in(texts: Iterable[str]) -> list[str]:
    """The same for several texts, each name once."""
    return list(dict.fromkeys(name for text in texts if text for name in in_text(text)))
