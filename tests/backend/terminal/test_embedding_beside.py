"""The process that embeds beside a real server: whatever happens to one of the two, nothing is left over."""

import contextlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster import sqlite_only
from served import Served, run, serving

from manicule.services.embeddings import embedding

pytestmark = [
    pytest.mark.skipif(not embedding.available(), reason="manicule[semantic] is not installed"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux' own account of processes"),
    sqlite_only,
]
PAPER = """@misc{one, title = {Counting dwarf galaxies around the Milky Way}, eprint = {2401.00001},
abstract = {A census of faint stellar systems in a deep survey of the sky.}}"""
ROW = {"title": "An inventory of dim satellite galaxies of our Galaxy"}


def children(pid: int) -> set[int]:
    """The processes that any thread of this one has started, those that nobody has fetched among them."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found.update(map(int, (task / "children").read_text().split()))
    return found


def descendants(pid: int) -> set[int]:
    """These, and those that they have started."""
    mine = children(pid)
    return mine.union(*map(descendants, mine))


def there(pid: int) -> bool:
    """Whether the process runs, or has ended and is kept in mind."""
    return Path(f"/proc/{pid}").exists()


def until(true: Callable[[], object]) -> object:
    """What it gives once it gives something."""
    end = time.monotonic() + 60
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


class Asked:
    """A server with a paper whose embedding it has made, and the `processes` that it has started for that."""

    def __init__(self, served: Served, url: str, token: str) -> None:
        self.served, self.url, self.token = served, url, {"Authorization": f"Bearer {token}"}
        assert until(lambda: self.related()["rows"][0])
        self.processes = descendants(served.process.pid)

    @property
    def embedder(self) -> int:
        [pid] = self.processes
        return pid

    def related(self) -> dict:
        status, _, body = self.served.ask("POST", "related", {"rows": [ROW]}, **self.token)
        assert status == 200
        return body

    def state(self) -> str:
        return self.served.ask("GET", "health")[2]["embeddings"]


@pytest.fixture
def asked(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Asked]:
    file = tmp_path / "papers.bib"
    file.write_text(PAPER)
    run("import", str(file), "--database", url)
    token = run("token", "create", "me", "--database", url).stdout.split()[-1]
    with serving(url, *getattr(request, "param", ())) as served:
        yield Asked(served, url, token)


def test_a_server_whose_embedding_process_is_killed_goes_on_by_words_and_says_so(asked):
    assert asked.state() == "ok"
    os.kill(asked.embedder, signal.SIGKILL)
    assert until(lambda: not there(asked.embedder) or asked.related()["rows"] == [[]])
    asked.served.ask("POST", "related", {"rows": [{"title": "A row that nobody asked about"}]}, **asked.token)
    assert asked.related()["rows"] == [[]]
    assert (asked.state(), children(asked.served.process.pid)) == ("trouble", set())
    port = str(asked.served.port)
    told = run("doctor", "--json", "--port", port, "--database", asked.url)
    [port_said] = [one for one in map(json.loads, told.stdout.splitlines()) if one["check"] == "port"]
    assert (told.returncode, port_said["ok"]) == (1, False)
    assert "relate by their words" in port_said["said"]
    asked.served.process.terminate()
    _, said = asked.served.process.communicate(timeout=20)
    assert re.fullmatch(r"[^\n]*The process that makes sentence embeddings was killed[^\n]*\n", said)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_however_a_server_ends_its_embedding_process_does_too(asked, end):
    asked.served.process.send_signal(end)
    asked.served.process.wait(30)
    assert until(lambda: not any(map(there, asked.processes)))


@pytest.mark.parametrize("asked", [("--workers", "2")], indirect=True)
def test_of_several_processes_too(asked):
    asked.served.process.send_signal(signal.SIGKILL)
    asked.served.process.wait(30)
    assert until(lambda: not any(map(there, asked.processes)))
