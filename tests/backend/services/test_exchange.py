"""Import and export: nothing lost in silence, nothing written twice or in half, and what goes out comes back."""

import io
import json
import re
from pathlib import Path

import bibtexparser
import pytest
from hard import HARD, NOW, clear, exported, shelve
from pybtex.database import parse_string

from manicule.errors import FileNotUnderstood, FormatUnknown, ZoteroSilent
from manicule.formats import bibtex
from manicule.models import Device, Head, Library
from manicule.services import bookmarks, libraries, listing, tags
from manicule.services.exchange import citing, exporting, importing, incoming, zotero
from manicule.services.exchange.importing import Report, Source

ROOT = Path(__file__).resolve().parents[3]
ENTRY = "@article{k, title={Reading lists by hand}, author={Ada Lovelace}, year=1843, eprint={1706.03762}}"


@pytest.fixture
def take(library, device):
    """`take(text)` imports a file that says this."""

    def commit(text: str | bytes, form: str | None = None) -> Report:
        file = io.BytesIO(text.encode() if isinstance(text, str) else text)
        return importing.commit(library, device.id, Source(file), NOW, form)

    return commit


def rev(library: Library) -> int:
    return Head.select(Head.rev).where(Head.library == library).scalar()


def test_a_file_becomes_bookmarks(library, take):
    report = take(ENTRY)
    assert report.counts() == {"new": 1, "existing": 0, "suspicious": 0, "unreadable": 0}
    saved = bookmarks.get(library, "arxiv:1706.03762")
    assert (saved["title"], saved["authors"], saved["published"]) == ("Reading lists by hand", ["Ada Lovelace"], "1843")


def test_importing_again_changes_nothing(library, take):
    text = ENTRY[:-1] + ", keywords={a, b}, annote={mine}, ranking={rank3}, bdsk-url-1={https://a.example/x}}"
    take(text)
    before = rev(library)
    again = take(text)
    assert again.counts() == {"new": 0, "existing": 1, "suspicious": 0, "unreadable": 0}
    assert again.items("existing")[0]["changes"] is False
    assert rev(library) == before


def test_a_preview_writes_nothing_and_says_the_same(library, device):
    text = ENTRY + "\n" + ENTRY + "\n@misc{broken, title={"
    before = rev(library)
    seen = importing.preview(library, Source(io.BytesIO(text.encode())))
    assert rev(library) == before
    done = importing.commit(library, device.id, Source(io.BytesIO(text.encode())), NOW)
    assert seen.counts() == done.counts()


def test_a_preview_tells_apart_what_one_file_calls_by_two_titles(library, device):
    text = """@misc{a, title={A title of one kind}, doi={10.1000/x}} @misc{b, title={Another subject}, doi={10.1000/x}}
      @misc{c, title={First of a page}, url={https://a.example/p}} @misc{d, title={Second there}, url={https://a.example/p}}"""
    source = Source(io.BytesIO(text.encode()))
    before = importing.preview(library, source)
    after = importing.commit(library, device.id, source, NOW)
    assert before.counts() == after.counts() == {"new": 3, "existing": 0, "suspicious": 1, "unreadable": 0}
    assert "another title" in before.items("suspicious")[0]["reason"]


def test_tags_and_names_with_commas_come_back_from_bibtex(library, device, take):
    take("@misc{k, title={A title}, author={{Lists, Commas, and Sons}}, keywords={{Drugs, new}, b}, doi={10.1000/x}}")
    take("@misc{k, title={Another}, keywords={{Drugs, new},}, doi={10.1000/y}}")
    _, pieces = exporting.export(library, "bibtex")
    found = list(bibtex.read(Source(io.BytesIO("".join(pieces).encode()))))
    assert [sorted(record.tags) for record in found] == [["Drugs, new", "b"], ["Drugs, new"]]
    assert found[0].authors == ["Lists, Commas, and Sons"]


