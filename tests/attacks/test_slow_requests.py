"""Slow requests (slowloris): many connections, on each a byte now and then. Others are answered meanwhile."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import waitress
from target import PATIENCE, attacked
from waitress.wasyncore import close_all

from manicule.core import limits
from manicule.terminal import patience
from manicule.terminal.serving import ADJUSTMENTS

BEGINNINGS = [
    b"G",
    b"POST /api/v1/sync HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ",
    b"POST /api/v1/pair HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{",
    b"POST /api/v1/pair HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n1\r\n",
]
MANY = 120  # more than waitress takes by itself


class Crowd:
    """Connections on which a request begins, and goes on as slowly as can be."""

    def __init__(self, port: int, size: int, stack: ExitStack) -> None:
        self.connections = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)) for _ in range(size)
        ]
        for number, one in enumerate(self.connections):
            one.sendall(BEGINNINGS[number % len(BEGINNINGS)])

    def drip(self) -> None:
        """One more byte each."""
        for one in self.connections:
            with contextlib.suppress(OSError):  # it is closed
                one.sendall(b"x")

    def ended(self) -> int:
        """How many the server has let go of. What it says to the last is read."""
        return sum(map(over, self.connections))


def over(connection: socket.socket) -> bool:
    """Whether the other end has closed it."""
    connection.setblocking(False)
    try:
        while connection.recv(1 << 12):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def wait_for(holds, act=lambda: None) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "the slow ones are still there"
        act()
        time.sleep(0.1)


def test_one_process_answers_while_more_than_a_hundred_are_slow(tmp_path):
    with attacked(tmp_path) as target, ExitStack() as stack:
        crowd = Crowd(target.port, MANY, stack)
        crowd.drip()
        assert target.untouched()
        assert crowd.ended() == 0, "they were all there meanwhile"


def test_several_processes_answer_again_after_some_seconds_with_a_slow_request_on_each_of_their_threads(tmp_path):
    with attacked(tmp_path, "--workers", "2", "--threads", "1") as target, ExitStack() as stack:
        crowd = Crowd(target.port, 4, stack)
        assert target.untouched(), "it has waited, and was answered"
        wait_for(lambda: crowd.ended() == 4, crowd.drip)


@contextmanager
def small_server() -> Iterator[int]:
    """A server as ours is, of an app that reads what it is sent; its port."""

    def app(environ, start_response):
        size = len(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(size).encode()]

    server = waitress.create_server(app, host="127.0.0.1", port=0, **{**ADJUSTMENTS, "cleanup_interval": 0})
    patience.watch(server)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.close()
        close_all(server._map)
        thread.join(PATIENCE)


@pytest.fixture
def impatient(monkeypatch):
    """No request has more than a moment, plus what its pace earns."""
    monkeypatch.setattr(patience.allowed, "__defaults__", (0.3,))


def test_a_request_that_drips_is_cut_off_however_often_a_byte_comes(impatient):
    with small_server() as port, ExitStack() as stack:
        crowd = Crowd(port, 8, stack)
        wait_for(lambda: crowd.ended() == 8, crowd.drip)


def test_a_large_file_over_a_slow_line_is_taken_though_it_lasts_longer(impatient):
    piece, pieces = b"x" * limits.MIN_PACE, 12
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(piece) * pieces}\r\nConnection: close\r\n\r\n"
    with small_server() as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(head.encode())
        for _ in range(pieces):
            line.sendall(piece)
            time.sleep(0.1)
        answer = b"".join(iter(lambda: line.recv(1 << 12), b""))
    assert answer.endswith(str(len(piece) * pieces).encode())


def test_the_next_request_on_a_connection_has_its_own_time(impatient):
    ask = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\nab"
    with small_server() as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        for _ in range(5):
            line.sendall(ask[:20])
            time.sleep(0.15)
            line.sendall(ask[20:])
            answer = b""
            while not answer.endswith(b"\r\n\r\n2"):
                answer += (part := line.recv(1 << 12))
                assert part, answer
            assert b" 200 " in answer
