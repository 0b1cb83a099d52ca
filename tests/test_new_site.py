"""What scripts/new_site drafts from a saved page: one row for each paper, and the link that is its title."""

import pytest

from drive.new_site import draft
from manicule.core.rows import read_rows
from manicule.core.tree import parse
from manicule.services import sites

URL = "https://press.example/search?q=lanterns"
TITLES = ["Lanterns at Sea", "Oil", "A Wick and Its Light"]
# The rows of four publishers' result pages in words of ours: what holds what, and how classes are written.
ROWS = {
    "blocks named with double underscores, the DOI written out": (
        '<li class="search__item issue-item-container"><div class="issue-item__checkbox"><input type="checkbox"></div>'
        '<div class="issue-item__content"><h5 class="issue-item__title"><span class="hlFld-Title">'
        '<a href="/doi/10.5555/{n}">{title}</a></span></h5><div class="issue-item__detail"><div>'
        '<a href="https://doi.org/10.5555/{n}">https://doi.org/10.5555/{n}</a></div></div></div>'
        '<div class="issue-item__footer"><a href="/doi/pdf/10.5555/{n}">PDF</a></div></li>'
    ),
    "a heading in a card": (
        '<li class="app-card-open"><div><h3 class="app-card-open__heading"><a class="app-card-open__link" '
        'href="/article/10.5555/{n}"><span>{title}</span></a></h3></div><div><a href="/article/10.5555/{n}#abstract">'
        "Abstract of this article</a></div></li>"
    ),
    "elements of the site's own": (
        '<xpl-results-item><div class="hide-mobile"><div class="d-flex result-item"><div class="col">'
        '<h3 class="text-md"><a href="https://ieeexplore.ieee.org/document/99{n}/">{title}</a></h3>'
        '<div class="description"><a href="https://ieeexplore.ieee.org/document/99{n}/citations">Papers (3)</a></div>'
        "</div></div></div>"
        "</xpl-results-item>"
    ),
    "containers without a class": (
        '<article class="relative flex"><div><a href="/doi/10.5555/{n}"><img alt=""></a></div><div class="mx-6"><div>'
        '<h3><a href="/doi/10.5555/{n}">{title}</a></h3></div></div></article>'
    ),
    "a definition list": (
        '<dl><dt><a href="/article?id=10.5555/{n}">{title}</a></dt><dd><p>N. Ek</p><p>'
        '<a href="https://doi.org/10.5555/{n}">https://doi.org/10.5555/{n}</a></p></dd></dl>'
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_draft_has_one_row_for_each_paper_and_its_title(row: str) -> None:
    rows = "".join(row.format(n=1000 + n, title=title) for n, title in enumerate(TITLES))
    html = f"<nav><ul><li><a href='/'>Home</a></li></ul></nav><ul class='results'>{rows}</ul>"
    rule = draft("press", URL, parse(html))
    assert [row["title"] for row in read_rows(html, URL, rule, sites.key_rules())] == TITLES
