"""`manicule serve` as a process of its own, asked over real sockets."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cluster import sqlite_only
from served import command, run, serving

KEY = "arxiv%3Amath%2F0211159"


def token_for(url: str) -> dict[str, str]:
    made = run("token", "create", "curl", "--database", url)
    return {"Authorization": f"Bearer {made.stdout.split()[-1]}"}


def test_a_server_says_where_it_is_and_answers_until_it_is_stopped(url):
    with serving(url) as served:
        assert url in served.said
        assert f"http://127.0.0.1:{served.port}" in served.said
        status, headers, body = served.ask("GET", "health")
        assert (status, body["status"], body["database"]) == (200, "ok", "ok")
        assert headers["X-Manicule-Server"]
        token = token_for(url)
        assert served.ask("POST", "bookmarks", {"key": "arxiv:math/0211159", "note": "n"}, **token)[0] == 201
        assert served.ask("GET", f"bookmarks/{KEY}", **token)[2]["note"] == "n"
        assert served.ask("GET", f"bookmarks/{KEY}/history", **token)[0] == 200
        assert served.ask("GET", "bookmarks/arxiv:math/0211159", **token)[0] == 200
        page = {"url": "https://lab.example/a/history", "title": "A page"}
        assert served.ask("POST", "bookmarks", page, **token)[0] == 201
        assert served.ask("GET", "bookmarks/url:lab.example%2Fa%2Fhistory", **token)[2]["title"] == "A page"
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(20) == 0
    with serving(url) as again:
        assert again.ask("GET", f"bookmarks/{KEY}", **token)[2]["note"] == "n"


@sqlite_only
def test_a_server_ends_well_while_it_makes_sentence_embeddings(url, tmp_path):
    abstract = " ".join(f"memory of attention {n}" for n in range(100))
    papers = [f"@misc{{p{n}, title={{Paper {n}}}, abstract={{{abstract}}}, doi={{10.9999/{n}}}}}" for n in range(200)]
    file = tmp_path / "papers.bib"
    file.write_text("\n".join(papers))
    assert run("import", str(file), "--database", url).returncode == 0
    with serving(url) as served:
        time.sleep(3)  # the model is loaded, and far from done
        served.process.send_signal(signal.SIGTERM)
        _, said = served.process.communicate(timeout=20)
    assert (served.process.returncode, said) == (0, "")


@sqlite_only
def test_a_busy_server_does_not_complain_that_requests_wait_their_turn(url):
    with serving(url, "--threads", "1") as served, ThreadPoolExecutor(16) as together:
        answers = [together.submit(served.ask, "GET", "health") for _ in range(64)]
        assert {answer.result()[0] for answer in answers} == {200}
        served.process.terminate()
        _, said = served.process.communicate(timeout=20)
    assert said == ""


def test_attacks_over_a_real_socket_are_refused(url):
    with serving(url) as served:
        token = token_for(url)
        assert served.ask("GET", "tags", Host="evil.example", **token)[2]["type"] == "host-foreign"
        assert served.ask("GET", "tags", Origin="https://evil.example", **token)[2]["type"] == "origin-foreign"
        assert served.ask("GET", "tags", **{"Sec-Fetch-Site": "cross-site"}, **token)[2]["type"] == "origin-foreign"
        assert served.ask("GET", "tags")[2]["type"] == "token-missing"
        status, _, body = served.ask("POST", "bookmarks", b'{"note": "' + b"x" * (5 << 20) + b'"}', **token)
        assert (status, body["type"]) == (413, "too-large")
        assert served.ask("GET", "health")[0] == 200


def test_a_taken_port_is_a_sentence(url):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run("serve", "--port", port, "--database", url)
    assert done.returncode == 1
    assert f"Another program uses port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_server_on_the_port_is_told_that_it_is_manicule(url):
    with serving(url) as served:
        done = run("serve", "--port", str(served.port), "--database", url)
        looked = run("doctor", "--json", "--port", str(served.port), "--database", url)
    assert done.returncode == 1
    assert "Manicule is serving" in done.stderr
    found = {one["check"]: one for one in map(json.loads, looked.stdout.splitlines())}
    assert found["port"]["ok"]


def test_listening_to_other_machines_is_warned_about(url):
    with serving(url, "--host", "0.0.0.0") as served:
        served.process.terminate()
        _, warned = served.process.communicate(timeout=20)
    assert "Warning" in warned
    assert "other machines" in warned


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_that_may_not_be_written_is_a_sentence(url):
    run("tags", "--database", url)
    path = Path(url.removeprefix("sqlite:///"))
    path.chmod(0o444)
    path.parent.chmod(0o555)
    done = run("add", "arxiv:1706.03762", "--database", url)
    path.parent.chmod(0o755)
    assert done.returncode == 1
    assert "permissions" in done.stderr


def test_output_that_nobody_reads_ends_quietly(url):
    run("add", "arxiv:1706.03762", "--note", "x" * 100_000, "--database", url)
    line = command("show", "arxiv:1706.03762", "--database", url)
    shown = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    shown.stdout.close()
    said = shown.stderr.read()
    shown.stderr.close()
    shown.wait(20)
    assert said == b""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_address_and_a_header_without_end_are_refused_and_the_server_goes_on(url, workers):
    heads = [f"GET /api/v1/tags?q={'x' * 100_000} HTTP/1.1\r\n", f"GET / HTTP/1.1\r\nX: {'x' * 100_000}\r\n"]
    with serving(url, "--workers", workers) as served:
        assert [status_of(served.port, head) in (400, 414, 431, None) for head in heads] == [True, True]
        assert served.ask("GET", "health")[0] == 200


def status_of(port: int, head: str) -> int | None:
    """What a request that begins so is answered with; None if the line is cut, as it may be."""
    with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(f"{head}Host: 127.0.0.1\r\n\r\n".encode())
        answer = connection.recv(100).decode()
        return int(answer.split(" ")[1]) if answer else None
