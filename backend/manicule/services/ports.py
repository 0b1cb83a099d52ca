"""The port that a server listens on."""

import errno
import socket

from manicule.errors import PortTaken
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


def address(listening: socket.socket, host: str) -> str:
    """Where the server answers, as `http://127.0.0.1:7373`."""
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
