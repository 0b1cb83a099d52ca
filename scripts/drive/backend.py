"""A Manicule server of our own, as a process, on a port and a database of its own."""

import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable


class Backend:
    """`manicule serve` on `database` (an address such as sqlite:///…, None for the user's own); `more` are words."""

    def __init__(
        self, database: str | None, port: int | None = None, log: pathlib.Path | None = None, more: Iterable[str] = ()
    ) -> None:
        self.database, self.port, self.log, self.more = database, port or free_port(), log, more
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    def start(self) -> "Backend":
        """Returns once the server answers; SystemExit with its own words when it does not."""
        if taken(self.port):
            raise SystemExit(f"Port {self.port} is in use, perhaps by another Manicule: stop that, or name a --port.")
        with self.log.open("a") if self.log else contextlib.nullcontext() as log:
            self.process = subprocess.Popen(
                self._command("serve", "--port", str(self.port), *self.more), stdout=log, stderr=log
            )
        end = time.monotonic() + 120  # a busy machine
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):
                self.ask("GET", "/api/v1/health")
                return self
            time.sleep(0.05)
        self.stop()
        raise SystemExit("The server did not start" + (f": see {self.log}" if self.log else "; its words are above."))

    def stop(self) -> None:
        """Ends the process and waits for it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def run(self, *arguments: str) -> str:
        """What a `manicule` command on the same database prints; CalledProcessError when it fails."""
        return subprocess.run(self._command(*arguments), check=True, capture_output=True, text=True).stdout.strip()

    def pairing_code(self) -> str:
        """A fresh code of `manicule pair`: the last word it prints."""
        return self.run("pair").split()[-1]

    def token(self, name: str) -> str:
        """A fresh token of `manicule token create`."""
        return self.run("token", "create", name).split()[-1]

    def ask(self, method: str, path: str, body: object = None, token: str = "") -> dict:
        """One JSON request; urllib.error.HTTPError for a refusal."""
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def _command(self, *arguments: str) -> list[str]:
        database = ["--database", self.database] if self.database else []
        return [sys.executable, "-m", "manicule", *arguments, *database]


def taken(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port of this machine that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
