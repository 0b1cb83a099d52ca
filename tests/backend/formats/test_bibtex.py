"""BibTeX: what a file says arrives, whatever its LaTeX, its faults and its encoding; what cannot be read is named."""

import io

import pytest

from manicule.formats import bibtex, bibtex_parents
from manicule.formats.record import Record, Unreadable
from manicule.formats.source import Source


def read(text: str | bytes) -> list[Record | Unreadable]:
    return list(bibtex.read(Source(io.BytesIO(text.encode() if isinstance(text, str) else text))))


def one(text: str) -> Record:
    (record,) = read(text)
    assert isinstance(record, Record), record
    return record


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"Higher-order {E}rd{\H o}s--{S}zekeres", "Higher-order Erdős–Szekeres"),
        (r"Stojni\'c and {\~n} and \~{n} and {\'{\i}}", "Stojnić and ñ and ñ and í"),
        (r"{BERT}: Pre-training", "BERT: Pre-training"),
        (r"100% of what {\textquotesingle}we{\textquotesingle} \& others_do", "100% of what 'we' & others_do"),
        (r"Learning $\alpha_1$-divergences in $O(n)$", r"Learning $\alpha_1$-divergences in $O(n)$"),
        (r"An \unknownmacro kept", r"An \unknownmacro kept"),
        (r"It costs $5 and { more", "It costs $5 and  more"),
        (r"``Quoted'' -- or --- not~so", "“Quoted” – or — not so"),
        (r"\emph{Emphasis} in \textbf{bold}", "Emphasis in bold"),
        (r"\enquote{Quoted} and \mkbibquote{quoted} by {\em hand}", "“Quoted” and “quoted” by hand"),
        (r"\href{https://a.example}{Linked} \acro{PDF}s, CO\textsubscript{2}", "Linked PDFs, CO₂"),
        (r"A \(\Sigma\Delta\) converter for $ \Omega $", r"A $\Sigma\Delta$ converter for $\Omega$"),
        (r"{\noopsort{Zz}}Sorted \slash\ \TeX{} \LaTeX", "Sorted / TeX LaTeX"),
        (r"Nothing behind \enquote", r"Nothing behind \enquote"),
        (r"The new \METAFONT{} and \OwnName{}, caf\'e & bar", r"The new METAFONT and \OwnName, café & bar"),
        (r"p \textless{} 0.05, $>$ 3, \glqq so\grqq{} \foreignlanguage{german}{hier}", "p < 0.05, > 3, „so“ hier"),
        (r"{\textless}i{\textgreater}In vivo{\textless}/i{\textgreater} CO$<$sub$>$2$<$/sub$>$", "In vivo CO2"),
        (r"<i>Drosophila</i> \&amp; Caf&eacute; R\&D; a<b, c>d", "Drosophila & Café R&D; a<b, c>d"),
    ],
)
def test_latex_becomes_the_text_it_prints(written: str, title: str) -> None:
    from manicule.formats import latex

    assert latex.decode(written) == title


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada Lovelace and Babbage, Charles", ["Ada Lovelace", "Charles Babbage"]),
        ("van der Berg, Jan and {The ATLAS Collaboration}", ["Jan van der Berg", "The ATLAS Collaboration"]),
        ("King, Jr., Martin Luther", ["Martin Luther King Jr."]),
        ("{\\'E}tienne Dupont  and\n  Zoë {O'Neil}", ["Étienne Dupont", "Zoë O'Neil"]),
        ("Doe, Jane and others", ["Jane Doe"]),
        ("Doe, J., Roe, R., Poe, P.", ["J. Doe", "R. Roe", "P. Poe"]),
        ("Jane Doe, Richard Roe, Peter Poe, Mary Moe", ["Jane Doe", "Richard Roe", "Peter Poe", "Mary Moe"]),
        (
            "given=Simon, prefix=de, family=Beumont, suffix=Jr and family={A and B, Inc.}",
            ["Simon de Beumont Jr", "A and B, Inc."],
        ),
        ("Doe, J., Roe, R., and Poe, P.", ["J. Doe", "R. Roe", "P. Poe"]),
        ("J. Doe, R. Roe", ["J. Doe", "R. Roe"]),
        ("Doe JA, Roe B, Poe CD", ["JA Doe", "B Roe", "CD Poe"]),
        ("徐增林, 盛泳潘, 贺丽荣", ["徐增林", "盛泳潘", "贺丽荣"]),
        ("松井 正一，篠原 靖志、高橋 誠", ["松井 正一", "篠原 靖志", "高橋 誠"]),
        ("Booth, W. C.\\ and Colomb, G. G.", ["W. C. Booth", "G. G. Colomb"]),
        ("Doe, J. et al.", ["J. Doe"]),
        ("V. Lacerda, Jr. and García Márquez, Gabriel José", ["V. Lacerda Jr.", "Gabriel José García Márquez"]),
    ],
)
def test_people_are_named_as_pages_name_them(written: str, names: list[str]) -> None:
    assert one(f"@article{{k, title={{T}}, author={{{written}}}}}").authors == names


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("year=2017, month=jun", "2017-06"),
        ("year={2017}, month={June}, day={12}", "2017-06-12"),
        ("year={2017}, month=12 # {~} # jun", "2017-06-12"),
        ("date={2017-06-12/2017-06-14}", "2017-06-12"),
        ("year={2006}, month={8,}", "2006-08"),
        ("year={2007}, month={Juni}", "2007-06"),
        ("year={[1905]}", "1905"),
        ("year={in press}", ""),
        ("year=0000", ""),
    ],
)
def test_dates_are_as_exact_as_the_entry(fields: str, published: str) -> None:
    assert one(f"@article{{k, title={{T}}, {fields}}}").published == published


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ("eprint={1706.03762}, archivePrefix={arXiv}", "arXiv:1706.03762"),
        ("eprint={1706.03762}, eprinttype={arxiv}", "arXiv:1706.03762"),
        ("EPRINT={arXiv:math/0309136}", "arXiv:math/0309136"),
        ("journal={arXiv preprint arXiv:1706.03762}", "arXiv:1706.03762"),
        ("journal={CoRR}, volume={abs/1706.03762}", "arXiv:1706.03762"),
        ("note={arXiv: 1706.03762v5 [cs.CL]}", "arXiv:1706.03762v5"),
        ("number={arXiv:1706.03762}", "arXiv:1706.03762"),
        ("howpublished={\\url{https://arxiv.org/abs/1706.03762}}", "https://arxiv.org/abs/1706.03762"),
        ("pages={arXiv:1706.03762}", "arXiv:1706.03762"),
        ("doi={10.48550/ARXIV.1706.03762}", "doi:10.48550/ARXIV.1706.03762"),
        ("doi={https://doi.org/10.1000/a\\_b}", "https://doi.org/10.1000/a_b"),
        (
            "doi={10.1002/(SICI)1(1998)1:4<37::A>3.0.CO;2-P}",
            "doi:10.1002/(SICI)1(1998)1:4<37::A>3.0.CO;2-P",
        ),
        ("doi={10.1002/(SICI)1(1998)1:4{\\textless}37::A>3.0.CO;2-P}", "doi:10.1002/(SICI)1(1998)1:4<37::A>3.0.CO;2-P"),
        ("doi={\\href{https://doi.org/10.1000/a}{10.1000/a}}", "doi:10.1000/a"),
        ("doi={10.1000/a, 10.1000/b}", "doi:10.1000/a"),
        ("note={doi:10.1002/(SICI)1(1998)1:4<37::A>3.0.CO;2-P}", "doi:10.1002/(SICI)1(1998)1:4<37::A>3.0.CO;2-P"),
        ("pmid={12345}", "pmid:12345"),
    ],
)
def test_what_names_the_paper_is_found_wherever_it_stands(fields: str, name: str) -> None:
    assert name in one(f"@misc{{k, title={{T}}, {fields}}}").names


