"""Everything that can be set, in one place, and where things are kept on disk."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from manicule.errors import ExtensionMissing

DEFAULT_PORT = 7373
DEFAULT_LIBRARY = "default"


def default_database() -> str:
    """MANICULE_DATABASE, else a SQLite file in the user's data folder."""
    folder = user_data_path("manicule", appauthor=False)
    return os.environ.get("MANICULE_DATABASE") or f"sqlite:///{folder / 'manicule.db'}"


def listed(variable: str) -> tuple[str, ...]:
    """The comma-separated words of an environment variable."""
    return tuple(word.strip() for word in os.environ.get(variable, "").split(",") if word.strip())


def number(variable: str) -> int:
    """The whole number in an environment variable, 0 where there is none."""
    word = os.environ.get(variable, "").strip()
    return int(word) if word.isdecimal() else 0


def clock() -> int:
    """Now, in ms since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Mail:
    """How the digest is sent: `smtp` is an address such as `smtps://user:password@mail.example:465`."""

    smtp: str = field(default_factory=lambda: os.environ.get("MANICULE_SMTP_URL", ""))
    sender: str = field(default_factory=lambda: os.environ.get("MANICULE_MAIL_FROM", ""))
    to: tuple[str, ...] = field(default_factory=lambda: listed("MANICULE_MAIL_TO"))


@dataclass(frozen=True)
class Config:
    """`hosts` and `origins` are allowed besides this machine's own names; `now` is the clock, in ms since 1970.

    `check_links` lets it look, now and then, whether links still answer.
    `embed` lets the server make sentence embeddings beside its other work, where they are installed.
    `fetch` lets it ask the sites it knows about a paper that is saved by its address alone.
    `proxies` stand before the server and say whom they speak for; `metrics` is a folder to count requests in.
    """

    database: str = field(default_factory=default_database)
    library: str = DEFAULT_LIBRARY
    hosts: tuple[str, ...] = field(default_factory=lambda: listed("MANICULE_HOSTS"))
    origins: tuple[str, ...] = field(default_factory=lambda: listed("MANICULE_ORIGINS"))
    proxies: int = field(default_factory=lambda: number("MANICULE_PROXIES"))
    check_links: bool = field(default_factory=lambda: number("MANICULE_CHECK_LINKS") == 1)
    embed: bool = field(default_factory=lambda: os.environ.get("MANICULE_EMBED", "").strip() != "0")
    fetch: bool = field(default_factory=lambda: number("MANICULE_FETCH") == 1)
    log_requests: bool = False
    metrics: str | None = None
    now: Callable[[], int] = clock


def extension_dir() -> Path:
    """The folder a browser loads: inside an installed package, or beside `backend` in a clone.

    :raise ExtensionMissing: when neither is there.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "extension", here.parents[1] / "extension"):
        if folder.is_dir():
            return folder
    raise ExtensionMissing
