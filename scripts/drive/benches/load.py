"""Load for a server from as little CPU as Python can: requests written beforehand, answers counted and thrown away."""

import socket
import time
from functools import partial

from drive.benches.spending import Sent, together


def written(sent: Sent, token: str) -> bytes:
    """The request as it goes over the wire."""
    body = sent.body or b""
    head = [f"{sent.method} {sent.path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    head += [f"Content-Type: {sent.kind}", f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*head, "", ""]).encode() + body


def answered(port: int, requests: list[list[bytes]], seconds: float) -> float:
    """Answers a second to as many clients as there are lists of requests, each asking its own in turn.

    :raise SystemExit: if one is refused
    """
    counts, refused = [0] * len(requests), []
    until = time.monotonic() + seconds

    def ask(me: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as line:
            while time.monotonic() < until:
                line.sendall(requests[me][counts[me] % len(requests[me])])
                status = _answer(line)
                if status != b"200":
                    refused.append(status)
                    return
                counts[me] += 1

    began = time.monotonic()
    together(partial(ask, me) for me in range(len(requests)))
    if refused:
        raise SystemExit(f"A request was answered with {refused[0].decode()}: the figures would mean nothing.")
    return sum(counts) / (time.monotonic() - began)


def _answer(line: socket.socket) -> bytes:
    """Reads one answer; its status."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = line.recv(1 << 16)
        if not more:
            return b"nothing"
        head += more
    head, _, body = head.partition(b"\r\n\r\n")
    named = dict(field.split(b": ", 1) for field in head.lower().split(b"\r\n")[1:])
    left = int(named[b"content-length"]) - len(body)
    while left > 0:
        left -= len(line.recv(min(left, 1 << 20))) or left
    return head.split(b" ", 2)[1]
