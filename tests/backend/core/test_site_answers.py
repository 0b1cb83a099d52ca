"""What sites' own APIs answer: recorded answers in ../shared/pages/api, and answers out to do harm."""

import json
from pathlib import Path

import pytest

from manicule.core.site_answers import read_answer
from manicule.services.sites import key_rules

RULES = key_rules()
ATOM, JSON = RULES["schemes"]["arxiv"]["apis"]
REAL = Path(__file__).resolve().parents[4] / "shared" / "pages" / "api"
with_real_answers = pytest.mark.skipif(not REAL.is_dir(), reason="the recorded answers in ../shared/pages are not here")


ENTRY = b"<feed><entry><id>arxiv:1605.08386</id><title>&x;</title></entry></feed>"


def recorded(name: str) -> bytes:
    return json.loads((REAL / "arxiv" / "arxivpy" / name).read_text(encoding="utf-8"))["body"].encode()


@with_real_answers
def test_a_recorded_atom_answer_tells_of_its_paper() -> None:
    (name,) = (path.name for path in (REAL / "arxiv" / "arxivpy").glob("id_1605*"))
    paper = read_answer(recorded(name), ATOM, "arxiv:1605.08386", RULES)
    assert paper["title"] == "Heat-bath random walks with Markov bases"
    assert paper["authors"] == ["Caprice Stanley", "Tobias Windisch"]
    assert (paper["published"], paper["version"]) == ("2016-05-26", 1)
    assert paper["abstract"].startswith("Graphs on lattice points")
    assert paper["url"] == "https://arxiv.org/abs/1605.08386v1"


@with_real_answers
def test_a_recorded_atom_answer_of_an_old_id_names_its_journal() -> None:
    (name,) = (path.name for path in (REAL / "arxiv" / "arxivpy").glob("id_astro*"))
    paper = read_answer(recorded(name), ATOM, "arxiv:astro-ph/0601001", RULES)
    assert (paper["key"], bool(paper["venue"])) == ("arxiv:astro-ph/0601001", True)


def test_a_journals_doi_is_an_identity_of_the_paper() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:a="urn:a"><entry><id>http://arxiv.org/abs/2601.00001v3</id>
        <title>A Small Lamp</title><a:doi>10.5555/Lamp</a:doi><a:journal_ref>J. Light 7</a:journal_ref>
        </entry></feed>"""
    paper = read_answer(body, ATOM, "arxiv:2601.00001", RULES)
    assert (paper["ids"], paper["venue"], paper["version"]) == (
        ["arxiv:2601.00001", "doi:10.5555/lamp"],
        "J. Light 7",
        3,
    )


@with_real_answers
def test_the_answer_to_a_wrong_id_is_no_paper() -> None:
    (name,) = (path.name for path in (REAL / "arxiv" / "arxivpy").glob("id_abc*"))
    assert read_answer(recorded(name), ATOM, "arxiv:1605.08386", RULES) is None


@with_real_answers
def test_recorded_records_in_json_tell_of_their_papers() -> None:
    records = json.loads((REAL / "huggingface" / "daily_papers_props_2024-08-09.json").read_text(encoding="utf-8"))
    for record in (one["paper"] for one in records["dailyPapers"]):
        paper = read_answer(json.dumps(record).encode(), JSON, f"arxiv:{record['id']}", RULES)
        assert paper["title"] == " ".join(record["title"].split())
        assert len(paper["authors"]) > 0
        assert paper["abstract"][:40] == " ".join(record["summary"].split())[:40]


def test_links_that_a_record_names_are_kept() -> None:
    record = {"title": "A Small Lamp", "githubRepo": "https://github.com/lamp/fog", "authors": [{"name": "Ada Okafor"}]}
    paper = read_answer(json.dumps(record).encode(), JSON, "arxiv:2601.00001", RULES)
    assert [(link["kind"], link["url"]) for link in paper["links"]] == [("code", "https://github.com/lamp/fog")]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<feed", b"not xml", b"\xff\xfe\x00", b"{}", b"[]", b"null", b'{"title": 7, "authors": "x"}',
        b"[" * 100_000,
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ENTRY,
        b'<!DOCTYPE a [<!ENTITY y "aaaa"><!ENTITY x "&y;&y;">]>' + ENTRY,
        b"<feed><entry><id>arxiv:1605.08387</id><title>Another</title></entry></feed>",
        b"<?xml version='1.0' encoding='no-such'?><feed/>",
    ],
)  # fmt: skip
def test_a_broken_or_hostile_answer_says_nothing(body: bytes) -> None:
    assert read_answer(body, ATOM, "arxiv:1605.08386", RULES) is None
    assert read_answer(body, JSON, "arxiv:1605.08386", RULES) is None