def test_an_eprint_of_another_archive_is_not_arxivs() -> None:
    record = one("@misc{k, title={A code}, eprint={2002.004}, archivePrefix={ascl}}")
    assert record.names == []
    assert record.details["eprint"] == "2002.004"


def test_a_list_of_references_in_a_note_names_no_paper() -> None:
    listed = "one (2001) doi:10.1000/a; two doi:10.1000/b; arXiv:1706.03762, arXiv:1412.6980"
    prose = "see " + "other work " * 40 + "doi:10.1000/c"
    for note in (listed, prose):
        record = one(f"@misc{{k, title={{T}}, note={{{note}}}}}")
        assert (record.names, bool(record.details["note"])) == ([], True)


def test_macros_joined_values_and_crossref_are_resolved() -> None:
    text = """@string{jml = "Journal of " # {Listing}}
      @inproceedings{child, title={A part}, author={A B}, crossref={Whole}}
      @article{x, title = "One " # jml, journal = jml, month = mar, year = 2020}
      @proceedings{whole, title={The whole}, year=2019, editor={E F}, publisher={P}}"""
    child, article, _ = read(text)
    assert (child.venue, child.published, child.details["publisher"]) == ("The whole", "2019", "P")
    assert (article.title, article.venue, article.published) == (
        "One Journal of Listing",
        "Journal of Listing",
        "2020-03",
    )


