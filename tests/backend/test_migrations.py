"""The migrations build the schema of the models, once, and leave a newer database alone."""

import pytest

from manicule import migrations
from manicule.core.records import fold
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


def test_tags_of_an_older_version_are_found_by_names_that_it_folded_otherwise(database):
    migrations.upgrade(database)
    database.execute_sql("INSERT INTO library (id, name, created_at) VALUES (7, 'greek', 0)")
    columns = "library_id, id, rev, alive, name, folded, name_rev, name_at, name_by, used_rev"
    for tag, name, folded in (("tag_a", "Μαΐου", "Μαΐου".casefold()), ("tag_b", "rl", "rl")):
        values = f"7, '{tag}', 1, TRUE, '{name}', '{folded}', 1, 0, 'dev_x', 0"
        database.execute_sql(f"INSERT INTO tag ({columns}) VALUES ({values})")
    database.execute_sql("DELETE FROM schema_migration WHERE name = '0012_names_folded_alike'")
    assert migrations.upgrade(database) == ["0012_names_folded_alike"]
    kept = dict(database.execute_sql("SELECT id, folded FROM tag").fetchall())
    assert kept == {"tag_a": fold("Μαΐου"), "tag_b": "rl"}
    assert fold("Μαΐου") == "μαΐου"


def test_identities_and_labels_of_an_older_version_are_all_there_after_they_moved(database):
    migrations.upgrade(database)
    database.execute_sql("INSERT INTO library (id, name, created_at) VALUES (7, 'mine', 0)")
    rows = {
        "identifier": {(7, "arxiv:1706.03762", "bm_2"), (7, "doi:10.9999/1", "bm_1")},
        "label": {(7, "tag_1", "bm_2"), (7, "tag_1", "bm_1")},
        "rev_tag": {(7, 2, "ab"), (7, 1, "cd")},
    }
    for table, told in rows.items():
        for row in told:
            database.execute_sql(f"INSERT INTO {table} VALUES ({', '.join([database.param] * 3)})", row)
    database.execute_sql("DELETE FROM schema_migration WHERE name = '0019_identities_in_one_tree'")
    assert migrations.upgrade(database) == ["0019_identities_in_one_tree"]
    for table, told in rows.items():
        assert set(database.execute_sql(f"SELECT * FROM {table}").fetchall()) == told, table
