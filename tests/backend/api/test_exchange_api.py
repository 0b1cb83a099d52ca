"""Import and export over HTTP: a file in, a report out; the library out as a file."""

import json

from manicule.services.exchange import importing

ENTRY = "@article{k, title={Reading lists by hand}, author={Ada Lovelace}, year=1843, eprint={1706.03762}}"


def test_a_file_is_imported_and_reported(me):
    answer = me.ask("POST", "import", data=ENTRY.encode(), headers={"Content-Type": "application/x-bibtex"})
    assert answer.status_code == 200
    assert [item["key"] for item in answer.json["new"]] == ["arxiv:1706.03762"]
    assert me.get("bookmarks/arxiv:1706.03762").json["title"] == "Reading lists by hand"


def test_a_dry_run_changes_nothing(me):
    answer = me.ask("POST", "import?dry_run=true&format=bibtex", data=ENTRY.encode())
    assert len(answer.json["new"]) == 1
    assert me.get("bookmarks").json["items"] == []


def test_a_file_larger_than_a_json_body_may_be_is_imported(me):
    padded = ENTRY + "\n" + "% a comment\n" * 200_000
    assert me.ask("POST", "import", data=padded.encode()).status_code == 200


def test_a_file_that_is_too_large_is_refused_in_a_sentence(me, monkeypatch):
    monkeypatch.setattr(importing, "MAX_FILE", 1_000)
    answer = me.ask("POST", "import", data=b"@" * 2_000)
    assert (answer.status_code, answer.json["type"]) == (413, "file-too-large")


def test_what_is_no_format_is_refused_in_a_sentence(me):
    answer = me.ask("POST", "import", data=b"\x00\x01")
    assert (answer.status_code, answer.json["type"]) == (422, "file-not-understood")
    answer = me.ask("POST", "import?format=docx", data=ENTRY.encode())
    assert (answer.status_code, answer.json["type"]) == (400, "format-unknown")


def test_the_library_is_exported_as_a_file(me, save):
    save(title="Found", tags=["x"])
    save(title="Other")
    answer = me.get("export?format=bibtex&q=found")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="manicule.bib"'
    assert answer.text.count("@misc{") == 1


def test_an_export_needs_a_format_that_is_written(me):
    assert me.get("export?format=docx").json["type"] == "format-unknown"
    assert me.get("export").status_code == 400


def test_import_and_export_need_a_token(client):
    assert client.post("/api/v1/import", data=ENTRY).status_code == 401
    assert client.get("/api/v1/export?format=bibtex").status_code == 401


def test_the_report_is_what_the_openapi_document_says(me):
    described = me.get("openapi.json").json
    properties = described["components"]["schemas"]["ImportReport"]["properties"]
    answer = me.ask("POST", "import", data=ENTRY.encode())
    assert set(json.loads(answer.text)) == set(properties)


def test_a_saved_page_that_does_not_say_where_it_is_from_is_refused_with_a_sentence(me):
    answer = me.ask("POST", "import?format=listing", data=b"<p>Papers</p>")
    assert (answer.status_code, answer.json["type"]) == (422, "page-unknown")
    assert "does not say at which address" in answer.json["detail"]
