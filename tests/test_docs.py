"""The README tells the truth: every command, route, setting, message and site is in it, every file it names exists."""

import ast
import json
import re
import subprocess
from pathlib import Path

import click
import pytest

from manicule.services.sites import site_names

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
EXTENSION = ROOT / "extension"
# Addresses of package registries, in halves so that this file does not hold them.
REGISTRIES = [f"{host}.{end}" for host, end in (("registry.npmjs", "org"), ("pypi", "org"), ("pythonhosted", "org"))]
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:work|root|home/\w+|Users/\w+)/\w")


def readme() -> str:
    return README.read_text(encoding="utf-8")


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name]


def commands() -> dict[str, click.Command]:
    """Every command of the terminal, by its words: `token create`."""
    from manicule.cli import main

    found: dict[str, click.Command] = {}

    def walk(command: click.Command, words: tuple[str, ...]) -> None:
        if isinstance(command, click.Group):
            for name, child in command.commands.items():
                walk(child, (*words, name))
        else:
            found[" ".join(words)] = command

    walk(main, ())
    return found


def test_every_command_is_in_the_readme() -> None:
    missing = [name for name in commands() if f"manicule {name}" not in readme() and name.split()[-1] not in readme()]
    assert not missing, f"Name these commands in README.md: {missing}"


def test_every_option_is_in_the_readme() -> None:
    options = {
        option: name
        for name, command in commands().items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--")
    }
    missing = {option: name for option, name in options.items() if not re.search(rf"{option}\b", readme())}
    assert not missing, f"Name these options in README.md: {missing}"


def test_every_command_and_option_says_in_its_help_what_it_does() -> None:
    silent = [name for name, command in commands().items() if not (command.help or "").split("\n")[0].endswith(".")]
    silent += [
        f"{name} {parameter.opts[0]}"
        for name, command in commands().items()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not (parameter.help or "").endswith(".")
    ]
    assert not silent, f"Give these a sentence of help: {silent}"


def test_every_route_is_in_the_readme(tmp_path: Path) -> None:
    from manicule import create_app
    from manicule.config import Config

    app = create_app(Config(database=f"sqlite:///{tmp_path / 'docs.db'}"))
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule) for rule in app.url_map.iter_rules() if "/api/" in rule.rule
    }
    missing = sorted(route for route in routes if route not in readme())
    assert not missing, f"Name these routes in README.md: {missing}"


def test_every_setting_is_in_the_readme() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "backend").rglob("*.py"))
    missing = sorted(name for name in set(re.findall(r'"(MANICULE_[A-Z_]+)"', source)) if name not in readme())
    assert not missing, f"Name these settings in README.md: {missing}"


def test_every_message_is_in_the_readme() -> None:
    source = (EXTENSION / "lib" / "messages.js").read_text(encoding="utf-8")
    kinds = set(re.findall(r"""["']([a-z]+\.[a-z_]+)["']""", source))
    missing = sorted(kind for kind in kinds if kind not in readme())
    assert kinds, "lib/messages.js names no message: mend this test"
    assert not missing, f"Name these messages in README.md: {missing}"


def test_every_site_is_in_the_readme() -> None:
    names = [
        json.loads((EXTENSION / "sites" / f"{site}.json").read_text(encoding="utf-8"))["name"]
        for site in site_names(EXTENSION / "sites")
    ]
    missing = [name for name in names if name not in readme()]
    assert not missing, f"Name these sites in README.md: {missing}"


def test_every_attack_is_in_the_table_of_the_readme_and_every_row_of_it_is_tried() -> None:
    tried = {path.name for path in (ROOT / "tests" / "attacks").glob("test_*.py")}
    told = set(re.findall(r"\| `(test_\w+\.py)` \|$", readme(), re.MULTILINE))
    assert tried == told, "Say in README.md, under Trust, what happens at each attack of tests/attacks, and try each."


def test_every_file_that_the_readme_names_exists() -> None:
    words = re.findall(r"`([\w./{}-]+/[\w./{}-]*)`", readme()) + re.findall(r"\]\((?!http|#)([^)#]+)\)", readme())
    starts = {path.name for path in ROOT.iterdir()}
    named = {word for word in words if word.split("/")[0] in starts and "{" not in word}
    missing = sorted(name for name in named if not (ROOT / name).exists())
    assert not missing, f"README.md names files that are not there: {missing}"


def test_setting_up_takes_two_commands() -> None:
    section = re.search(r"```(?:sh|bash|shell|console)?\n(.*?)```", readme(), re.DOTALL)
    assert section, "README.md has no code block with the set-up commands"
    lines = [line for line in section[1].strip().splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) == 2, f"The first code block of README.md is the set-up: exactly two commands, not {lines}"


@pytest.mark.parametrize("what", ["registry", "machine"])
def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine(what: str) -> None:
    faults = []
    for name in tracked():
        path = ROOT / name
        if not path.is_file() or path.suffix in {".png", ".ico", ".woff2"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        hits = [host for host in REGISTRIES if host in text] if what == "registry" else MACHINE_PATHS.findall(text)
        if hits:
            faults.append(f"{name}: {hits[:3]}")
    assert not faults, "Take these out:\n" + "\n".join(faults)


def test_every_public_function_says_what_it_does() -> None:
    """Modules, functions and classes with methods have a docstring; a class of mere fields or sentences is its own."""
    faults = []
    for name in tracked():
        if name.endswith(".py") and name.startswith(("backend/", "scripts/")) and "/migrations/" not in name:
            tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
            faults += [f"{name}:{line}: {what}" for line, what in silent(tree)]
    assert not faults, "Say what these give back, in a docstring:\n" + "\n".join(faults)


def silent(tree: ast.Module) -> list[tuple[int, str]]:
    """Line and name of what is public at the top of a module and has no docstring."""
    found = [(1, "the module")] if tree.body and not ast.get_docstring(tree) else []
    for node in tree.body:
        if speaks(node) and not ast.get_docstring(node):
            found.append((node.lineno, node.name))
    return found


def speaks(node: ast.stmt) -> bool:
    """Whether others call this: a public function, or a public class with methods."""
    if isinstance(node, ast.ClassDef):
        return not node.name.startswith("_") and any(isinstance(part, ast.FunctionDef) for part in node.body)
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
