"""The port that a server listens on."""

import errno
import socket

from manicule.config import DEFAULT_PORT
from manicule.errors import PortTaken, ServerSilent
from manicule.services import doctor


def listen(host: str, port: int) -> socket.socket:
    """A socket that has its port; 0 takes any free one.

    :raise PortTaken: if another program has it, or this machine has no such address
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise PortTaken(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error
        raise PortTaken(f"{doctor.port_free(port).said} {PortTaken.detail}") from error


def expect_server(port: int) -> None:
    """Return if something listens on that port of this machine.

    :raise ServerSilent: if nothing does
    """
    with socket.socket() as probe:
        probe.settimeout(2)
        if probe.connect_ex(("127.0.0.1", port)):
            start = "manicule serve" if port == DEFAULT_PORT else f"manicule serve --port {port}"
            raise ServerSilent(f"No server answers at http://127.0.0.1:{port}. Start it first: {start}")


def address(listening: socket.socket, host: str) -> str:
    """Where the server answers, as `http://127.0.0.1:7373`."""
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