def test_what_is_there_is_completed_and_never_overwritten(library, device, take):
    mine = {"key": "arxiv:1706.03762", "title": "My title", "note": "my note", "tags": ["mine"], "rating": 5}
    bookmarks.save(library, device.id, mine, NOW)
    take(ENTRY[:-1] + ", annote={their note}, keywords={theirs}, ranking={rank1}, doi={10.1000/x}}")
    saved = bookmarks.get(library, "doi:10.1000/x")
    assert (saved["title"], saved["rating"], saved["tags"]) == ("My title", 5, ["mine", "theirs"])
    assert "my note" in saved["note"]
    assert "their note" in saved["note"]
    assert saved["authors"] == ["Ada Lovelace"]


def test_words_taken_out_of_a_note_do_not_come_back(library, device, take):
    text = ENTRY[:-1] + ", annote={first words}}"
    take(text)
    bookmarks.patch(library, device.id, "arxiv:1706.03762", {"note": "other words"}, NOW)
    take(text)
    assert bookmarks.get(library, "arxiv:1706.03762")["note"] == "other words"


def test_a_paper_that_nothing_names_is_kept_under_its_title(library, take):
    text = "@book{k, title={A Handbook of Invented Functions}, author={A B and C D}, year=1964}"
    assert take(text).counts()["new"] == 1
    assert take(text).counts()["existing"] == 1
    assert len(listing.page(library)["items"]) == 1


def test_two_ids_of_one_kind_are_suspicious_and_the_surer_is_taken(library, take):
    report = take(
        "@misc{k, title={T}, eprint={1706.03762}, archiveprefix={arXiv}, url={https://arxiv.org/abs/1512.03385}}"
    )
    (item,) = report.items("suspicious")
    assert "arxiv:1512.03385" in item["reason"]
    assert bookmarks.get(library, "arxiv:1706.03762")["ids"] == ["arxiv:1706.03762"]


def test_a_file_never_makes_two_bookmarks_one(library, device, take):
    for key in ("arxiv:1706.03762", "doi:10.1000/x"):
        bookmarks.save(library, device.id, {"key": key}, NOW)
    report = take("@misc{k, title={T}, eprint={1706.03762}, doi={10.1000/x}}")
    assert "two papers" in report.items("suspicious")[0]["reason"]
    assert len(listing.page(library)["items"]) == 2


def test_the_same_title_under_another_id_is_taken_and_said(library, device, take):
    bookmarks.save(
        library, device.id, {"key": "doi:10.1000/x", "title": "Reading lists by hand", "authors": ["A. Lovelace"]}, NOW
    )
    (item,) = take(ENTRY).items("suspicious")
    assert (item["state"], "doi:10.1000/x" in item["reason"]) == ("new", True)


def test_a_paper_that_only_its_title_names_is_not_called_by_a_digest(library, take):
    take(ENTRY.replace("eprint={1706.03762}", ""))
    (item,) = take(ENTRY).items("suspicious")
    assert item["reason"] == "it is probably the same paper as another one, which has this title"


def test_what_has_neither_title_nor_id_is_named_with_its_line(take):
    report = take("\n\n@misc{k, author={A B}}")
    assert report.items("unreadable")[0]["line"] == 3
    assert "neither a title" in report.items("unreadable")[0]["reason"]


def test_an_abstract_that_is_cut_is_said(take):
    report = take(json.dumps({"title": "One", "abstract": "word " * 5_000}), "jsonl")
    (found,) = report.items("suspicious")
    assert found["reason"] == "its abstract is longer than 20,000 characters and was cut"


def test_of_a_record_that_names_thousands_of_papers_the_first_are_looked_at(library, take, monkeypatch):
    asked = []
    monkeypatch.setattr(incoming.papers, "identities", lambda name: asked.append(name) or [name])
    report = take(json.dumps({"title": "One", "ids": [f"doi:10.1000/{n}" for n in range(3_000)]}), "jsonl")
    (found,) = report.items("suspicious")
    assert len(asked) == 200
    assert "of 3,000 ids and addresses the first 200 were looked at" in found["reason"]


