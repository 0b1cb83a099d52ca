"""What the server refuses for its size, the extension never keeps: the edit would come back refused."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from manicule.core import limits
from manicule.core.records import LINK_KINDS

LIB = Path(__file__).parents[1] / "extension" / "lib"
TOLD = """Promise.all([import(process.argv[1]), import(process.argv[2])]).then(
  ([{LIMITS}, {LINK_KINDS}]) => console.log(JSON.stringify({...LIMITS, kinds: LINK_KINDS.map(([kind]) => kind)})))"""
SERVER = {
    "note": limits.MAX_NOTE,
    "tag": limits.MAX_TAG_NAME,
    "tags": limits.MAX_TAGS,
    "links": limits.MAX_LINKS,
    "url": limits.MAX_URL,
    "title": limits.MAX_TITLE,
    "abstract": limits.MAX_ABSTRACT,
    "author": limits.MAX_AUTHOR,
    "authors": limits.MAX_AUTHORS,
    "venue": limits.MAX_VENUE,
    "published": limits.MAX_PUBLISHED,
    "ids": limits.MAX_IDS,
    "kinds": [*LINK_KINDS],
}


@pytest.mark.skipif(not shutil.which("node"), reason="node is not here")
def test_the_extension_keeps_as_much_of_a_bookmark_as_the_server_takes() -> None:
    modules = [(LIB / name).as_uri() for name in ("limits.js", "statuses.js")]
    said = subprocess.run(["node", "-e", TOLD, *modules], check=True, capture_output=True, text=True).stdout
    told = json.loads(said)
    assert {name: told.get(name) for name in SERVER} == SERVER, (
        "Change extension/lib/limits.js and core/limits.py together."
    )
