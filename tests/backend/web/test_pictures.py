"""Pictures: reading by week, the backlog, status by tag, tags that go together; each with its numbers in a table."""

from manicule.core import charts


def test_a_library_without_papers_has_no_pictures_yet(browser):
    assert "Pictures come with the first paper" in browser.open("/reading").text
    assert "No tags yet" in browser.open("/tags").text


def test_of_one_week_there_is_one_slender_bar_and_no_line_yet(browser, save):
    save(title="A")
    page = browser.open("/reading").page
    assert [float(bar["width"]) for bar in page.select("rect.bar.hollow")] == [charts.THICKEST]
    assert not page.select("path.outer")


def test_reading_is_drawn_and_told_in_a_table(browser, save, clock):
    save(title="A", status="read", tags=["t"])
    clock.go_on(15 * 86_400)
    save(title="B", tags=["t", "<b>"])
    page = browser.open("/reading").page
    rows = [[cell.text for cell in row.select("th, td")] for row in page.select("table")[0].select("tbody tr")]
    assert [row[1:] for row in rows] == [["1", "0", "2", "1"], ["0", "0", "1", "0"], ["1", "1", "1", "0"]]
    tags = [[cell.text for cell in row.select("th, td")] for row in page.select("table")[1].select("tbody tr")]
    assert tags == [["t", "1", "0", "1", "0"], ["<b>", "1", "0", "0", "0"]]
    assert all(picture.get("aria-label") or picture.get("aria-hidden") for picture in page.select("svg"))


def test_tags_that_go_together_are_drawn_and_told_in_a_table(browser, save):
    for _ in range(2):
        save(tags=["a", "b"])
    save(tags=["c"])
    page = browser.open("/tags").page
    assert [cell.text for cell in page.select("table tbody tr")[0].select("th, td")] == ["a + b", "2"]
    assert [tag["aria-label"] for tag in page.select("svg a")] == ["a, 2 papers", "b, 2 papers"]
    assert len(page.select("svg path.edge")) == 1
