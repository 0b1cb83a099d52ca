"""Backups of PostgreSQL: archives of pg_dump, put back by psql in one transaction."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from manicule import errors, migrations, postgres
from manicule.models import TABLES, SearchDocument, database
from manicule.services import libraries, restoring

HEADER = b"PGDMP"
ALL = [model._meta.table_name for model in (*TABLES, SearchDocument)] + ["schema_migration"]
ATTEMPTS = 5
CHANGED = "somebody wrote meanwhile"
REVS = "SELECT coalesce(string_agg(id || ':' || rev, ' ' ORDER BY id), '') FROM library"
BEFORE = f"""BEGIN;
SET LOCAL lock_timeout = '20s';
LOCK TABLE library IN ACCESS EXCLUSIVE MODE;
DO $$ BEGIN IF ({REVS}) <> '{{revs}}' THEN RAISE EXCEPTION '{CHANGED}'; END IF; END $$;
CREATE TEMP TABLE known_device ON COMMIT DROP AS SELECT * FROM device;
CREATE TEMP TABLE known_server ON COMMIT DROP AS SELECT * FROM server;
DROP TABLE {", ".join(ALL)};
"""
AFTER = """
RESET search_path;
{mark};
{devices};
COMMIT;
"""


def is_database(url: str, file: Path) -> bool:
    """Never: a database here is no file."""
    return False


def begins_like_one(file: Path) -> bool:
    """Whether the first bytes are those of a backup of this kind."""
    with file.open("rb") as opened:
        return opened.read(len(HEADER)) == HEADER


def write(url: str, part: Path) -> None:
    """Dump our tables, as they are at one moment, to the file `part`."""
    libraries.close(libraries.open_database(url))
    dump(url, part)


def dump(url: str, part: Path) -> None:
    """The same, of a database that is known to be there."""
    place, environment = postgres.for_programs(url)
    tables = [f"--table={name}" for name in ALL]
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={part}", *tables, f"--dbname={place}"]
    done = run("pg_dump", *words, environment=environment)
    if done.returncode != 0:
        raise errors.DatabaseTrouble(f"pg_dump could not copy the database: {last_line(done.stderr)}")


def check(file: Path) -> None:
    """Read all of a backup.

    :raise NotABackup: if it is of other tables.  :raise BackupDamaged: if it is not whole
    :raise BackupNewer: if a newer Manicule wrote it
    """
    tables = set(re.findall(r" TABLE DATA \S+ (\S+) ", script(file, "--list")))
    if not tables >= restoring.OURS:
        raise errors.NotABackup(f"{file} is of a database, but not of Manicule's. Nothing was changed.")
    rows = script(file, "--data-only", "--table=schema_migration", "--file=-")
    if not set(re.findall(r"^\d+\t(\S+)\t", rows, re.MULTILINE)) <= migrations.names():
        raise errors.BackupNewer()
    script(file, f"--file={os.devnull}")


def script(file: Path, *words: str) -> str:
    """What pg_restore says of a backup.

    :raise BackupDamaged: if it cannot read it
    """
    done = run("pg_restore", *words, str(file))
    if done.returncode != 0:
        said = f"{file} cannot be read by pg_restore ({last_line(done.stderr)})"
        raise errors.BackupDamaged(f"{said}. Nothing was changed; try an older one.")
    return done.stdout


def restore(url: str, file: Path, stamp: str) -> Path:
    """Put the backup in the place of our tables, in one transaction. Returns where what was there is kept.

    That copy is made first; if somebody writes before the tables are ours alone, it is made again.
    """
    kept = file.with_name(f"{postgres.parameters(url)['dbname']}-before-restore-{stamp}.dump")
    for _ in range(ATTEMPTS):
        revs = what_is_there(url)
        dump(url, kept)
        kept.chmod(0o600)
        said = replace(url, file, revs)
        if CHANGED not in said:
            break
    if said:
        kept.unlink()
        raise errors.DatabaseTrouble(f"psql could not put the backup back, so nothing was changed: {last_line(said)}")
    return kept


def what_is_there(url: str) -> str:
    """Every library with its revision, as one line."""
    bound = libraries.open_database(url)
    try:
        return database.execute_sql(REVS).fetchone()[0]
    finally:
        libraries.close(bound)


def replace(url: str, file: Path, revs: str) -> str:
    """Feed psql with the whole transaction; COMMIT is said only if all went well. Returns what went wrong, or ""."""
    place, environment = postgres.for_programs(url)
    line = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output", os.devnull, place]
    reader = subprocess.Popen([program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)],
                              stdout=subprocess.PIPE)  # fmt: skip
    writer = subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    mark = restoring.MARK.format(tag=restoring.new_tag())
    devices = restoring.DEVICES.format(device="known_device", server="known_server")
    with reader, writer:
        try:
            writer.stdin.write(BEFORE.format(revs=revs).encode())
            shutil.copyfileobj(reader.stdout, writer.stdin)
            if reader.wait() == 0:
                writer.stdin.write(AFTER.format(mark=mark, devices=devices).encode())
            writer.stdin.close()
        except BrokenPipeError:
            reader.kill()
        said = writer.stderr.read().decode(errors="replace")
    return "" if writer.returncode == reader.returncode == 0 else said or "pg_restore stopped half-way"


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is: on the path, else the newest that Debian has.

    :raise ProgramsMissing: if it is nowhere
    """
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(debian[-1]) if debian else None)
    if found is None:
        raise errors.ProgramsMissing()
    return found


def run(name: str, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end."""
    line = [program(name), *words]
    return subprocess.run(line, capture_output=True, encoding="utf-8", errors="replace", check=False, env=environment)


def last_line(said: str) -> str:
    """What a program complained of."""
    return said.strip().splitlines()[-1] if said.strip() else "it did not say why"
