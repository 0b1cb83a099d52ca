"""A running Zotero on this machine, read through its local API, never through a proxy."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from manicule.errors import ZoteroSilent
from manicule.formats.source import Source

ADDRESS = "http://127.0.0.1:23119/api/users/0/items"
PAGE = 100
MAX_ITEMS = 1_000_000
MAX_ANSWER = 64 << 20  # bytes
TIMEOUT = 15  # seconds


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ask(url: str) -> tuple[bytes, int]:
    """The answer to a request, and how many items there are in all.

    :raise ZoteroSilent: if it is none of Zotero's
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    headers = {"Zotero-Allowed-Request": "1", "Zotero-API-Version": "3"}
    try:
        with opener.open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT) as answer:
            return answer.read(MAX_ANSWER), int(answer.headers.get("Total-Results") or 0)
    except urllib.error.HTTPError as error:
        said = (
            "Allow other applications in Zotero's settings, Advanced."
            if error.code == 403
            else f"It answered {error.code}."
        )
        raise ZoteroSilent(f"Zotero does not give its library. {said}") from error
    except (OSError, ValueError) as error:
        raise ZoteroSilent() from error


@contextmanager
def library(fetch: Callable[[str], tuple[bytes, int]] = ask) -> Iterator[Source]:
    """All items of the library as a file that formats.zotero reads.

    :raise ZoteroSilent: if Zotero does not answer
    """
    with TemporaryFile() as file:
        file.write(b"[")
        start, total, between = 0, 1, b""
        while start < min(total, MAX_ITEMS):
            content, total = fetch(f"{ADDRESS}?format=json&limit={PAGE}&start={start}")
            for item in items(content):
                file.write(between + json.dumps(item).encode())
                between = b",\n"
            start += PAGE
        file.write(b"]")
        yield Source(file, "Zotero")


def items(content: bytes) -> list:
    """The items of an answer.

    :raise ZoteroSilent: if it is no list: another program may hold the port
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ZoteroSilent("What answers at Zotero's port is not Zotero.") from error
    if not isinstance(found, list):
        raise ZoteroSilent("What answers at Zotero's port is not Zotero.")
    return found
