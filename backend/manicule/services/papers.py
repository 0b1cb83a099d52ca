"""Which papers an address, an id or a saved page names, by the rules of the extension's folder."""

from manicule.core import keys, rows
from manicule.core.keys import Identity
from manicule.errors import PageUnknown
from manicule.services import sites


def identify(text: str) -> Identity | None:
    """The paper that an address or id names, or None."""
    return keys.identify(text, sites.key_rules())


def identities(text: str) -> list[str]:
    """All ids that follow from an address or id, strongest first; none if it is no paper's."""
    known = identify(text)
    return known.ids if known else []


def named(text: str) -> list[str]:
    """The ids that somebody may mean who searches for this text: those of a paper, or the key of any web page."""
    if text.isalpha():  # most of what is searched for: no id and no address is without a digit or a mark
        return []
    return of_address(text, title=text) if text.lower().startswith(("http://", "https://")) else identities(text)


def of_address(url: str, title: str | None) -> list[str]:
    """The same for an address alone. Any web page is a paper of its own when somebody gives it a title."""
    known = identities(url)
    page = keys.address_key(url, sites.key_rules()) if title and not known else None
    return [page] if page else known


def read_page(html: bytes, url: str) -> list[dict]:
    """The rows of a page that was saved from `url`.

    :raise PageUnknown: if no site rule is for that address
    """
    rule = sites.rule_for(url, sites.site_rules())
    if rule is None:
        silent = (
            "The page does not say at which address it was saved, so no site rule can be told. Save it with Chromium, "
            'which writes the address into it, or put <base href="ITS ADDRESS"> at the head of the file.'
        )
        raise PageUnknown(f"No site rule reads pages at {url[:200]}." if url else silent)
    return rows.read_rows(html, url, rule, sites.key_rules())
