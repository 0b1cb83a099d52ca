"""Statements that every edit needs, put together once: peewee takes longer to write one than SQLite takes to run it."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from peewee import Database, Model, SqliteDatabase, Value, __exception_wrapper__

from manicule.models import Library, database

Build = Callable[["Named"], object]
MANY = 5_000  # values of one condition
Item = TypeVar("Item")


class Named:
    """Stands for values that are not known yet: `named("library")`, or as many of a list as are asked for."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __call__(self, name: str) -> Value:
        """One value, already as the column keeps it."""
        return Value(_Slot(name, None), converter=False)

    def each(self, name: str) -> list[Value]:
        """The values of a list, for `IN`."""
        return [Value(_Slot(name, place), converter=False) for place in range(self.size)]


class _Slot:
    def __init__(self, name: str, place: int | None) -> None:
        self.name, self.place = name, place

    def filled(self, values: dict) -> object:
        return values[self.name] if self.place is None else values[self.name][self.place]


class Statement:
    """`build` gives a peewee query in which names stand for values; calling it with the values runs it."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._written: dict[tuple[type[Database], int], tuple[str, list]] = {}

    def __call__(self, **values: object) -> list[tuple]:
        """The rows, as tuples of what the columns hold. A list among the values is one for `each`, and not empty."""
        lists = {name: _padded(list(value)) for name, value in values.items() if isinstance(value, (list, set))}
        size = max(map(len, lists.values()), default=0)
        sql, slots = self._for(type(database.obj), size)
        given = {**values, **lists}
        cursor = database.execute_sql(sql, [one.filled(given) if isinstance(one, _Slot) else one for one in slots])
        return cursor.fetchall() if cursor.description else []

    def _for(self, kind: type[Database], size: int) -> tuple[str, list]:
        known = self._written.get((kind, size))
        if known is None:
            known = self._written[kind, size] = self._build(Named(size)).sql()
        return known


def put(model: type[Model], keys: tuple[str, ...]) -> Statement:
    """The statement that writes a row of a table, in place of the one with the same keys."""
    fields = model._meta.sorted_fields
    preserve = [field for field in fields if field.name not in keys]
    conflict = {"conflict_target": [getattr(model, name) for name in keys], "preserve": preserve}
    return Statement(lambda n: model.insert({field: n(field.name) for field in fields}).on_conflict(**conflict))


def _padded(values: list) -> list:
    """The list with its last value again until its length is a power of two, so that few statements serve all."""
    length = 1 << (len(values) - 1).bit_length()
    return values + values[-1:] * (length - len(values))


def parts(values: Iterable[str], size: int = 512) -> list[list[str]]:
    """The values without repetitions, a few at a time: databases take so many in one statement."""
    wanted = list(dict.fromkeys(values))
    return [wanted[start : start + size] for start in range(0, len(wanted), size)]


def in_parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """All of the items, so many at a time. (peewee's `chunked` makes a part of full length to hold a single one.)"""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def for_each(sql: str, rows: Iterable[tuple]) -> None:
    """Run a statement for each of the rows, without what peewee does for one."""
    with __exception_wrapper__:
        database.obj.cursor().executemany(sql, rows)


def select(what: str, column: str, library: Library, values: Iterable, more: str = "") -> Iterator[tuple]:
    """`SELECT what` for those rows of a library whose column is among the values, few or thousands."""
    wanted = list(values)
    for start in range(0, len(wanted), MANY):
        mine, params = among(column, library, wanted[start : start + MANY])
        yield from database.execute_sql(f"SELECT {what} WHERE {mine}{more}", params).fetchall()


def among(column: str, library: Library, values: Iterable) -> tuple[str, tuple]:
    """The condition that a row is this library's and one of these: one parameter for all of them."""
    if isinstance(database.obj, SqliteDatabase):
        told = json.dumps(list(values), ensure_ascii=False)
        return f"library_id = ? AND {column} IN (SELECT value FROM json_each(?))", (library.id, told)
    return f"library_id = %s AND {column} = ANY(%s)", (library.id, list(values))
