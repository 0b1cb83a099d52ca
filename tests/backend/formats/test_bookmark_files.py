"""Bookmarks of browsers and bookmark servers, tables, and other programs' JSON."""

import io
import json

import pytest
from detected import read

from manicule.core.text import normalise
from manicule.formats import json_items, markup, zotero
from manicule.formats.detect import detect
from manicule.formats.record import Record, Unreadable
from manicule.formats.registry import FORMATS
from manicule.formats.source import Source

BROWSER = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bookmarks bar</H3>
    <DL><p>
        <DT><H3>Papers &amp; more</H3>
        <DL><p>
            <DT><A HREF="https://arxiv.org/abs/1706.03762" ADD_DATE="1661762099" TAGS="nets,vision"
                >[1706.03762] Reading</A>
            <DD>My words<br>on two lines &lt;b&gt;
        </DL><p>
        <DT><A HREF="javascript:alert(1)">A trick</A>
        <DT><A HREF="https://a.example/after">After</A>
    </DL><p>
</DL><p>"""


def test_folders_become_tags_and_descriptions_notes():
    paper, trick, after = read(BROWSER, "netscape")
    assert (paper.title, paper.url) == ("Reading", "https://arxiv.org/abs/1706.03762")
    assert paper.tags == ["Papers & more", "nets", "vision"]
    assert paper.note == "My words\non two lines <b>"
    assert paper.saved_at == 1_661_762_099_000
    assert after.tags == []
    assert (trick.line, trick.reason) == (12, "it is no web address")


def test_pockets_list_says_what_was_read():
    text = """<!DOCTYPE html><html><h1>Unread</h1><ul>
      <li><a href="https://a.example/1" time_added="1661762099" tags="x,y">One</a></li></ul>
      <h1>Read Archive</h1>
      <ul><li><a href="https://a.example/2" time_added="1661762099" tags="">Two</a></li></ul></html>"""
    one, two = read(text, "netscape")
    assert (one.status, one.tags, two.status) == ("to_read", ["x", "y"], "read")


def test_a_link_without_its_end_or_its_address_is_not_lost():
    text = """<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p>
      <DT><A HREF="https://a.example/1">One <DT><A>Nowhere</A> <DT><A HREF="">Nothing</A>
      <DT><A HREF="https://a.example/2">Cut"""
    one, nowhere, nothing, cut = read(text, "netscape")
    assert (one.title, cut.title) == ("One", "Cut")
    assert [(broken.line, broken.text) for broken in (nowhere, nothing)] == [(2, "Nowhere"), (2, "Nothing")]


def test_a_reading_list_says_what_was_read():
    text = """<html><body><h1>Unread</h1><ol><li><a href="https://a.example/1">One</a></ol>
      <h1>Archive</h1><ol><li><a href="https://a.example/2">Two</a></ol></body></html>"""
    assert [(one.title, one.status) for one in read(text, "netscape")] == [("One", "to_read"), ("Two", "read")]


def test_a_page_of_a_site_that_begins_with_links_to_its_parts_is_no_reading_list():
    text = """<!doctype html><html><head><link rel="canonical" href="https://a.example/list"><title>New</title></head>
      <body><h1>New papers</h1> <ul> <li><a href="https://a.example/list#item0">Submissions</a></li></ul>
      <dl><p>One</p></dl></body></html>"""
    assert detect(Source(io.BytesIO(text.encode()))) == "listing"


def test_a_folder_called_archive_says_nothing_of_reading():
    text = "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><H3>Archive</H3><DL><p><DT><A HREF='https://a.example'>A</A></DL>"
    (one,) = read(text, "netscape")
    assert one.status is None


def test_notes_below_a_description_and_times_since_1601_are_read():
    text = """<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p>
      <DT><A HREF="https://a.example/1" ADD_DATE="13244473600000000">A</A><DD>Short[my-notes]Long
      lines[/my-notes]"""
    (one,) = read(text, "netscape")
    assert one.note == "Short\n\nLong\n      lines"
    assert one.saved_at == 1_600_000_000_000


def test_a_description_in_two_hundred_thousand_pieces_is_no_trouble():
    text = "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><A HREF='https://a.example'>A</A><DD>" + "x<b>" * 200_000
    (one,) = read(text, "netscape")
    assert one.note == "x" * 200_000


def test_a_million_folders_inside_each_other_are_no_trouble():
    text = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n" + "<DL><p>\n" * 200_000 + '<DT><A HREF="https://a.example/x">Deep</A>\n'
    )
    (one,) = read(text, "netscape")
    assert one.title == "Deep"


def test_linkding_and_raindrop_give_their_bookmarks():
    linkding = {"count": 1, "next": None, "results": [
        {"id": 1, "url": "https://arxiv.org/abs/1706.03762", "title": "T", "description": "d", "notes": "n",
         "unread": True, "tag_names": ["a"], "date_added": "2022-08-29T08:34:59.825Z"}]}  # fmt: skip
    (one,) = read(json.dumps(linkding), "linkding")
    assert (one.tags, one.note, one.status, one.saved_at) == (["a"], "d\n\nn", "to_read", 1_661_762_099_825)
    raindrop = {"result": True, "items": [
        {"_id": 1, "link": "https://a.example/x", "title": "T", "excerpt": "e", "note": "my", "tags": ["b"],
         "important": True, "created": "2022-08-29T08:34:59.825Z", "highlights": [{"text": "hl"}]},
        {"title": "none"}]}  # fmt: skip
    two, none = read(json.dumps(raindrop), "raindrop")
    assert (two.tags, two.starred, "hl" in two.note) == (["b"], True, True)
    assert none.reason == "it has no address"


def test_pinboards_and_wallabags_lists_are_read_with_their_tags_times_and_passages():
    pinboard = [{"href": "https://a.example/x", "description": "T", "extended": "mine", "time": "2019-10-05T11:12:13Z",
                 "shared": "no", "toread": "yes", "tags": "nlp deep"}]  # fmt: skip
    source = Source(io.BytesIO(json.dumps(pinboard).encode()))
    (one,) = FORMATS[detect(source)].reader()(source)
    assert (one.title, one.note, one.tags, one.status, one.url) == (
        "T", "mine", ["nlp", "deep"], "to_read", "https://a.example/x")  # fmt: skip
    assert one.saved_at == 1_570_273_933_000
    wallabag = [{"is_archived": 1, "is_starred": 1, "title": "T", "url": "https://a.example/y", "tags": ["b"],
                 "created_at": "2019-10-05T11:12:13+00:00",
                 "annotations": [{"quote": "theirs", "text": "mine"}]}]  # fmt: skip
    (two,) = read(json.dumps(wallabag), "linkding")
    assert (two.note, two.starred, two.saved_at) == ("> theirs\nmine", True, 1_570_273_933_000)
    assert two.status == "read"


def test_what_was_archived_is_read_tags_may_be_objects_and_what_is_said_besides_is_kept():
    linkding = {"results": [{"url": "https://a.example/x", "title": "T", "is_archived": True, "shared": True,
                "website_description": "said by the page", "favicon_url": "https://a.example/i"}]}  # fmt: skip
    (one,) = read(json.dumps(linkding), "linkding")
    assert (one.status, one.details) == (
        "read", {"bookmark-shared": "True", "bookmark-website_description": "said by the page"})  # fmt: skip
    omnivore = [{"url": "https://a.example/y", "title": "T", "state": "Archived", "labels": [{"name": "a b"}],
                 "savedAt": "2019-10-05T11:12:13Z", "link": "https://a.example/y"}]  # fmt: skip
    (two,) = read(json.dumps(omnivore), "raindrop")
    assert (two.status, two.tags, two.saved_at) == ("read", ["a b"], 1_570_273_933_000)


def test_what_waits_in_safaris_reading_list_is_to_be_read_and_what_linkding_archived_was():
    later = '<DT><H3 FOLDED id="com.apple.ReadingList">Reading List</H3>\n<DL><p>\n<DT><A HREF="https://a.example/1">A</A>\n'
    text = f'<DL><p>\n{later}<DD>first words\n</DL><p>\n<DT><A HREF="https://a.example/2">B</A>\n'
    text += '<DT><A HREF="https://a.example/3" TAGS="x,linkding:bookmarks.archived">C</A>\n</DL><p>'
    waiting, plain, archived = read(f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n{text}", "netscape")
    assert (waiting.status, waiting.tags, waiting.note) == ("to_read", [], "first words")
    assert (plain.status, archived.status, archived.tags) == (None, "read", ["x"])


def test_a_link_in_a_description_is_no_bookmark():
    link = '<DT><A HREF="https://a.example/x" ADD_DATE="1">T</A>\n<DD>after <a href="https://b.example/y">theirs</a>\n'
    first, second = read(f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n{link}{link}</DL><p>", "netscape")
    assert (first.note, second.url) == ("after https://b.example/y theirs", "https://a.example/x")


def test_the_end_of_a_range_of_dates_and_a_season_are_kept():
    item = {"title": "T", "issued": {"date-parts": [[1999, 3], [2001]], "season": "spring"}}
    (one,) = read(json.dumps([item]), "csl-json")
    assert (one.published, json.loads(one.details["csl-issued"])) == ("1999-03", item["issued"])
    (one,) = read(json.dumps([{"title": "T", "issued": {"date-parts": [[1999]], "raw": "1999"}}]), "csl-json")
    assert "csl-issued" not in one.details


def test_a_list_in_a_description_ends_neither_it_nor_its_link():
    link = '<DT><A HREF="https://a.example/x" ADD_DATE="1">T</A>\n'
    text = f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n{link}<DD>seen:<ul><li>one<li>two</ul>\n{link}</DL><p>"
    first, second = read(text, "netscape")
    assert (first.note, second.note, second.title) == ("seen:\none\ntwo", "", "T")


def test_papermemory_keeps_the_programs_words_apart_from_mine():
    text = json.dumps({
        "__dataVersion": 508,
        "Arxiv-1706.03762": {"title": "A \n title", "author": "Jane Doe and Richard Roe",
                             "note": "Accepted @ ACL (2020)\nmine", "year": 2017, "codeLink": False, "tags": ["a"],
                             "pdfLink": "https://arxiv.org/pdf/1706.03762v5", "source": "arxiv", "favorite": True,
                             "addDate": "2022-08-29T08:34:59.825Z", "bibtex": ""},
        "OR-ICLR-2022_EZNOb_uNpJk": {"title": "B", "author": "", "year": "unknown", "source": "openreview"},
        "Arxiv-1": "broken",
    }, indent=1)  # fmt: skip
    one, two, broken = read(text, "papermemory")
    assert (one.title, one.authors, one.published, one.note) == ("A title", ["Jane Doe", "Richard Roe"], "2017", "mine")
    assert (one.names[0], one.starred, one.links) == ("arXiv:1706.03762", True, [])
    assert two.names[0] == "openreview:EZNOb_uNpJk"
    assert isinstance(broken, Unreadable)


def test_zoteros_items_bring_their_notes():
    items = [
        {"key": "A", "data": {"key": "A", "itemType": "preprint", "title": "T", "extra": "arXiv:1706.03762 [cs]",
                              "creators": [{"creatorType": "author", "firstName": "Jane", "lastName": "Doe"}],
                              "tags": [{"tag": "a"}], "date": "2017-06-12", "dateAdded": "2022-08-29T08:34:59Z"}},
        {"key": "B", "data": {"key": "B", "itemType": "note", "parentItem": "A", "note": "<p>my <b>note</b></p>"}},
        {"key": "C", "data": {"key": "C", "itemType": "attachment", "parentItem": "A", "title": "PDF"}},
    ]  # fmt: skip
    (one,) = read(json.dumps(items), "zotero")
    assert (one.title, one.authors, one.note, one.tags) == ("T", ["Jane Doe"], "my note", ["a"])
    assert "arXiv:1706.03762" in one.names


@pytest.mark.parametrize(
    "text",
    [
        '[{"type": "book", "title": "One"}, {"title": "Tw',
        '{"results": [{"url": "https://a.example", "tag_names": []}, ]}',
    ],
)
def test_json_that_ends_in_the_middle_keeps_what_is_whole(text):
    source = Source(io.BytesIO(text.encode()))
    found = list(FORMATS[detect(source)].reader()(source))
    assert isinstance(found[0], Record)
    assert isinstance(found[1], Unreadable)
    assert len(found) == 2


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "journal-article", "title": "Alone", "DOI": "10.1000/a", "author": [{"name": "J. Doe"}]}',
        '{"status": "ok", "message": {"title": ["Alone"], "DOI": "10.1000/a", "author": [{"literal": "J. Doe"}]}}',
        '{"message": {"total": 1, "items": [{"title": "Alone", "doi": "10.1000/a", "authors": ["Doe, J."]}]}}',
        '[{"title": "Alone", "DOI": "10.1000/a", "author": "Doe, J. and others"}]',
    ],
)
def test_one_item_alone_and_authors_that_are_texts_are_read(text):
    (record,) = read(text, "csl-json")
    assert (record.title, record.authors, record.names[0]) == ("Alone", ["J. Doe"], "doi:10.1000/a")


@pytest.mark.parametrize("text", ['{"data": [{"title": "A"}]}', '{"results": 3, "kind": {"id": 1}}', '[{"id": 7}, 5]'])
def test_json_that_holds_no_items_is_named(text):
    source = Source(io.BytesIO(text.encode()))
    found = list(FORMATS["csl-json"].reader()(source))
    assert found
    assert all(isinstance(one, Unreadable) for one in found)


def test_json_a_hundred_thousand_deep_is_refused():
    source = Source(io.BytesIO(b'[{"type":' + b"[" * 100_000))
    (found,) = FORMATS["csl-json"].reader()(source)
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('{"type": "article", "title": "One"}\n{"type": "article", "title": "Two"}\n', "csl-json"),
        ('[{"type": "article", "title": "One"}]\n[]\n[{"type": "article", "title": "Two"}]', "csl-json"),
        ('{"itemType": "book", "title": "One"}\n{"itemType": "book", "title": "Two"}', "zotero"),
        ('{"url": "https://a.example", "tag_names": [], "title": "One"} {"url": "https://b.example", "title": "Two"}',
         "linkding"),
        ('{"key": "arxiv:2501.00001", "title": "One"}\n{"title": "Two"}', "jsonl"),
    ],
)  # fmt: skip
def test_what_follows_the_first_json_of_a_file_is_not_lost(text, form):
    assert [one.title for one in read(text, form)] == ["One", "Two"]


def test_words_after_the_json_of_a_file_are_named():
    one, rest = read('[{"type": "article", "title": "One"}]\nand more', "csl-json")
    assert one.title == "One"
    assert isinstance(rest, Unreadable)
    assert rest.line == 2


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "Decays of <mml:math><mml:mi>B</mml:mi>\n <mml:mo>→</mml:mo> <mml:mi>K</mml:mi></mml:math> mesons",
            "Decays of B→K mesons",
        ),
        ('The<math display="inline"><mi>α</mi></math>particle', "The α particle"),
        ("On <math><msup><mi>x</mi><mn>2</mn></msup></math>-rays and a<b", "On x2-rays and a<b"),
        ("H<sub>2</sub>O and <math>", "H2O and <math>"),
    ],
)
def test_a_formula_in_a_title_keeps_its_distance_from_the_words_beside_it(written: str, said: str) -> None:
    assert normalise(markup.text(written)) == said


def test_an_object_of_endless_names_is_no_burden(monkeypatch):
    monkeypatch.setattr(json_items, "MAX_ITEM", 3_000)
    text = '{"title": "One", ' + ", ".join(f'"n{n}": 0' for n in range(1_000)) + "}"
    ((_, _, item),) = json_items.items(Source(io.BytesIO(text.encode())), ("items",))
    assert item["title"] == "One"
    assert len(item) < 30


def test_an_item_of_millions_of_empty_lists_is_refused_before_they_are_made():
    (one,) = read('[{"title": "A", "type": [' + "[]," * 1_500_000 + '""]}]', "csl-json")
    assert isinstance(one, Unreadable)
    assert "too large" in one.reason


def test_an_object_of_members_full_of_empty_lists_keeps_the_first(monkeypatch):
    monkeypatch.setattr(json_items, "MAX_ITEM", 2_000)
    lists = ", ".join(f'"m{n}": [{"[]," * 9}[]]' for n in range(9))
    source = Source(io.BytesIO(f'{{"title": "A", {lists}}}'.encode()))
    ((_, _, found),) = json_items.items(source, ("items",))
    assert list(found) == ["title"]


def test_empty_notes_without_number_are_not_remembered(monkeypatch):
    monkeypatch.setattr(zotero, "MAX_NOTES", 3_000)
    notes = [{"itemType": "note", "note": "", "parentItem": f"K{n}"} for n in range(1_000)]
    assert len(zotero.notes_of(Source(io.BytesIO(json.dumps(notes).encode())))) < 20
