"""Backups of PostgreSQL: archives of pg_dump, put back by psql in one transaction."""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from manicule import errors, migrations, postgres
from manicule.models import TABLES, SearchDocument
from manicule.services import libraries
from manicule.services.backups import backup_script, restoring
from manicule.services.backups.restoring import private, unused

HEADER = b"PGDMP"
ALL = [model._meta.table_name for model in (*TABLES, SearchDocument)] + ["schema_migration"]
ATTEMPTS = 5
# Nobody writes from here on, but everybody reads, pg_dump too.
BEFORE = """BEGIN;
SET LOCAL lock_timeout = '20s';
LOCK TABLE library IN EXCLUSIVE MODE;
\\echo locked
"""
INSTEAD = f"""LOCK TABLE {", ".join(["library", *sorted(set(ALL) - {"library"})])} IN ACCESS EXCLUSIVE MODE;
CREATE TEMP TABLE known_device ON COMMIT DROP AS SELECT * FROM device;
CREATE TEMP TABLE known_server ON COMMIT DROP AS SELECT * FROM server;
DROP TABLE {", ".join(ALL)};
"""
AFTER = """
RESET search_path;
{needed}
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
        raise errors.DatabaseTrouble(f"pg_dump could not copy the database: {first_line(done.stderr)}")


def check(file: Path) -> None:
    """Read all of a backup.

    :raise NotABackup: if it is of other tables.  :raise BackupDamaged: if it is not whole
    :raise BackupNewer: if a newer Manicule wrote it.  :raise BackupStrange: if it says more than a backup does
    """
    tables = set(re.findall(r" TABLE DATA \S+ (\S+) ", script(file, "--list")))
    if not tables >= restoring.OURS:
        raise errors.NotABackup(f"{file} is a backup of another program's database. Nothing was changed.")
    if not applied(file) <= migrations.names():
        raise errors.BackupNewer()
    if not rows(file, "server"):
        raise errors.BackupStrange
    with open(os.devnull, "wb") as nobody:
        complaint = feed(file, nobody)
    if complaint:
        raise unreadable(file, complaint)


def applied(file: Path) -> set[str]:
    """The names of the migrations that the backup has seen."""
    return {row.split("\t")[1] for row in rows(file, "schema_migration") if row.count("\t") >= 2}


def rows(file: Path, table: str) -> list[str]:
    """The rows of a small table of a backup, their values between tabs.

    :raise BackupDamaged: if they cannot be read
    """
    told = script(file, "--data-only", f"--table={table}", "--file=-")
    data = re.search(r"^COPY [^;\n]*;\n((?s:.*?))^\\\.$", told, re.MULTILINE)
    return data[1].splitlines() if data else []


def script(file: Path, *words: str) -> str:
    """What pg_restore says of a backup.

    :raise BackupDamaged: if it cannot read it
    """
    done = run("pg_restore", *words, str(file))
    if done.returncode != 0:
        raise unreadable(file, done.stderr)
    return done.stdout


def unreadable(file: Path, complaint: str) -> errors.BackupDamaged:
    """What to say of a backup that pg_restore cannot read."""
    said = f"{file} cannot be read by pg_restore ({first_line(complaint)})"
    return errors.BackupDamaged(f"{said}. Nothing was changed; try an older one.")


def restore(url: str, file: Path, stamp: str) -> Path:
    """Put the backup in the place of our tables, in one transaction. Returns where what was there is kept.

    A reader and we may wait for each other; PostgreSQL then ends one of the two, and if it was us, we try again.
    """
    libraries.close(libraries.open_database(url))
    kept = unused(file.with_name(f"{postgres.parameters(url)['dbname']}-before-restore-{stamp}.dump"))
    for _ in range(ATTEMPTS):
        said = replace(url, file, kept)
        if "deadlock" not in said:
            break
    if said:
        kept.unlink(missing_ok=True)
        raise errors.DatabaseTrouble(f"psql could not put the backup back, so nothing was changed: {first_line(said)}")
    return kept


def replace(url: str, file: Path, kept: Path) -> str:
    """Run the whole transaction in one psql. Returns what went wrong, or "": only then was it committed."""
    place, environment = postgres.for_programs(url)
    line = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output", os.devnull, place]
    complaint = "psql did not start the transaction"
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(line, env=environment, **piped) as psql:
        with suppress(BrokenPipeError), psql.stdin as told:
            told.write(BEFORE.encode())
            told.flush()
            if psql.stdout.readline() == b"locked\n":
                private(kept)
                dump(url, kept)
                told.write(INSTEAD.encode())
                complaint = feed(file, told)
                told.write(b"ROLLBACK;" if complaint else finish(file).encode())
        said = psql.stderr.read().decode(errors="replace")
    return "" if psql.returncode == 0 and not complaint else said or complaint


def feed(file: Path, told: IO[bytes]) -> str:
    """Tell psql what pg_restore makes of the backup. Returns its complaint, or "" if it read the backup to its end.

    :raise BackupStrange: before anything is told that belongs to no backup
    """
    line = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)]
    script = backup_script.Script()
    with tempfile.TemporaryFile() as complaint:
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=complaint) as reader:
            for part in iter(lambda: reader.stdout.readline(backup_script.CHUNK), b""):
                script.read(part)
                told.write(part)
        if reader.returncode != 0:
            complaint.seek(0)
            return complaint.read().decode(errors="replace") or "pg_restore stopped half-way"
    script.end()
    return ""


def finish(file: Path) -> str:
    """The end of the transaction; nothing changes where a backup of this version lacks what this version needs."""
    devices = restoring.DEVICES.format(device="known_device", server="known_server")
    needed = restoring.questions((*TABLES, SearchDocument)) if applied(file) == migrations.names() else []
    mark = restoring.MARK.format(tag=restoring.new_tag())
    return AFTER.format(mark=mark, devices=devices, needed=";\n".join([*needed, ""]))


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


def first_line(said: str) -> str:
    """What a program complained of."""
    return said.strip().splitlines()[0] if said.strip() else "it did not say why"