def test_a_part_inherits_what_is_of_the_whole_and_nothing_that_names_it() -> None:
    text = """@inbook{part, crossref={volume}, pages={1--9}}
      @inbook{titled, title={A chapter}, author={C D}, crossref={volume}, year=2001}
      @book{volume, author={A B}, date={1999-05}, title={The volume}, doi={10.1000/v}, crossref={series}}
      @book{series, title={The works}, publisher={P}, keywords={mine}}"""
    part, titled, _, _ = read(text)
    assert (part.title, part.authors, part.published, part.venue) == ("The volume", ["A B"], "1999-05", "The volume")
    assert (titled.title, titled.authors, titled.published) == ("A chapter", ["C D"], "2001")
    assert (titled.details["publisher"], titled.venue) == ("P", "The volume")
    assert (part.names, part.tags) == ([], [])


def test_entries_that_refer_to_each_other_in_a_circle_end() -> None:
    first, second = read("@misc{a, title={One}, crossref={b}}\n@misc{b, year=2000, crossref={a}}")
    assert (first.published, second.title) == ("2000", "One")


def test_what_is_there_for_other_entries_is_named() -> None:
    shared, record = read("@xdata{x, publisher={P}, year=2000}\n@misc{k, title={T}, xdata={x}}")
    assert (shared.line, "no paper" in shared.reason) == (1, True)
    assert (record.published, record.venue) == ("2000", "P")


def test_a_quote_in_braces_ends_no_value() -> None:
    record = one('@book{k, title = "The {"}word{"} of {"a}", year = "1991", publisher = "P"}')
    assert (record.title, record.published, record.venue) == ('The "word" of "a', "1991", "P")
    assert record.doubts == []


def test_what_is_no_field_is_said_and_the_next_one_read() -> None:
    record = one('@misc{k, title = {T}, loose words, % old = {x}\n year = 2000, note = "no end,\n month = may}')
    assert (record.title, record.published, record.details["note"]) == ("T", "2000-05", "no end")
    assert [doubt for doubt in record.doubts if "loose words" in doubt]
    assert [doubt for doubt in record.doubts if "note has no end" in doubt]


def test_a_list_of_keywords_all_in_braces_is_a_list() -> None:
    assert one("@misc{k, title={T}, keywords={{nets, vision; more}}}").tags == ["nets", "vision", "more"]


def test_a_suffix_at_the_end_is_one() -> None:
    assert one("@misc{k, title={T}, author={Doe, John F., Jr. and Roe, III, R.}}").authors == [
        "John F. Doe Jr.",
        "R. Roe III",
    ]


def test_two_people_of_one_name_are_two() -> None:
    assert one("@misc{k, title={T}, author={Wei Li and Wei Li}}").authors == ["Wei Li", "Wei Li"]


