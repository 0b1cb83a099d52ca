"""The data files of the extension folder, read once: keys.json, one JSON per site, and how common words are."""

import json
import re
from functools import cache
from pathlib import Path

from manicule.config import extension_dir
from manicule.core.keys import Rules
from manicule.core.rarity import shares


@cache
def key_rules() -> Rules:
    """keys.json: the rules of identity and of links."""
    return Rules(_read(extension_dir() / "sites" / "keys.json"))


def site_rules() -> list[dict]:
    """Every site rule, in the order of their names."""
    folder = extension_dir() / "sites"
    return [_read(folder / f"{name}.json") for name in site_names(folder)]


def site_names(folder: Path) -> list[str]:
    """The ids of the sites whose rules lie in a folder: every JSON file there is a rule, but for these two."""
    return sorted(path.stem for path in folder.glob("*.json") if path.name not in ("index.json", "keys.json"))


def write_index(folder: Path) -> bool:
    """Name the rules of a folder in its index.json, because an extension cannot list its own files; whether it changed.

    What copies or starts the extension calls this, so that a new site is in it without anybody naming it.
    """
    index, text = folder / "index.json", json.dumps(site_names(folder)) + "\n"
    if index.is_file() and index.read_text(encoding="utf-8") == text:
        return False
    index.write_text(text, encoding="utf-8")
    return True


@cache
def background() -> dict[str, float]:
    """Which share of papers holds each word, in any field (manicule.core.rarity)."""
    return shares(_read(extension_dir() / "words" / "background.json"))


def rule_for(url: str, rules: list[dict]) -> dict | None:
    """The rule whose `matches` hold the address, or None; they are match patterns as manifests write them."""
    return next((rule for rule in rules if any(_matcher(m).match(url) for m in rule["matches"])), None)


def host_is_known(address: str) -> bool:
    """Whether the host of an address is one that a site rule names, whatever the path."""
    host = address.partition("://")[2].partition("/")[0].lower()
    return any(
        host == name or (any_below and host.endswith(f".{name}"))
        for rule in site_rules()
        for name, any_below in (_host_of(match) for match in rule["matches"])
    )


def _host_of(match: str) -> tuple[str, bool]:
    host = match.partition("://")[2].partition("/")[0]
    return host.removeprefix("*."), host.startswith("*.")


@cache
def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def _matcher(match: str) -> re.Pattern[str]:
    """`*://*.arxiv.org/list/*`, where `*.` stands for the host itself too."""
    scheme, _, rest = match.partition("://")
    host, _, path = rest.partition("/")
    hosts = r"(?:[^/]+\.)?" + re.escape(host[2:]) if host.startswith("*.") else re.escape(host)
    schemes = "https?" if scheme == "*" else re.escape(scheme)
    return re.compile(f"{schemes}://{hosts}(?::\\d+)?/{re.escape(path).replace(chr(92) + '*', '.*')}$", re.DOTALL)