def test_of_more_doubts_than_anybody_reads_the_first_are_told(take):
    fields = ", ".join(f"title = {{Title {n}}}" for n in range(500))
    (found,) = take(f"@misc{{k, {fields}}}").items("suspicious")
    assert found["reason"].count("there twice") == 50
    assert found["reason"].endswith("and 449 more")


def test_papers_are_judged_in_parts_of_bounded_size(library, device, monkeypatch):
    sizes = []
    find_owners = importing.Judge.find_owners

    def watched(judge, batch) -> None:
        sizes.append(sum(len(paper.record.note) for paper in batch))
        find_owners(judge, batch)

    monkeypatch.setattr(importing.Judge, "find_owners", watched)
    lines = (json.dumps({"title": f"Paper number {n}", "note": "n" * 200_000}) for n in range(40))
    report = importing.preview(library, Source(io.BytesIO("\n".join(lines).encode())), "jsonl")
    assert report.counts()["new"] == 40
    assert max(sizes) <= importing.MAX_BATCH + 200_000


def test_tags_that_a_file_names_by_the_thousand_are_written_in_parts(library, take, monkeypatch):
    taken = []
    take_together = importing.ledger.take_together
    monkeypatch.setattr(importing.ledger, "take_together",
                        lambda *given: taken.append(len(given[2])) or take_together(*given))  # fmt: skip
    take("\n".join(json.dumps({"tag": f"tag {n}"}) for n in range(1_000)), "jsonl")
    assert len(tags.listing(library)) == 1_000
    assert max(taken) <= importing.BATCH


