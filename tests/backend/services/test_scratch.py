"""What an import remembers outside of memory."""

import gc
import tempfile

import pytest

from manicule.services.exchange.scratch import IN_MEMORY, Names, Texts

HARD = ["", "plain", "ünïcode \u2028 \x85 \x1c and a half \ud800", '{"line": 1, "text": "a\\nb"}']


def test_a_list_gives_back_its_texts_in_their_order_as_often_as_asked_also_while_it_grows():
    texts = Texts()
    for text in HARD:
        texts.append(text)
    first = iter(texts)
    assert next(first) == ""
    texts.append("later")
    assert list(texts) == list(texts) == [*HARD, "later"]
    assert list(first) == [*HARD[1:], "later"]
    assert len(texts) == 5


def test_a_long_list_lies_in_a_file_that_goes_with_it(monkeypatch):
    made = []
    real = tempfile.TemporaryFile
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *asked, **more: made.append(real(*asked, **more)) or made[-1])
    texts = Texts()
    for n in range(3 * IN_MEMORY // 100):
        texts.append(f"{n:099}")
    assert [int(text) for text in texts] == list(range(3 * IN_MEMORY // 100))
    [file] = made
    assert not file.closed
    del texts
    gc.collect()
    assert file.closed


@pytest.mark.parametrize("size", [10, 20_000])
def test_names_give_back_what_was_put_last_or_first(size):
    names = Names()
    for n in range(size):
        names.put(f"name {n} \0 é", f"text {n} {'x' * 100}")
    names.put("name 3 \0 é", "another")
    names.put_new("name 4 \0 é", "not this")
    names.put_new("new", "this")
    assert [names.get(f"name {n} \0 é").split()[0] for n in (1, 3, 4)] == ["text", "another", "text"]
    assert (names.get("new"), names.get("none"), names.get("")) == ("this", None, None)
