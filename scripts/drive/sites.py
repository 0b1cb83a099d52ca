"""A local stand-in for the sites: serves our own or saved pages at their real addresses; nothing leaves the machine."""

import contextlib
import pathlib
import socket
import ssl
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from drive.certificate import Certificate, make_certificate

# What a page may do on a strict site. Inline scripts of saved pages stay off, as their other half is not saved.
POLICY = "script-src 'self'; connect-src 'self'; object-src 'none'"


@dataclass(frozen=True)
class Visit:
    """One request that reached the stand-in."""

    method: str
    url: str
    headers: dict[str, str]


class Sites:
    """Serves `pages` ({address: HTML or a file of it}) over TLS; `visits` lists every request, to any host.

    An address without its query answers for every query that is not listed itself. `pages` may change while serving.
    """

    def __init__(self, folder: pathlib.Path, pages: dict[str, str | pathlib.Path]) -> None:
        self.pages, self.visits = pages, []
        self.certificate: Certificate = make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate.chain, self.certificate.key)
        self._server = _TlsServer(context, self)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.proxy = ConnectProxy(self)

    def find(self, url: str) -> bytes | None:
        """The page at `url`, or None."""
        page = self.pages.get(url, self.pages.get(url.split("?")[0]))
        if isinstance(page, pathlib.Path):
            return page.read_bytes()
        return page.encode() if page is not None else None

    def close(self) -> None:
        """Stops both servers."""
        self.proxy.close()
        self._server.shutdown()
        self._server.server_close()


class _TlsServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, sites: Sites) -> None:
        self.context, self.sites = context, sites
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self):
        plain, address = self.socket.accept()
        return self.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address) -> None:
        """Browsers drop connections they opened ahead; that is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _TlsServer

    def do_GET(self) -> None:
        url = f"https://{self.headers['Host']}{self.path}"
        self.server.sites.visits.append(Visit(self.command, url, dict(self.headers.items())))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = self.server.sites.find(url)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body or b"")

    do_POST = do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Quiet: `visits` is the log."""


class ConnectProxy:
    """Accepts only CONNECT, and leads every target to the stand-in, so that its log shows who was asked."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(client,), daemon=True).start()

    def _lead(self, client: socket.socket) -> None:
        try:
            method, target, _ = _head(client).split(b"\r\n")[0].split(b" ")
            if method != b"CONNECT":
                self.sites.visits.append(Visit(method.decode(), target.decode(), {}))
                client.sendall(b"HTTP/1.1 502 only CONNECT here\r\nContent-Length: 0\r\n\r\n")
                return client.close()
            server = socket.create_connection(("127.0.0.1", self.sites.port))
            client.sendall(b"HTTP/1.1 200 connected\r\n\r\n")
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            _pump(server, client)
        except (OSError, ValueError):
            client.close()


def _head(client: socket.socket) -> bytes:
    held = b""
    while b"\r\n\r\n" not in held:
        chunk = client.recv(4096)
        if not chunk:
            raise OSError("closed before the end of the head")
        held += chunk
    return held


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while chunk := source.recv(1 << 16):
            sink.sendall(chunk)
    except OSError:
        pass
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
