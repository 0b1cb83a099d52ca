"""The tagged text of databases: PubMed's, EndNote's and Web of Science's, each record with all that it says."""

import io

import pytest

from manicule.formats import tagged
from manicule.formats.detect import detect
from manicule.formats.record import Record, Unreadable
from manicule.formats.registry import FORMATS
from manicule.formats.source import Source

NBIB = """PMID- 20000001
OWN - NLM
IS  - 1234-5679 (Print)
IS  - 1234-5679 (Linking)
VI  - 93
IP  - 14
DP  - 1996 Jul 9
TI  - The small lamp in the large
      fog.
PG  - 6913-7
LID - 10.5555/lamp.1 [doi]
LID - e77 [pii]
FAU - van Okafor, Ada J
AU  - van Okafor AJ
FAU - Ek, Bo
AU  - Ek B
PT  - Comparative Study
PT  - Journal Article
JT  - Journal of Lamps
TA  - J Lamps
MH  - *Lamps
OT  - *fog
PMC - PMC7000001

PMID- 20000002
DP  - 2009
BTI - A book of lamps
FED - Doe, Jane
AU  - Roe RT
PT  - Book
"""
ENW = """%0 Journal Article
%A Okafor, Ada
%A Ek, Bo
%T The small lamp
in the large fog
%J Journal of Lamps
%D 2009
%8 July 3
%V 29
%P 94-98
%K lamps
fog
%R oai:lamp.example:77
%R 10.5555/lamp.2
%! Short

%0 Conference Proceedings
%T Lamps at sea
%A Okafor, Ada
%Y Doe, Jane
%S Proceedings of the Meeting on Lamps
%D 2020
%F okafor-2020-lamps
"""
WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Okafor, AJ
   Ek, B
AF Okafor, Ada J.
   Ek, Bo
TI The small lamp in
   the large fog
SO JOURNAL OF LAMPS
DE lamps; fog
VL 77
AR e55
DI 10.5555/lamp.3
PD FEB
PY 2011
CR Somebody, 2010, J LAMPS
   Another, 2009, J FOG
UT WOS:000000000000001
PM 20000003
ER

PT C
AU Ek, Bo
TI Lamps at sea
DT Proceedings Paper
CT Meeting on Lamps
PY 2012
ER

