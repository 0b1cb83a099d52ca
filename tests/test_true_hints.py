"""Every reason of a hint is true, on rows of a real page: checked against the texts, without the code that gives it.

A word is whole in the row's text and in the bookmark's; a tag is the bookmark's and stands in the row's text; a
sentence is one of the note, and says something of what the row says.
"""

import json
import re
from pathlib import Path

import pytest

from manicule.core.related import SHOWN
from manicule.core.stopwords import STOP
from manicule.core.why import why
from manicule.services.related_papers.ranking import counts, library_index

PAPERS = Path(__file__).resolve().parents[2] / "shared" / "related" / "daily_papers.json"


def stands(phrase: str, text: str) -> bool:
    """Whether a text holds a phrase, whole words of it, in whatever capitals."""
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None


def telling(text: str) -> set[str]:
    """The words of a text that say something."""
    return {word for word in re.findall(r"\w{3,}", text.lower()) if word not in STOP and not word.isdigit()}


@pytest.mark.skipif(not PAPERS.exists(), reason="../shared/related is not here")
def test_each_reason_on_rows_of_a_real_page_is_true() -> None:
    rows = [{**row, "id": str(place)} for place, row in enumerate(json.loads(PAPERS.read_text(encoding="utf-8")))]
    saved, shown = rows[::2], [{name: row[name] for name in ("title", "abstract")} for row in rows[1::2]]
    for row in saved:  # a tag out of its title and one of nothing here; a note that tells parts of it, and more
        row["tags"] = [max(row["title"].split(" "), key=len).strip(":,"), "for Monday"]
        row["note"] = f"Read again! Ask Oda whether that holds for us. {row['abstract'][:300]}\nAnd buy bread."
    index = library_index(saved)
    told = {"hints": 0, "words": 0, "tags": 0, "note": 0}
    for row in shown:
        text = f"{row['title']}\n{row['abstract']}"
        for found in index.related(counts(row), 3):
            if found.score < SHOWN["eager"]:
                continue
            bookmark = saved[int(found.id) // 2]
            reasons = why(row, bookmark, index.rarity.of)
            there = f"{bookmark['title']}\n{bookmark['abstract']}"
            assert any(reasons.values()), f"{row['title']} / {bookmark['title']}: a hint without a reason"
            for word in reasons["words"]:
                assert word in text
                assert stands(word, text), word
                assert stands(word, there), word
            for tag in reasons["tags"]:
                assert tag in bookmark["tags"]
                assert stands(tag, text), tag
            sentence = reasons["note"]
            assert sentence in bookmark["note"]
            assert "bread" not in sentence
            assert not sentence or telling(sentence) & telling(text), sentence
            told["hints"] += 1
            for kind in ("words", "tags", "note"):
                told[kind] += bool(reasons[kind])
    assert told["hints"] > 5
    assert min(told.values()) > 0, f"a kind of reason was never given: {told}"
