"""Timing: a secret is never compared letter by letter. It is looked up by its hash, or compared in constant time."""

import ast
import re
from pathlib import Path

import manicule

FOLDER = Path(manicule.__file__).parent
SECRET = re.compile(r"token\b(?!')|secret|csrf|cookie|\bcode\b|password", re.IGNORECASE)
HASHED = re.compile(r"hash|compare_digest|status|\.code ==", re.IGNORECASE)


def comparisons() -> list[tuple[str, str]]:
    """Place and text of everything that is compared for equality by the parts that see secrets."""
    found = []
    for file in sorted(one for part in ("api", "web", "services") for one in (FOLDER / part).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.NotEq | ast.In) for op in node.ops):
                found.append((f"{file.name}:{node.lineno}", ast.unparse(node)))
    return found


def test_no_secret_is_compared_but_by_its_hash():
    all_of_them = comparisons()
    assert len(all_of_them) > 100
    told = [(place, text) for place, text in all_of_them if SECRET.search(text) and not HASHED.search(text)]
    assert told == [], "compare hashes, or with hmac.compare_digest"
    hashed = [text for _, text in all_of_them if "hash" in text]
    assert {word for text in hashed for word in ("token_hash", "secret_hash", "code_hash") if word in text} == {
        "token_hash", "secret_hash", "code_hash",
    }  # fmt: skip


def test_what_the_browser_sends_back_is_compared_in_constant_time():
    source = (FOLDER / "web" / "session.py").read_text(encoding="utf-8")
    assert 'compare_digest(sent("csrf")' in source
    assert "compare_digest(device.token_hash" in (FOLDER / "services" / "devices.py").read_text(encoding="utf-8")
