"""Files of old: short ones too are read in the encoding that they were written in, and what may be wrong is said."""

import io

import pytest

from manicule.errors import EncodingUnknown
from manicule.formats.source import Source

WRITTEN = [
    ("Zażółć gęślą jaźń w polskiej literaturze, Łukasz Święcicki", "cp1250 iso8859-2 cp852 mac-latin2"),
    ("Michał Woźniak: Sieci neuronowe", "cp1250 iso8859-2"),
    ("Příliš žluťoučký kůň, Jiří Dvořák", "cp1250 iso8859-2 cp852"),
    ("Árvíztűrő tükörfúrógép, Győző Őry", "cp1250 iso8859-2 cp852"),
    ("Über die Grundlagen der Künstlichen Intelligenz, Jürgen Größe", "cp1252 mac-roman cp850 cp437"),
    ("Le cœur des systèmes à états, Françoise Dupré", "cp1252"),
    ("Perché la città è così", "cp1252 mac-roman cp850"),
    ("¿Qué es la inteligencia? José Peña", "cp1252 mac-roman cp850"),
    ("Språkteknologi för nordiska språk, Åsa Öberg", "cp1252 mac-roman cp850"),
    ("Türkçe doğal dil işleme, Gülşen Eryiğit", "cp1254 iso8859-9 cp857"),
    ("Методы машинного обучения, Иван Петров", "cp1251 koi8-r iso8859-5 mac-cyrillic cp866"),
    ("Нейронные сети", "cp1251 koi8-r iso8859-5 cp866"),
    ("Методи обробки природної мови, Олена Єременко", "cp1251 koi8-u iso8859-5"),
    ("Μηχανική μάθηση και επεξεργασία φυσικής γλώσσας", "cp1253 iso8859-7 mac-greek"),
    ("深層学習による日本語の構文解析について", "cp932 euc_jp iso2022_jp utf-16-le utf-16-be"),
    ("基于深度学习的自然语言处理研究", "gb18030 utf-16-le utf-16-be"),
    ("基於深度學習的自然語言處理研究", "big5"),
    ("딥러닝을 이용한 한국어 자연어 처리 연구", "cp949"),
    ("למידת מכונה ועיבוד שפה טבעית", "cp1255"),
    ("التعلم الآلي ومعالجة اللغة الطبيعية", "cp1256"),
]
RECORDS = ("@article{k,\n  title = {%s},\n  journal = {Lists},\n  year = 2001\n}\n", "TY  - JOUR\nTI  - %s\nER  - \n")
CASES = [(text, encoding) for text, encodings in WRITTEN for encoding in encodings.split()]


def text_of(content: bytes, encoding: str = "") -> str:
    return "".join(Source(io.BytesIO(content), encoding=encoding).texts())


@pytest.mark.parametrize(("title", "encoding"), CASES)
def test_one_record_tells_the_encoding_of_its_file(title: str, encoding: str) -> None:
    for record in RECORDS:
        text = record % title
        assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize("name", ["Schölkopf", "Erdös", "“quoted” – and dashed", "Poincaré"])
def test_one_letter_among_english_is_a_western_one(name: str) -> None:
    text = "".join(RECORDS[0] % title for title in ("A plain title of lists", name))
    assert text_of(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("said", "meant"),
    [("ISO-8859-1", "cp1252"), ("Cp1252", "cp1252"), ("GB2312", "gb18030"), ("ISO8859_2", "iso8859-2")],
)
def test_what_a_file_says_of_itself_counts_and_means_what_programs_mean(said: str, meant: str) -> None:
    title = {"cp1252": "“Quoted”", "gb18030": "镕", "iso8859-2": "Š"}[meant]
    text = f"% Encoding: {said}\n" + RECORDS[0] % title
    assert text_of(text.encode(meant)) == text


def test_what_the_reader_says_counts_before_all() -> None:
    text = RECORDS[0] % "Ţarălungă"
    assert text_of(b"% Encoding: cp1252\n" + text.encode("cp1250"), "windows-1250").endswith(text)
    with pytest.raises(EncodingUnknown, match="klingon"):
        Source(io.BytesIO(b""), encoding="klingon")


def test_a_line_of_another_encoding_spoils_neither_itself_nor_the_others() -> None:
    content = (RECORDS[0] % "Łukasz and Müller").encode() + (RECORDS[0] % "Schölkopf").encode("cp1252")
    assert text_of(content) == (RECORDS[0] % "Łukasz and Müller") + (RECORDS[0] % "Schölkopf")


def test_letters_of_two_encodings_that_are_as_likely_are_told() -> None:
    source = Source(io.BytesIO((RECORDS[0] % "Čech complexes").encode("cp1250")))
    assert source.is_guessed
    assert source.guess.rival


def test_a_long_line_before_the_first_letter_is_no_trouble() -> None:
    for between in ("\n", " "):
        text = "a" * 900_000 + between + RECORDS[0] % "Poincaré"
        assert text_of(text.encode("cp1252")) == text
