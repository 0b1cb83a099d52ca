"""One look at one link: does it answer, and if it is a repository, does it hold anything? Which addresses are
repositories, and where git asks them, is data: `repositories` of keys.json.
"""

from collections.abc import Iterable

from manicule.core.keys import Rules, fill, matching, parse
from manicule.core.link_health import ALIVE, BROKEN, BUSY, EMPTY, GONE, REFUSED, SILENT, holds_nothing
from manicule.errors import FetchFailed, FetchRefused
from manicule.services.fetch import Fetcher

MISSING, LATER = (404, 410), (429, 503)
REFS = 1_000  # bytes: the first branch of a repository is among them


def fetcher() -> Fetcher:
    """A fetcher that asks any host of the internet, and none of a private network."""
    return Fetcher(lambda address: True)


def look(fetch: Fetcher, url: str, rules: Rules) -> str:
    """What core.link_health calls what is found there. A site that wants a sign-in, or no programs, does answer."""
    try:
        status = _status(fetch, url)
    except FetchRefused:
        return REFUSED
    except FetchFailed:
        return SILENT
    if status in MISSING:
        return GONE
    if status in LATER:
        return BUSY
    if status >= 500:
        return BROKEN
    return EMPTY if _is_empty(fetch, url, rules) else ALIVE


def reaches(fetch: Fetcher, urls: Iterable[str]) -> bool:
    """Whether one of these answers, with whatever status: then this machine does reach the network."""
    return any(_answers(fetch, url) for url in urls)


def _answers(fetch: Fetcher, url: str) -> bool:
    try:
        return bool(fetch.status("HEAD", url))
    except (FetchRefused, FetchFailed):
        return False


def _status(fetch: Fetcher, url: str) -> int:
    """HEAD asks for no body; some sites do not know it, or do not answer it as they would GET."""
    try:
        status = fetch.status("HEAD", url)
    except FetchRefused:
        raise
    except FetchFailed:
        status = 0
    return status if 200 <= status < 400 or status in LATER else fetch.status("GET", url)


def _is_empty(fetch: Fetcher, url: str, rules: Rules) -> bool:
    """Whether it is a repository without a branch; where that cannot be learnt, it is none."""
    address = parse(url)
    for rule, groups in matching(rules["repositories"], address) if address else ():
        try:
            return holds_nothing(fetch.beginning(fill(rule["refs"], groups).replace("{host}", address.host), REFS))
        except FetchFailed:
            return False
    return False
