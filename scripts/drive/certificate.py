"""A self-signed certificate for the local stand-in of the sites, made anew for each run; its key is never kept."""

import base64
import hashlib
import pathlib
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

NAMES = ("huggingface.co", "arxiv.org", "*.huggingface.co", "*.arxiv.org")


@dataclass(frozen=True)
class Certificate:
    """Where certificate and key lie as PEM files, and `spki`, by which Chromium is told to trust it."""

    chain: pathlib.Path
    key: pathlib.Path
    spki: str


def make_certificate(folder: pathlib.Path, names: Iterable[str] = NAMES) -> Certificate:
    """Writes `cert.pem` and `key.pem` into `folder`; SystemExit says what to install when openssl is missing."""
    if not shutil.which("openssl"):
        raise SystemExit("openssl is missing: install it with your package manager, then run this again.")
    chain, key = folder / "cert.pem", folder / "key.pem"
    known_as = ",".join(f"DNS:{name}" for name in names)
    _openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "7",
        "-keyout", str(key), "-out", str(chain), "-subj", "/CN=manicule local stand-in",
        "-addext", f"subjectAltName={known_as}",
    )  # fmt: skip
    public = _openssl("x509", "-in", str(chain), "-pubkey", "-noout")
    der = base64.b64decode("".join(line for line in public.splitlines() if not line.startswith("-----")))
    return Certificate(chain, key, base64.b64encode(hashlib.sha256(der).digest()).decode())


def _openssl(*arguments: str) -> str:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True).stdout