EF
"""
TABLE = (
    'PT\tAU\tAF\tTI\tSO\tDI\tPY\nJ\tOkafor, A; Ek, B\tOkafor, Ada; Ek, Bo\tThe "small" lamp\tLamps\t10.5555/l\t2001\n'
)


def read(text: str) -> list:
    source = Source(io.BytesIO(text.encode()))
    return list(FORMATS[detect(source)].reader()(source))


def test_pubmeds_text_is_read():
    paper, book = read(NBIB)
    assert (paper.title, paper.authors) == ("The small lamp in the large fog.", ["Ada J van Okafor", "Bo Ek"])
    assert (paper.venue, paper.published, paper.tags) == ("Journal of Lamps", "1996-07-09", ["fog"])
    assert paper.names[:3] == ["doi:10.5555/lamp.1", "pmid:20000001", "pmcid:PMC7000001"]
    assert (paper.details["pages"], paper.details["issn"]) == ("6913–6917", "1234-5679")
    assert (paper.details["nbib-mh"], paper.details["nbib-lid"]) == ("*Lamps", "10.5555/lamp.1 [doi]; e77 [pii]")
    assert (book.title, book.authors, book.details["editor"]) == ("A book of lamps", ["RT Roe"], "Doe, Jane")


def test_endnotes_text_is_read():
    paper, talk = read(ENW)
    assert (paper.title, paper.authors) == ("The small lamp in the large fog", ["Ada Okafor", "Bo Ek"])
    assert (paper.published, paper.tags, paper.names) == ("2009-07-03", ["lamps", "fog"], ["doi:10.5555/lamp.2"])
    assert (paper.details["ris-an"], paper.details["enw-!"]) == ("oai:lamp.example:77", "Short")
    assert (talk.venue, talk.details["type"]) == ("Proceedings of the Meeting on Lamps", "inproceedings")
    assert (talk.details["editor"], talk.details["citekey"]) == ("Doe, Jane", "okafor-2020-lamps")


def test_the_text_of_web_of_science_is_read():
    paper, talk = read(WOS)
    assert (paper.title, paper.authors) == ("The small lamp in the large fog", ["Ada J. Okafor", "Bo Ek"])
    assert (paper.published, paper.tags, paper.line) == ("2011-02", ["lamps", "fog"], 3)
    assert paper.names == ["pmid:20000003", "doi:10.5555/lamp.3"]
    assert (paper.details["pages"], paper.details["ris-an"]) == ("e55", "WOS:000000000000001")
    assert (talk.venue, talk.details["type"]) == ("Meeting on Lamps", "inproceedings")


def test_the_table_of_web_of_science_is_read():
    (paper,) = read(TABLE)
    assert (paper.title, paper.authors) == ('The "small" lamp', ["Ada Okafor", "Bo Ek"])
    assert (paper.names, paper.published, paper.line) == (["doi:10.5555/l"], "2001", 2)


def test_how_many_pages_a_paper_of_web_of_science_has_is_not_which_they_are():
    paper, inspec = read(
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Okafor, Ada J\nTI One\n"
        "BP 5323\nEP 5331\nAR e7\nPG 9\nER\n"
        "PT K\nAU Ek, Bo\nTI Other\nPS 411-22\nER\n"
    )
    assert (paper.authors, paper.details["pages"]) == (["Ada J Okafor"], "5323–5331")
    assert (paper.details["wos-pg"], paper.details["wos-ar"]) == ("9", "e7")
    assert (inspec.details["pages"], inspec.details["wos-pt"]) == ("411–422", "K")


def test_what_looks_like_an_export_of_web_of_science_is_one_whatever_its_first_type():
    assert read("FN ISI Export Format\nVR 1.0\n \nPT K\nAN 77\nTI One\nER\n")[0].title == "One"


def test_a_number_with_words_behind_it_and_further_types_of_pubmeds_are_kept():
    (paper,) = read(
        "PMID- 20000004\nSO  lost bracket\nTI  - One\n"
        "PT  - Journal Article\nPT  - Retracted Publication\nAID - doi:10.5555/r"
    )
    assert paper.names == ["doi:10.5555/r", "pmid:20000004"]
    assert paper.details["nbib-pmid"] == "20000004 SO lost bracket"
    assert paper.details["nbib-pt"] == "Retracted Publication"


def test_a_record_of_endnotes_may_not_say_what_it_is():
    assert read("%0\n%A Okafor, Ada\n%T One\n")[0].authors == ["Ada Okafor"]


def test_the_type_of_a_record_may_stand_anywhere_in_it():
    one, other = read(
        "\t%A Ada Okafor\n\t%D 2009\n\t%T One\n\t%0 Journal Article\n\n%0 Book\n%0 Audio\n%T Other\n%A Bo Ek"
    )
    assert (one.title, one.authors, one.details["type"]) == ("One", ["Ada Okafor"], "article")
    assert (other.title, other.published) == ("Other", "")


def test_records_without_an_empty_line_between_them_and_abstracts_with_one_inside_are_read():
    one, other = read("%0 Book\n%T One\n%X First.\n\nSecond.\n%D 2001\n%0 Book\n%T Other\n")
    assert (one.title, one.abstract, one.published) == ("One", "First. Second.", "2001")
    assert other.title == "Other"


@pytest.mark.parametrize("text", [NBIB, ENW, WOS])
def test_a_file_cut_anywhere_loses_only_its_end(text: str):
    whole = [one.title for one in read(text)]
    for at in range(60, len(text), 7):
        found = read(text[:at])
        assert all(isinstance(one, Record) for one in found)
        assert [one.title for one in found[:-1]] == whole[: max(0, len(found) - 1)]


@pytest.mark.parametrize("start", ["PMID- 1\nTI  - ", "%0 Book\n%T ", "PT J\nTI "])
def test_a_value_without_end_is_refused(start: str):
    (found,) = read(start + "fog\n   " * 900_000)
    assert isinstance(found, Unreadable)


def test_a_bibtex_file_that_begins_with_a_comment_is_none_of_these():
    assert detect(Source(io.BytesIO(b"%A comment\n%T another\n@misc{k, title={T}}"))) == "bibtex"


@pytest.mark.parametrize(("form", "first", "tag"), [("nbib", "PMID- 20000001", "AU  -"), ("enw", "%0 Book", "%A")])
def test_a_record_of_tags_without_values_has_a_length_too(monkeypatch, form: str, first: str, tag: str):
    monkeypatch.setattr(tagged, "MAX_RECORD", 4_000)
    (refused,) = FORMATS[form].reader()(Source(io.BytesIO(f"{first}\n{f'{tag}{chr(10)}' * 2_000}".encode())))
    assert "longer than 4,000 characters" in refused.reason
