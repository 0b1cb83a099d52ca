"""A real PostgreSQL server for the tests: its own data, a socket that only we know, and nothing kept when it ends."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sqlite_only = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
# Quick and forgetful: a test that kills processes kills ours, never the machine.
SETTINGS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "max_connections": "60",
            "shared_buffers": "32MB", "autovacuum": "off"}  # fmt: skip
ACCESS = "local all stranger scram-sha-256\nlocal all all trust\n"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL programs here, or None."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    complete = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(complete, key=lambda folder: (len(folder.parts[-2]), folder.parts[-2]), default=None)


class Cluster:
    """A server in `folder`; `manicule` owns everything, `stranger` has a password."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, program: str, *words: str) -> None:
        """Run one of PostgreSQL's programs on our data. They refuse to run as root: then the data is nobody's."""
        nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        command = [str(programs() / program), "-D", str(self.folder / "data"), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **nobody)

    def start(self) -> None:
        """Returns once it answers."""
        settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", f"-k {self.folder} {settings}", "start")

    def pid(self) -> int:
        """The process of the server; those that answer are its children."""
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The server is down, and then up again."""
        self.run("pg_ctl", "-m", "fast", "stop")
        try:
            yield
        finally:
            self.start()

    def url(self, name: str, user: str = "manicule") -> str:
        """The address of a database; `user` may be `name:password`."""
        return f"postgresql://{user}@/{name}?host={self.folder}"

    def empty(self) -> str:
        """The address of a database with nothing in it: always the same, for making one takes ten times longer."""
        self.say("DROP SCHEMA public CASCADE; CREATE SCHEMA public", "library")
        return self.url("library")

    def say(self, statement: str, name: str = "postgres") -> None:
        """Run a statement as the owner of everything."""
        import psycopg

        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(statement)

    def asked(self, question: str, *values: str) -> list[tuple]:
        """The rows that answer a question to the owner of everything."""
        import psycopg

        with psycopg.connect(self.url("postgres")) as connection:
            return connection.execute(question, values).fetchall()


@contextmanager
def running() -> Iterator[Cluster]:
    """A server of our own, stopped and forgotten at the end."""
    folder = Path(tempfile.mkdtemp(prefix="manicule-pg-"))  # not pytest's: the path of a socket has 107 characters
    cluster = made(folder)
    try:
        yield cluster
    finally:
        cluster.run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept(folder: Path) -> Iterator[Cluster]:
    """A server whose data stay in a folder, made if it is not there."""
    if (folder / "data" / "complete").exists():
        cluster = Cluster(folder)
        cluster.start()
    else:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        cluster = made(folder)
        (folder / "data" / "complete").touch()
    try:
        yield cluster
    finally:
        cluster.run("pg_ctl", "-m", "fast", "stop")


def made(folder: Path) -> Cluster:
    """A new server in an empty folder, once it runs."""
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    cluster = Cluster(folder)
    cluster.run("initdb", "-U", "manicule", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    (folder / "data" / "pg_hba.conf").write_text(ACCESS)
    cluster.start()
    cluster.say("CREATE ROLE stranger LOGIN PASSWORD 'right'")
    cluster.say("CREATE DATABASE library")
    return cluster
