"""Serve the API, and say what is wrong."""

import errno
import signal
import sys

import click
import waitress

from manicule import create_app
from manicule.config import DEFAULT_PORT, Config
from manicule.errors import DatabaseTrouble, PortTaken
from manicule.services import backup, daily, libraries
from manicule.services import doctor as checks
from manicule.terminal import printing
from manicule.terminal.options import as_json, configured

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_REQUEST = 32 << 20  # bytes that are read before the app refuses with a sentence; beyond that the line is cut


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: any free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=4, show_default=True, help="Requests answered at once.")
@configured
def serve(config: Config, host: str, port: int, workers: int) -> None:
    """Serve the API until it is stopped."""
    if host not in LOOPBACK:
        click.echo(f"Warning: {host} can be reached from other machines, and nothing is encrypted. "
                   "Put a server with TLS in front, and name its host in MANICULE_HOSTS.", err=True)  # fmt: skip
    server = listen(create_app(config), host, port, workers)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    click.echo(f"Manicule serves {libraries.place(config.database)} at {address(server, host)}")
    sys.stdout.flush()
    file = backup.file_of_open_database()
    if file is not None:
        daily.start(file, config.now)
    server.run()


def listen(app: object, host: str, port: int, workers: int) -> object:
    """A waitress server that has its port.

    :raise PortTaken: if another program has it
    """
    try:
        return waitress.create_server(
            app, host=host, port=port, threads=workers, ident="manicule", max_request_body_size=MAX_REQUEST
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise PortTaken(f"Cannot listen on {host}, port {port}: {error.strerror}.") from error
        raise PortTaken(f"{checks.port_free(port).said} {PortTaken.detail}") from error


def address(server: object, host: str) -> str:
    """Where the server answers, as `http://127.0.0.1:7373`."""
    listening = getattr(server, "effective_listen", None)  # several sockets, as for `localhost`
    port = listening[0][1] if listening else server.effective_port
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@as_json
@configured
def doctor(config: Config, port: int, as_json: bool) -> None:
    """Say what is wrong and what to do about it."""
    findings = examine(config, port)
    for finding in findings:
        if as_json:
            printing.json_line(finding._asdict())
        else:
            click.echo(f"{'ok ' if finding.ok else 'BAD'} {finding.check}: {printing.line(finding.said)}")
    if not all(finding.ok for finding in findings):
        raise SystemExit(1)


def examine(config: Config, port: int) -> list[checks.Finding]:
    """All findings; a database that cannot be opened is one of them."""
    try:
        database = libraries.open_database(config.database)
    except DatabaseTrouble as trouble:
        said = f"{libraries.place(config.database)}: {trouble}"
        return [checks.Finding("database", False, said), checks.extension(), checks.port_free(port)]
    try:
        return list(checks.examine(port, config.now()))
    finally:
        libraries.close(database)


COMMANDS = [serve, doctor]
