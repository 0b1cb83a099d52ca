"""What names a paper, found in running text: many files hold the id only in a journal's name, a note or an address."""

import re
from collections.abc import Iterable

MAX_TEXT = 5_000  # characters that are looked through
_ARXIV = re.compile(
    r"arxiv(?:\.org)?(?:\s+(?:preprint|e-?prints?|eprint))?[\s:./,-]*(?:(?:abs|pdf)/)?(?:arxiv[\s:./-]*)?"
    r"((?:\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[a-z-]{2,6})?/\d{7})(?:v\d{1,3})?)(?![\d.]*\d)",
    re.IGNORECASE,
)
_CORR = re.compile(r"^abs/((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?)$", re.IGNORECASE)
_DOI = re.compile(r"(?<![\w/.])10\.\d{4,9}(?:\.\d+)*/[^\s\"<>{}|\\^`]+")
_PMID = re.compile(r"\bPMID[\s:]*(\d{4,9})\b|\b(\d{4,9})\[pmid\]", re.IGNORECASE)
_PMC = re.compile(r"\bPMC\d{4,9}\b")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def in_text(text: str) -> list[str]:
    """The names of papers in a text, addresses last."""
    part = text[:MAX_TEXT]
    found = [f"arXiv:{one}" for one in _ARXIV.findall(part)]
    found += [f"arXiv:{one}" for one in _CORR.findall(part.strip())]
    addresses = _ADDRESS.findall(part)
    found += [f"doi:{one}" for one in _DOI.findall(_ADDRESS.sub(" ", part))]
    found += [f"pmid:{one or other}" for one, other in _PMID.findall(part)]
    found += [f"pmcid:{one}" for one in _PMC.findall(_ADDRESS.sub(" ", part))]
    return found + addresses


def all_in(texts: Iterable[str]) -> list[str]:
    """The same for several texts, each name once."""
    return list(dict.fromkeys(name for text in texts if text for name in in_text(text)))
