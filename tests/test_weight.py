"""A listing page loads little of ours: what reads it at once, editor and selection when they are first used."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

EXTENSION = Path(__file__).resolve().parents[1] / "extension"
PAGE, LATER = 60_000, 30 << 10  # bytes of JavaScript, as it lies in the repository, unminified
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STATIC = re.compile(r"""\bfrom\s*["'](\.[^"']+)["']""")
LAZY = re.compile(r"""\bimport\s*\(\s*["'](\.[^"']+)["']""")


def manifest() -> dict:
    return json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))


def at_once() -> set[Path]:
    """Every module that each listing page loads."""
    loaders = [EXTENSION / name for entry in manifest()["content_scripts"] for name in entry["js"]]
    return loaded([*loaders, EXTENSION / "content" / "main.js"])  # load.js imports it by its address in the extension


def later() -> dict[str, set[Path]]:
    """What a page loads besides, the first time that something is done there, by the module that does it."""
    starts = {(path.parent / name).resolve() for path in at_once() for name in LAZY.findall(code(path))}
    return {start.stem: loaded([start]) - at_once() for start in starts}


def loaded(starts: Iterable[Path]) -> set[Path]:
    """The modules named, and all that they import."""
    todo, found = list(starts), set()
    while todo:
        path = todo.pop().resolve()
        if path not in found:
            found.add(path)
            todo += [path.parent / name for name in STATIC.findall(code(path))]
    return found


def code(path: Path) -> str:
    """A module without its comments: a type named in one is not loaded."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def weigh(paths: set[Path], limit: int) -> None:
    sizes = {path.relative_to(EXTENSION).as_posix(): path.stat().st_size for path in paths}
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    assert sum(sizes.values()) < limit, (
        f"{sum(sizes.values())} bytes; the largest: {largest}. Load what is seldom needed when it is needed, "
        "and let the background decide what it can (lib/papers.js)."
    )


def test_a_listing_page_loads_less_than_60_kB_of_javascript() -> None:
    weigh(at_once(), PAGE)


def test_editor_and_selection_load_less_than_30_KiB_more_when_they_are_first_used() -> None:
    assert {"edits", "select"} <= set(later()), "they are loaded with the page"
    for modules in later().values():
        weigh(modules, LATER)


def test_every_module_of_a_listing_page_may_be_loaded_by_it() -> None:
    open_to_pages = [name for entry in manifest()["web_accessible_resources"] for name in entry["resources"]]
    names = {path.relative_to(EXTENSION).as_posix() for path in at_once().union(*later().values())} - {
        "content/load.js"
    }
    closed = {name for name in names if not any(Path(name).match(pattern) for pattern in open_to_pages)}
    assert not closed, f"Add these to web_accessible_resources in the manifest: {sorted(closed)}"
