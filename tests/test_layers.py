"""Who may import whom, in both languages. A failure names file, line and layer, and says what to do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "backend" / "manicule"
EXTENSION = ROOT / "extension"

# What each layer of the backend may import of the project, besides itself, `errors` and `version`.
BACKEND = {
    "core": set(),
    "formats": {"core"},
    "postgres": set(),
    "sqlite": set(),
    "models": {"core", "postgres", "sqlite"},
    "migrations": {"core", "models", "postgres"},
    "services": {"core", "formats", "models", "postgres", "migrations", "config"},
    "api": {"core", "services", "config"},
    "web": {"core", "services", "config", "api"},
    "cli": {"terminal"},
    "terminal": {"core", "services", "config", "formats"},
    "config": set(),
}
# What only some layers may import of other people's packages.
OUTSIDE = {
    "flask": {"api", "web"},
    "flask_cors": {"api", "web"},
    "werkzeug": {"api", "web"},
    "peewee": {"models", "postgres", "migrations", "services"},
    "playhouse": {"models", "postgres", "sqlite", "migrations", "services"},
    "psycopg": {"postgres"},
    "click": {"cli", "terminal"},
    "rich": {"terminal"},
    **{name: {"services"} for name in ("httpx", "requests", "socket")},
    **{name: {"services"} for name in ("numpy", "onnxruntime", "tokenizers")},
}
# The pure layers see no clock, no chance and no network, so that a test can replay them.
IMPURE = {"time", "random", "secrets", "socket", "urllib.request", "http.client", "threading", "subprocess"}
PURE = {"core", "formats"}
# The files that wire the layers together, and single doors with their reason.
WIRING = {"__init__.py", "__main__.py"}
DOORS = {
    ("api/connection.py", "models"): "opens the database for each request",
    ("api/problems.py", "peewee"): "turns a trouble of the database into a sentence",
    ("terminal/serving.py", "create_app"): "serve starts the app",
    ("terminal/serving.py", "socket"): "names the type of what services.ports has opened",
    ("terminal/patience.py", "socket"): "names the type of what it waits for",
    ("terminal/options.py", "models"): "opens the database for a command",
}

# The folders of the extension, and which others each may import.
SCRIPTS = {
    "lib": {"lib"},
    "content": {"content", "lib", "ask.js"},
    "pages": {"pages", "lib", "ask.js"},
    "ask.js": {"lib"},
    "background": {"background", "lib"},
}
CHROME = {"background/browser.js", "ask.js", "pages/door.js", "content/load.js", "content/collect.js"}
IMPORT = re.compile(
    r"""^(?:import|export)\b(?:[^;"'()=]*?\bfrom\b)?\s*["'](\.[^"']+)["']"""
    r"""|\bimport\s*\(\s*["'](\.[^"']+)["']""",
    re.MULTILINE,
)
FETCH = {"background/api.js", "background/browser.js"}


def test_backend_layers_import_only_downwards() -> None:
    faults = [fault for path in PACKAGE.rglob("*.py") for fault in backend_faults(path)]
    assert not faults, "\n" + "\n".join(faults)


def test_extension_layers_import_only_downwards() -> None:
    faults = [fault for path in EXTENSION.rglob("*.js") for fault in script_faults(path)]
    assert not faults, "\n" + "\n".join(faults)


def test_only_the_doors_touch_the_browser_and_the_network() -> None:
    faults = [fault for path in EXTENSION.rglob("*.js") for fault in door_faults(path)]
    assert not faults, "\n" + "\n".join(faults)


def test_the_layer_check_catches_what_it_is_for(tmp_path: Path) -> None:
    service = tmp_path / "services" / "tags.py"
    service.parent.mkdir()
    service.write_text("import flask\nfrom manicule.api import routes\n")
    assert len(list(backend_faults(service, tmp_path))) == 2


def backend_faults(path: Path, package: Path = PACKAGE) -> Iterator[str]:
    """A sentence for each import in a Python file that goes the wrong way."""
    where = path.relative_to(package).as_posix()
    if where in WIRING:
        return
    layer = where.split("/")[0].removesuffix(".py")
    for line, module in imported(path):
        if fault := wrong(layer, where, module):
            yield f"backend/manicule/{where}:{line}: layer {layer} {fault}"


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a Python file imports; `from a import b` gives `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def wrong(layer: str, where: str, module: str) -> str:
    """Why this import is wrong here, or the empty string."""
    top, *rest = module.split(".")
    if top == "manicule":
        target = rest[0] if rest else ""
        allowed = BACKEND.get(layer, set()) | {layer, "errors", "version"}
        if layer in ("errors", "version"):
            allowed = {layer}
        if target in allowed or (where, target) in DOORS:
            return ""
        return f"imports manicule.{target}: move what both need down, or let a layer above call both"
    if top in OUTSIDE and layer not in OUTSIDE[top] and (where, top) not in DOORS:
        return f"imports {top}: only {', '.join(sorted(OUTSIDE[top]))} may; hand the value in as an argument"
    if layer in PURE and any(module == name or module.startswith(f"{name}.") for name in IMPURE):
        return f"imports {module}: it is pure, so hand the clock, the chance or the data in as an argument"
    return ""


def script_faults(path: Path) -> Iterator[str]:
    """A sentence for each import in a file of the extension that goes the wrong way."""
    where = path.relative_to(EXTENSION).as_posix()
    layer = where.split("/")[0]
    for line, target in script_imports(path):
        folder = (path.parent / target).resolve().relative_to(EXTENSION).as_posix().split("/")[0]
        if not (path.parent / target).exists():
            yield f"extension/{where}:{line}: imports {target}, which is not there"
        elif folder not in SCRIPTS.get(layer, set()):
            yield (
                f"extension/{where}:{line}: layer {layer} imports {folder}: "
                "pages and content ask the background through ask.js; what both need belongs in lib"
            )


def script_imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and relative path of each import and re-export, also of those at run time; not of types in comments."""
    text = "\n".join(code_lines(path))
    for match in IMPORT.finditer(text):
        yield text[: match.start()].count("\n") + 1, match[1] or match[2]


def door_faults(path: Path) -> Iterator[str]:
    """A sentence for each use of the browser's or the network's API outside of its door."""
    where = path.relative_to(EXTENSION).as_posix()
    names = "chrome" if where.startswith("background/") else "chrome|browser"  # there, `browser` is our own door
    for line, code in enumerate(code_lines(path), 1):
        if where not in CHROME and re.search(rf"\b({names})\s*\.\s*\w", code):
            yield f"extension/{where}:{line}: touches chrome.*: go through ask.js, pages/door.js or browser.js"
        if where not in FETCH and re.search(r"\bfetch\s*\(|\bXMLHttpRequest\b|\bWebSocket\b|sendBeacon", code):
            yield f"extension/{where}:{line}: asks the network: only background/api.js may"
        if where == "background/browser.js" and "fetch(" in code and "getURL" not in code:
            yield f"extension/{where}:{line}: may fetch only files of the package, as fetch(….getURL(…))"


def code_lines(path: Path) -> list[str]:
    """The lines of a script with its comments blanked out."""
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8"), flags=re.S)
    return [re.sub(r"(^|\s)//.*", "", line) for line in text.split("\n")]
