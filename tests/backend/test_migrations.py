"""The migrations build the schema of the models, once, and leave a newer database alone."""

import pytest

from manicule import migrations
from manicule.errors import DatabaseNewer
from manicule.models import TABLES, connect


@pytest.fixture
def database(url):
    bound = connect(url)
    bound.connect()
    yield bound
    bound.close()


def test_what_the_migrations_build_is_what_the_models_say(database):
    migrations.upgrade(database)
    for model in TABLES:
        table = model._meta.table_name
        built = {(c.name, c.null) for c in database.get_columns(table)}
        assert built == {(f.column_name, f.null) for f in model._meta.sorted_fields}, table
        indexes = {tuple(i.columns) for i in database.get_indexes(table)}
        wanted = {tuple(f.column_name for f in index._expressions) for index in model._meta.fields_to_index()}
        assert wanted <= indexes, table
        assert database.get_primary_keys(table) == [f.column_name for f in model._meta.get_primary_keys()], table


def test_every_key_of_a_librarys_data_begins_with_the_library(database):
    migrations.upgrade(database)
    for model in TABLES:
        table = model._meta.table_name
        if table in {
            "server",
            "library",
            "pairing_code",
            "wrong_guess",
        }:  # what is looked up before the library is known
            continue
        for index in database.get_indexes(table):
            assert index.columns[0] == "library_id", index


def test_upgrading_twice_changes_nothing(database):
    assert migrations.upgrade(database) == sorted(migrations.names())
    assert migrations.upgrade(database) == []


def test_a_database_of_a_newer_version_is_refused_and_not_touched(database):
    migrations.upgrade(database)
    database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    with pytest.raises(DatabaseNewer):
        migrations.upgrade(database)
