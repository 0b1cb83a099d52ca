"""Tables of many programs, by the names of their columns, and our own."""

import pytest
from detected import read

from manicule.formats import csv_table
from manicule.formats.record import Extras
from manicule.formats.registry import FORMATS


@pytest.mark.parametrize(
    ("text", "title", "authors", "year"),
    [
        ('"Key","Item Type","Publication Year","Author","Title","DOI","Manual Tags"\n'
         '"A1","journalArticle","2020","Doe, Jane; Roe, Richard","One title","10.1000/x","a; b"\n',
         "One title", ["Jane Doe", "Richard Roe"], "2020"),
        ("id,title,note,excerpt,url,folder,tags,created\n"
         '1,One title,"my, note",,https://a.example/x,Papers,"a, b",2022-08-29T08:34:59.825Z\n', "One title", [], ""),
        ("Title;Authors;Year;Link\nOne title;Jane Doe and Richard Roe;2020;https://a.example/x\n",
         "One title", ["Jane Doe", "Richard Roe"], "2020"),
        ("Item Title,Publication Title,Item DOI,Authors,Publication Year,Content Type\n"
         "One title,A Journal,10.1000/x,Jane Doe,2020,Article\n", "One title", ["Jane Doe"], "2020"),
        ("title\turl\tstatus\nOne title\thttps://a.example/x\tarchive\n", "One title", [], ""),
    ],
)  # fmt: skip
def test_tables_are_read_by_the_names_of_their_columns(text, title, authors, year):
    (one,) = read(text, "csv")
    assert (one.title, one.authors, one.published[:4]) == (title, authors, year)


@pytest.mark.parametrize(
    ("column", "cell", "authors"),
    [
        ("Authors", "Jane Doe, Richard Roe", ["Jane Doe", "Richard Roe"]),
        ("Authors", "Doe J, van Roe RA.", ["J Doe", "RA van Roe"]),
        ("Authors", "Doe, Jane", ["Jane Doe"]),
        ("Author", "García Márquez, Gabriel José", ["Gabriel José García Márquez"]),
        ("Authors", '[""Jane Doe"", ""Richard Roe""]', ["Jane Doe", "Richard Roe"]),
        ("first_authors", '[\'Doe, Jane\', ""O\'Roe, Richard""]', ["Jane Doe", "Richard O'Roe"]),
        ("Author Names", "Doe J., Gao S.-P., van Roe R.A.", ["J. Doe", "S.-P. Gao", "R.A. van Roe"]),
        ("Authors", "Doe J.; Ek B.", ["J. Doe", "B. Ek"]),
    ],
)
def test_people_of_a_cell_are_told_apart(column, cell, authors):
    (record,) = read(f'Title,Year,{column}\nA title,2017,"{cell}"\n', "csv")
    assert record.authors == authors


def test_a_table_says_itself_what_separates_its_cells():
    (record,) = read("sep=;\nTitle;Year;URLs;Tag names\nOne;in press;https://a.example/1;a b\n", "csv")
    assert (record.title, record.url, record.tags) == ("One", "https://a.example/1", ["a", "b"])
    assert record.details["pubstate"] == "in press"


def test_what_is_no_address_and_further_addresses_are_kept():
    (record,) = read("Title,URL,PDF Link\nOne,see shelf,https://a.example/1.pdf\n", "csv")
    assert record.details["csv-url"] == "see shelf"
    assert [(link["url"], link["kind"]) for link in record.links] == [("https://a.example/1.pdf", "pdf")]


def test_a_quotation_mark_that_does_not_end_makes_no_paper_of_the_rest():
    one, rest = read('Title,URL\nOne,https://a.example\n"Two,https://b.example\nThree,https://c.example\n', "csv")
    assert one.title == "One"
    assert (rest.line, "does not end" in rest.reason) == (3, True)


def test_no_cell_of_ours_is_a_formula():
    view = {"title": '=HYPERLINK("http://evil.example")', "authors": ["@sum", "'=x"], "ids": ["arxiv:1706.03762"],
            "tags": ["-1+1"], "links": [], "starred": False, "key": "arxiv:1706.03762", "published": "", "venue": "+1",
            "url": "", "status": "to_read", "rating": None, "note": "\t=1", "abstract": "", "saved_at": ""}  # fmt: skip
    text = "".join(FORMATS["csv"].writer()([view], Extras()))
    assert "'=HYPERLINK" in text
    for cell in ("'@sum; '=x", "'-1+1", "'+1", "'\t=1"):
        assert cell in text
    (back,) = read(text, "csv")
    assert (back.title, back.venue, back.tags) == (view["title"], "+1", ["-1+1"])


@pytest.mark.parametrize("text", ["007", "1e5", "3/4", "12:30", "(1)", "$5", "1,000", "'007", "12345678901234567890"])
def test_no_text_of_ours_is_a_number_that_a_spreadsheet_writes_its_own_way(text):
    cell = csv_table.row([text])
    assert cell == f"'{text}\r\n" if "," not in text else f'"\'{text}"\r\n'
    (paper,) = read(f"title,note\r\nT,{cell}", "csv")
    assert paper.note == text


@pytest.mark.parametrize("text", ["1984", "0", "2024-01-02", "2024-01", "68", "10.5555/lamp", "2024-01-02T10:00:00Z"])
def test_what_spreadsheets_leave_as_it_is_needs_no_mark(text):
    assert csv_table.row([text]) == f"{text}\r\n"


def test_tags_in_a_list_of_json_in_a_cell_are_tags():
    (one,) = read('URL,Title,Folder,Tags\nhttps://a.example/x,T,,"[""nlp"",""two, words""]"\n', "csv")
    assert one.tags == ["nlp", "two, words"]
    (one,) = read("""title,keywords\nT,"['nlp', 'two, words']"\n""", "csv")
    assert one.tags == ["nlp", "two, words"]


def test_instapapers_folders_say_what_was_read():
    rows = "https://a.example/1,A,,Archive,1600000000\nhttps://a.example/2,B,quoted,Unread,1600000001\n"
    rows += "https://a.example/3,C,,Starred,1600000002\nhttps://a.example/4,D,,Lamps,1600000003\n"
    read_one, unread, starred, own = read(f"URL,Title,Selection,Folder,Timestamp\n{rows}", "csv")
    assert (read_one.status, unread.status, starred.status, starred.starred) == ("read", "to_read", None, True)
    assert (read_one.tags, starred.tags, own.tags, unread.note) == ([], [], ["Lamps"], "quoted")
    (kept,) = read("url,title,folder\nhttps://a.example/1,A,Archive\n", "csv")
    assert (kept.status, kept.tags) == (None, ["Archive"])


def test_commas_in_brackets_part_no_tags():
    (one,) = read('title,keywords\nA,"fog (thick, cold), lamps, (odd, 3) (x"\n', "csv")
    assert one.tags == ["fog (thick, cold)", "lamps", "(odd, 3) (x"]


def test_a_row_of_lines_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(csv_table, "MAX_ROW", 4_000)
    cells = '"\n",' * 2_000
    refused, *_ = read(f"title,url\n{cells}\nOne,https://a.example\n", "csv")
    assert "more than 4,000 characters" in refused.reason
