"""Serve the API, and say what is wrong."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from manicule.config import DEFAULT_PORT, Config
from manicule.errors import DatabaseTrouble
from manicule.services import doctor as checks
from manicule.services import libraries, ports
from manicule.services.backups import backup
from manicule.terminal import printing, serving
from manicule.terminal.options import as_json, configured, new_desk

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=PORT, default=DEFAULT_PORT, show_default=True, help="0: any free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests each process answers at once."
)
@click.option("--log-requests", is_flag=True, help="Write a line of JSON for each request to standard error.")
@click.option("--check-links", is_flag=True, help="Look now and then whether the links in the library still answer.")
@click.option("--no-embed", is_flag=True, help="Make no sentence embeddings while serving.")
@click.option("--metrics-port", type=PORT, help="Serve counts and times for Prometheus on this port of 127.0.0.1.")
@configured
def serve(
    config: Config, host: str, port: int, metrics_port: int | None, log_requests: bool, check_links: bool,
    no_embed: bool, **size: int,
) -> None:  # fmt: skip
    """Serve the API and the web library until it is stopped."""
    if host not in LOOPBACK:
        click.echo(f"Warning: {host} can be reached from other machines, and nothing is encrypted. "
                   "Put a server with TLS in front, and name its host in MANICULE_HOSTS.", err=True)  # fmt: skip
    file = file_behind(config)
    listening = ports.listen(host, port)
    click.echo(f"Manicule serves {libraries.place(config.database)} at {ports.address(listening, host)}")
    sys.stdout.flush()
    with serving.metrics(metrics_port) as folder:
        told = {"log_requests": log_requests, "check_links": check_links or config.check_links,
                "embed": config.embed and not no_embed}  # fmt: skip
        seen = replace(config, **told, metrics=folder and str(folder))
        serving.run(serving.Plan(seen, listening, backups=file, **size))


def file_behind(config: Config) -> Path | None:
    """The SQLite file of which backups are made. The database is opened once, so that what is wrong is said at once."""
    with new_desk(config):
        return backup.file_of_open_database()


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Of the server.")
@as_json
@configured
def doctor(config: Config, port: int, as_json: bool) -> None:
    """Say what is wrong and what to do about it."""
    findings = examine(config, port)
    for finding in findings:
        if as_json:
            printing.json_line(finding._asdict())
        else:
            mark = click.style("ok ", fg="green") if finding.ok else click.style("BAD", fg="red", bold=True)
            click.echo(f"{mark} {finding.check}: {printing.line(finding.said)}")
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
