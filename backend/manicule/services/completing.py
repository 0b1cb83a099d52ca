"""What the sites themselves say of a paper: their own APIs first, else the paper's page."""

from typing import TYPE_CHECKING

from manicule.core import metadata, rows, site_answers
from manicule.errors import FetchFailed
from manicule.services import sites

if TYPE_CHECKING:
    from manicule.services.fetch import Fetcher


def fetcher() -> "Fetcher":
    """A fetcher that asks the hosts of the site rules, and no others."""
    from manicule.services.fetch import Fetcher  # here, as only fetching needs an HTTP client

    return Fetcher(sites.host_is_known)


def told(fetch: "Fetcher", ids: list[str], url: str) -> tuple[dict, str]:
    """A paper's row, and its source, `api` or `page`.

    :param ids: what is known of it; of the APIs named in keys.json those are asked that know such an id
    :param url: its page, or ""
    :raise FetchFailed: if nobody could be asked, or nobody says anything of it
    """
    trouble: FetchFailed | None = None
    for paper_id, api in apis(ids):
        try:
            body, _ = fetch.get(api["url"].replace("{value}", paper_id.partition(":")[2]))
        except FetchFailed as error:
            trouble = trouble or error
            continue
        if row := site_answers.read_answer(body, api, paper_id, sites.key_rules()):
            return row, "api"
    if not url:
        raise trouble or FetchFailed("Manicule knows no site that it could ask about this paper.")
    if row := of_page(*fetch.get(url)):
        return row, "page"
    raise FetchFailed(f"{url[:200]} does not say which paper it is.")


def apis(ids: list[str]) -> list[tuple[str, dict]]:
    """Each API that can be asked about one of these ids, with that id."""
    schemes = sites.key_rules()["schemes"]
    return [(name, api) for name in ids for api in schemes.get(name.partition(":")[0], {}).get("apis", [])]


def of_page(body: bytes, url: str) -> dict | None:
    """The paper of a page: what its site's rule reads there, completed by what any page may say of itself."""
    read = metadata.read_metadata(body, url, sites.key_rules())
    rule = sites.rule_for(url, sites.site_rules())
    page = rule and rows.page_of(rule, url)
    found = rows.read_rows(body, url, rule, sites.key_rules()) if page and page["kind"] == "paper" else []
    return metadata.complete(found[0], read) if found else read