def test_a_type_that_begins_like_a_comment_is_a_type() -> None:
    assert one("@commented{k, title={T}}").title == "T"


def test_a_macro_that_would_fill_the_memory_is_refused() -> None:
    doubling = "".join(f"@string{{a{n + 1} = a{n} # a{n}}}\n" for n in range(60))
    found = read('@string{a0 = "xxxxxxxx"}\n' + doubling + "@misc{k, title={T}}")
    assert found[-1].title == "T"
    assert any(isinstance(part, Unreadable) and "grows beyond" in part.reason for part in found)


LONG = '@string{m = "' + "x" * 600_000 + '"}\n'


def test_an_entry_that_many_macros_would_fill_the_memory_with_is_refused() -> None:
    fields = ", ".join(f'f{n} = m # "x"' for n in range(1_000))
    refused, fine = read(f"{LONG}@misc{{k, title={{One}}, {fields}}}\n@misc{{l, title={{Two}}}}")
    assert "its values grow beyond 2,097,152 characters" in refused.reason
    assert fine.title == "Two"


def test_macros_that_together_would_fill_the_memory_are_refused() -> None:
    refused = [f'@string{{m{n} = m # "x"}}' for n in range(20)]
    found = read(LONG + "\n".join(refused) + "\n@string{small = {fits}}@misc{k, title=small}")
    assert [part.title for part in found if isinstance(part, Record)] == ["fits"]
    assert len(found) == 16
    assert "the macros of the file have more than 4,194,304 characters together" in found[0].reason


def test_small_entries_that_macros_or_parents_make_large_are_refused_after_a_while(monkeypatch) -> None:
    monkeypatch.setattr(bibtex, "MAX_FILLED", 1_500_000)
    for written in ("@misc{{k{n}, title={{T}}, eid=m}}\n", "@misc{{k{n}, title={{T}}, crossref={{p}}}}\n"):
        text = LONG + "".join(written.format(n=n) for n in range(5)) + "@book{p, eid=m}\n@misc{l, title={Last}}"
        found = read(text)
        assert [part.title for part in found if isinstance(part, Record)] == ["T", "T", "Last"]
        assert "fill in more than 1,500,000 characters" in found[2].reason


def test_an_entry_with_many_values_that_do_not_end_is_refused() -> None:
    fields = "".join(f'f{n} = "{{,\n' for n in range(2_000))
    (refused,) = read(f"@misc{{k,\n{fields}{'}' * 2_000}}}")
    assert refused.reason == "many of its fields have no end"


def test_more_parents_than_there_is_room_for_are_left_out_and_said(monkeypatch) -> None:
    monkeypatch.setattr(bibtex_parents, "MAX_TEXT", 1_000)
    text = "".join(f"@inbook{{c{n}, title={{T}}, crossref={{p{n}}}}}\n@book{{p{n}, title={{{'B' * 300}}}}}\n"
                   for n in range(5))  # fmt: skip
    parts = [record for record in read(text) if record.title == "T"]
    assert [len(record.venue) for record in parts] == [300, 300, 300, 0, 0]
    assert "it refers to p3, which the file does not hold" in parts[3].doubts


def test_a_repeated_key_and_a_repeated_field_are_kept_and_said() -> None:
    first, second = read("@misc{k, title={One}, title={Other}}\n@misc{K, title={Two}}")
    assert first.title == "One"
    assert "title is there twice" in first.doubts[0]
    assert "Other" in first.doubts[0]
    assert "line 1" in second.doubts[0]


def test_a_file_cut_in_the_middle_keeps_what_is_whole_and_names_the_rest() -> None:
    whole, cut = read("@misc{a, title={One}}\n\n@misc{b, title={Tw")
    assert whole.title == "One"
    assert (cut.line, cut.reason) == (3, "the file ends before the entry does")


