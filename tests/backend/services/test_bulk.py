"""One edit of many bookmarks: what it costs, and that it is one."""

import pytest
from playhouse.test_utils import count_queries

from manicule.errors import EditRejected
from manicule.models import Bookmark, Head
from manicule.services import bookmarks, bulk, undo
from manicule.services.exchange import importing
from manicule.services.exchange.importing import Source

NOW = 1_700_000_000_000
PAPERS = 450  # more than two batches


@pytest.fixture
def ids(library, device, tmp_path) -> list[str]:
    path = tmp_path / "papers.bib"
    path.write_text("".join(f"@misc{{k{n}, title={{Paper {n}}}, doi={{10.1000/{n}}}}}\n" for n in range(PAPERS)))
    with path.open("rb") as file:
        importing.commit(library, device.id, Source(file), NOW)
    return [one for (one,) in Bookmark.select(Bookmark.id).order_by(Bookmark.doc).tuples()]


def test_many_are_edited_and_the_edit_undone_with_few_statements_each(library, device, ids):
    with count_queries() as counted, undo.recording(library, "tagged", ids, NOW + 1) as receipt:
        bulk.tag(library, device.id, ids, ["a", "b"], NOW + 1)
        bulk.set_status(library, device.id, ids, "read", NOW + 1)
    assert counted.count < 15 * PAPERS  # twice PAPERS edits, each written with its history and its place in the index
    assert bookmarks.get(library, "doi:10.1000/449")["tags"] == ["a", "b"]
    undo.take_back(library, device.id, receipt.id, NOW + 2)
    last = bookmarks.get(library, "doi:10.1000/449")
    assert (last["tags"], last["status"]) == ([], "to_read")


def test_many_that_were_deleted_come_back_together(library, device, ids):
    with undo.recording(library, "deleted", ids, NOW + 1) as receipt:
        bulk.delete(library, device.id, ids, NOW + 1)
    assert not Bookmark.select().where(Bookmark.alive).exists()
    undo.take_back(library, device.id, receipt.id, NOW + 2)
    assert Bookmark.select().where(Bookmark.alive).count() == PAPERS


def test_one_that_breaks_a_rule_leaves_all_as_they_were(library, device, ids):
    rev = Head.select(Head.rev).where(Head.library == library).scalar()
    with pytest.raises(EditRejected):
        bulk.set_status(library, device.id, ids, "eaten", NOW + 1)
    assert Head.select(Head.rev).where(Head.library == library).scalar() == rev
