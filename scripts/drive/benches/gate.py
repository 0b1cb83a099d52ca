"""A door before a server that lets everything through and counts what is asked."""

import contextlib
import socket
import threading

ASKED = b"POST /api/v1/sync "


class Gate:
    """Forwards connections to `port` of this machine. `asked` counts sync requests, `url` is its own address."""

    def __init__(self, port: int) -> None:
        self.port, self.asked = port, 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Lets nobody in any more."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", self.port)) as server:
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            self._count(client, server)
            back.join()

    def _count(self, client: socket.socket, server: socket.socket) -> None:
        held = b""
        while data := client.recv(1 << 16):
            held += data
            self.asked += held.count(ASKED)
            held = held[-len(ASKED) + 1 :]
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 18):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
