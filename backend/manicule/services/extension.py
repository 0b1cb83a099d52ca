"""Copy the extension out of the installed package, so that a browser can load it."""

import shutil
from pathlib import Path

from manicule.config import extension_dir
from manicule.errors import FileTrouble
from manicule.services.sites import write_index

JUNK = shutil.ignore_patterns("__pycache__", ".*")


def copy_out(target: Path) -> Path:
    """Copy to `target`, a new or empty folder or an earlier copy. Returns its absolute path.

    :raise ExtensionMissing: if this installation has none.  :raise FileTrouble: if `target` holds something else
    """
    source = extension_dir()
    if target.exists() and not target.is_dir():
        raise FileTrouble(f"{target} is a file. Name a folder that is new or empty.")
    if target.is_dir() and any(target.iterdir()) and not (target / "manifest.json").is_file():
        raise FileTrouble(f"{target} holds other files. Name a folder that is new or empty.")
    if any(inside.is_symlink() for inside in target.rglob("*")):
        raise FileTrouble(f"{target} holds links that lead elsewhere. Name a folder that is new or empty.")
    try:
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=JUNK)
        write_index(target / "sites")
    except (OSError, shutil.Error) as error:
        raise FileTrouble(f"The extension cannot be copied to {target}: {error}.") from error
    return target.resolve()
