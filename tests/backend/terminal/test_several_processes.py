"""`manicule serve --workers N`: processes that share nothing but the database, and what an operator sees of them."""

import http.client
import json
import os
import re
import signal
import socket
import threading
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from cluster import sqlite_only
from served import run, serving

linux_only = pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the processes in /proc")


def token_for(url: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {run('token', 'create', 'curl', '--database', url).stdout.split()[-1]}"}


def children(pid: int) -> list[int]:
    """The processes of a server that answer."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in told if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]


@linux_only
def test_a_process_that_dies_is_replaced_and_nothing_is_lost(url):
    with serving(url, "--workers", "2") as served:
        token = token_for(url)
        assert served.ask("GET", "health")[0] == 200
        first = children(served.process.pid)
        assert len(first) == 2
        for number in range(1, 21):
            saved = served.ask("POST", "bookmarks", {"key": f"arxiv:2401.{number:05}"}, **token)
            assert saved[0] == 201
            if number == 10:
                os.kill(first[0], signal.SIGKILL)
                wait_for(lambda: len(set(children(served.process.pid)) - {first[0]}) == 2)
        assert served.ask("GET", "stats", **token)[2]["bookmarks"] == 20
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(30) == 0


def wait_for(holds) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def test_a_wrong_code_counts_whichever_process_it_reaches(url):
    with serving(url, "--workers", "2") as served:
        told = [served.ask("POST", "pair", {"code": f"AAAA-AA{n:02}", "device": "x"})[0] for n in range(12)]
    assert sorted(told) == [403] * 10 + [429] * 2


@pytest.mark.parametrize("workers", ["1", "2"])
def test_who_is_answered_when_the_server_stops_is_answered_whole(url, workers):
    with serving(url, "--workers", workers) as served:
        token, answers, lost = token_for(url), [], []
        stopped = threading.Event()

        def ask(person: int) -> None:
            number = 0
            while not stopped.is_set():
                number += 1
                key = f"arxiv:24{person + 10:02}.{number:05}"
                try:
                    answers.append((key, served.ask("POST", "bookmarks", {"key": key}, **token)[0]))
                except (ConnectionError, TimeoutError):
                    return  # it listens no more: nothing was promised
                except (http.client.HTTPException, ValueError) as error:
                    lost.append(error)
                    return

        people = [threading.Thread(target=ask, args=(person,)) for person in range(2)]
        for person in people:
            person.start()
        wait_for(lambda: len(answers) > 20)
        served.process.send_signal(signal.SIGTERM)
        code = served.process.wait(40)
        stopped.set()
        for person in people:
            person.join()
    assert code == 0
    assert not [error for error in lost if not isinstance(error, http.client.RemoteDisconnected)]
    kept = json.loads(run("search", "", "--json", "--limit", "1", "--database", url).stdout.splitlines()[0])
    assert kept["key"]
    with serving(url) as again:
        keys = [key for key, status in answers if status == 201]
        found = again.ask("POST", "bookmarks/lookup", {"keys": keys}, **token)[2]["found"]
    assert found.keys() == set(keys)


@sqlite_only
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_that_stops_finishes_what_runs_takes_nothing_new_and_closes_its_database(url, tmp_path, workers):
    papers = "\n".join(f"@misc{{p{n}, title={{Paper {n}}}, doi={{10.9999/{n}}}}}" for n in range(1_500)).encode()
    with serving(url, "--workers", workers) as served:
        token = token_for(url)
        answers, sent = [], threading.Event()
        running = threading.Thread(target=lambda: answers.append(imported(served.port, papers, token, sent)))
        running.start()
        assert sent.wait(60)
        time.sleep(0.5)  # it is being read, and takes longer than that
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(60) == 0
        running.join()
    assert [(status, len(told["new"])) for status, told in answers] == [(200, 1_500)]
    with pytest.raises(ConnectionError):
        served.ask("GET", "health")
    kept = sorted(path.name for path in tmp_path.iterdir() if path.name.endswith(("-wal", "-shm")))
    assert kept == [], "closed well, SQLite leaves no journal"


@sqlite_only
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_file_that_is_read_slowly_while_the_server_stops_arrives_whole(url, workers):
    told = "x" * 5_000
    papers = "\n".join(
        f"@misc{{p{n}, title={{{told}}}, doi={{10.9999/{n}}}}}".replace("x", f"{n}x", 1) for n in range(800)
    )
    with serving(url, "--workers", workers) as served:
        token = token_for(url)
        imported(served.port, papers.replace("title", "abstract").encode(), token, threading.Event())
        with closing(socket.socket()) as narrow:
            narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            narrow.connect(("127.0.0.1", served.port))
            lines = ["GET /api/v1/export?format=jsonl HTTP/1.1", f"Host: 127.0.0.1:{served.port}"]
            lines += [f"Authorization: {token['Authorization']}", "", ""]
            narrow.sendall("\r\n".join(lines).encode())
            with http.client.HTTPResponse(narrow) as answer:
                answer.begin()
                served.process.send_signal(signal.SIGTERM)
                time.sleep(1)  # by then it has nothing left to do but to send
                assert len(answer.read().splitlines()) == 801, "a line that says what it is, and each paper"
        assert served.process.wait(60) == 0


def imported(port: int, file: bytes, headers: dict[str, str], sent: threading.Event) -> tuple[int, dict]:
    """What importing the file is answered with."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", "/api/v1/import?format=bibtex", body=file, headers=headers)
        sent.set()
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def test_every_request_is_a_line_of_json_that_tells_no_secret(url):
    with serving(url, "--log-requests") as served:
        token = token_for(url)
        _, headers, _ = served.ask("GET", "bookmarks?q=secret+plans", **token)
        assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-Id"])
        assert served.ask("GET", "tags", **{"X-Request-Id": "proxy-12345", **token})[1]["X-Request-Id"] == "proxy-12345"
        assert served.ask("GET", "tags", **{"X-Request-Id": "x y", **token})[1]["X-Request-Id"] != "x y"
        served.process.send_signal(signal.SIGTERM)
        _, said = served.process.communicate(timeout=20)
    lines = [json.loads(line) for line in said.splitlines()]
    asked = next(line for line in lines if line.get("request") == headers["X-Request-Id"])
    assert (asked["method"], asked["route"], asked["status"]) == ("GET", "/api/v1/bookmarks", 200)
    assert asked["device"].startswith("dev_")
    assert "secret" not in said
    assert token["Authorization"].removeprefix("Bearer ") not in said


def test_prometheus_is_told_what_all_processes_counted(url, free_port):
    with serving(url, "--workers", "2", "--metrics-port", str(free_port)) as served:
        for _ in range(8):
            served.ask("GET", "health")
        served.ask("GET", "tags")

        def told() -> str:
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{free_port}/metrics", timeout=5).read().decode()
            except OSError:
                return ""

        wait_for(lambda: 'route="/api/v1/health",status="200"} 8.0' in told())
        assert 'method="GET",route="/api/v1/tags",status="401"} 1.0' in told()
        assert "manicule_request_seconds_bucket" in told()
        assert served.ask("GET", "metrics")[0] == 404
