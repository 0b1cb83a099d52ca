"""Links that belong to a paper: vectors both languages read."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manicule.core.keys import identify
from manicule.core.links import derive, find_in_text, resource, unite
from manicule.services.sites import key_rules

TESTS = Path(__file__).resolve().parents[2]
VECTORS = json.loads((TESTS / "vectors" / "links.json").read_text(encoding="utf-8"))
IDENTITIES = json.loads((TESTS / "vectors" / "keys.json").read_text(encoding="utf-8"))["identify"]
RULES = key_rules()


@pytest.mark.parametrize(("text", "expected"), VECTORS["find_in_text"])
def test_the_links_a_text_names_are_found_and_typed(text: str, expected: list[dict]) -> None:
    assert find_in_text(text, RULES) == expected


@pytest.mark.parametrize(("ids", "expected"), VECTORS["derive"])
def test_links_follow_from_the_ids(ids: list[str], expected: list[dict]) -> None:
    assert derive(ids, RULES) == expected


@pytest.mark.parametrize(("links", "expected"), VECTORS["unite"])
def test_one_resource_is_one_link(links: list[dict], expected: list[dict]) -> None:
    assert unite(links, RULES) == expected


@pytest.mark.parametrize(("addresses", "expected"), VECTORS["resource"])
def test_all_forms_of_an_address_lead_to_one_resource(addresses: list[str], expected: str) -> None:
    assert {address: resource(address, RULES) for address in addresses} == dict.fromkeys(addresses, expected)


def test_the_links_that_follow_from_ids_are_resources_of_their_own() -> None:
    for ids, expected in VECTORS["derive"]:
        assert len(unite(derive(ids, RULES), RULES)) == len(expected)


@pytest.mark.parametrize("key", sorted({key for _, key, _ in IDENTITIES if key}))
def test_the_first_link_of_a_paper_names_the_paper(key: str) -> None:
    links = derive([key], RULES)
    named = [identify(link["url"], RULES) for link in links[:1] if not key.startswith("url:")]
    assert all(known and known.key == key for known in named)


@pytest.mark.parametrize("key", sorted({key for _, key, _ in IDENTITIES if key}))
def test_one_id_never_leads_to_a_resource_twice(key: str) -> None:
    links = derive([key], RULES)
    assert unite(links, RULES) == links


@given(st.text(max_size=300))
def test_no_text_is_an_error(text: str) -> None:
    assert all(link["url"].startswith("http") for link in find_in_text(text, RULES))