def test_a_file_of_no_format_is_refused(library, take):
    for content in (b"", b"hello", b"\0" * 1000, bytes(range(256)) * 100):
        with pytest.raises(FileNotUnderstood):
            take(content)
    with pytest.raises(FormatUnknown):
        take(ENTRY, "docx")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"%PDF-1.7 x", "a PDF"),
        (b"\x1f\x8b\x08", "unpack it first"),
        (b'<rdf:RDF xmlns:rdf="x"><bib:Article/></rdf:RDF>', "is RDF"),
        (b'<?xml version="1.0"?><xml><records><record/></records></xml>', "EndNote's XML"),
        (b'{"guid":"root________","title":"","type":"text/x-moz-place-container","children":[]}', "from it as HTML"),
        (
            b'{"checksum": "0f", "roots": {"bookmark_bar": {"children": [{"type": "url", "id": "5"}]}}}',
            "from it as HTML",
        ),
        (b"PK\x03\x04\x14\x00[Content_Types].xml", "save a table as CSV"),
        (b'{"list": {}}', "JSON of a kind that is not known"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(take, content, said):
    with pytest.raises(FileNotUnderstood, match=said):
        take(content)


PAGES = """@misc{, title={Lamps}, url={https://lamp.example/a}}
@misc{, title={Entirely something else}, url={https://lamp.example/a}}
@misc{, title={The small lamp in the large fog}, author={Jane Roe}, bdsk-url-1={https://lamp.example/c}, year={۱۳۹۶}}
@misc{, title={Fog}, author={Jane Roe}, year=1992}"""


def change(library: Library, device: Device) -> None:
    """Papers as they are after a while: retitled, dismissed, starred, with tags that a format writes otherwise."""
    shelve(library, device)
    importing.commit(library, device.id, Source(io.BytesIO(PAGES.encode())), NOW)
    (fog,) = (one["key"] for one in listing.page(library, "title:fog author:roe year:1992")["items"])
    bookmarks.patch(library, device.id, fog, {"title": "Another title altogether, typed later"}, NOW)
    told = {
        "tags": ["semi;colon", "c++, again", "12", "a b"],
        "status": "dismissed",
        "starred": True,
        "note": "> mine\n",
    }
    bookmarks.patch(library, device.id, "arxiv:2401.00001", told, NOW)


@pytest.mark.parametrize("form", exporting.WRITABLE)
def test_a_library_imported_into_itself_is_not_edited(library, device, take, form):
    change(library, device)
    text = b"".join(one if isinstance(one, bytes) else one.encode() for one in exporting.export(library, form)[1])
    before = rev(library)
    report = take(text)
    assert rev(library) == before
    assert report.counts()["new"] == report.counts()["unreadable"] == 0
    assert not any(one["changes"] for one in report.items("existing"))


def test_what_another_program_says_of_a_paper_of_mine_is_still_added(library, device, take):
    shelve(library, device)
    (report,) = take("@misc{mykey, title={Plain}, doi={10.1000/a_b(1)}, volume={7}, keywords={new}}").items("existing")
    assert report["changes"]
    after = bookmarks.get(library, "doi:10.1000/a_b(1)")
    assert (after["details"]["citekey"], after["details"]["volume"], after["tags"]) == ("mykey", "7", ["new"])


def test_an_address_that_nobody_named_is_kept_and_is_one_to_look_at(library, take):
    page = '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><A HREF="https://lamp.example/x"></A>\n</DL><p>'
    (odd,) = take(page).items("suspicious")
    assert (odd["key"], odd["reason"]) == ("url:lamp.example/x", "it has no title")
    before = rev(library)
    assert take(page).items("suspicious")[0]["state"] == "existing"
    assert rev(library) == before


def test_a_list_of_references_makes_no_paper_one_to_look_at_but_other_long_fields_do(take):
    long = "Doe J. (2001) Fog; " * 400
    assert take(f"Title,DOI,References\nLamps,10.5555/a,{long}\n").counts()["new"] == 1
    (odd,) = take(f"Title,DOI,Funding\nFog,10.5555/b,{long}\n").items("suspicious")
    assert "csv-funding is too long" in odd["reason"]


LOST = ("id", "rev", "updated_at", "details", "note_copies", "found_on", "links", "abstract")


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_bibtex_that_goes_out_comes_back_without_loss(library, device, take, form):
    before = shelve(library, device)
    text = exported(library, form)
    clear(library, device)
    report = take(text)
    assert report.counts() == {"new": 4, "existing": 0, "suspicious": 0, "unreadable": 0}, report.items("suspicious")
    for one in before:
        after = bookmarks.get(library, one["key"])
        assert {n: v for n, v in after.items() if n not in LOST} == {
            **{n: v for n, v in one.items() if n not in LOST},
            "url": after["url"],
        }
        assert " ".join(after["abstract"].split()) == " ".join(one["abstract"].split())


@pytest.mark.parametrize("form", ["bibtex", "biblatex"])
def test_other_readers_read_what_we_export(library, device, form):
    saved = shelve(library, device)
    text = exported(library, form)
    found = bibtexparser.parse_string(text)
    assert not found.failed_blocks
    assert len(found.entries) == len(saved)
    strict = parse_string(text, "bibtex")
    assert [entry.fields["title"].count("{") for entry in strict.entries.values()] == [
        entry.fields["title"].count("}") for entry in strict.entries.values()
    ]
    people = [[str(person) for person in entry.persons.get("author", [])] for entry in strict.entries.values()]
    assert [len(names) for names in people] == [len(one["authors"]) for one in saved]


@pytest.mark.parametrize("form", ["jsonl", "csv", "netscape"])
def test_a_format_without_cite_keys_does_not_read_the_library_for_them(library, take, monkeypatch, form):
    take(ENTRY)
    monkeypatch.delattr(citing, "different")
    assert "1706.03762" in "".join(map(str, exporting.export(library, form)[1]))


def test_cite_keys_that_many_share_are_told_apart_the_oldest_has_the_usual_one(library, take, monkeypatch):
    monkeypatch.setattr(citing, "BATCH", 3)
    papers = [f"Memory {n},Ada Lovelace,1843,10.1/{n}" for n in range(10)]
    take("\n".join(["Title,Author,Year,DOI", *papers, "Weaving,Ada Lovelace,1843,10.1/y"]))
    written = "".join(map(str, exporting.export(library, "bibtex")[1]))
    keys = re.findall(r"@misc\{([^,]+),", written)
    assert len(set(keys)) == len(keys) == 11
    assert (keys[0], keys[-1]) == ("lovelace1843memory", "lovelace1843weaving")
    assert all(re.fullmatch("lovelace1843memory-[a-z]{3,}", key) for key in keys[1:-1])


def test_cite_keys_are_the_same_whatever_is_exported(library, device):
    for n, title in enumerate(["Learning to read", "Learning to write", "Learning to cite"], 1):
        given = {"key": f"arxiv:2401.0000{n}", "title": title, "authors": ["Ada Lovelace"], "published": "2024-01"}
        bookmarks.save(library, device.id, given, NOW)
    keys = [entry.key for entry in bibtexparser.parse_string(exported(library, "bibtex")).entries]
    assert keys[0] == "lovelace2024learning"
    assert len(set(keys)) == 3
    (alone,) = bibtexparser.parse_string(exported(library, "bibtex", "cite")).entries
    assert alone.key == keys[2]
    for n, key in enumerate(keys, 1):
        for form in ("bibtex", "biblatex", "ris", "csl-json"):
            assert key in re.findall(r"[\w-]+", exporting.citation(library, f"arxiv:2401.0000{n}", form)), form
    bookmarks.delete(library, device.id, "arxiv:2401.00001", NOW)
    assert f"{{{keys[0]}," in exporting.citation(library, "arxiv:2401.00002", "bibtex")


def test_a_library_moved_as_json_lines_is_equal(library, device, take, clock):
    for given in HARD:
        bookmarks.save(library, device.id, given, NOW - 5_000)
    bookmarks.patch(
        library, device.id, "arxiv:2401.00001", {"title": "My title", "status": "read", "rating": None}, NOW - 4_000
    )
    found = {"url": "https://a.example/list", "title": "A list"}
    bookmarks.save(
        library, device.id, {"key": "pmid:12345", "doi": "", "found_on": found, "starred": True}, NOW - 3_000
    )
    bookmarks.patch(library, device.id, "pmid:12345", {"note": "one two three"}, NOW - 2_000)
    bookmarks.patch(library, device.id, "pmid:12345", {"note": "four", "base_rev": 1, "base_text": "five"}, NOW - 1_000)
    take(ENTRY[:-1] + ", volume={3}, pages={1--2}}")
    take("@article{k, title={Learnt one by one}, doi={10.1000/l}, pmcid={PMC3654245}}")
    take("@article{k, title={Learnt one by one}, doi={10.1000/l}, pmid={23690738}}")
    first = exported(library, "jsonl")
    other = libraries.find_or_make("other", NOW)
    Device.insert(library=other, id="dev_b", name="b", created_at=0).execute()
    report = importing.commit(other, "dev_b", Source(io.BytesIO(first.encode())), NOW + 9_000)
    assert report.counts()["new"] == 7
    assert exported(other, "jsonl") == first
    assert bookmarks.get(other, "pmid:12345")["note_copies"]


@pytest.mark.parametrize("form", ["ris", "csl-json", "csv", "netscape"])
def test_every_format_comes_back_as_the_same_papers(library, device, take, form):
    before = shelve(library, device)
    text = exported(library, form)
    assert take(text).counts() == {"new": 0, "existing": 4, "suspicious": 0, "unreadable": 0}
    clear(library, device)
    assert take(text).counts()["new"] == 4
    for one in before:
        after = bookmarks.get(library, one["key"])
        assert after["title"] == one["title"]
        assert form == "netscape" or after["published"] == one["published"]
        assert after["tags"] == one["tags"]


@pytest.mark.parametrize("form", ["jsonl", "markdown"])
def test_a_file_goes_out_in_few_pieces_however_many_lines_it_has(library, device, monkeypatch, form):
    shelve(library, device)
    (whole,) = exporting.export(library, form)[1]
    monkeypatch.setattr(exporting, "BLOCK", 1_000)
    *pieces, last = exporting.export(library, form)[1]
    assert min(map(len, pieces)) >= 1_000
    assert whole[:0].join([*pieces, last]) == whole


def test_a_report_is_valid_json(take):
    report = take(ENTRY + '\n@misc{x, title={"Quotes" \\ and\ttabs}}\n@misc{y}')
    told = json.loads("".join(report.pieces()))
    assert {name: len(told[name]) for name in Report.LISTS} == report.counts()


def test_a_folder_of_markdown_comes_back_with_its_notes(library, device, take):
    before = shelve(library, device)
    _, pieces = exporting.export(library, "markdown")
    packed = b"".join(pieces)
    assert take(packed).counts() == {"new": 0, "existing": 4, "suspicious": 0, "unreadable": 0}
    clear(library, device)
    assert take(packed).counts()["new"] == 4
    for one in before:
        after = bookmarks.get(library, one["key"])
        for name in ("title", "authors", "note", "tags", "rating", "status", "published", "venue"):
            assert after[name] == one[name]


def test_a_saved_list_is_read_by_the_rule_of_its_site(library, take):
    page = (ROOT / "tests" / "sites" / "arxiv" / "list_new.html").read_text(encoding="utf-8")
    saved = "<!-- saved from url=(0031)https://arxiv.org/list/cs.LG/new -->\n" + page
    report = take(saved)
    assert report.format == "listing"
    assert report.counts()["new"] > 2
    assert listing.page(library)["items"][0]["found_on"]["url"] == "https://arxiv.org/list/cs.LG/new"


def test_a_running_zotero_is_read_page_by_page(library, device):
    items = [
        {"key": f"K{n}", "data": {"key": f"K{n}", "itemType": "book", "title": f"Book number {n}"}} for n in range(150)
    ]

    def fetch(url: str) -> tuple[bytes, int]:
        start = int(url.rpartition("=")[2])
        return json.dumps(items[start : start + 100]).encode(), len(items)

    with zotero.library(fetch) as source:
        assert importing.commit(library, device.id, source, NOW).counts()["new"] == 150


def test_what_is_not_zotero_is_said():
    with pytest.raises(ZoteroSilent), zotero.library(lambda url: (b"<html>", 1)):
        pass


def test_a_citation_says_nothing_of_mine(library, device):
    given = {
        "key": "arxiv:1706.03762",
        "title": "A title",
        "note": "secret",
        "tags": ["mine"],
        "authors": ["Ada Lovelace"],
    }
    bookmarks.save(library, device.id, given, NOW)
    for form in exporting.CITATIONS:
        text = exporting.citation(library, "arxiv:1706.03762", form)
        assert "A title" in text
        assert "Lovelace" in text
        assert "secret" not in text
        assert "mine" not in text


def test_files_of_nothing_that_is_known_are_refused_however_they_look(take):
    for content in (b"a" * 500_000, b'<?xml version="1.0"?>' + b"<a>" * 200_000, b"title," + b"x" * 400_000):
        with pytest.raises(FileNotUnderstood):
            take(content)


def test_a_comment_that_never_ends_is_named(take):
    report = take("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<!--" + "x y\n" * 600_000)
    assert "does not end" in report.items("unreadable")[0]["reason"]


def test_a_guessed_encoding_is_said_and_letters_in_doubt_are_worth_a_look(library, take):
    text = "@misc{a, title={Čech complexes}, doi={10.1000/a}} @misc{b, title={Plain}, doi={10.1000/b}}"
    report = take(text.encode("cp1250"))
    assert "does not say its encoding" in report.remark
    assert [item["key"] for item in report.items("suspicious")] == ["doi:10.1000/a"]
    assert "could be" in report.items("suspicious")[0]["reason"]
    assert take(text).remark == ""
