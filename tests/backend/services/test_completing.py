"""A paper saved by its address alone is completed by what its site says, where the server may ask."""

import json

import httpx
import pytest

from manicule.services import bookmarks, sites
from manicule.services.fetch import Fetcher, Pace

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2601.00001v2</id>
<title>A Small Lamp</title><summary>We light it: https://github.com/lamp/fog.</summary>
<author><name>Ada Okafor</name></author><published>2026-01-02T00:00:00Z</published></entry></feed>"""
PAGE = """<head><meta name="citation_title" content="A Small Lamp, the Page">
<meta name="citation_author" content="Okafor, Ada">"""
NOW = 1_760_000_000_000


class Body(httpx.SyncByteStream):
    def __init__(self, text: str) -> None:
        self.text = text

    def __iter__(self):
        yield self.text.encode()


@pytest.fixture
def site():
    """The sites' answers by host, and which were asked: `site.answers`, `site.asked`, `site.fetch`."""

    class Site:
        answers: dict[str, str] = {"export.arxiv.org": ATOM}  # noqa: RUF012
        asked: list[str] = []  # noqa: RUF012

    def answer(request: httpx.Request) -> httpx.Response:
        host = request.headers["host"]
        Site.asked.append(host)
        return httpx.Response(200, stream=Body(Site.answers[host])) if host in Site.answers else httpx.Response(404)

    Site.asked = []
    pace = Pace(lambda: 0.0, lambda _: None)
    Site.fetch = Fetcher(sites.host_is_known, lambda _: ["93.184.215.14"], httpx.MockTransport(answer), pace)
    return Site


def save(library, given: dict, site) -> dict:
    return bookmarks.save(library, "dev_1", given, NOW, site.fetch)[0]


def test_the_sites_own_api_is_asked_first(library, site):
    saved = save(library, {"url": "https://arxiv.org/pdf/2601.00001"}, site)
    assert (saved["title"], saved["authors"], saved["published"]) == ("A Small Lamp", ["Ada Okafor"], "2026-01-02")
    assert "https://github.com/lamp/fog" in [link["url"] for link in saved["links"]]
    assert site.asked == ["export.arxiv.org"]


def test_a_page_that_names_more_than_a_bookmark_holds_is_cut_and_the_paper_saved(library, site):
    venue = "Transactions of the Lamp " * 40
    site.answers = {
        "arxiv.org": f"""<div id="abs"><h1 class="title">A Small Lamp</h1>
        <table class="metatable"><tr><td>Journal reference: {venue}</td></tr></table></div>"""
    }
    saved = save(library, {"url": "https://arxiv.org/abs/2601.00001"}, site)
    assert (saved["title"], saved["venue"]) == ("A Small Lamp", venue[:500])


def test_a_second_api_and_the_page_itself_stand_in(library, site):
    site.answers = {"huggingface.co": json.dumps({"title": "From the second", "authors": [{"name": "Bo Ek"}]})}
    assert save(library, {"key": "arxiv:2601.00001"}, site)["title"] == "From the second"
    site.answers = {"arxiv.org": PAGE}
    saved = save(library, {"url": "https://arxiv.org/abs/2601.00002"}, site)
    assert (saved["title"], saved["authors"]) == ("A Small Lamp, the Page", ["Ada Okafor"])


def test_what_was_typed_is_never_overwritten(library, site):
    given = {"url": "https://arxiv.org/abs/2601.00001", "title": "My own title", "note": "mine"}
    saved = save(library, given, site)
    assert (saved["title"], saved["authors"], saved["note"]) == ("My own title", ["Ada Okafor"], "mine")


def test_a_paper_that_cannot_be_asked_about_is_saved_from_its_address_alone(library, site):
    site.answers = {}
    saved = save(library, {"url": "https://arxiv.org/abs/2601.00003"}, site)
    assert (saved["key"], saved["title"]) == ("arxiv:2601.00003", "")
    other = save(library, {"url": "https://doi.org/10.5555/far.away"}, site)
    assert other["key"] == "doi:10.5555/far.away"
    assert "doi.org" not in site.asked


def test_a_paper_that_is_known_well_is_not_asked_about_again(library, site):
    save(library, {"url": "https://arxiv.org/abs/2601.00001"}, site)
    save(library, {"url": "https://arxiv.org/abs/2601.00001", "tags": ["lamps"]}, site)
    assert site.asked == ["export.arxiv.org"]


def test_nothing_is_asked_where_the_server_may_not(library, site):
    saved, _ = bookmarks.save(library, "dev_1", {"url": "https://arxiv.org/abs/2601.00001"}, NOW)
    assert (saved["title"], site.asked) == ("", [])
