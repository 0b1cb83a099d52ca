"""A listing page loads little of ours: under 60 kB of JavaScript, as it lies in the repository."""

import json
import re
from pathlib import Path

EXTENSION = Path(__file__).resolve().parents[1] / "extension"
LIMIT = 60_000  # bytes, unminified
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")


def loaded() -> set[Path]:
    """Every module that a listing page may come to load, the editor included."""
    manifest = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    todo = [EXTENSION / name for entry in manifest["content_scripts"] for name in entry["js"]]
    todo.append(EXTENSION / "content" / "main.js")  # load.js imports it by its address in the extension
    found: set[Path] = set()
    while todo:
        path = todo.pop().resolve()
        if path not in found:
            found.add(path)
            code = COMMENT.sub("", path.read_text(encoding="utf-8"))  # a type named in a comment is not loaded
            todo += [path.parent / name for name in IMPORT.findall(code)]
    return found


def test_a_listing_page_loads_less_than_60_kB_of_javascript() -> None:
    sizes = {path.relative_to(EXTENSION).as_posix(): path.stat().st_size for path in loaded()}
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
    assert sum(sizes.values()) < LIMIT, f"{sum(sizes.values())} bytes; the largest: {largest}"


def test_every_module_of_a_listing_page_may_be_loaded_by_it() -> None:
    manifest = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    open_to_pages = [name for entry in manifest["web_accessible_resources"] for name in entry["resources"]]
    names = {path.relative_to(EXTENSION).as_posix() for path in loaded()} - {"content/load.js"}
    closed = {name for name in names if not any(Path(name).match(pattern) for pattern in open_to_pages)}
    assert not closed, f"Add these to web_accessible_resources in the manifest: {sorted(closed)}"
