"""What all tables share: a value kept as JSON, and the library that owns a row."""

import json

from peewee import BigIntegerField, ForeignKeyField, Model, TextField

from manicule.models.connection import database


class JSONField(TextField):
    """A JSON value kept as text, the same on SQLite and PostgreSQL."""

    def db_value(self, value: object) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> object:
        return None if value is None else json.loads(value)


class Table(Model):
    class Meta:
        database = database
        legacy_table_names = False


class Library(Table):
    """One person's bookmarks."""

    name = TextField(unique=True)
    created_at = BigIntegerField()


class OfLibrary(Table):
    library = ForeignKeyField(Library, on_delete="CASCADE", index=False)
