"""The terminal: thin commands over the same services as the API."""

import io
import os
import sys

import click

from manicule.errors import ManiculeError, database_trouble
from manicule.terminal import backup, completion, devices, digest, exchange, libraries, library, pages, server
from manicule.version import __version__


class Commands(click.Group):
    """Reports an expected error as one sentence on stderr, with exit code 1; 2 means a wrong command line."""

    def main(self, *given: object, **settings: object) -> object:
        """Run a command line. A character that the terminal's encoding lacks is written as a question mark."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
                stream.reconfigure(errors="replace")
        return super().main(*given, **settings)

    def invoke(self, context: click.Context) -> object:
        if os.environ.get("NO_COLOR"):  # https://no-color.org; without a terminal click prints no colours anyway
            context.color = False
        try:
            return super().invoke(context)
        except BrokenPipeError:
            # Whoever read us has enough, as `head` does; Python would complain once more when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except ManiculeError as error:
            raise click.ClickException(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            trouble = database_trouble(error)
            if trouble is None:
                raise
            raise click.ClickException(str(trouble)) from error


EXITS = "Exit codes: 0 all went well, 1 something could not be done (standard error says what), 2 a wrong command line."


@click.group(cls=Commands, epilog=EXITS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="manicule")
def main() -> None:
    """My own notes, tags and related links on the paper lists I read."""


for command in (
    *server.COMMANDS,
    *devices.COMMANDS,
    *library.COMMANDS,
    *exchange.COMMANDS,
    *pages.COMMANDS,
    *backup.COMMANDS,
    *libraries.COMMANDS,
    *digest.COMMANDS,
    *completion.COMMANDS,
):
    main.add_command(command)
