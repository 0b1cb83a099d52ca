"""Names of tags and saved searches compared as the extension does: Greek with two marks on a letter was told apart.

Frozen, as every migration.
"""

import re
import unicodedata

SPACES = re.compile(r"[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")


def up(migrator, db):
    for table, key in (("tag", "id"), ("saved_search", "folded")):
        rows = db.execute_sql(f"SELECT library_id, {key}, name, folded FROM {table}").fetchall()
        taken = {(library, folded) for library, _, _, folded in rows}
        for library, row, name, folded in rows:
            now = fold(name)
            if now == folded or (table == "saved_search" and (library, now) in taken):
                continue
            change = f"UPDATE {table} SET folded = {db.param} WHERE library_id = {db.param} AND {key} = {db.param}"
            db.execute_sql(change, (now, library, row))


def fold(name):
    plain = unicodedata.normalize("NFKC", name).lower().replace("ß", "ss").replace("ς", "σ")
    return SPACES.sub(" ", plain).strip(" ")
