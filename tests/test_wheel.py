"""`pip install` alone brings the extension: the wheel carries it."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_carries_the_extension(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True)
    names = zipfile.ZipFile(next(tmp_path.glob("manicule-*.whl"))).namelist()
    carried = {name.removeprefix("manicule/extension/") for name in names if name.startswith("manicule/extension/")}
    here = {
        path.relative_to(ROOT / "extension").as_posix() for path in (ROOT / "extension").rglob("*") if path.is_file()
    }
    assert carried == here
    assert any(name.startswith("manicule/migrations/") for name in names)
