"""The full-text index of a library: kept in step by the ledger, asked by services.searching.finding.

Each kind of database has its own, with the same rows: the words of a bookmark by field, and its facts (core.facts).
The vocabulary beside it holds the words of a library, to tell what was mistyped.
"""

from collections.abc import Iterable
from types import ModuleType

from manicule.core.facts import facts
from manicule.core.typos import may_be_mistyped
from manicule.core.views import told
from manicule.core.words import words
from manicule.models import Library, database
from manicule.postgres import Postgres
from manicule.services import sites
from manicule.services.searching import search_postgres, search_sqlite
from manicule.services.statements import in_parts

FORM = 5  # of what is written: raise it when that changes, and every database writes its rows anew


def engine() -> ModuleType:
    """The module that speaks to the index of the open database."""
    return search_postgres if isinstance(database.obj, Postgres) else search_sqlite


def index(library: Library, records: Iterable[dict]) -> None:
    """Make the index say what these bookmark records say now; called in the transaction that wrote them."""
    for part in in_parts(records, 100):
        rows = {record["doc"]: texts(record) for record in part}
        engine().write(library, rows)
        found = {word for columns in rows.values() for text in columns.values() for word in text.split()}
        engine().learn(library, sorted(filter(may_be_mistyped, found)))


def texts(record: dict) -> dict[str, str]:
    """What the index holds of a record: the words of each field, a space between and around; a line for each author."""
    people = " \n ".join(" ".join(words(name)) for name in told(record, "authors", []))
    return {
        "title": _spaced(words(str(told(record, "title")))),
        "authors": f" {people} ",
        "abstract": _spaced(words(str(told(record, "abstract")))),
        "note": _spaced(words(record["note"]["text"])),
        "venue": _spaced(words(str(told(record, "venue")))),
        "facts": _spaced(facts(record, sites.key_rules())),
    }


def _spaced(words: Iterable[str]) -> str:
    """The words as core.ranking looks for them: it is asked for many rows, where one is written."""
    return f" {' '.join(words)} "


def remove(library: Library, records: Iterable[dict]) -> None:
    """Forget these bookmarks."""
    for part in in_parts(records, 300):
        engine().forget(library, [record["doc"] for record in part])


def count(library: Library) -> int:
    """How many bookmarks of the library the index knows."""
    return engine().count(library)
