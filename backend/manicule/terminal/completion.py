"""What a shell completes: commands and options by click itself, values where only the library knows them."""

import click
from click.shell_completion import get_completion_class

from manicule.config import Config
from manicule.core.records import fold
from manicule.errors import ManiculeError
from manicule.formats import registry
from manicule.services import tags
from manicule.terminal import printing
from manicule.terminal.options import as_json, desk

SHELLS = ("bash", "zsh", "fish")


def format_names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Formats that the command reads or writes."""
    usable = registry.WRITABLE if context.command.name == "export" else registry.READABLE
    return [name for name in usable if name.startswith(begun)]


def tag_names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Tags of the library that the command line names; none where it cannot be opened."""
    named = {name: context.params[name] for name in ("database", "library") if context.params.get(name)}
    try:
        with desk(Config(**named)) as open_desk:
            found = [one["name"] for one in tags.listing(open_desk.library)]
    except ManiculeError:
        return []
    return [name for name in found if fold(name).startswith(fold(begun))]


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@as_json
@click.pass_context
def completion(context: click.Context, shell: str, as_json: bool) -> None:
    """Print what makes SHELL complete commands and options.

    For bash: eval "$(manicule completion bash)" in ~/.bashrc, for zsh the same in ~/.zshrc, for fish:
    manicule completion fish > ~/.config/fish/completions/manicule.fish
    """
    script = get_completion_class(shell)(context.find_root().command, {}, "manicule", "_MANICULE_COMPLETE").source()
    if as_json:
        printing.json_line({"shell": shell, "script": script})
    else:
        click.echo(script)


COMMANDS = [completion]
