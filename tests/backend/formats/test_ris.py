"""RIS: what other readers drop in silence is read or said."""

import io

from manicule.formats import ris
from manicule.formats.source import Source


def read(text: str) -> list:
    return list(ris.read(Source(io.BytesIO(text.encode()))))


def test_a_record_without_its_end_is_read_and_said():
    first, second = read("TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\n")
    assert (first.title, second.title) == ("One", "Two")
    assert "before line 3" in first.doubts[0]
    assert "file ends" in second.doubts[0]


def test_one_space_or_none_is_enough():
    (one,) = read("TY - JOUR\nTI - One\nAU - Doe, Jane\nER -\n")
    assert (one.title, one.authors) == ("One", ["Jane Doe"])


def test_a_value_that_goes_on_over_lines_is_joined():
    (one,) = read("TY  - JOUR\nTI  - A title\nthat goes on\nER  - \n")
    assert one.title == "A title that goes on"


def test_every_tag_is_kept():
    (one,) = read("TY  - JOUR\nTI  - T\nC7  - e42\nQQ  - odd\nU1  - 23690738[pmid]\nER  - \n")
    assert (one.details["ris-c7"], one.details["ris-qq"]) == ("e42", "odd")
    assert "pmid:23690738" in one.names


def test_the_exact_date_is_taken_where_the_years_agree():
    (one,) = read("TY  - JOUR\nTI  - T\nY1  - 2016/10/19\nPY  - 2016\nER  - \n")
    assert one.published == "2016-10-19"


def test_suffixes_and_single_names_are_people():
    (one,) = read("TY  - JOUR\nTI  - T\nAU  - King, Martin Luther, Jr.\nAU  - The Listing Group\nER  - \n")
    assert one.authors == ["Martin Luther King Jr.", "The Listing Group"]
