"""Every reason of a hint is true, on real pages: the words of a hint are in the row's text and in the bookmark's."""

import json
from itertools import islice
from pathlib import Path

import pytest

from manicule.core.related import SHOWN
from manicule.core.why import why
from manicule.services.ranking import counts, library_index

PAPERS = Path(__file__).resolve().parents[2] / "shared" / "related" / "daily_papers.json"


@pytest.mark.skipif(not PAPERS.exists(), reason="../shared/related is not here")
def test_each_reason_on_rows_of_a_real_page_is_true() -> None:
    rows = [{**row, "id": str(place)} for place, row in enumerate(json.loads(PAPERS.read_text(encoding="utf-8")))]
    for row in rows:
        row["tags"], row["note"] = row["title"].split(" ")[-1:], f"Read again! {row['abstract'][:300]}"
    saved, shown = rows[::2], rows[1::2]
    index = library_index(saved)
    hints = 0
    for row in shown:
        text = f"{row['title']}\n{row['abstract']}"
        for found in islice(index.related(counts({"title": row["title"], "abstract": row["abstract"]}), 3), 3):
            if found.score < SHOWN["eager"]:
                continue
            bookmark = saved[int(found.id) // 2]
            reasons = why({"title": row["title"], "abstract": row["abstract"]}, bookmark, index.rarity.of)
            there = f"{bookmark['title']}\n{bookmark['abstract']}".lower()
            assert reasons["words"], f"{row['title']} / {bookmark['title']}: a hint without a reason"
            assert all(word in text and word.lower() in there for word in reasons["words"])
            assert all(tag in bookmark["tags"] and tag.lower() in text.lower() for tag in reasons["tags"])
            assert reasons["note"] in bookmark["note"]
            hints += 1
    assert hints > 5
