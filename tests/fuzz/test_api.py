"""The API under requests that nobody wrote by hand: as its document says, whatever is sent."""

import pytest


@pytest.fixture
def judged(url):
    """`judged(examples, phases)` asks a server of its own, with a token."""
    from judged import judged, serving  # here, for it takes a second to load

    with serving(url) as (server, token):
        yield lambda *how, **more: judged(server, token, *how, **more)


def shown(faults: dict) -> str:
    return "\n\n".join(f"{operation}: {kind}\n{said}" for (operation, kind), said in faults.items())


def test_every_answer_is_as_the_document_says_with_a_token(judged, examples):
    found = judged(examples, ("coverage", "fuzzing"))
    assert not found.faults, shown(found.faults)
    assert len(found.operations) > 25
    assert {200, 201, 204, 400, 404, 413, 415, 422} <= found.answers.keys()
    assert max(found.answers) < 500


def test_without_a_token_every_answer_is_as_the_document_says_and_nothing_is_told(judged, examples):
    found = judged(examples // 4, ("coverage", "fuzzing"), signed_in=False)
    assert not found.faults, shown(found.faults)
    assert found.answers[401] > 0.8 * found.answers.total()
    assert max(found.answers) < 500


def test_what_was_made_is_asked_for_changed_and_deleted_as_the_document_says(judged, examples):
    found = judged(examples // 2, ("stateful",))
    assert not found.faults, shown(found.faults)
    assert max(found.answers) < 500
