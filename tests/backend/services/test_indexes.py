"""Which indexes SQLite takes, without statistics, for what every edit asks."""

from cluster import sqlite_only

from manicule.models import database
from manicule.services import shelf


@sqlite_only
def test_an_edit_reads_the_labels_of_its_own_bookmark_and_no_others(library):
    asked = []
    ask = database.obj.execute_sql
    database.obj.execute_sql = lambda sql, params=None: asked.append((sql, params)) or ask(sql, params)
    shelf.LABELS(library=library.id, bookmarks=["bm_1"])
    [(sql, params)] = asked
    [plan] = ask(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    assert "(library_id=? AND bookmark=?)" in plan[3]
