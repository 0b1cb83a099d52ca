"""A paper's own page: what the site's rule leaves empty, the page's tags tell."""

from world import World

from drive import demo

VENUE = '<meta name="citation_journal_title" content="Lamps">'


def own_page(world: World, number: int, doi: str) -> tuple[dict, str]:
    """One of the demo's papers, and the address of its page, which names a DOI and a venue in its head."""
    paper = demo.papers()[number]
    address = f"https://arxiv.org/abs/{paper['id']}"
    tags = f'<meta name="citation_doi" content="{doi}">{VENUE}'
    world.sites.pages[address] = demo.arxiv("abs", paper=paper).replace("</head>", f"{tags}</head>")
    return paper, address


def test_a_paper_saved_on_its_own_page_has_the_identity_and_the_venue_that_its_tags_name(world: World) -> None:
    paper, address = own_page(world, 4, "10.5555/a")
    key = f"arxiv:{paper['id']}"
    world.listing(address).save(key)
    world.settle()
    saved = world.bookmark(key)
    assert (saved["ids"], saved["venue"]) == ([key, "doi:10.5555/a"], "Lamps")
    assert (saved["title"], saved["authors"]) == (paper["title"], paper["authors"]), "the rule reads these"


def test_a_paper_saved_before_learns_the_identity_at_the_sight_of_its_own_page(world: World) -> None:
    paper, address = own_page(world, 5, "10.5555/b")
    key = f"arxiv:{paper['id']}"
    world.backend.ask("POST", "/api/v1/bookmarks", {"key": key, "title": paper["title"]}, token=world.token)
    world.settle()
    world.listing(address).shows(key, saved=True)
    world.settle()
    assert world.bookmark(key)["ids"] == [key, "doi:10.5555/b"]
