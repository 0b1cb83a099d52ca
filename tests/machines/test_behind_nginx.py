"""nginx, two processes of the app and PostgreSQL: the browsers' main journey and the simulator go through them while
processes are killed and the database is restarted.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from deployment import Deployment, deployed
from plans import plan
from played import Player
from remote import RemoteServer
from verdict import verdict
from world import World, make_world

from drive.launch import find_program

HISTORIES = 12


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    folder = tmp_path / "machines"
    folder.mkdir()
    with deployed(folder) as running:
        yield running


@pytest.fixture(params=["chromium", "firefox"])
def own_world(request: pytest.FixtureRequest, tmp_path: Path, deployment: Deployment) -> Iterator[World]:
    if not find_program(request.param):
        pytest.skip(f"{request.param} is not installed")
    with ExitStack() as stack:
        yield make_world(request.param, tmp_path, stack, deployment=deployment)


@pytest.mark.browser
def test_the_main_journey_goes_through_a_killed_process_and_a_restarted_database(own_world, deployment) -> None:
    from test_journey import test_what_i_write_on_a_row_outlives_server_worker_and_browser as journey

    deployment.kill_an_app(0)
    deployment.restart_the_database()
    journey(own_world)
    assert {app.process.poll() for app in deployment.apps} == {None}


def test_no_history_loses_a_word_behind_nginx(deployment) -> None:
    server = RemoteServer(deployment)
    player = Player(server=server)
    try:
        for seed in range(HISTORIES):
            failures = verdict(player.play(plan(seed, "faults")))
            assert not failures, f"history {seed}: {failures}"
    finally:
        player.close()
        server.close()
    assert server.crashes > 3, "no process was killed"
    assert server.restarts, "the database was never restarted"
