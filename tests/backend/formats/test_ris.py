"""RIS: what other readers drop in silence is read or said."""

import io

from manicule.formats import ris
from manicule.formats.detect import detect
from manicule.formats.record import Extras
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


def test_a_list_of_references_names_no_paper():
    references = "".join(f"M1  - Doe, J. (200{n}). Fog {n}. https://doi.org/10.5555/fog.{n}\n" for n in range(3))
    (one,) = read(f"TY  - JOUR\nTI  - T\nDO  - 10.5555/lamp\n{references}ER  - \n")
    assert one.names == ["doi:10.5555/lamp"]


def test_an_id_in_a_note_is_taken_where_none_of_its_kind_is_told_for_certain():
    text = "TY  - JOUR\nTI  - T\nN1  - Based on Roe (2001), doi:10.5555/fog and arXiv:2401.00001\n"
    assert read(text + "DO  - 10.5555/lamp\nER  - \n")[0].names == ["doi:10.5555/lamp", "arXiv:2401.00001"]
    assert read(text + "ER  - \n")[0].names == ["arXiv:2401.00001", "doi:10.5555/fog"]


def test_the_number_and_the_month_of_pubmeds_records_in_endnote_are_read():
    (one,) = read("TY  - JOUR\nTI  - T\nPY  - 2011\nDA  - Jun 3\nAN  - 20000007\nDP  - NLM\nER  - \n")
    assert (one.names, one.published, one.details.get("pubstate")) == (["pmid:20000007"], "2011-06-03", None)


def test_a_second_journal_an_address_that_is_none_and_a_rare_type_are_kept_and_written_again():
    (one,) = read("TY  - ADVS\nTI  - T\nJF  - Lamps\nJF  - J Lamps\nUR  - <Go to ISI>://WOS:000000000000001\nER  - \n")
    kept = {"ris-ty": "ADVS", "ris-j1": "J Lamps", "ris-ur": "<Go to ISI>://WOS:000000000000001"}
    assert {name: one.details[name] for name in kept} == kept
    view = {"id": "bm_a", "key": "title:a", "ids": [], "title": "T", "authors": [], "venue": "Lamps", "published": "",
            "details": one.details, "abstract": "", "tags": [], "note": "", "links": [], "url": ""}  # fmt: skip
    (again,) = read("".join(ris.write([view], Extras())))
    assert {name: again.details[name] for name in kept} == kept
    assert again.venue == "Lamps"


def test_suffixes_and_single_names_are_people():
    (one,) = read("TY  - JOUR\nTI  - T\nAU  - King, Martin Luther, Jr.\nAU  - The Listing Group\nER  - \n")
    assert one.authors == ["Martin Luther King Jr.", "The Listing Group"]


def test_tags_in_small_letters_are_tags_and_a_file_of_them_is_ris():
    text = "ty  - jour\nti  - Small\nau  - Doe, Jane\nab  - Words\n that go on\ndo  - 10.1000/a\ner  - \n"
    assert detect(Source(io.BytesIO(text.encode()))) == "ris"
    (record,) = read(text)
    assert (record.title, record.authors, record.names) == ("Small", ["Jane Doe"], ["doi:10.1000/a"])


def test_small_letters_inside_of_a_text_are_no_tag():
    (record,) = read("TY  - JOUR\nTI  - One\nAB  - Some words\nin - other words\nER  - \n")
    assert record.abstract == "Some words in - other words"


def test_what_stands_twice_is_kept():
    (record,) = read("TY  - JOUR\nTI  - One\nTI  - Uno\nST  - 1\nAB  - a\nN2  - b\nPY  - 2000\nY1  - 2001\nER  - \n")
    kept = record.details
    assert (record.title, record.abstract, record.published) == ("One", "a", "2000")
    assert [kept["ris-ti"], kept["ris-st"], kept["ris-n2"], kept["pubstate"]] == ["Uno", "1", "b", "2001"]


def test_further_addresses_are_links_and_a_year_to_come_is_kept():
    (record,) = read(
        "TY  - BOOK\nTI  - One\nPY  - in press\nSN  - 978-3-16-148410-0\nUR  - https://a.example/1\n"
        "UR  - https://a.example/2\nL1  - https://a.example/3.pdf\nUR  - https://doi.org/10.1000/a\nER  - \n"
    )
    assert record.details["pubstate"] == "in press"
    assert record.details["isbn"] == "978-3-16-148410-0"
    assert [(link["url"][-5:], link["kind"]) for link in record.links] == [("ple/2", "page"), ("3.pdf", "pdf")]


def test_names_with_entities_of_institutions_and_of_nobody_are_understood():
    (record,) = read("TY  - JOUR\nTI  - One\nAU  - O&apos;Neil, J.\nAU  - {The Team}\nAU  - et al.\nER  - \n")
    assert record.authors == ["J. O'Neil", "The Team"]
    assert (record.details["names"], record.details["others"]) == ({"The Team": "{The Team}"}, "others")


def test_what_comes_from_ris_goes_back_into_it():
    text = "TY  - JOUR\nTI  - One\nPY  - n.d.\nC7  - e12\nER  - \n"
    (record,) = read(text)
    view = {
        "id": "bm_1", "title": "One", "authors": [], "venue": "", "published": "", "ids": [], "links": [], "tags": [],
        "abstract": "", "note": "", "url": "", "key": None, "details": record.details,
    }  # fmt: skip
    written = "".join(ris.write([view], Extras()))
    assert "PY  - n.d." in written
    assert "C7  - e12" in written
