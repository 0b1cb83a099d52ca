"""Import with a preview, and export, in the page."""

import io
import json

import pytest

from manicule.errors import FileTooLarge
from manicule.services.exchange import importing

BIB = b"""@article{a, title = {New paper}, author = {Ann Other}, year = 2024, doi = {10.1000/new}}
@article{b, title = {Known paper}, author = {Bob Some}, year = 2023, doi = {10.1000/known}}
@article{c, title = {Cut off, author = {
"""


def counts(browser) -> list[str]:
    return [number.text for number in browser.page.select(".report .facts b")]


def choose(browser, action: str, content: bytes = BIB, answers: int = 200, name: str = "refs.bib"):
    return browser.open("/exchange").send(action, answers, file=(io.BytesIO(content), name))


def test_a_preview_says_what_a_file_holds_and_writes_nothing(browser, save, me):
    save(key="doi:10.1000/known", title="Known paper", authors=["Bob Some"])
    choose(browser, "/exchange/preview")
    assert counts(browser)[:2] == ["1", "1"]
    assert counts(browser)[3] != "0"
    assert "line 3" in browser.text
    assert len(me.get("bookmarks").json["items"]) == 1


def test_what_was_previewed_is_imported_without_choosing_it_again(browser, me):
    choose(browser, "/exchange/preview")
    form = next(one for one in browser.page.select("form") if one.select("[name=kept]"))
    sent = {field["name"]: field.get("value", "") for field in form.select("input")}
    browser.answer = browser.client.post(form["action"], data=sent)
    assert "Imported" in browser.text
    assert {one["title"] for one in me.get("bookmarks").json["items"]} == {"New paper", "Known paper"}


def test_how_far_it_is_is_told_in_bytes_and_then_in_records_of_all(browser):
    many = b"".join(b"@misc{k%d, title = {Paper %d of many}, doi = {10.1000/x%d}}\n" % (n, n, n) for n in range(1_000))
    choose(browser, "/exchange/preview", many)
    steps = browser.page.select(".step progress")
    assert [int(step["max"]) for step in steps] == [len(many)] * len(steps)
    assert int(steps[-1]["value"]) == len(many)
    assert browser.page.select_one(".step").text.strip() == "Reading: 63 KB of 63 KB"
    form = next(one for one in browser.page.select("form") if one.select("[name=kept]"))
    browser.answer = browser.client.post(form["action"], data={f["name"]: f["value"] for f in form.select("input")})
    done = [step.text.split(": ")[1] for step in browser.page.select(".step")]
    assert (len(done), done[-1]) == (5, "1,000 of 1,000 records")
    assert "Imported" in browser.text


@pytest.mark.parametrize("records", ["²", "٣", "9" * 5_000, "-1", "", "x"])
def test_a_number_of_records_that_is_none_is_no_matter(browser, records):
    choose(browser, "/exchange/preview")
    form = next(one for one in browser.page.select("form") if one.select("[name=kept]"))
    sent = {field["name"]: field.get("value", "") for field in form.select("input")}
    browser.answer = browser.client.post(form["action"], data={**sent, "records": records})
    assert browser.answer.status_code == 200
    assert "Imported" in browser.text


def test_what_goes_wrong_while_it_works_is_said_and_nothing_half_written(browser, me, monkeypatch):
    def fails(*given):
        raise FileTooLarge("It grew while it was read.")

    monkeypatch.setattr(importing, "commit", fails)
    choose(browser, "/exchange/import")
    assert "It grew while it was read." in browser.text
    assert "Imported" not in browser.text
    assert me.get("bookmarks").json["items"] == []


def test_a_large_file_is_chosen_again(browser, monkeypatch):
    monkeypatch.setattr("manicule.web.exchange.CARRIED", 100)
    choose(browser, "/exchange/preview")
    assert not browser.page.select("[name=kept]")
    assert len(browser.page.select("input[type=file]")) == 2


@pytest.mark.parametrize(("content", "answers"), [(b"", 422), (b"\x00\x01\x02", 422), (b"hello", 422)])
def test_a_file_that_is_none_is_said_to_be(browser, content, answers, me):
    for action in ("/exchange/preview", "/exchange/import"):
        choose(browser, action, content, answers)
        assert "Nothing was changed" in browser.text
    assert me.get("bookmarks").json["items"] == []


def test_no_file_is_a_sentence(browser):
    browser.open("/exchange").send("/exchange/preview", 400)
    assert "Choose a file first" in browser.text


def test_script_in_a_file_is_text(browser):
    hostile = b"@article{a, title = {<script>alert(1)</script> <img src=x onerror=alert(1)>}, doi = {10.1000/x}}"
    choose(browser, "/exchange/preview", hostile, name="<script>alert(2)</script>.bib")
    assert not browser.page.select("script:not([src]), img")


@pytest.mark.parametrize("form", ["jsonl", "bibtex", "ris", "csl-json", "csv", "netscape"])
def test_the_library_is_exported(browser, save, form):
    save(title="Attention is all", authors=["Ann"])
    save(title="Other")
    whole = browser.client.get(f"/exchange/export?format={form}")
    assert whole.status_code == 200
    assert whole.headers["Content-Disposition"].startswith("attachment")
    assert "Attention" in whole.text
    assert "Other" in whole.text
    assert "Other" not in browser.client.get(f"/exchange/export?format={form}&q=attention").text


def test_a_format_that_is_none_is_a_page(browser):
    browser.open("/exchange/export?format=word", status=400)
    assert browser.answer.mimetype == "text/html"


def test_an_export_goes_back_in_unchanged(browser, save):
    save(title="A", note="n", tags=["t"])
    lines = browser.client.get("/exchange/export?format=jsonl").data
    choose(browser, "/exchange/import", lines, name="manicule.jsonl")
    assert counts(browser)[:2] == ["0", "1"]
    assert [json.loads(line)["title"] for line in lines.splitlines() if b'"title"' in line] == ["A"]


def test_a_guessed_encoding_is_said_and_another_can_be_chosen(browser, me):
    content = "@misc{k, title={Čech complexes}, doi={10.1000/x}}".encode("cp1250")
    choose(browser, "/exchange/preview", content)
    assert "does not say its encoding" in browser.page.select_one(".remark").text
    browser.open("/exchange").send("/exchange/import", 200, file=(io.BytesIO(content), "a.bib"), encoding="cp1250")
    assert not browser.page.select(".remark")
    assert me.get("bookmarks").json["items"][0]["title"] == "Čech complexes"
