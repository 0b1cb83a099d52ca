"""`manicule` in processes of its own, and a server among them to be asked over real sockets."""

import http.client
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager


class Served:
    """A running server: what it said, where it is, and a way to ask it."""

    def __init__(self, process: subprocess.Popen, said: str) -> None:
        self.process, self.said = process, said
        self.port = int(re.search(r":(\d+)\s*$", said)[1])

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        sent = {"Content-Type": "application/json"} if body is not None else {}
        with closing(connection):
            connection.request(method, f"/api/v1/{path}", body=data, headers={**sent, **headers})
            answer = connection.getresponse()
            text = answer.read()
        return answer.status, dict(answer.getheaders()), json.loads(text) if text else {}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "manicule", *words]


def run(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=120, check=False)


@contextmanager
def serving(url: str, *words: str) -> Iterator[Served]:
    line = command("serve", "--port", "0", "--database", url, *words)
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield Served(process, process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=20)
