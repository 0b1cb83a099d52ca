"""A backup that somebody else has made: what it holds besides a library is never done, and nothing is lost to it."""

import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from manicule import errors
from manicule.config import clock
from manicule.models import Bookmark, disconnect
from manicule.services import ledger, libraries
from manicule.services.backups import backup, backup_postgres, backup_script

PAPER = {"op": "bookmark.create", "bookmark": "bm_1", "ids": ["arxiv:1706.03762"], "meta": {"title": "Attention"}}
TABLE = b"CREATE TABLE public.bookmark ("
# What would stay behind in the database and act there, or be missing when it is asked for.
CHANGED = {
    "a trigger": "CREATE TRIGGER t AFTER UPDATE ON device BEGIN UPDATE device SET revoked_at = NULL; END",
    "a view without end": "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c) SELECT 1",
    "a table that is missing": "DROP TABLE head",
    "a column that is missing": "ALTER TABLE device DROP COLUMN name",
    "no server": "DELETE FROM server",
    "tables from before its schema": "DELETE FROM schema_migration",
}
# What psql or its server would do, or where either would read on in another place than we.
SAID = [
    b"COPY (SELECT 1) TO PROGRAM 'touch {mark}';\n",
    b"COPY public.bookmark FROM PROGRAM 'touch {mark}';\n",
    b"COPY public.bookmark (id) FROM '/etc/passwd';\n",
    b"COPY pg_catalog.pg_authid (rolname) FROM stdin;\n\\.\n",
    b"\\! touch {mark}\n",
    b"SET client_encoding = 'UTF8'; \\! touch {mark}\n",
    b"SET client_encoding = 'UTF8';DROP TABLE users;\n",
    b"-- a remark that ends here\r\\! touch {mark}\n",
    b"-- a remark that has no end\0\n",
    b"--\n/* a remark\n",
    b"CREATE TABLE public.x (\nCOPY public.bookmark (id) FROM stdin;\n\\! touch {mark}\n\\.\n",
    b'CREATE TABLE public."x (\n    id text\n);\nCOPY public."x (id) FROM stdin;\n',
    b"CREATE TABLE public.x (\n    id text DEFAULT pg_read_file('/etc/passwd')\n);\n",
    b"CREATE TABLE public.x (\n    id text,\n    CONSTRAINT c CHECK (pg_sleep(1000) IS NOT NULL)\n);\n",
    b"CREATE SEQUENCE public.x\n    START WITH 1 --;\n",
    b"CREATE SEQUENCE public.x\n" + b"    START WITH 1\n" * 100_000,
    b"CREATE INDEX i ON public.bookmark USING btree (abs(rev));\n",
    b"CREATE TRIGGER t AFTER INSERT ON public.device EXECUTE FUNCTION public.f();\n",
    b"CREATE FUNCTION public.f() RETURNS void LANGUAGE sql AS $$SELECT 1$$;\n",
    b"CREATE RULE r AS ON UPDATE TO public.device DO ALSO DELETE FROM public.session;\n",
    b"CREATE VIEW public.v AS SELECT 1;\n",
    b"ALTER ROLE manicule SUPERUSER;\n",
    b"ALTER TABLE ONLY public.users\n    ADD CONSTRAINT c UNIQUE (id);\n",
    b"SELECT pg_catalog.setval('public.users_id_seq', 1, false);\n",
    b"SELECT pg_catalog.set_config('search_path', 'evil', false);\n",
    b"SET standard_conforming_strings = off;\n",
    b"SET session_preload_libraries = '/tmp/evil';\n",
    b"INSERT INTO public.device VALUES (1);\n",
    b"COMMIT;\n",
    b";\n",
]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a library with a paper."""
    here = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'library.db'}" if here else request.getfixturevalue("postgres").empty()
    bound = libraries.open_database(url)
    ledger.submit(libraries.find_or_make("default", 1), "dev_web", [PAPER], 1)
    disconnect(bound)
    return url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup is."""
    return tmp_path / "of a stranger.backup"


def is_refused(url: str, file: Path) -> None:
    """In a sentence, and all is as it was."""
    with pytest.raises((errors.FileTrouble, errors.DatabaseTrouble)):
        backup.restore(url, file, clock())
    bound = libraries.open_database(url)
    assert Bookmark.select().count() == 1
    disconnect(bound)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", CHANGED)
def test_a_file_that_holds_more_or_less_than_a_library_is_refused(url: str, what: str, file: Path):
    backup.write(url, file)
    with closing(sqlite3.connect(file, isolation_level=None)) as strange:
        strange.execute(CHANGED[what])
    is_refused(url, file)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_no_command_in_an_archive_is_given_and_none_that_lacks_a_column_is_taken(url: str, file: Path, postgres):
    backup.write(url, file)
    whole, mark = file.read_bytes(), file.with_name("mark")
    begin = whole.index(TABLE)
    end = whole.index(b"\n);\n", begin) + 3
    command = SAID[0].replace(b"{mark}", str(mark).encode())
    file.write_bytes(whole[:begin] + command.ljust(end - begin) + whole[end:])
    is_refused(url, file)
    assert not mark.exists()
    postgres.say("ALTER TABLE map_drawing RENAME COLUMN rev TO gone", "library")
    backup_postgres.dump(url, file)
    postgres.say("ALTER TABLE map_drawing RENAME COLUMN gone TO rev", "library")
    is_refused(url, file)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_what_no_backup_says_is_refused_wherever_an_archive_says_it(url: str, file: Path):
    backup.write(url, file)
    script = backup_postgres.script(file, "--no-owner", "--no-privileges", "--file=-").encode()
    check(script)
    ends = [found.end() for found in re.finditer(rb"^(?:SET .*;|\);|\\\.)\n", script, re.MULTILINE)]
    assert len(ends) > 50
    for said in SAID:
        for end in (0, ends[0], ends[len(ends) // 2], ends[-1], len(script)):
            with pytest.raises(errors.BackupStrange):
                check(script[:end] + said + script[end:])
    data = script.index(b"FROM stdin;\n") + len(b"FROM stdin;\n")
    for cut in (data, script.index(TABLE) + 40):
        with pytest.raises(errors.BackupStrange):
            check(script[:cut])


def check(script: bytes) -> None:
    """Read a script to its end, as a restore does."""
    reader = backup_script.Script()
    for line in io.BytesIO(script):
        reader.read(line)
    reader.end()
