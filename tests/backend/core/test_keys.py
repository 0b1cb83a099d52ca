"""Which paper an address names: vectors both languages read, the real cases, hostile input."""

import csv
import json
import re
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.core.keys import address_key, by_strength, identify, pattern, strongest
from manicule.services.sites import key_rules

TESTS = Path(__file__).resolve().parents[2]
VECTORS = json.loads((TESTS / "vectors" / "keys.json").read_text(encoding="utf-8"))
CASES = TESTS.parents[1] / "shared" / "cases" / "identity.tsv"
RULES = key_rules()
PATTERNS = {"is", "host", "path", "wrapped", "dashed", "appended", "mentioned", "tracking"}
JUNK = [".", ",", ")", "”", " ", "\n", ">", "'"]


def patterns(data: object) -> list[str]:
    """Every pattern in keys.json: the strings under the names that hold one, wherever they are."""
    if isinstance(data, list):
        return [found for one in data for found in patterns(one)]
    if not isinstance(data, dict):
        return []
    named = [value for name, value in data.items() if name in PATTERNS]
    cleaned = [pair[0] for pair in data.get("clean", [])] + data.get("when", [])[1:]
    return named + cleaned + [found for value in data.values() for found in patterns(value)]


@pytest.mark.parametrize(("text", "key", "version"), VECTORS["identify"])
def test_an_address_names_its_paper_or_none(text: str, key: str | None, version: str) -> None:
    known = identify(text, RULES)
    assert (known and known.key, known.version if known else "") == (key, version)


@pytest.mark.parametrize(("text", "key", "version"), VECTORS["identify"])
def test_the_name_of_a_paper_names_itself(text: str, key: str | None, version: str) -> None:
    assert key is None or identify(key, RULES).key == key


@pytest.mark.parametrize(("ids", "expected"), VECTORS["by_strength"])
def test_ids_are_ordered_by_the_schemes_of_keys_json(ids: list[str], expected: list[str]) -> None:
    assert by_strength(ids, RULES) == expected
    assert strongest(ids, RULES) == expected[0]


@pytest.mark.parametrize(("text", "expected"), VECTORS["address_key"])
def test_any_web_page_has_a_key_without_tracking(text: str, expected: str | None) -> None:
    assert address_key(text, RULES) == expected


@pytest.mark.skipif(not CASES.is_file(), reason="the recorded cases in ../shared/cases are not here")
def test_every_decidable_case_is_decided() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        wrong = [case for case in csv.DictReader(file, delimiter="\t") if not decided(case)]
    assert wrong == []


def decided(case: dict) -> bool:
    one, two = identify(case["url_a"], RULES), identify(case["url_b"], RULES)
    same = bool(one and two and set(one.ids) & set(two.ids))
    if case["same"] == "yes":
        return same and case["key"] in ("", one.key)
    return not same


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "https://arxiv.org/abs/" + "1" * 100_000,
        "https://arxiv.org/abs/" + "%" * 4000,
        "https://a.example/" + "10.1234/" * 500,
        "10." + "1234/" * 800,
        "10.1234/" + ".full" * 800,
        "10.1234/" + "(" * 4000,
        "https://" + "a-" * 120 + "org.proxy." * 12 + "edu/doi",
        "https://google.com/url?q=" * 160,
        "https://login.example/login?url=" + "https%253A%252F%252F" * 150,
        "https://doi.org/10.1000/" + "%25" * 1200,
        "[" * 4000 + "]" * 50,
        "doi:" * 1000,
        "arxiv:" * 680,
        "x-extension://" * 290,
        "\u0000",
        "\ud800",
        "javascript:alert('https://arxiv.org/abs/1706.03762')",
        None,
        17,
    ],
    ids=lambda text: str(text)[:24].encode("unicode_escape").decode(),
)
def test_hostile_text_names_nothing_at_once(text: object) -> None:
    began = time.thread_time()
    assert identify(text, RULES) is None
    assert time.thread_time() - began < 0.5


@given(st.text(max_size=200) | st.from_regex(r"(https?://)?[a-z.]{3,12}/[ -~]{0,60}", fullmatch=True))
def test_no_text_is_an_error(text: str) -> None:
    known = identify(text, RULES)
    assert known is None or identify(known.key, RULES).key == known.key


@given(st.sampled_from([text for text, key, _ in VECTORS["identify"] if key]), st.sampled_from(JUNK))
def test_what_a_sentence_puts_around_an_address_changes_nothing(text: str, junk: str) -> None:
    assert identify(f" {text}{junk}", RULES) == identify(text, RULES)


def test_every_pattern_means_the_same_in_both_languages() -> None:
    sources = sorted(set(patterns(RULES)))
    assert len(sources) > 150
    for source in sources:
        pattern(source)
        strange = re.search(r"\(\?[^:=!]|\\[AZzpPkG]|(?<!\\)[*+?}][+]", source)
        assert not strange, f"{source!r}: Python and JavaScript read {strange[0]!r} differently, write it without"
    code = "for (const s of JSON.parse(require('fs').readFileSync(0, 'utf8'))) new RegExp(s, 'i')"
    subprocess.run(["node", "-e", code], input=json.dumps(sources), text=True, check=True)
