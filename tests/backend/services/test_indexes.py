"""Which indexes SQLite takes, without statistics, for what every edit asks."""

from cluster import sqlite_only

from manicule.models import database
from manicule.services import ledger, shelf


@sqlite_only
def test_an_edit_reads_the_labels_of_its_own_bookmark_and_no_others(library):
    plan = planned(lambda: shelf.LABELS(library=library.id, bookmarks=["bm_1"]))
    assert "(library_id=? AND bookmark=?)" in plan


@sqlite_only
def test_whom_an_identity_belongs_to_stands_where_it_is_looked_up(library):
    assert "USING PRIMARY KEY (library_id=? AND value=?)" in planned(lambda: ledger.find(library, ["arxiv:1706.03762"]))
    plan = planned(lambda: shelf.IDS(library=library.id, bookmarks=["bm_1"]))
    assert "USING COVERING INDEX identifier_library_id_bookmark (library_id=? AND bookmark=?)" in plan


def planned(ask) -> str:
    """What SQLite does to answer the one statement of `ask`."""
    asked, execute = [], database.obj.execute_sql
    database.obj.execute_sql = lambda sql, params=None: asked.append((sql, params)) or execute(sql, params)
    ask()
    [(sql, params)] = asked
    [plan] = execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    return plan[3]
