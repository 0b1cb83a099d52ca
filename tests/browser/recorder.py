"""Stands between the extension and the server and writes down every request that passes."""

import contextlib
import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Request:
    """One request as it arrived; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def mutations(self) -> list[dict]:
        """The edits that a sync request carries."""
        return json.loads(self.body).get("mutations", []) if self.path == "/api/v1/sync" else []


Answer = tuple[int, list[tuple[str, str]], bytes]  # status, headers, body


def forward(_: Request, ask: Callable[[], Answer]) -> Answer:
    """What the server says."""
    return ask()


class Recorder:
    """Forwards to the server on `port`; `requests` is everything that came. While `down` it hangs up on everybody.

    `between` may do something else with a request: it is given that and how to ask the server; OSError hangs up.
    """

    def __init__(self, port: int) -> None:
        self.target, self.requests, self.down = port, [], False
        self.between: Callable[[Request, Callable[[], Answer]], Answer] = forward
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops forwarding."""
        self._server.shutdown()
        self._server.server_close()


def _handler(recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, body)
            recorder.requests.append(request)
            self.close_connection = True
            try:
                status, answered, answer = recorder.between(request, lambda: self.ask(body))
            except OSError:
                return  # the server is stopped: the browser sees a connection that breaks
            self.send_response(status)
            for name, value in answered:
                if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("Connection", "close")
            self.end_headers()
            with contextlib.suppress(OSError):  # who asked may be dead by now
                self.wfile.write(answer)

        def ask(self, body: bytes) -> Answer:
            if recorder.down:
                raise ConnectionRefusedError
            server = http.client.HTTPConnection("127.0.0.1", recorder.target, timeout=30)
            with contextlib.closing(server):
                server.request(self.command, self.path, body or None, dict(self.headers.items()))
                with server.getresponse() as answer:
                    return answer.status, answer.getheaders(), answer.read()

        do_GET = do_POST = do_PATCH = do_DELETE = do_OPTIONS = do_PUT = do_HEAD = pass_on

        def log_message(self, *_: object) -> None:
            """Quiet: `requests` is the log."""

    return Handler
