"""The shipped table of how common words are in papers: counted for machine learning, estimated for other fields.

Counts of other fields are not to be had, and the table need not be exact: the reader's own seen rows correct it
(manicule.core.rarity). So `fields.json` holds, written by hand, the words that every fifth, every twelfth or every
thirtieth abstract of a field is sure to use. A word is as common as it is in the field that uses it most.
"""

import argparse
import json
import math
import pathlib
from collections.abc import Iterator

from manicule.core.terms import STOP

TARGET = pathlib.Path(__file__).resolve().parents[2] / "extension" / "words" / "background.json"
FIELDS = pathlib.Path(__file__).with_name("fields.json")
RAREST = 0.004  # rarer words weigh the same as unknown ones, nearly
STEP = 1.25  # between two steps of the table; the weight of a word differs by less than 0.2 from one to the next
SOURCE = (
    "Made by scripts/background: which share of abstracts holds each word. Document frequencies of {papers:,} papers "
    "on machine learning, and estimates by hand for other fields (scripts/drive/fields.json)."
)


def main(words: list[str]) -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(prog="scripts/background", description=__doc__)
    parser.add_argument("counts", type=pathlib.Path, help='JSON: {"n": papers, "df": {word: papers that hold it}}')
    counts = json.loads(parser.parse_args(words).counts.read_text(encoding="utf-8"))
    common = {word: papers / counts["n"] for word, papers in counts["df"].items()}
    for word, share in estimated(json.loads(FIELDS.read_text(encoding="utf-8"))):
        common[word] = max(share, common.get(word, 0.0))
    kept = {word: share for word, share in common.items() if share >= RAREST and word not in STOP}
    table = {"source": SOURCE.format(papers=counts["n"]), "shares": steps(kept)}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(kept):,} words, {TARGET.stat().st_size / 1000:.0f} kB")


def estimated(fields: dict) -> Iterator[tuple[str, float]]:
    """Each word of the lists written by hand, with its share."""
    for shares in fields.values():
        for share, lines in shares.items():
            yield from ((word, float(share)) for line in lines for word in line.split(" "))


def steps(common: dict[str, float]) -> dict[str, str]:
    """The words of each step of the table, joined by spaces, the rarest step first."""
    table: dict[str, list[str]] = {}
    for word in sorted(common, key=lambda word: (common[word], word)):
        step = round(math.log(common[word] / RAREST) / math.log(STEP))
        table.setdefault(f"{RAREST * STEP**step:.4f}", []).append(word)
    return {share: " ".join(sorted(words)) for share, words in table.items()}