def test_an_entry_without_its_last_brace_costs_only_itself() -> None:
    broken, fine = read("@misc{a, title={One},\n year=2000\n\n@misc{b,\n title={Two}}")
    assert (broken.line, "line 4" in broken.reason) == (1, True)
    assert fine.title == "Two"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("@article{title={No key}, year=2000}", "No key"),
        ('@ARTICLE (k, title = "Round brackets (really)", year = 2000)', "Round brackets (really)"),
        ("@article\n{k,\ntitle={Brace on the next line}}", "Brace on the next line"),
        ("text before a@b.example {x} @misc{k, title={After mail}}", "After mail"),
        ("@misc{k, title={Set \\{a, b\\} and \\} alone}}", "Set {a, b} and } alone"),
        ("@misc{k,\r title={Old Mac}\r}\r", "Old Mac"),
        ('@comment{ignored {x}}@preamble{"x"}@misc{k,title={One line}}', "One line"),
        ("@misc{k, title={Trailing}, , }", "Trailing"),
    ],
)
def test_unusual_spellings_are_read(text: str, title: str) -> None:
    assert one(text).title == title


def test_a_missing_comma_is_mended_and_said() -> None:
    record = one("@misc{k, title={One} year={2000}}")
    assert (record.title, record.published) == ("One", "2000")
    assert "comma is missing" in record.doubts[0]


def test_an_entry_that_lost_its_at_is_named() -> None:
    lost, fine = read("\\article{k,\n title={Lost}}\n@misc{b, title={Fine}}")
    assert (lost.line, "@" in lost.reason) == (1, True)
    assert fine.title == "Fine"


def test_lines_of_a_note_lose_the_indentation_of_the_file() -> None:
    assert one("@misc{k, title={T},\n  annote={One line\n            and another},\n}").note == "One line\nand another"


def test_what_the_reader_said_in_another_program_comes_along() -> None:
    record = one(
        "@misc{k, title={T}, keywords={nets; vision, rank4}, annote={My own words}, readstatus={skimmed},"
        " date-added={2022-08-29 08:34:59 +0000}, bdsk-url-1={https://a.example/code}}"
    )
    assert (record.tags, record.rating, record.status) == (["nets", "vision"], 4, "reading")
    assert record.note == "My own words"
    assert record.saved_at == 1_661_762_099_000
    assert [link["url"] for link in record.links] == ["https://a.example/code"]


@pytest.mark.parametrize(
    "encoded",
    [
        "@misc{k, title={Über Bäume}}".encode("utf-8-sig"),
        "@misc{k, title={Über Bäume}}".encode("utf-16"),
        "@misc{k, title={Über Bäume}}".encode("utf-16-le"),
        "@misc{k, title={Über Bäume}}".encode("utf-16-be"),
        "@misc{k, title={Über Bäume}}".encode("cp1252"),
        "@misc{k, title={Über Bäume}}".encode("mac_roman"),
        "% Encoding: UTF-8\n@misc{k, title={Über Bäume}}".encode("latin-1"),
        *(f"% Encoding: {no}\n@misc{{k, title={{Über Bäume}}}}".encode("cp1252") for no in ("hex", "rot13", "idna")),
    ],
)
def test_the_encoding_is_found(encoded: bytes) -> None:
    (record,) = read(encoded)
    assert record.title == "Über Bäume"


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "iso2022_jp", "utf-16-le"])
def test_japanese_is_read_in_each_of_its_encodings(encoding: str) -> None:
    title = "注意機構を用いたニューラルネットワークの研究"
    (record,) = read(f"@misc{{k, author={{山田, 太郎}}, title={{{title}}}}}".encode(encoding))
    assert (record.title, record.authors) == (title, ["太郎 山田"])


def test_a_megabyte_of_open_braces_is_refused_quickly() -> None:
    (found,) = read("@misc{k, title={" + "{" * 3_000_000)
    assert isinstance(found, Unreadable)


def test_a_million_empty_lines_and_a_web_of_references_are_no_trouble() -> None:
    assert one("@misc{k, title={T}, ((" + "\n" * 900_000 + "}").title == "T"
    woven = "".join(f"@misc{{k{n}, title={{T}}, xdata={{k{n + 1},k{n + 2},k{n + 3},k{n + 4}}}}}\n" for n in range(1000))
    assert len(read(woven)) == 1000
